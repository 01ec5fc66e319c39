"""Gets what the archives of a lock hold: from the store, from this machine, or from the index."""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.side_by_side import side_by_side
from seedbed.model.conda_paths import ENDINGS
from seedbed.model.credentials import masked
from seedbed.model.record import record, replace
from seedbed.verify.distributions import tags_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import IO

    from seedbed.host.archive_store import ArchiveStore
    from seedbed.host.downloads import Downloads
    from seedbed.model.listing import Listing
    from seedbed.verify.pairing import Candidate, Pair

_LARGEST = 1 << 36
"""Bytes of the largest archive that is taken: 64 GiB."""
_JOBS = 4


@record
class Answer:
    """What came of the search for an archive.

    Attributes:
        listing: what it holds; None where it cannot be had.
        why: why not, as a clause.
    """

    listing: Listing | None = None
    why: str = ""


_UNREAD = Answer(why="its archive couldn't be read")


class Archives:
    """Gets what archives hold.

    Args:
        store: what is known of archives.
        downloads: gets archives; None without a network.
        root: the folder that relative paths of the lock start from.
        here: the archives that the caches of managers hold, by file name.
    """

    def __init__(
        self,
        store: ArchiveStore,
        downloads: Downloads | None,
        root: str,
        here: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._store = store
        self._downloads = downloads
        self._root = root
        self._here = here

    def known(self, pair: Pair) -> Pair | None:
        """A pair with the archive first that is known already; None where none is.

        Of archives without names, that one counts which has the tags that the distribution says it
        was installed with.
        """
        for one in pair.candidates:
            listing = self._store.get(one.sha256)
            if listing is None:
                if one.file:
                    return None
            elif one.file or tags_in(listing) == pair.one.tags:
                return replace(pair, candidates=(one,))
        return None

    def all(self, wanted: Iterable[Candidate]) -> dict[str, Answer]:
        """What archives hold, by their sha256; several are downloaded at a time."""
        asked = {one.sha256: one for one in wanted}
        found = side_by_side(asked.values(), self._answer, lambda why: Answer(why=why), jobs=_JOBS)
        answers = {one.sha256: answer for one, answer in found}
        return {digest: answers.get(digest, _UNREAD) for digest in asked}

    def save(self, one: Candidate, folder: str) -> None:
        """Write an archive into a folder, under its own name.

        Raises:
            SeedbedError: when it cannot be had, or has another hash than the lock names.
        """
        from seedbed.host.archives import save

        with self._opened(one) as file:
            save(file, os.path.join(folder, one.file))

    def _answer(self, one: Candidate) -> Answer:
        if (known := self._store.get(one.sha256)) is not None:
            return Answer(listing=known)
        with self._opened(one) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            listing = _listing(file, one, size)
        self._store.keep(listing)
        return Answer(listing=listing)

    def _opened(self, one: Candidate) -> IO[bytes]:
        """An archive's bytes, whose hash is what the lock names."""
        if path := self._path(one):
            file = open(path, "rb")  # noqa: SIM115  # the caller closes it
            if hashlib.file_digest(file, "sha256").hexdigest() == one.sha256:
                file.seek(0)
                return file
            file.close()
            if _is_here(one):
                raise _unavailable(f"{path} doesn't have the hash that the lock names")
        elif _is_here(one):
            raise _unavailable(f"{masked(one.address)} isn't a file")
        if self._downloads is None:
            raise _unavailable(
                "its archive hasn't been read yet, and --offline forbids downloading it"
            )
        if not one.address:
            raise _unavailable("the index no longer has the archive that the lock names")
        return self._downloaded(one, self._downloads)

    def _path(self, one: Candidate) -> str:
        """An archive on this machine; empty for none."""
        scheme, mark, rest = one.address.partition("://")
        if scheme.lower() == "file" and mark:
            from urllib.request import url2pathname

            path = url2pathname(rest.partition("#")[0])
        elif one.address and not mark:
            path = os.path.join(self._root, one.address)
        else:
            path = self._here().get(one.file, "") if one.file else ""
        return path if os.path.isfile(path) else ""

    def _downloaded(self, one: Candidate, downloads: Downloads) -> IO[bytes]:
        from tempfile import TemporaryFile

        with ExitStack() as stack:
            file = stack.enter_context(TemporaryFile(prefix="seedbed-"))
            received = downloads.receive(one.address, file, _LARGEST)
            if received.sha256 != one.sha256:
                name = one.file or "the file"
                raise _unavailable(
                    f"the index served {name} with sha256 {received.sha256}, "
                    f"but the lock names {one.sha256}"
                )
            file.seek(0)
            stack.pop_all()  # the caller closes it
        return file


def _listing(file: IO[bytes], one: Candidate, size: int) -> Listing:
    """What an archive holds; what reads it is slow to import."""
    if one.file.endswith(ENDINGS):
        from seedbed.host.conda_archives import list_conda

        return list_conda(file, one.sha256, size)
    from seedbed.host.archives import list_wheel

    return list_wheel(file, one.sha256, size)


def _is_here(one: Candidate) -> bool:
    """Whether the lock says that an archive lies on this machine."""
    scheme, mark, _ = one.address.partition("://")
    return bool(one.address) and (not mark or scheme.lower() == "file")


def _unavailable(why: str) -> SeedbedError:
    hint = "Check the lock and the network, then try again."
    return SeedbedError(f"{why}.", hint, code="archive-unavailable", status=ENVIRONMENT)
