"""The old `[tool.flit.metadata]` as `[project]`; pure.

https://flit.pypa.io/en/stable/pyproject_toml.html#old-style-metadata
"""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.formats.toml_edit.edit import GONE, leaves
from seedbed.importers.imported import Remark
from seedbed.importers.naming import project_name
from seedbed.importers.pip_requirement import parsed, shown
from seedbed.importers.writing import NAME
from seedbed.model.names import requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.formats.tables import Section

    Path = tuple[str, ...]

_FLIT = ("tool", "flit")
_SAME = {
    "requires-python": "requires-python",
    "classifiers": "classifiers",
    "description-file": "readme",
}
_READ = frozenset(
    (*_SAME, "module", "dist-name", "requires", "requires-extra", "keywords", "license")
) | {"author", "author-email", "maintainer", "maintainer-email", "home-page", "urls"}
_TESTS = "dev-requires"
_BUILD = "build-system"


def move_flit(
    manifest: Section, lines: Mapping[Path, int], folder: str
) -> tuple[dict[Path, Any], list[Remark]]:
    """The changes to a `pyproject.toml` of Flit 2, and what is to be said.

    Args:
        manifest: the file, parsed.
        lines: its keys to their lines, counted from 1.
        folder: the folder's name.
    """
    work = _Flit(manifest, lines)
    work.move(folder)
    return work.changes, work.remarks


class _Flit:
    def __init__(self, manifest: Section, lines: Mapping[Path, int]) -> None:
        self.flit = manifest.section(*_FLIT, "metadata")
        self.tables = manifest.section(*_FLIT)
        self.build = manifest.section(_BUILD)
        self.lines = lines
        self.changes: dict[Path, Any] = {}
        self.remarks: list[Remark] = []

    def move(self, folder: str) -> None:
        """Move everything; what the package is called and says of itself stays dynamic."""
        module = self.flit.string("module")
        name = project_name(self.flit.values.get("dist-name"), module, folder)
        project: dict[str, Any] = {"name": name, "dynamic": ["version", "description"]}
        for key, ours in _SAME.items():
            if key in self.flit.values:
                project[ours] = self.flit.values[key]
        if text := self.flit.string("license"):
            project["license"] = Inline(text=text)
        if text := self.flit.string("keywords"):
            project["keywords"] = [one.strip() for one in text.split(",") if one.strip()]
        for key, ours in (("author", "authors"), ("maintainer", "maintainers")):
            names = ("name", self.flit.string(key)), ("email", self.flit.string(f"{key}-email"))
            if person := {part: text for part, text in names if text}:
                project[ours] = [Inline(person)]
        project |= self._requirements() | self._tables()
        self.changes |= {("project", *path): value for path, value in leaves(project)}
        kept = [key for key in self.flit.values if key not in _READ and key != _TESTS]
        for key in kept:
            self._tell(f"{key} was left out: [project] has no such key.", key)
        self._away("metadata")
        if module and module != name.replace("-", "_"):
            self.changes[*_FLIT, "module"] = Inline(name=module)
        self._backend()
        text = "[project] says now what [tool.flit.metadata] said; flit_core reads it from 3.2 on."
        self._tell(text)

    def _requirements(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if lines := self._lines("requires"):
            found["dependencies"] = lines
        extras = self.flit.section("requires-extra")
        optional = {name: self._lines("requires-extra", name) for name in extras.values}
        if tests := self._lines(_TESTS):  # Flit 1 had them; they were the extra dev
            optional["dev"] = [*optional.get("dev", []), *tests]
        return {**found, **({"optional-dependencies": optional} if optional else {})}

    def _lines(self, *names: str) -> list[str]:
        given = self.flit.texts(*names)
        for one in given:
            if parsed(one) is None:
                self._tell(f"{shown(one)} was left out: it isn't a requirement.", *names)
        return [one for one in given if parsed(one)]

    def _tables(self) -> dict[str, Any]:
        """The addresses, the scripts, and other entry points."""
        page = self.flit.string("home-page")
        urls = {**({"Homepage": page} if page else {}), **self.flit.section("urls").values}
        found: dict[str, Any] = {"urls": urls} if urls else {}
        for key, ours in (("scripts", "scripts"), ("entrypoints", "entry-points")):
            if table := self.tables.section(key).values:
                found[ours] = dict(table)
                self._away(key)
        if console := found.get("entry-points", {}).pop("console_scripts", None):
            found["scripts"] = {**console, **found.get("scripts", {})}
        return found

    def _backend(self) -> None:
        """Flit reads `[project]` from 3.2 on."""
        requires = [
            "flit_core>=3.2,<4" if requirement_name(one) in ("flit", "flit-core") else one
            for one in self.build.texts("requires")
        ] or ["flit_core>=3.2,<4"]
        self.changes[_BUILD, "requires"] = requires
        self.changes[_BUILD, "build-backend"] = "flit_core.buildapi"

    def _away(self, key: str) -> None:
        for path, _ in leaves(self.tables.section(key).values):
            self.changes[*_FLIT, key, *path] = GONE

    def _tell(self, text: str, *names: str) -> None:
        path = (*_FLIT, "metadata", *names)
        known = (path[:length] for length in range(len(path), 0, -1))
        line = next((self.lines[one] for one in known if one in self.lines), 0)
        self.remarks.append(Remark(path=NAME, text=text, line=line))
