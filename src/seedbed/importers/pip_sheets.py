"""What one requirements file says: what it asks for, what it includes, and what it sets; pure."""

from __future__ import annotations

from seedbed.importers.imported import Remark
from seedbed.importers.pip_files import beside
from seedbed.importers.pip_format import EDITABLE, WITH_VALUE, lines_of
from seedbed.importers.pip_requirement import asked, shown
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.importers.pip_format import Line
    from seedbed.importers.pip_requirement import Asked, NameAt
    from seedbed.model.project import Dependency

SETTINGS = frozenset(
    ("index-url", "extra-index-url", "find-links", "no-index", "pre", "no-binary", "only-binary")
)
"""Options that uv has settings for."""
HASHES = frozenset(("hash", "require-hashes"))
_LEFT_OUT = {
    "prefer-binary": "uv has no such setting",
    "trusted-host": "the connection to that host stays checked",
    "use-feature": "it is about pip alone",
    "config-settings": "uv sets such things under [tool.uv] config-settings",
    "global-option": "uv has no such setting",
    "build-option": "uv has no such setting",
    "install-option": "uv has no such setting",
}
"""Options that are not carried, with why."""
_MANY = "in conda's notation were"
_MOST = 20
"""Remarks about single lines; a file of another kind would have one for each."""


@record
class Found:
    """A requirement, and where it stands.

    Attributes:
        item: the requirement.
        path: the file.
        line: its line.
    """

    item: Dependency
    path: str
    line: int


@record
class Setting:
    """An option that uv has a setting for, and where it stands.

    Attributes:
        name: the option, without dashes.
        said: its value; empty where it takes none.
        path: the file.
        line: its line.
    """

    name: str
    said: str
    path: str
    line: int


@record
class Sheet:
    """What one file says.

    Attributes:
        path: the file.
        items: its requirements, in their order.
        own: lines that ask for the project itself, each with the extras.
        includes: lines that include other files, each with the file's path.
        constraints: the same for files that constrain versions.
        settings: its options.
        hashes: the first line with a hash; 0 for none.
        clones: the first line with a repository that `-e` stands before; 0 for none.
        remarks: what in it is not carried.
    """

    path: str
    items: tuple[Found, ...] = ()
    own: tuple[tuple[int, tuple[str, ...]], ...] = ()
    includes: tuple[tuple[int, str], ...] = ()
    constraints: tuple[tuple[int, str], ...] = ()
    settings: tuple[Setting, ...] = ()
    hashes: int = 0
    clones: int = 0
    remarks: tuple[Remark, ...] = ()


def sheet_of(path: str, text: str, name_at: NameAt) -> Sheet:
    """What a file says.

    Args:
        path: the file.
        text: what is in it.
        name_at: gives the name of the project in a folder.
    """
    if text.removeprefix("\ufeff").lstrip().startswith("@EXPLICIT") or "\n@EXPLICIT\n" in text:
        what = "It is conda's list of packages, not pip's: it wasn't read."
        return Sheet(path=path, remarks=(Remark(path=path, text=what),))
    reader = _Reader(path, name_at)
    for line in lines_of(text):
        reader.take(line)
    return Sheet(
        path=path,
        items=tuple(reader.items),
        own=tuple(reader.own),
        includes=tuple(reader.includes),
        constraints=tuple(reader.constraints),
        settings=tuple(reader.settings),
        hashes=reader.hashes,
        clones=reader.clones,
        remarks=tuple(reader.all_remarks()),
    )


class _Reader:
    def __init__(self, path: str, name_at: NameAt) -> None:
        self.path, self.name_at = path, name_at
        self.items: list[Found] = []
        self.own: list[tuple[int, tuple[str, ...]]] = []
        self.includes: list[tuple[int, str]] = []
        self.constraints: list[tuple[int, str]] = []
        self.settings: list[Setting] = []
        self.remarks: list[Remark] = []
        self.hashes = self.clones = 0
        self.conda: list[int] = []

    def take(self, line: Line) -> None:
        """Take in one line."""
        if line.text:
            self._requirement(line.number, asked(line.text, self.name_at))
        for name, value in line.options:
            self._option(line.number, name, value)

    def all_remarks(self) -> Iterator[Remark]:
        """What is not carried; lines of conda's lists count together."""
        yield from self.remarks[:_MOST]
        if rest := self.remarks[_MOST:]:
            text = f"{len(rest)} more lines from here on were left out or changed."
            yield Remark(path=self.path, line=rest[0].line, text=text)
        if self.conda:
            number = len(self.conda)
            what = "1 line in conda's notation was" if number == 1 else f"{number} lines {_MANY}"
            text = f"{what} left out: `conda env export` writes a file that seedbed can read."
            yield Remark(path=self.path, line=self.conda[0], text=text)

    def _requirement(self, number: int, one: Asked) -> None:
        self._tell(number, *one.notes)
        if one.own is not None:
            self.own.append((number, one.own))
        elif one.item:
            self.items.append(Found(item=one.item, path=self.path, line=number))
        elif one.conda:
            self.conda.append(number)

    def _option(self, number: int, name: str, value: str) -> None:
        if not value and name in WITH_VALUE:
            self._tell(number, f"--{name} was left out: nothing stands behind it.")
        elif name == EDITABLE:
            one = asked(value, self.name_at, editable=True)
            is_clone = one.item and one.item.url.startswith("git+")
            self.clones = self.clones or (number if is_clone else 0)
            self._requirement(number, one)
        elif name in {"requirement", "constraint"}:
            self._file(number, name, value)
        elif name in SETTINGS:
            self.settings.append(Setting(name=name, said=value, path=self.path, line=number))
        elif name in HASHES:
            self.hashes = self.hashes or number
        else:
            flag = f"--{name}" if name in _LEFT_OUT else shown(f"--{name}")
            why = _LEFT_OUT.get(name, "seedbed doesn't know this option")
            self._tell(number, f"{flag} was left out: {why}.")

    def _file(self, number: int, option: str, said: str) -> None:
        """Take in that another file counts too."""
        flag = f"-{option[0]} {shown(said)}"
        path = beside(self.path, said)
        if "://" in said:
            self._tell(number, f"{flag} was left out: nothing is downloaded to read a project.")
        elif not path:
            self._tell(number, f"{flag} was left out: it is outside of the project.")
        else:
            (self.includes if option == "requirement" else self.constraints).append((number, path))

    def _tell(self, number: int, *texts: str) -> None:
        self.remarks += [Remark(path=self.path, line=number, text=text) for text in texts]
