"""What a folder has that a project can be adopted from, and which of it counts."""

from __future__ import annotations

from seedbed.commands.agreeing import check_agree
from seedbed.commands.found import Found
from seedbed.errors import SeedbedError, usage_error
from seedbed.formats.tables import parse
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import ENVIRONMENT, OWN, PIXI_TOML, POETRY_1
from seedbed.model.record import replace
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.host.project_files import ProjectFiles
    from seedbed.importers.imported import Imported

_SIGNS = (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pixi", "pixi.lock"))
"""Managers that keep their settings in `pyproject.toml`, and their locks."""
_FOREIGN = ("metadata", "pipfile", "setup_cfg", "requirements", "script")
"""The importers of manifests that no manager of seedbed's reads, those that say more first."""
_NOTED = ("requirements", "setup_cfg")
"""Those of them that often stand beside a manifest and list more than it, as tools for the CI."""


def find(files: ProjectFiles, name: str, chosen: str = "") -> tuple[Found, list[Found]]:
    """The manifest that counts, and the others.

    Args:
        files: the folder's files.
        name: the folder's name.
        chosen: the file that is to count; empty for the one that says the most.

    Raises:
        SeedbedError: when there is none, or several that contradict each other.
    """
    found = [*_stated(files, name, chosen), *_foreign(files, name)]
    if chosen:
        chosen = chosen.removeprefix("./")
        found += _scripts(files, chosen, name)
        named = [one for one in found if chosen == one.path]
        named = named or [one for one in found if chosen in (one.manager, *_paths(one))]
        if not named:
            raise _not_there(found, chosen)
        return named[0], [one for one in found if one is not named[0]]
    found = found or list(_foreign(files, name, ("script",)))
    if not found:
        odd = files.odd()
        links = [f", and {path} is {what}" for path, what in odd.items()]
        links += [
            f", and {path} is a link out of the project"
            for path in sorted(files.outside - odd.keys())
        ]
        raise SeedbedError(
            "There is nothing to adopt here: no file says which packages the project needs"
            f"{next(iter(links), '')}.",
            "seedbed reads pyproject.toml, pixi.toml, environment.yml, Pipfile, setup.cfg, "
            "setup.py, requirements.txt, and scripts with a '# /// script' block. To start a new "
            "project here, run 'seedbed new .'.",
            code="nothing-to-adopt",
        )
    first, *others = found
    for other in others:
        check_agree(first, other, files)
    return first, others


def _stated(files: ProjectFiles, name: str, chosen: str) -> Iterator[Found]:
    """The manifests that managers of seedbed's read, or that `pyproject.toml` has."""
    manifest = parse(files[NAME], NAME) if NAME in files else {}
    given = manifest.get("tool")
    tool: Mapping[str, Any] = given if isinstance(given, dict) else {}
    others = [*_beside(files, name, "pixi_toml", PIXI_TOML)]
    environments = [*_beside(files, name, "environment", ENVIRONMENT)]
    if "project" not in manifest and "poetry" not in tool:
        yield from others
        yield from environments
        return
    signed = _signed(files, tool)
    signed = {chosen: ""} if chosen in signed else signed
    if len(signed) > 1:
        raise _several(signed)
    own = _of_pyproject(files, manifest, next(iter(signed), ""), name)
    if signed or own.manager != "uv" or own.imported:
        yield own
        yield from others
        yield from environments
    elif others:
        yield from others
        yield replace(own, is_noted=True)
        yield from environments
    elif "environment.yml" in files and own.imported is None:
        both = f"{NAME} and environment.yml"
        yield Found(form=both, path="environment.yml", manager="conda")
        yield replace(own, is_noted=True)
    else:
        yield own
        yield from environments


def _signed(files: ProjectFiles, tool: Mapping[str, Any]) -> dict[str, str]:
    """The managers that `pyproject.toml` is for, with what says so."""
    found = {name: lock for name, lock in _SIGNS if lock in files}
    if "pixi.toml" in files:
        found.pop("pixi", None)  # that is its lock
    if not found:
        found = {name: f"[tool.{name}]" for name, _ in _SIGNS if name in tool}
    return found


def _several(signed: Mapping[str, str]) -> SeedbedError:
    """The error for a manifest that several managers use."""
    signs = " and ".join(signed.values())
    names = " or ".join(f"--from {name}" for name in signed)
    return usage_error(
        f"More than one manager manages this project: there are {signs}.",
        f"Say which one counts: {names}.",
        code="contradicting-manifests",
    )


def _of_pyproject(
    files: ProjectFiles, manifest: Mapping[str, Any], signed: str, name: str
) -> Found:
    """What `pyproject.toml` itself says.

    Args:
        files: the folder's files.
        manifest: what it holds.
        signed: the manager that it is for; empty where nothing says so.
        name: the folder's name.
    """
    if "project" not in manifest:
        imported = _imported("poetry1", files, name)
        return Found(
            form="Poetry 1", path=NAME, manager="poetry", layout=POETRY_1, imported=imported
        )
    manager = signed or "uv"
    imported = _imported("pdm", files, name) if not signed else None
    imported = imported or _imported("metadata", files, name)
    return Found(
        form=imported.form if imported else f"{NAME}, {MANAGERS[manager].title}",
        path=NAME,
        manager=manager,
        imported=imported,
    )


def _beside(files: ProjectFiles, name: str, module: str, layout: str) -> Iterator[Found]:
    """A manifest that a manager reads beside `pyproject.toml`, or instead."""
    imported = _imported(module, files, name)
    if imported:
        path = next(path for path in imported.read if path != NAME)
        native = layout if path in _NATIVE_NAMES else OWN
        yield Found(
            form=imported.form,
            path=path,
            manager=imported.manager,
            layout=native,
            imported=imported,
        )


_NATIVE_NAMES = ("pixi.toml", "environment.yml")
"""The names under which a manager's own form is read in place."""


def _foreign(
    files: ProjectFiles, name: str, modules: tuple[str, ...] = _FOREIGN[:-1]
) -> Iterator[Found]:
    """The manifests that no manager of seedbed's reads."""
    for module in modules:
        if module == "metadata" and _is_stated(files):
            continue
        if imported := _imported(module, files, name):
            yield Found(
                form=imported.form,
                path=next((path for path in imported.read if path != NAME), NAME),
                manager=imported.manager,
                imported=imported,
                is_noted=module in _NOTED,
            )


def _is_stated(files: ProjectFiles) -> bool:
    """Whether `pyproject.toml` has `[project]`."""
    return NAME in files and "project" in parse(files[NAME], NAME)


def _scripts(files: ProjectFiles, chosen: str, name: str) -> Iterator[Found]:
    """The script that was named."""
    if chosen.endswith(".py") and chosen != "setup.py" and chosen in files:
        from seedbed.importers.script import imported_script

        imported = imported_script(chosen, files[chosen], name)
        if imported:
            yield Found(form=imported.form, path=chosen, manager="uv", imported=imported)


def _imported(module: str, files: ProjectFiles, name: str) -> Imported | None:
    from importlib import import_module

    found: Imported | None = import_module(f"seedbed.importers.{module}").imported(files, name)
    return found and _without_secrets(found, files)


def _without_secrets(found: Imported, files: ProjectFiles) -> Imported:
    """What was understood, but for passwords in it that would be written into another file."""
    from seedbed.importers.secrets import stripped

    texts, remarks = dict(found.files), list(found.remarks)
    for path, text in found.files.items():
        clean, said = stripped(path, text, found.manager)
        stands = files[path] if said and path in files else ""
        if said and not all(text.split("\n")[one.line - 1] in stands for one in said):
            texts[path] = clean
            remarks += [replace(one, path=found.read[0], line=0) for one in said]
    return replace(found, files=texts, remarks=tuple(remarks))


def _paths(one: Found) -> tuple[str, ...]:
    return (one.path, *(one.imported.read if one.imported else ()))


def _not_there(found: Iterable[Found], chosen: str) -> SeedbedError:
    """The error for a file that is none of the manifests."""
    names = ", ".join(dict.fromkeys(one.path for one in found))
    return usage_error(
        f"--from {chosen!r} is not a file that a project can be adopted from.",
        f"There is {names}." if names else "There is none in this folder.",
        code="nothing-to-adopt",
    )
