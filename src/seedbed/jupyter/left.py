"""Servers that go on although the folder of their project was moved or deleted."""

from __future__ import annotations

import os
import stat

from seedbed.host.processes import Process, folder_of, is_alive
from seedbed.host.reading import standing
from seedbed.jupyter.places import Place
from seedbed.jupyter.server import read
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.jupyter.server import Server

_LARGEST = 1 << 20


@record
class Left:
    """A server that runs, and whose project isn't where it was.

    Attributes:
        server: what is recorded of it.
        place: where that is.
        now: where the folder is now in which it runs; empty if that was deleted, or isn't known.
    """

    server: Server
    place: Place
    now: str


def left(top: str) -> Iterator[Left]:
    """All of them; without any records, that costs one look for a folder.

    Args:
        top: the folder of all records.
    """
    try:
        names = sorted(os.listdir(top))
    except OSError:
        return
    for name in names:
        place = Place(top=top, folder=os.path.join(top, name))
        server = recorded(place.record)
        if server is not None and _is_gone(server.root):
            process = Process(pid=server.pid, identity=server.identity)
            if is_alive(process):
                yield Left(server=server, place=place, now=folder_of(process))


def moved_to(root: str, top: str) -> Left | None:
    """The server that was started for a project before its folder was moved."""
    return next((one for one in left(top) if one.now and _is_same(one.now, root)), None)


def recorded(path: str) -> Server | None:
    """The record that a file of the user's own holds; None where there is none."""
    return read(data_of(path))


def data_of(path: str) -> bytes:
    """What a file of the user's own holds; empty where there is none."""
    try:
        found = standing(path, _LARGEST)
    except OSError:
        return b""
    return found.data if found else b""


def _is_gone(folder: str) -> bool:
    try:
        return not stat.S_ISDIR(os.stat(folder).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # such as that of a disk that doesn't answer
        return False


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
