"""The choices that an existing project's manifest holds."""

from __future__ import annotations

import os

from seedbed import __version__
from seedbed.commands.offered import check_offered, unknown
from seedbed.errors import SeedbedError
from seedbed.formats.tables import Section, parse, wrong_type
from seedbed.host.reading import read_text
from seedbed.layers.library import has_builds, load_library, offered
from seedbed.model.choices import (
    DEFAULT,
    DEV,
    GENERATED,
    LAYOUTS,
    NATIVE,
    PIXI_TOML,
    STORED,
    Author,
    Choices,
    from_table,
)
from seedbed.model.cooldown import check_cooldown
from seedbed.model.line_length import check_line_length
from seedbed.model.names import check_name, check_package, default_package
from seedbed.model.questions import BY_FIELD
from seedbed.model.record import replace
from seedbed.model.versions import MINORS, check_accelerator, check_python, check_version, release
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.model.tree import File
    from seedbed.workspace import Workspace

_BESIDE = ("version", "layout", "conda-names", "indexes")
"""Keys of `[tool.seedbed]` that are no choices."""
_NATIVE_KEYS = ("name", "python")
"""Further keys of it, where `[project]` is missing."""
_NEEDED = ("manager", "framework")
"""Choices that every project states. Without one, an update would take seedbed's default for it."""


def read_choices(manifest: Mapping[str, Any]) -> Choices:
    """The choices that a manifest holds.

    Args:
        manifest: the parsed `pyproject.toml` of a seedbed project.

    Raises:
        SeedbedError: for a key or a value that seedbed does not know; it names the nearest.
    """
    document = Section(manifest)
    table = document.section("tool", "seedbed")
    known = {BY_FIELD[field].key: BY_FIELD[field] for field in STORED}
    layout = _layout(table)
    for key, value in table.items():
        if key not in (*known, *_BESIDE, *(_NATIVE_KEYS if layout in NATIVE else ())):
            raise unknown(f"has an unknown key {key!r}", key, tuple(known))
        if key in known and isinstance(value, list) != known[key].many:
            kind = "a list of strings" if known[key].many else "a string"
            raise wrong_type((*table.path, key), value, kind)
    for key in _NEEDED if layout == GENERATED else _NEEDED[:1]:
        if key not in table.values:
            offers = ", ".join(offered(load_library(), key))
            raise SeedbedError(
                f"pyproject.toml: [tool.seedbed] has no key {key!r}.",
                f"Restore it; seedbed knows {offers}.",
                code="unknown-choice",
            )
    for key, question in known.items():
        reader = table.texts if question.many else table.string
        reader(key)
    _check_version(table.string("version"))
    project = document.section("project")
    stated = table if layout in NATIVE else project
    name = stated.string("name")
    python = stated.string("python" if layout in NATIVE else "requires-python")
    fields: dict[str, Any] = {"package": default_package(name), **from_table(table.values)}
    if layout != GENERATED:
        more = {"framework": "none", "license": "none", "extras": ()}
        fields = {
            **more,
            **fields,
            "environment": environment_in(document, table.string("manager")),
        }
    choices = Choices(
        name=name,
        description=project.string("description"),
        authors=tuple(
            Author(name=one.string("name"), email=one.string("email"))
            for one in project.sections("authors")
        ),
        python=python,
        **fields,
    )
    _check_texts(choices)
    check_offered(choices)
    return choices


def _layout(table: Section) -> str:
    """Who laid the project out."""
    layout = table.string("layout") or GENERATED
    if layout not in LAYOUTS:
        raise unknown(f"has an unknown layout {layout!r}", layout, LAYOUTS[1:])
    return layout


def environment_in(document: Section, manager: str) -> str:
    """The environment that people work in, in an adopted project.

    Args:
        document: what `pyproject.toml` holds.
        manager: the project's manager.
    """
    named = document.section("tool", "pixi", "environments").values
    groups = {} if manager == "pixi" else document.section("dependency-groups").values
    return DEV if DEV in named or DEV in groups else DEFAULT


def environment_after(choices: Choices, files: Mapping[str, File]) -> str:
    """The same, by the files of the project as they are to be.

    Args:
        choices: the project's.
        files: those files, `pyproject.toml` among them.
    """
    paths = [NAME, *([PIXI_TOML] if choices.layout == PIXI_TOML else [])]
    told = {path: parse(files[path].data.decode("utf-8-sig", "replace"), path) for path in paths}
    manifest = with_pixi_toml(told[NAME], told[PIXI_TOML]) if PIXI_TOML in told else told[NAME]
    return environment_in(Section(manifest), choices.manager)


def choices_of(project: Workspace) -> Choices:
    """The choices of a project on disk.

    Raises:
        SeedbedError: when its manifest cannot be read, or says what no project can have.
    """
    choices = read_choices(project.manifest)
    path = os.path.join(project.root, PIXI_TOML)
    if choices.layout != PIXI_TOML or not os.path.isfile(path):
        return choices
    manifest = with_pixi_toml(project.manifest, parse(read_text(path), path))
    return replace(choices, environment=environment_in(Section(manifest), choices.manager))


def with_pixi_toml(manifest: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What `pyproject.toml` would hold if it had what `pixi.toml` has."""
    return {**manifest, "tool": {**manifest.get("tool", {}), "pixi": own}}


def _check_texts(choices: Choices) -> None:
    """Refuse what a person wrote into the manifest and `seedbed new` would not take."""
    checks: list[tuple[str, Callable[[], object]]] = [
        ("[tool.seedbed] line-length", lambda: check_line_length(choices.line_length, "set")),
    ]
    if not choices.is_adopted:  # else, these are the user's
        oldest, name, package = _oldest(choices), choices.name, choices.package
        checks += [
            ("[project] name", lambda: check_name(name)),
            ("[project] requires-python", lambda: check_python(choices.python, oldest)),
            ("[tool.seedbed] package", lambda: check_package(package, name)),
        ]
    version = choices.framework_version
    if version:
        checks.append(("[tool.seedbed] framework-version", lambda: check_version(version, "set")))
    accelerator = choices.accelerator_version
    if accelerator:
        checks.append(
            ("[tool.seedbed] accelerator-version", lambda: check_accelerator(accelerator, "set"))
        )
    if choices.manager_version:
        from seedbed.managers.shared.ranges import check_manager_version

        own = choices.manager_version, choices.manager, choices.cooldown
        checks.append(
            ("[tool.seedbed] manager-version", lambda: check_manager_version(*own, "--set"))
        )
    if choices.cooldown:
        checks.append(("[tool.seedbed] cooldown", lambda: check_cooldown(choices.cooldown)))
    if choices.system_packages:
        from seedbed.model.system_names import normalised

        packages = choices.system_packages
        checks.append(("[tool.seedbed] system-packages", lambda: normalised(packages)))
    for key, check in checks:
        try:
            check()
        except SeedbedError as error:
            said = error.message.replace("--set", key.rpartition(" ")[2], 1)
            raise SeedbedError(f"pyproject.toml: {said}", f"Fix {key}.", code=error.code) from None


def _oldest(choices: Choices) -> str:
    """The oldest Python that a project with such a framework can be made for."""
    if not has_builds(load_library(), choices.framework):
        return MINORS[0]
    from seedbed.commands.accelerating import pythons

    return pythons(choices)[0]


def _check_version(version: str) -> None:
    """Refuse a project of a newer seedbed: this one would take back what that one wrote."""
    if release(version) > release(__version__):
        raise SeedbedError(
            f"The project was made by seedbed {version}, and this is seedbed {__version__}.",
            "Install the newest seedbed.",
            code="project-too-new",
        )
