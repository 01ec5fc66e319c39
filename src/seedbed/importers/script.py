"""Reads what a single script says of what it needs (PEP 723); pure.

https://packaging.python.org/en/latest/specifications/inline-script-metadata/
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from seedbed.errors import SeedbedError
from seedbed.formats.tables import parse
from seedbed.importers.addresses import cleaned, hidden, login_note
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.naming import project_name
from seedbed.importers.own_package import is_stated
from seedbed.importers.pip_files import layout_of
from seedbed.importers.pip_groups import fitted
from seedbed.importers.pip_requirement import parsed, shown
from seedbed.importers.pip_sheets import Found
from seedbed.importers.remarks import in_order
from seedbed.importers.setuptools_files import package_in
from seedbed.importers.uv_settings import base, edited, with_settings
from seedbed.importers.writing import NAME
from seedbed.model.names import canonical, default_package
from seedbed.model.project import Project
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

FORM = "a script"
_KIND = "script"
_BEGIN = re.compile(r"# /// ([a-zA-Z0-9-]+)")
_CONTENT = re.compile(r"#(?: .*)?")
_END = "# ///"
_KNOWN = frozenset(("dependencies", "requires-python", "tool"))
_OTHERS = (
    "Pipfile", "environment.yml", "environment.yaml", "pixi.toml", "pdm.lock", "poetry.lock",
)  # fmt: skip
"""Files that say what a project needs, beside those that other functions here know."""


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """What the one script of a folder says; None where more says what the project needs.

    Args:
        files: text by path; iterating gives the names at the top.
        name: the name of the folder.

    Raises:
        SeedbedError: when `pyproject.toml` or the script's block can't be read.
    """
    if layout_of(files) or package_in(files) or any(path in files for path in _OTHERS):
        return None
    text = files.get(NAME, "").removeprefix("\ufeff")
    if is_stated(parse(text, NAME)):
        return None
    scripts = [path for path in sorted(files) if path.endswith(".py") and "/" not in path]
    found = [path for path in scripts if _KIND in dict(_blocks(files[path]))]
    return _imported(found[0], files[found[0]], name, text) if len(found) == 1 else None


def imported_script(path: str, text: str, name: str) -> Imported | None:
    """What a script says; None where it has no block that says something.

    Args:
        path: the script.
        text: what is in it.
        name: what the project is to be called, if it can be.

    Raises:
        SeedbedError: when it has several blocks, or one that can't be read.
    """
    return _imported(path, text, name, "")


def _imported(path: str, text: str, name: str, pyproject: str) -> Imported | None:
    bodies = [body for kind, body in _blocks(text) if kind == _KIND]
    if len(bodies) > 1:
        raise SeedbedError(
            f"{path} has several blocks '# /// {_KIND}', but only one is allowed.",
            "Make one block of them, then run the same command again.",
            code="bad-script",
        )
    return _Work(path, text, bodies[0]).result(name, pyproject) if bodies else None


class _Work:
    def __init__(self, path: str, text: str, body: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.table = _parse(body, path)
        self.remarks: list[Remark] = []

    def result(self, name: str, pyproject: str) -> Imported:
        """What the script says.

        Args:
            name: what the project is to be called, if it can be.
            pyproject: `pyproject.toml` as it stands; empty for none.
        """
        fit = fitted({"": tuple(self._dependencies())}, {})
        self.remarks += fit.remarks
        items = sorted((one.item for one in fit.items[""]), key=lambda one: one.key)
        for key in self.table:
            if key not in _KNOWN:
                self._tell(f"{key} was left out: scripts have no such key.", key)
        name = project_name(name, taken={canonical(item.name) for item in items})
        project = Project(
            name=name,
            package=default_package(name),
            python=self._python(),
            dependencies=tuple(items),
        )
        made, kept = base(project, pyproject, None)
        written = self._with_tools(made, kept)
        return Imported(
            form=FORM,
            manager="uv",
            files={NAME: written},
            read=(self.path, *([NAME] if pyproject else [])),
            remarks=in_order(self.remarks, [self.path]),
        )

    def _python(self) -> str:
        python = self.table.get("requires-python", "")
        if isinstance(python, str) and python:
            return python
        self._tell("The script doesn't say which Python versions it supports.")
        return ""

    def _dependencies(self) -> Iterator[Found]:
        given = self.table.get("dependencies", [])
        if not isinstance(given, list):
            self._tell("dependencies was left out: it isn't a list.", "dependencies")
            return
        for one in given:
            text = str(one)
            item = parsed(text) if isinstance(one, str) else None
            address = cleaned(item.url if item else "")
            if item is None or address.fault:
                why = address.fault or "it isn't a requirement that Python's packaging can read"
                self._tell(f"{shown(text)} was left out: {why}.", text)
                continue
            if note := login_note(address):
                self._tell(note, text)
            found = replace(item, url=address.url)
            yield Found(item=found, path=self.path, line=self._line(text))

    def _with_tools(self, text: str, kept: list[str]) -> str:
        """A `pyproject.toml` with the tables of the script's `[tool]` as they stand there.

        Args:
            text: the file without them.
            kept: keys that said something else already.
        """
        tools = self.table.get("tool", {})
        if not isinstance(tools, dict):
            return text
        uv = self._without_logins(tools.get("uv", {}))
        if isinstance(uv, dict) and isinstance(uv.get("sources"), dict):
            uv["sources"] = {name: self._from_here(one) for name, one in uv["sources"].items()}
        written, more = with_settings(text, uv if isinstance(uv, dict) else {})
        stands = parse(written, NAME)["tool"]
        others = {key: self._without_logins(tools[key]) for key in tools if key != "uv"}
        kept += [*more, *(f"tool.{key}" for key in others if key in stands)]
        new: dict[tuple[str, ...], Any] = {
            ("tool", key): value for key, value in others.items() if key not in stands
        }
        for key in kept:
            self._tell(f"{key} was left out: {NAME} has its own.")
        return edited(written, new)

    def _from_here(self, source: Any) -> Any:
        """A source whose path is seen from the project's folder, not from the script's."""
        if isinstance(source, list):
            return [self._from_here(one) for one in source]
        match source:
            case {"path": str(path)} if not path.startswith("/"):
                return {**source, "path": normpath(join(dirname(self.path), path))}
        return source

    def _without_logins(self, value: Any) -> Any:
        """A value in whose addresses no login stands; what had one is told."""
        if isinstance(value, dict):
            return {key: self._without_logins(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._without_logins(one) for one in value]
        if not isinstance(value, str) or "://" not in value:
            return value
        address = cleaned(value)
        if note := login_note(address):
            self._tell(note, value)
        return hidden(address.url)

    def _tell(self, text: str, needle: str = "") -> None:
        line = self._line(needle) if needle else 0
        self.remarks.append(Remark(path=self.path, line=line, text=text))

    def _line(self, needle: str) -> int:
        """The first line of the script with a text; 0 for none."""
        found = (number for number, line in enumerate(self.lines, start=1) if needle in line)
        return next(found, 0)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The kinds of a script's blocks, each with what is in it.

    A block ends at the last line of its comment that ends one.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    at = 0
    while at < len(lines):
        begin = _BEGIN.fullmatch(lines[at])
        at += 1
        if not begin:
            continue
        stop = at
        while stop < len(lines) and _CONTENT.fullmatch(lines[stop]):
            stop += 1
        ends = [number for number in range(at + 1, stop) if lines[number] == _END]
        if ends:
            body = (
                line[2:] if line.startswith("# ") else line[1:] for line in lines[at : ends[-1]]
            )
            yield begin[1], "\n".join(body)
        at = stop


def _parse(body: str, path: str) -> Mapping[str, Any]:
    try:
        return parse(body, path)
    except SeedbedError as error:
        message = error.message.replace(path, f"The block '# /// {_KIND}' of {path}", 1)
        raise SeedbedError(message, error.hint, code="bad-script") from None
