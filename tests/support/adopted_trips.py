"""Projects that are adopted, switched to other managers, and back."""

from __future__ import annotations

import io
import json
import re
import tomllib
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

from imported_cases import kinds, names
from pixi_trips import switch
from places import FIXTURES

from seedbed.cli import main
from seedbed.commands.own_form import native_form
from seedbed.commands.stored_choices import read_choices
from seedbed.managers.own_layout import load_own_layout
from seedbed.model.credentials import without_credentials
from seedbed.model.names import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANAGERS = ("uv", "poetry", "conda", "pixi")
_OWN = (".seedbed/aside.toml", ".seedbed/base")


def cases() -> list[tuple[str, str]]:
    """All projects: the kind, and the name."""
    return [(kind, name) for kind in kinds() for name in names(kind)]


def given(kind: str, name: str) -> dict[str, str]:
    """The files of a project, by path: a line `#< PATH` or `#: PATH` begins each."""
    text = (FIXTURES / "adopted" / kind / f"{name}.txt").read_text(encoding="utf-8")
    first, *parts = re.split(r"^#([<:>!]) (.*)\n", text, flags=re.MULTILINE)
    assert not first, name
    rows = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {path: body for mark, path, body in rows if mark in "<:"}


def start(kind: str, name: str, folder: Path) -> Path:
    """A project as it is before it is adopted."""
    root = folder / "folder"
    for path, text in given(kind, name).items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    return root


def adopt(root: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Adopt a project: the exit status, and the JSON document."""
    said, notes = io.StringIO(), io.StringIO()
    with chdir(root), redirect_stdout(said), redirect_stderr(notes):
        status = main(["adopt", "--no-sync", "--json", *options])
    return status, json.loads(said.getvalue())


def stands(root: Path) -> dict[str, str]:
    """The files of a project, but for seedbed's own."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {
        path: place.read_bytes().decode()
        for path, place in sorted(found.items())
        if not path.startswith(".seedbed/")
    }


def means(root: Path) -> dict[str, Any]:
    """The files of a project without passwords, which no switch keeps; the manifest as values.

    A native manifest that was switched away from twice can change the order of the tables.
    """
    files = {path: without_credentials(text) for path, text in stands(root).items()}
    return {**files, "pyproject.toml": tomllib.loads(files["pyproject.toml"])}


def asked(root: Path) -> set[tuple[str, str]]:
    """The packages that a project asks for, each with its group or its optional feature.

    Without the project itself: where no group can ask for its features, it asks for theirs.
    """
    choices = read_choices(tomllib.loads((root / "pyproject.toml").read_text()))
    form = native_form(str(root), choices)
    dialect = load_own_layout(choices.manager)
    if form:
        texts = {path: file.data.decode() for path, file in form.files.items()}
    else:
        texts = {path: text for path, text in stands(root).items() if dialect.is_manifest(path)}
    reading = dialect.read(texts)
    project = reading.own or reading.project
    asks = {(one.group or one.optional, canonical(one.name)) for one in project.dependencies}
    return {(place, name) for place, name in asks if name != canonical(project.name)}


def faults(root: Path, home: str, *route: str) -> Iterator[str]:
    """What is wrong with a trip from a manager and back to it, on which nothing is edited."""
    left, wanted = stands(root), asked(root)
    for manager in (*route, home):
        step = switch(root, manager)
        if step.conflicts:
            yield f"to {manager}: conflicts in {', '.join(step.conflicts)}"
        if step.status:
            yield f"to {manager}: {step.why}"
            return
        if step.parsed["tool"]["seedbed"]["manager"] != manager:
            yield f"it does not go to {manager}"
        if lost := wanted - asked(root):
            yield f"to {manager}: lost {sorted(lost)}"
    came = stands(root)
    for path in sorted({*left, *came}):
        clean = without_credentials(left.get(path, "")) if path in left else None
        if came.get(path) not in (left.get(path), clean):
            yield f"{path} is not as it was:\n{came.get(path, '(gone)')}"
