"""Requirements and entry points as setuptools has them; pure."""

from __future__ import annotations

from seedbed.importers.addresses import cleaned, login_note
from seedbed.importers.imported import Remark
from seedbed.importers.pip_files import beside
from seedbed.importers.pip_reading import Reading
from seedbed.importers.pip_requirement import parsed, shown
from seedbed.importers.wording import listed
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.importers.setup_py import Given
    from seedbed.model.project import Dependency

    Entries = dict[str, dict[str, str]]

_SUFFIXES = (".txt", ".in")


class Requirements:
    """Reads requirements.

    Args:
        files: texts by path.

    Attributes:
        read: the paths of requirements files that were read.
        remarks: what was not carried over as it stands.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.read: list[str] = []
        self.remarks: list[Remark] = []

    def of(self, given: Given, value: object, marker: str = "") -> list[str]:
        """Requirements.

        Args:
            given: where they stand.
            value: their list, or their lines.
            marker: an environment marker under which they are needed; empty for always.
        """
        lines = value.splitlines() if isinstance(value, str) else value
        known = lines if isinstance(lines, list | tuple | set) else ()
        texts = (one.strip() for one in known if isinstance(one, str))
        found = (self._one(given, text, marker) for text in texts if text and text[0] != "#")
        return list(dict.fromkeys(filter(None, found)))

    def in_files(self, given: Given, keyword: str, paths: tuple[str, ...]) -> list[str]:
        """The requirements in files that a keyword reads."""
        reading = Reading(self.files, {})
        reach = dict.fromkeys(path for one in paths for path in reading.reach(one))
        self.read += reach
        self.remarks += reading.remarks
        found: dict[str, None] = {}
        for path in reach:
            sheet = reading.sheet(path)
            if sheet.settings:
                names = listed(f"--{one.name}" for one in sheet.settings)
                self._tell(
                    path, sheet.settings[0].line, f"{names} was left out: only pip reads it."
                )
            for one in sheet.items:
                if one.item.source:
                    text = f"{one.item.name} was left out: no package can require a path."
                    self._tell(path, one.line, text)
                else:
                    found[one.item.requirement] = None
        text = (
            f"{keyword} reads {listed(paths)}: the requirements there are in pyproject.toml now, "
            "and what you change there no longer counts."
        )
        self._tell(given.path, given.line, text)
        return list(found)

    def file_in(self, given: Given) -> str:
        """The requirements file that an unknown value is read from; empty for none, or several."""
        texts = (one for one in given.texts if one.endswith(_SUFFIXES) and len(one) < 200)
        paths = {beside("", one.removeprefix("/")) for one in texts}
        found = [path for path in paths if path and path in self.files]
        return found[0] if len(found) == 1 else ""

    def _one(self, given: Given, text: str, marker: str) -> str:
        item = parsed(text)
        if item is None:
            self._tell(
                given.path, given.line, f"{shown(text)} was left out: it isn't a requirement."
            )
            return ""
        if item.url:
            address = cleaned(item.url)
            if note := login_note(address):
                self._tell(given.path, given.line, note)
            if address.fault:
                what = f"{shown(text)} was left out: {address.fault}."
                self._tell(given.path, given.line, what)
                return ""
            item = replace(item, url=address.url)
        return self._marked(given, item, marker) if marker else item.requirement

    def _marked(self, given: Given, item: Dependency, marker: str) -> str:
        """A requirement that also depends on the marker of an extra; empty for no marker."""
        both = f"({item.marker}) and ({marker})" if item.marker else marker
        found = parsed(replace(item, marker=both).requirement)
        if found is None:
            what = f"{item.name} was left out: {shown(marker)} isn't a condition."
            self._tell(given.path, given.line, what)
        return found.requirement if found else ""

    def _tell(self, path: str, line: int, text: str) -> None:
        self.remarks.append(Remark(path=path, line=line, text=text))


def entries_of(value: object) -> tuple[Entries, list[str]]:
    """Entry points by group and name, and the lines that are none.

    Args:
        value: groups to their lines, or the same as a text with sections.
    """
    found: Entries = {}
    bad: list[str] = []
    for group, line in _entry_lines(value):
        name, equals, target = (part.strip() for part in line.partition("="))
        if group and name and equals and target:
            found.setdefault(group, {})[name] = target
        else:
            bad.append(line)
    return found, bad


def _entry_lines(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        group = ""
        for line in _lines(value):
            if line.startswith("[") and line.endswith("]"):
                group = line[1:-1].strip()
            else:
                yield group, line
    elif isinstance(value, dict):
        for group, given in value.items():
            for one in [given] if isinstance(given, str) else given:
                for line in _lines(str(one)):
                    yield str(group), line


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if (plain := line.strip()) and not plain.startswith(("#", ";")):
            yield plain
