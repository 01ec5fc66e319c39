"""The requirements files that count, each read once, and how they include each other; pure."""

from __future__ import annotations

from seedbed.formats.tables import parse
from seedbed.importers.imported import Remark
from seedbed.importers.pip_sheets import Sheet, sheet_of
from seedbed.importers.setuptools_files import package_in
from seedbed.importers.writing import NAME
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Places = Mapping[str, str]
    """Dependency groups, and an empty text for run time, to the files that stand for them."""
    Reach = Mapping[str, list[str]]
    """The same, to all files that count when their file is installed."""


class Reading:
    """The files that were read.

    Args:
        files: text by path.
        locks: files that were compiled, to the ones that are read instead.

    Attributes:
        sheets: what was read, by path.
        remarks: what was not carried.
    """

    def __init__(self, files: Mapping[str, str], locks: Mapping[str, str]) -> None:
        self.files, self.locks = files, locks
        self.sheets: dict[str, Sheet] = {}
        self.remarks: list[Remark] = []

    def reach(self, path: str) -> list[str]:
        """A file and those that it includes, directly or not, in the order in which pip has them.

        One that includes itself is read once.
        """
        found: dict[str, None] = {}
        left: list[tuple[str, tuple[str, ...]]] = [(path, ())]
        while left:
            at, above = left.pop()
            if at in found:
                continue
            found[at] = None
            others = []
            for line, said in self.sheet(at).includes:
                other = self.locks.get(said, said)
                if other in (at, *above):
                    text = f"-r {said} leads in a circle, which pip refuses: it was read once."
                    self._tell(at, text, line)
                elif other in self.files:
                    others.append((other, (at, *above)))
                else:
                    self._tell(at, f"-r {said} was left out: the file isn't there.", line)
            left += reversed(others)
        return list(found)

    def sheet(self, path: str) -> Sheet:
        """What a file says."""
        if path not in self.sheets:
            sheet = sheet_of(path, self.files[path], lambda folder: name_at(self.files, folder))
            self.sheets[path] = sheet
            self.remarks += sheet.remarks
            if sheet.hashes:
                self._tell(path, "Its hashes were left out: uv.lock has its own.", sheet.hashes)
            if sheet.clones:
                text = "What -e takes from a repository is installed now, not cloned into src/."
                self._tell(path, text, sheet.clones)
        return self.sheets[path]

    def constraints(self, reach: Reach) -> tuple[list[str], list[str]]:
        """The constraints of all files, as requirements, and the files that they stand in."""
        read = dict.fromkeys(path for paths in reach.values() for path in paths)
        found: dict[str, None] = {}
        left = [(path, *one) for path in read for one in self.sheets[path].constraints]
        seen = dict(read)
        for by, line, path in left:  # which grows
            if path in self.locks or path in read:
                text = f"-c {path} was left out: uv locks all groups together anyway."
                self._tell(by, text, line)
            elif path not in self.files:
                self._tell(by, f"-c {path} was left out: the file isn't there.", line)
            elif path not in seen:
                seen[path] = None
                sheet = self.sheet(path)
                left += [(path, *one) for one in (*sheet.includes, *sheet.constraints)]
                found |= dict.fromkeys(self._constraining(sheet))
        return list(found), [path for path in seen if path not in read]

    def _constraining(self, sheet: Sheet) -> Iterator[str]:
        for one in sheet.items:
            if one.item.url or one.item.source:
                text = f"{one.item.name} was left out: uv constrains versions, not addresses."
                self._tell(one.path, text, one.line)
            elif one.item.spec:
                yield replace(one.item, extras=()).requirement

    def _tell(self, path: str, text: str, line: int = 0) -> None:
        self.remarks.append(Remark(path=path, line=line, text=text))


def name_at(files: Mapping[str, str], folder: str) -> str:
    """The name of the project in a folder below this one; empty where nothing says."""
    from seedbed.errors import SeedbedError

    try:
        manifest = parse(files.get(f"{folder}/{NAME}", "").removeprefix("\ufeff"), NAME)
    except SeedbedError:
        manifest = {}
    match manifest:
        case {"project": {"name": str(name)}} | {"tool": {"poetry": {"name": str(name)}}}:
            return name
    package = package_in(files, f"{folder}/")
    return package.name if package else ""


def includes_of(places: Places, reach: Reach) -> dict[str, tuple[str, ...]]:
    """The groups that include others, to those whose files their own includes."""
    found = {place: included(place, places, reach) for place in reach}
    direct = {}
    for place, others in found.items():
        inner = {one for other in others for one in found[other]}
        direct[place] = tuple(one for one in others if one not in inner)
    return {place: others for place, others in direct.items() if others}


def included(place: str, places: Places, reach: Reach) -> list[str]:
    """The groups whose files the file of a group includes, directly or not.

    Of two that include each other, only the first one includes the other.
    """
    if not place:
        return []
    names = list(places)
    return sorted(
        other
        for other, path in places.items()
        if other not in ("", place)
        and path in reach[place]
        and not (places[place] in reach[other] and names.index(other) < names.index(place))
    )


def alone_in(place: str, places: Places, reach: Reach) -> list[str]:
    """The files that count for a place, and not for one that it comes with anyway."""
    others = {*reach.get("", ())} if place else set()
    for group in included(place, places, reach):
        others |= {*reach[group]}
    return [path for path in reach[place] if path not in others]
