"""A project's files as texts, read when they are asked for. They may have come with a clone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.host.disk import SaidPlainly
from seedbed.host.guarded import leads_into, read_files
from seedbed.host.paths import is_link
from seedbed.model.relative import fault_of
from seedbed.model.tree import LINK, File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 2 * 1024 * 1024
"""Bytes of the largest manifest that is believed: one with the hashes of 500 packages has one."""
_MOST = 10_000
"""The most lines of one, but for comments and hashes. Programs and Nix files may have more."""
_PROGRAMS = (".nix", ".py")
_READ = (".cfg", ".in", ".py", ".toml", ".txt", ".yaml", ".yml")
"""How the names of files end that may say which packages a project needs."""
_MANIFEST = re.compile(
    r"(?:pyproject|pixi)\.toml|environment\.ya?ml|Pipfile|setup\.(?:cfg|py)"
    r"|requirements(?:[._-][\w.-]+)?\.(?:txt|in)"
)


class ProjectFiles(Mapping[str, str]):
    """The files below a folder, by path; links that lead out of it are not followed.

    To iterate gives only what lies at the top; any path in the folder can be asked for.

    Args:
        root: the folder.

    Attributes:
        read: what was read so far.
        outside: paths of links that lead out of the folder, or to nothing.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self.read: dict[str, File] = {}
        self.outside: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        with SaidPlainly(self._root):
            names = sorted(os.listdir(self._root))
        return (name for name in names if self._is_there(name))

    def odd(self) -> dict[str, str]:
        """What at the top is called like a manifest and is no file: its name, to what it is."""
        found = {}
        with SaidPlainly(self._root):
            for name in sorted(os.listdir(self._root)):
                place = os.path.join(self._root, name)
                if os.path.isfile(place) or not _MANIFEST.fullmatch(name):
                    continue
                if os.path.isdir(place):
                    found[name] = "a folder"
                elif is_link(place):
                    found[name] = "a link that leads nowhere"
                else:
                    found[name] = "no regular file"
        return found

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        """Whether there is such a file. It isn't read: it may be a lock, which can be large."""
        return isinstance(path, str) and self._place(path) is not None

    def __getitem__(self, path: str) -> str:
        """A file's text, with plain line ends.

        Raises:
            KeyError: when there is no such file in the folder.
            SeedbedError: when it cannot be read, is too large, or is not text in UTF-8.
        """
        file = self.file(path)
        if file is None:
            raise KeyError(path)
        text = encodings.read(file.data)
        if text is None or any("\ud800" <= char <= "\udfff" for char in text):
            return encodings.utf8(path, file.data)
        if text.count("\n") > _MOST and not path.endswith(_PROGRAMS):
            lines = sum(not line.lstrip().startswith(("#", "--hash")) for line in text.split("\n"))
            if lines > _MOST:
                raise _too_large(path, f"has more than {_MOST:,} lines")
        return text

    def _is_there(self, name: str) -> bool:
        """Whether a name at the top is that of a file that may be read."""
        place = os.path.join(self._root, name)
        if not os.path.isfile(place):
            return False
        if not is_link(place) or leads_into(self._root, place):
            return True
        if name.endswith(_READ):
            self.outside.add(name)
        return False

    def _place(self, path: str) -> str | None:
        """Where a file lies; None if there is none in the folder."""
        path = path.removeprefix("./")
        place = os.path.join(self._root, path)
        if fault_of(path) or not os.path.lexists(place) or os.path.isdir(place):
            return None
        if os.path.realpath(place) == place or leads_into(self._root, place):
            return place
        self.outside.add(path)
        return None

    def file(self, path: str) -> File | None:
        """A file; None where there is none in the folder."""
        path = path.removeprefix("./")
        place = self._place(path)
        if place is None:
            return None
        if path not in self.read:
            if os.path.isfile(place) and os.path.getsize(place) > _LARGEST:
                raise _too_large(path, f"is larger than {_LARGEST >> 20} MiB")
            found = read_files(self._root, [path], {}, _LARGEST).get(path)
            if found is None or (found.layer == LINK and not found.data):
                self.outside.add(path)
                return None
            self.read[path] = found
        return self.read[path]


def _too_large(path: str, what: str) -> SeedbedError:
    return SeedbedError(
        f"{path} {what}: seedbed adopts no such project.",
        "If that file doesn't describe the project, move it away.",
        code="manifest-too-large",
    )
