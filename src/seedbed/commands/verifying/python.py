"""The interpreter that an environment stands on, compared with the archive that uv has for it.

It is not started before all of its files were compared.
"""

from __future__ import annotations

import hashlib
import os
import re

from seedbed.commands.verifying.compiled import compiled_again
from seedbed.commands.verifying.python_source import local, release_of, sha256_of
from seedbed.commands.verifying.reading import modes_of
from seedbed.commands.verifying.uv import program
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.archive_store import archives_of, compiled_of
from seedbed.host.known_hashes import hashes_of
from seedbed.host.missed import missed_of
from seedbed.host.mounts import keeps_permissions
from seedbed.host.reading import standing
from seedbed.host.scanning import Reader, paths_in
from seedbed.model.record import record, replace
from seedbed.verify.interpreters import BUILD, KEY, Comparing, is_kept, is_text
from seedbed.verify.values import INTERPRETER, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO

    from seedbed.host.downloads import Downloads
    from seedbed.model.listing import Listing

_LARGEST = 1 << 30
"""Bytes of the largest archive that is taken."""
_PATIENCE = 10.0
"""Seconds that a server may say nothing: without this archive, all else can still be proved."""
_SLOWEST = 32768.0
"""Bytes that have to come in a second, for the same reason."""
_UNREACHED = frozenset(("archive-gone", "archive-unreachable"))


@record
class Account:
    """What is known of an interpreter.

    Attributes:
        python: its absolute path; empty for none.
        key: which of uv's Pythons it is; empty for any other.
        archive: the sha256 of the archive that it was compared with; empty where it wasn't.
        why: why it wasn't, as a clause.
        files: how many files were compared.
        differences: what is not as it should be.
        told: what nobody can prove, as sentences.
    """

    python: str = ""
    key: str = ""
    archive: str = ""
    why: str = "no lock has its hash"
    files: int = 0
    differences: Sequence[Difference] = ()
    told: Sequence[str] = ()

    def remarks(self, others: Sequence[str]) -> tuple[str, ...]:
        """What nobody can prove, as sentences.

        Args:
            others: what is to be said where nothing was found out here.
        """
        if not self.key:
            return tuple(others)
        if self.archive:
            return tuple(self.told)
        return (f"The interpreter, {self.python}: {self.why}.",)


def account_for(
    python: str, told: Callable[..., None], *, offline: bool, again: bool = False
) -> Account:
    """Compare an interpreter with its archive, if it is one of uv's.

    Args:
        python: its absolute path; empty for none.
        told: as for `verify`.
        offline: whether nothing is downloaded.
        again: whether an archive is asked for that couldn't be had earlier today.
    """
    folder = _folder(python)
    if not folder:
        return Account(python=python)
    account = Account(python=python, key=os.path.basename(folder))
    build = _build(folder)
    finder = _Finder(account.key, build, told, offline=offline)
    known = finder.known()
    found = _compared(account, folder, build, known, told) if known else None
    if found and found.archive and not found.differences:
        return found
    missed, name = missed_of(os.environ), f"{account.key} {build}"
    if not offline and not again and (why := missed.get(name)):
        return found or replace(account, why=f"{why}; --level wheel asks again today")
    try:
        listing = finder.listing()
    except SeedbedError as error:
        why = error.message.rstrip(".")
        if error.code in _UNREACHED:
            missed.keep(name, why)
    except (OSError, ValueError, MemoryError) as error:
        why = f"{type(error).__name__}: {error}"
    else:
        if found and known and known.archive == listing.archive:
            return found
        return _compared(account, folder, build, listing, told)
    return found or replace(account, why=why)


def _folder(python: str) -> str:
    """The folder of a Python that uv installed; empty for any other.

    Whoever gives another one such a name gains nothing: it is compared with the archive.
    """
    place = os.path.realpath(python) if python else ""
    for _ in range(2):
        place = os.path.dirname(place)
        if KEY.fullmatch(os.path.basename(place)):
            return place
    return ""


