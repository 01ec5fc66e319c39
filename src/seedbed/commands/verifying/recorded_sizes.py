"""The sizes of huge files, as the records of an environment have them.

A file of another size differs, whatever its bytes are. That saves reading a file with holes, which
can be larger than the disk.
"""

from __future__ import annotations

import json
import os
import threading

from seedbed.host.reading import standing
from seedbed.host.scanning import LARGEST_KEPT
from seedbed.model.conda_paths import parts_of
from seedbed.verify.conda_records import is_record
from seedbed.verify.distributions import is_own_record
from seedbed.verify.record_file import sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.verify.values import Layout

_MOST_PARTS = 1 << 23
"""Values in all records of conda packages together."""


class RecordedSizes:
    """The sizes that records have; they are read when a huge file is met, and seldom.

    Args:
        root: the environment, absolute.
        paths: all files in it.
        layout: where installers put what.
    """

    def __init__(self, root: str, paths: Iterable[str], layout: Layout) -> None:
        self._root, self._paths, self._layout = root, paths, layout
        self._known: dict[str, set[int]] | None = None
        self._lock = threading.Lock()
        self._is_conda = False

    def fits(self, path: str, size: int) -> bool:
        """Whether a file may be what a record says of it; what none lists needs no reading.

        Records of conda packages may list files without sizes, or not at all.
        """
        with self._lock:
            if self._known is None:
                self._known = {}
                for where, number in self._recorded():
                    self._known.setdefault(where, set()).add(number)
        said = self._known.get(path, {-1} if self._is_conda else set())
        return size in said or -1 in said

    def _recorded(self) -> Iterator[tuple[str, int]]:
        site, left = self._layout.site, _MOST_PARTS
        for path in self._paths:
            try:
                if is_own_record(path, site):
                    text = self._read(path).decode("utf-8", "replace")
                    yield from sizes(text, site, self._root)
                elif is_record(path):
                    data, self._is_conda = self._read(path), True
                    left -= parts_of(data)
                    yield from _of_conda(data) if left > 0 else ()
            except (OSError, ValueError):
                continue  # what is damaged is told elsewhere

    def _read(self, path: str) -> bytes:
        """The bytes of a record; none of one that is too large to be one."""
        found = standing(os.path.join(self._root, path), LARGEST_KEPT)
        return found.data if found and len(found.data) <= LARGEST_KEPT else b""


def _of_conda(data: bytes) -> Iterator[tuple[str, int]]:
    """The sizes in the record of a conda package, but for files whose texts installers change."""
    try:
        said = json.loads(data)["paths_data"]["paths"]
        found = [(one["_path"], one["size_in_bytes"]) for one in said if _is_plain(one)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    yield from found


def _is_plain(one: object) -> bool:
    if not isinstance(one, dict) or one.get("prefix_placeholder"):
        return False
    return isinstance(one.get("_path"), str) and isinstance(one.get("size_in_bytes"), int)
