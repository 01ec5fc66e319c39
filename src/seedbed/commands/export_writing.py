"""Lists of requirements and `pylock.toml`, from the locks of uv, Poetry, and Pixi."""

from __future__ import annotations

import os
import re

from seedbed.commands.export_body import (
    Body,
    bare_in,
    by_conda,
    by_uv,
    chosen,
    entries,
    has_more,
    on_folders,
    plain,
    remarks_on,
    said,
)
from seedbed.commands.export_uv import of_uv
from seedbed.commands.export_wanted import PYLOCK, Wanted, pixi_environment
from seedbed.formats.tables import Section
from seedbed.host.reading import LARGEST_LOCK, read_text
from seedbed.locks import pinned
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seedbed.workspace import Workspace


def listed(project: Workspace, manager: str, wanted: Wanted) -> Body:
    """What a project installs from package indexes: a list of requirements, or `pylock.toml`.

    Raises:
        SeedbedError: when the manager cannot say it, or conda packages belong to it.
    """
    found = {"uv": of_uv, "poetry": _of_poetry, "pixi": _of_pixi}[manager](project, wanted)
    if wanted.format == PYLOCK:
        folders = re.search(r"^(?:directory = |\[packages\.directory\])", found.text, re.MULTILINE)
        remarks = on_folders(["."] if folders else [], project.root)
        return replace(found, install=_by_either, remarks=tuple(remarks))
    return replace(found, remarks=(*found.remarks, *remarks_on(found.text, project.root)))


def as_environment(project: Workspace, found: Body) -> Body:
    """A list of requirements as an environment file of conda's, which lets pip install them."""
    from seedbed.managers.conda.yaml import rows

    name = Section(project.manifest).section("project").string("name")
    python = "".join(found.python.split())
    items = [" ".join(one.split()) for one in entries(found.text)]
    remarks = on_folders(bare_in(items), project.root)
    if bare_in(items):
        items = [one.partition(" --hash=")[0] for one in items]
        remarks.append("It has no hashes: pip takes them for all packages, or for none.")
    dependencies: list[object] = [f"python {python}".strip(), "pip"]
    table: dict[str, object] = {"name": name, "channels": ["conda-forge"]}
    table["dependencies"] = [*dependencies, *([{"pip": items}] if items else [])]
    text = "".join(f"{row}\n" for key, value in table.items() for row in rows(key, value))
    return replace(
        found,
        text=text,
        remarks=tuple(remarks),
        python="",
        install=by_conda,
        prefix=f"conda run -n {name}",
    )


def _by_either(name: str) -> list[str]:
    return [f"uv pip sync {name}", f"python -m pip install -r {name}   (pip 26.1 or newer)"]


# --- Poetry --------------------------------------------------------------------------------------


def _of_poetry(project: Workspace, wanted: Wanted) -> Body:
    from seedbed.locks import exported_poetry

    always, _ = exported_poetry.groups_in(project.manifest)
    groups = {canonical(name) for name in wanted.groups} | (always if wanted.dev else set())
    extras = {canonical(name) for name in wanted.extras}
    if wanted.format == PYLOCK:
        return _by_plugin(project, sorted(groups), sorted(extras))
    text = read_text(lock_of(project.root, MANAGERS["poetry"]), LARGEST_LOCK)
    packages = exported_poetry.pinned(text, {"main", *groups}, extras)
    used, only = exported_poetry.indexes(text, {one.name for one in packages})
    options = pinned.index_options(used, only=only)
    lines = [*options, *pinned.requirements(packages)]
    python = Section(project.manifest).section("project").string("requires-python")
    body = Body(text="".join(f"{line}\n" for line in lines), python=python)
    return replace(body, install=by_uv) if has_more(options) else body


def _by_plugin(project: Workspace, groups: Sequence[str], extras: Sequence[str]) -> Body:
    """What Poetry's plugin writes: the lock has no addresses of files, so that it asks for them."""
    from seedbed.workspace import driver_of

    driver = driver_of(project)
    arguments = ["--project", project.root, "--no-interaction", "--no-ansi", "export"]
    arguments += ["--format=pylock.toml", *(f"--with={name}" for name in groups)]
    arguments += [f"--extras={name}" for name in extras]
    # Poetry would make an environment to run the command in, or start the Python of one
    without = {"POETRY_VIRTUALENVS_CREATE": "false", "POETRY_VIRTUALENVS_IN_PROJECT": "false"}
    text = said(driver, arguments, without, "poetry export", "lock-version = ")

    def as_seen(found: re.Match[str]) -> str:
        path = os.path.relpath(found[1], os.path.realpath(project.root)).replace(os.sep, "/")
        return f'path = "{path}"'

    return Body(text=re.sub(r'^path = "(/[^"\\]*)"$', as_seen, text, flags=re.MULTILINE))


# --- Pixi ----------------------------------------------------------------------------------------


def _of_pixi(project: Workspace, wanted: Wanted) -> Body:
    from seedbed.locks.exported_pixi import exported

    text = read_text(lock_of(project.root, MANAGERS["pixi"]), LARGEST_LOCK)
    found = exported(text, pixi_environment(wanted, project.manifest))
    if wanted.format == PYLOCK:
        return Body(text=pinned.pylock(found.packages, found.python))
    options = chosen(found.indexes, _named_by_pixi(project.manifest))
    lines = [*options, *pinned.requirements(found.packages)]
    body = Body(text="".join(f"{line}\n" for line in lines), python=found.python)
    return replace(body, install=by_uv) if has_more(options) else body


def _named_by_pixi(manifest: Mapping[str, object]) -> dict[str, str]:
    """The options of pip by which a list of requirements names each index of a manifest."""
    pixi = Section(manifest).section("tool", "pixi")
    tables = [pixi.values, *pixi.section("feature").values.values()]
    found = {}
    for table in tables:
        options = table.get("pypi-options") if isinstance(table, dict) else None
        if not isinstance(options, dict):
            continue
        more = options.get("extra-index-urls", [])
        for one in more if isinstance(more, list) else ():
            found[plain(str(one))] = "--extra-index-url"
        if isinstance(options.get("index-url"), str):
            found[plain(options["index-url"])] = "--index-url"
    return found
