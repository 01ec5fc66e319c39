"""Looks at what is installed without reading it: sizes and times, compared with each RECORD."""

from __future__ import annotations

import os
import stat
import time

from seedbed.host.reading import LARGEST, standing
from seedbed.model.record import record
from seedbed.verify.distributions import SEEDS, distribution
from seedbed.verify.record_file import sizes
from seedbed.verify.values import CHANGED, METADATA, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.values import Layout

_ARCHIVE = "archive-v"
"""How the folder of uv's cache begins that files may be linked to."""
_PACE = 100
"""After how many files it looks at the clock."""


@record
class Doubt:
    """A path at which something is not as a RECORD says, or may not be.

    Attributes:
        size: how many bytes stand there; -1 where nothing does, and for what is no file.
        is_file: whether a regular file stands there, or a link into uv's cache.
        error: why nothing can be told of it; empty where something can.
    """

    size: int = -1
    is_file: bool = False
    error: str = ""


class Looking:
    """Looks at what is installed, and opens nothing but each RECORD.

    Args:
        root: the environment, absolute, without links.
        layout: where installers put what in it.
        end: the time after which it looks at nothing more, as `time.monotonic` has it.

    Attributes:
        texts: the text of each RECORD, by distribution.
        doubts: what may differ, by path.
        wrong: what differs for certain.
        files: how many files it looked at.
        is_whole: whether there was time for all.
    """

    def __init__(self, root: str, layout: Layout, end: float) -> None:
        self.root = root
        self.layout = layout
        self.is_whole = True
        self._end = end
        self.texts: list[tuple[Distribution, str]] = []
        self.doubts: dict[str, Doubt] = {}
        self.wrong: list[Difference] = []
        self.files = 0

    def look(self, folder: str) -> None:
        """Look at the files of a distribution.

        Args:
            folder: its metadata, as seen from the environment.
        """
        one = distribution(folder, {})
        if one is None or self._is_seed(one):
            return
        path = os.path.join(self.root, folder, "RECORD")
        try:
            written = os.stat(path).st_mtime_ns  # before it is read
            found = standing(path, LARGEST, follow=True)
        except (FileNotFoundError, NotADirectoryError):
            found = None
        except OSError as error:
            self._differs(one, CHANGED, f"can't be read: {error.strerror}")
            return
        if found is None:
            self._differs(one, METADATA, "is missing, so nothing says what it has")
        elif not found.regular or len(found.data) > LARGEST:
            what = (
                f"is larger than {LARGEST >> 20} MiB" if found.regular else "isn't a regular file"
            )
            self._differs(one, METADATA, what)
        else:
            self._compare(one, found.data.decode("utf-8", "replace"), written)

    def _is_seed(self, one: Distribution) -> bool:
        """Whether the environment's maker put it in: virtualenv lists what it does not make."""
        if one.name not in SEEDS:
            return False
        try:
            found = standing(os.path.join(self.root, one.folder, "INSTALLER"), follow=True)
        except OSError:
            return False
        return found is None or not found.data.startswith((b"uv", b"Poetry"))

    def _compare(self, one: Distribution, text: str, written: int) -> None:
        try:
            listed = list(sizes(text, self.layout.site, self.root))
        except ValueError as error:
            self._differs(one, METADATA, f"is damaged: {error}")
            return
        self.texts.append((one, text))
        for number, (path, size) in enumerate(listed):
            if number % _PACE == 0 and time.monotonic() > self._end:
                self.is_whole = False
                return
            if path.startswith(("../", "/")) or _is_compiled(path, size):
                continue
            self.files += 1
            if doubt := _doubt(f"{self.root}/{path}", size, written):
                self.doubts[path] = doubt

    def _differs(self, one: Distribution, kind: str, what: str) -> None:
        path = f"{one.folder}/RECORD"
        self.wrong.append(Difference(kind=kind, path=path, package=one.title, what=what))


def _doubt(place: str, size: int, written: int) -> Doubt | None:
    """Why a file may differ; None where it has its size, and is as old as its RECORD or older."""
    try:
        stands = os.lstat(place)
        if stat.S_ISLNK(stands.st_mode) and _ARCHIVE in os.readlink(place):
            stands = os.stat(place)
    except (FileNotFoundError, NotADirectoryError):
        return Doubt()
    except (OSError, ValueError) as error:  # a path in a RECORD can be one that no system has
        return Doubt(error=getattr(error, "strerror", None) or str(error))
    is_file = stat.S_ISREG(stands.st_mode)
    if is_file and size in (-1, stands.st_size) and stands.st_mtime_ns <= written:
        return None
    return Doubt(size=stands.st_size if is_file else -1, is_file=is_file)


def _is_compiled(path: str, size: int) -> bool:
    """Whether a file is judged by its source, if at all."""
    return path.endswith(".pyc") and ("/__pycache__/" in path or size < 0)
