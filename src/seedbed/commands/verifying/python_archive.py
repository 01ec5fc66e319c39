"""Finds what the archive of one of uv's Pythons holds."""

from __future__ import annotations

import hashlib
import os

from seedbed.commands.verifying.python_source import LIST, release_of, sha256_of
from seedbed.commands.verifying.uv import program
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.archive_store import archives_of
from seedbed.host.known_hashes import hashes_of
from seedbed.host.paths import local
from seedbed.verify.interpreters import BUILD, is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from seedbed.host.downloads import Downloads
    from seedbed.model.listing import Listing

UNREACHABLE, _UNAVAILABLE = "archive-unreachable", "archive-unavailable"
_LARGEST = 1 << 30
"""Bytes of the largest archive that is taken."""
_PATIENCE = 10.0
"""Seconds that a server may say nothing: without this archive, all else can still be proved."""
_SLOWEST = 32768.0
"""Bytes that have to come in a second, for the same reason."""


class Finder:
    """Finds what the archive of an interpreter holds.

    Args:
        key: which of uv's Pythons it is.
        build: which build; empty where that is not known.
        told: as for `verify`.
        offline: whether nothing is downloaded.

    Attributes:
        name: what it is called that is looked for.
        other: the build that uv has the hash of, where it is another one than was noted.
    """

    def __init__(self, key: str, build: str, told: Callable[..., None], *, offline: bool) -> None:
        self._key, self._build = key, build
        self._told = told
        self._offline = offline
        self._store, self._hashes = archives_of(os.environ), hashes_of(os.environ)
        self.other = ""
        self.name = f"{key} {build}"

    def known(self) -> Listing | None:
        """What the archive of this build holds, if it is known from earlier."""
        digest = self._hashes.get(f"{self._key} {self._build}") if self._build else ""
        return self._store.get(digest) if digest else None

    def listing(self) -> Listing:
        """What the archive holds that uv has, even if it should be of another build.

        Whoever changed a file can have changed the note of the build, too.

        Raises:
            SeedbedError: when that can't be known.
        """
        release = release_of(self._key, offline=self._offline)
        if release is None:
            if not program():
                raise _unknown("uv isn't here to say which hash its archive has")
            is_far = "://" in os.environ.get(LIST, "") and not self._offline
            raise _unknown("uv doesn't know it", UNREACHABLE if is_far else _UNAVAILABLE)
        if self._build and release.build and release.build != self._build:
            self.other = release.build
            if self.known():
                raise _unknown(self.unlike)
        downloads = None if self._offline else self._downloads()
        digest = sha256_of(self._key, release.address, downloads)
        if not digest:
            raise _unknown("uv doesn't say which hash its archive has")
        listing = self._store.get(digest) or self._listed(release.address, digest, downloads)
        if self._build and not self.other:
            self._hashes.keep(f"{self._key} {self._build}", digest)
        return listing

    @property
    def unlike(self) -> str:
        """That uv has the hash of another build, as a clause; empty where it doesn't."""
        if not self.other:
            return ""
        here = f"uv installed build {self._build} of it"
        return f"{here}, but has the hash of build {self.other} only"

    @property
    def excuse(self) -> str:
        """Why an interpreter may be of another build than the archive, as a clause."""
        nothing = "" if self._build else "uv didn't note which build of this version it is"
        return self.unlike or nothing

    def remember(self, folder: str, digest: str) -> None:
        """Keep that an interpreter was proved."""
        if self._hashes.get(f"in {folder}") != digest:
            self._hashes.keep(f"in {folder}", digest)

    def doubts(self, folder: str) -> tuple[str, ...]:
        """What makes it doubtful that nothing is known of an interpreter, as sentences."""
        again = f"'uv python install --reinstall {self._key}' installs one that can be proved."
        if self._hashes.get(f"in {folder}"):
            was = "was proved on this machine before, but can't be any more"
            return (f"The interpreter in {folder} {was}. {again}",)
        if self.other:
            note = os.path.join(folder, BUILD)
            return (f"Whoever can write to {note} can make a changed build look old. {again}",)
        return ()

    def _downloads(self) -> Downloads:
        from seedbed.commands.verifying.where import logins
        from seedbed.host.downloads import Downloads, Limits  # slow to import, and often not needed

        def told(number: int) -> None:
            self._told(number, "downloaded")

        login, limits = logins(os.environ, {}), Limits(opening=_PATIENCE, slowest=_SLOWEST)
        return Downloads(login, told, patience=_PATIENCE, tries=1, limits=limits)

    def _listed(self, address: str, digest: str, downloads: Downloads | None) -> Listing:
        from tempfile import TemporaryFile

        from seedbed.host.tarballs import list_tarball

        if not address.endswith((".tar.gz", ".tgz")):
            raise _unknown("seedbed can't unpack the kind of archive that it comes in")
        with TemporaryFile(prefix="seedbed-") as file:
            found = _received(address, file, downloads)
            if found != digest:
                raise _unknown(f"its archive was served with sha256 {found}, but uv names {digest}")
            file.seek(0)
            listing = list_tarball(file, digest, is_text)
        self._store.keep(listing)
        return listing


def _received(address: str, file: IO[bytes], downloads: Downloads | None) -> str:
    """Get an archive, and give its sha256."""
    if path := local(address):
        whole = hashlib.sha256()
        with open(path, "rb") as archive:
            while chunk := archive.read(1 << 20):
                whole.update(chunk)
                file.write(chunk)
        return whole.hexdigest()
    if downloads is None:
        raise _unknown("its archive hasn't been read yet, and --offline forbids downloading it")
    return downloads.receive(address, file, _LARGEST).sha256


def _unknown(why: str, code: str = _UNAVAILABLE) -> SeedbedError:
    hint = "The rest of the environment is verified without it."
    return SeedbedError(f"{why}.", hint, code=code, status=ENVIRONMENT)