def _build(folder: str) -> str:
    """Which build of its version it is, as uv noted; empty where it didn't."""
    try:
        found = standing(os.path.join(folder, BUILD), 64)
    except OSError:
        return ""
    said = found.data.decode("ascii", "replace").strip() if found and found.regular else ""
    return said if re.fullmatch(r"\d{1,12}", said) else ""


class _Finder:
    """Finds what the archive of an interpreter holds.

    Args:
        key: which of uv's Pythons it is.
        build: which build; empty where that is not known.
        told: as for `verify`.
        offline: whether nothing is downloaded.
    """

    def __init__(self, key: str, build: str, told: Callable[..., None], *, offline: bool) -> None:
        self._key, self._build = key, build
        self._told = told
        self._offline = offline
        self._store, self._hashes = archives_of(os.environ), hashes_of(os.environ)

    def known(self) -> Listing | None:
        """What the archive of this build holds, if it is known from earlier."""
        digest = self._hashes.get(f"{self._key} {self._build}") if self._build else ""
        return self._store.get(digest) if digest else None

    def listing(self) -> Listing:
        """What the archive holds that uv has.

        Raises:
            SeedbedError: when that can't be known.
        """
        release = release_of(self._key, offline=self._offline)
        if release is None:
            here = bool(program())
            raise _unknown(
                "uv doesn't know it" if here else "uv isn't here to say which hash its archive has"
            )
        if self._build and release.build and release.build != self._build:
            raise _unknown(
                f"uv installed build {self._build} of it, but has the hash of build "
                f"{release.build} only"
            )
        downloads = None if self._offline else self._downloads()
        digest = sha256_of(self._key, release.address, downloads)
        if not digest:
            raise _unknown("uv doesn't say which hash its archive has")
        listing = self._store.get(digest) or self._listed(release.address, digest, downloads)
        if self._build:
            self._hashes.keep(f"{self._key} {self._build}", digest)
        return listing

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
        raise _unknown("its archive isn't known yet, and --offline forbids getting it")
    return downloads.receive(address, file, _LARGEST).sha256


def _unknown(why: str) -> SeedbedError:
    hint = "The rest of the environment is verified without it."
    return SeedbedError(f"{why}.", hint, code="archive-unavailable", status=ENVIRONMENT)


def _compared(
    account: Account, folder: str, build: str, listing: Listing, told: Callable[..., None]
) -> Account:
    from seedbed.host.tarballs import links_of

    try:
        found = Reader(folder, is_kept, told=told).read(paths_in(folder))
    except OSError as error:
        return replace(account, why=f"it can't be read: {error.strerror}")
    posix = keeps_permissions(folder, modes_of(found.values()))
    said = Comparing(account.key, listing, links_of(listing), posix=posix).compare(found)
    if said.differences and not build and not said.same_program:
        return replace(account, why="uv didn't note which build of this version it is")
    wrong = [*said.differences, *_foreign(said.folders, folder)]
    if not wrong and said.compiled:
        python, store = os.path.realpath(account.python), compiled_of(os.environ)
        wrong = compiled_again(said.compiled, folder, python, store)
    sentences = [
        f"{os.path.join(folder, path)}: uv renames and signs it when it installs Python."
        for path in said.written
    ]
    return replace(
        account,
        archive=listing.archive,
        why="",
        files=len(found),
        differences=[_of_interpreter(one, folder, account.key) for one in wrong],
        told=sentences,
    )


def _foreign(named: Mapping[str, str], folder: str) -> list[Difference]:
    """Where an interpreter names another folder as its own, whose files builds then take."""
    return [
        Difference(kind=INTERPRETER, path=path, package="", what=f"names {other} as its folder")
        for path, other in named.items()
        if os.path.realpath(other) != folder
    ]


def _of_interpreter(one: Difference, folder: str, key: str) -> Difference:
    path = os.path.join(folder, one.path)
    return Difference(kind=INTERPRETER, path=path, package=key, what=one.what)
