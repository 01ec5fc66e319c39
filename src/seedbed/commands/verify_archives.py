"""Gets what the archives of a lock hold: from the store, from this machine, or from the index."""

from __future__ import annotations

import hashlib
import os
import threading

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.archives import list_wheel, save
from seedbed.host.conda_archives import ENDINGS, list_conda
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import IO

    from seedbed.host.archive_store import ArchiveStore
    from seedbed.host.downloads import Downloads
    from seedbed.model.listing import Listing
    from seedbed.verify.pairing import Candidate

_CHUNK = 1 << 20
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

    def known(self, candidates: Sequence[Candidate]) -> Listing | None:
        """What the first archive holds that is known already."""
        return self._store.get(candidates[0].sha256) if candidates else None

    def all(self, wanted: Iterable[Candidate]) -> dict[str, Answer]:
        """What archives hold, by their sha256; several are downloaded at a time."""
        waiting = list({one.sha256: one for one in wanted}.values())
        answers: dict[str, Answer] = {}
        threads = [
            threading.Thread(target=self._work, args=(waiting, answers), daemon=True)
            for _ in range(min(_JOBS, len(waiting)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
        return answers

    def _work(self, waiting: list[Candidate], answers: dict[str, Answer]) -> None:
        while True:
            try:
                one = waiting.pop(0)
            except IndexError:
                return
            try:
                answers[one.sha256] = self._answer(one)
            except SeedbedError as error:
                answers[one.sha256] = Answer(why=error.message.rstrip("."))
            except Exception as error:  # noqa: BLE001  # is told of the package; others go on
                answers[one.sha256] = Answer(why=f"{type(error).__name__}: {error}")

    def save(self, one: Candidate, folder: str) -> None:
        """Write an archive into a folder, under its own name.

        Raises:
            SeedbedError: when it cannot be had, or has another hash than the lock names.
        """
        with self._opened(one) as file:
            save(file, os.path.join(folder, one.file))

    def _answer(self, one: Candidate) -> Answer:
        if (known := self._store.get(one.sha256)) is not None:
            return Answer(listing=known)
        with self._opened(one) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            reads = list_conda if one.file.endswith(ENDINGS) else list_wheel
            listing = reads(file, one.sha256, size)
        self._store.keep(listing)
        return Answer(listing=listing)

    def _opened(self, one: Candidate) -> IO[bytes]:
        """An archive's bytes, whose hash is what the lock names."""
        if path := self._path(one):
            file = open(path, "rb")  # noqa: SIM115  # the caller closes it
            if _sha256(file) == one.sha256:
                file.seek(0)
                return file
            file.close()
            if ("://" not in one.address and one.address) or one.address.startswith("file:"):
                raise _unavailable(f"{path} doesn't have the hash that the lock names")
        if self._downloads is None:
            raise _unavailable("its archive isn't known yet, and --offline forbids getting it")
        if not one.address:
            raise _unavailable("the index no longer has the archive that the lock names")
        return self._downloaded(one, self._downloads)

    def _path(self, one: Candidate) -> str:
        """An archive on this machine; empty for none."""
        scheme, mark, rest = one.address.partition("://")
        if scheme == "file" and mark:
            from urllib.request import url2pathname

            path = url2pathname(rest.partition("#")[0])
        elif one.address and not mark:
            path = os.path.join(self._root, one.address)
        else:
            path = self._here().get(one.file, "") if one.file else ""
        return path if os.path.isfile(path) else ""

    def _downloaded(self, one: Candidate, downloads: Downloads) -> IO[bytes]:
        from tempfile import TemporaryFile

        file = TemporaryFile(prefix="seedbed-")  # noqa: SIM115  # the caller closes it
        received = downloads.receive(one.address, file, _LARGEST)
        if received.sha256 != one.sha256:
            file.close()
            name = one.file or "the file"
            raise _unavailable(
                f"the index served {name} with sha256 {received.sha256}, "
                f"but the lock names {one.sha256}"
            )
        file.seek(0)
        return file


def _unavailable(why: str) -> SeedbedError:
    hint = "Check the lock and the network, then try again."
    return SeedbedError(f"{why}.", hint, code="archive-unavailable", status=ENVIRONMENT)


def _sha256(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()
