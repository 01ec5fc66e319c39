"""The choices of a project that exists: what its manifest says, and what is to be set."""

from __future__ import annotations

from seedbed import __version__
from seedbed.errors import SeedbedError, nearest, unknown_choice, usage_error
from seedbed.formats.tables import Section, wrong_type
from seedbed.layers.library import SINGLE, load_library, offered
from seedbed.model.choices import PLATFORMS, STORED, Author, Choices, from_table
from seedbed.model.names import check_name, check_package, default_package
from seedbed.model.record import replace
from seedbed.model.versions import check_python, check_version, release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

_BESIDE = ("version", "conda-names", "indexes")
"""Keys of `[tool.seedbed]` that are no choices."""
_IN_PROJECT = ("name", "description", "python", "requires-python", "authors", "package")
_LISTS = ("platforms", "channels", "system_packages", "extras")
_NOT_YET = ("package", "accelerator_version")
"""Choices that are stored and that no command sets: for the last, no layer knows it yet."""
SETTABLE = {field.replace("_", "-"): field for field in STORED if field not in _NOT_YET}
"""The choices that can be set, as the command line calls them."""


def read_choices(manifest: Mapping[str, Any]) -> Choices:
    """The choices that a manifest holds.

    Args:
        manifest: the parsed `pyproject.toml` of a seedbed project.

    Raises:
        SeedbedError: for a key or a value that seedbed does not know; it names the nearest.
    """
    document = Section(manifest)
    table = document.section("tool", "seedbed")
    known = tuple(field.replace("_", "-") for field in STORED)
    for key, value in table.items():
        if key not in (*known, *_BESIDE):
            raise _unknown(f"has an unknown key {key!r}", key, known)
        wanted = _LISTS if isinstance(value, list) else set(STORED) - set(_LISTS)
        if key in known and key.replace("-", "_") not in wanted:
            kind = "a list of strings" if key.replace("-", "_") in _LISTS else "a string"
            raise wrong_type((*table.path, key), value, kind)
    for key in known:
        reader = table.texts if key.replace("-", "_") in _LISTS else table.string
        reader(key)
    _check_version(table.string("version"))
    project = document.section("project")
    name = project.string("name")
    python = project.string("requires-python")
    fields: dict[str, Any] = {"package": default_package(name), **from_table(table.values)}
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
    _check_offered(choices, "[tool.seedbed]")
    return choices


def apply_settings(choices: Choices, settings: Iterable[str]) -> Choices:
    """The choices with some of them set, each as `key=value`; lists with commas.

    Raises:
        SeedbedError: for a setting that is none.
    """
    picked: dict[str, Any] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise usage_error(
                f"--set {setting!r} is no setting.",
                "Write it as key=value, such as --set manager=pixi.",
                code="bad-setting",
            )
        if key not in SETTABLE:
            meant = nearest(key, tuple(SETTABLE))
            offers = f"It sets {', '.join(SETTABLE)}."
            if key in _IN_PROJECT:
                meant, offers = "", "Change it in pyproject.toml, then run 'seedbed update'."
            raise usage_error(
                f"--set does not know {key!r}.",
                f"Did you mean '{meant}'? {offers}" if meant else offers,
                code="bad-setting",
            )
        parts = tuple(part.strip() for part in value.split(",") if part.strip())
        field = SETTABLE[key]
        if field in _LISTS:
            picked[field] = tuple(dict.fromkeys((*picked.get(field, ()), *parts)))
        elif picked.setdefault(field, value.strip()) != value.strip():
            raise usage_error(
                f"--set {key}={picked[field]} and --set {key}={value} exclude each other.",
                "Leave one of them out.",
                code="bad-setting",
            )
    if picked.get("framework_version"):
        picked["framework_version"] = check_version(
            picked["framework_version"], "set framework-version"
        )
    for field in ("platforms", "extras"):
        if field in picked:
            picked[field] = tuple(sorted(picked[field]))
    if picked.get("system_packages"):
        from seedbed.model.system_names import normalised

        picked["system_packages"] = normalised(picked["system_packages"])
    chosen = replace(choices, **picked)
    _check_offered(chosen, "--set")
    if chosen.system_packages:
        from seedbed.render.system_packages import check_set

        check_set(chosen)
    return chosen


def _check_texts(choices: Choices) -> None:
    """Refuse what a person wrote into the manifest and `seedbed new` would not take."""
    checks: list[tuple[str, Callable[[], object]]] = [
        ("[project] name", lambda: check_name(choices.name)),
        ("[project] requires-python", lambda: check_python(choices.python)),
        ("[tool.seedbed] package", lambda: check_package(choices.package, choices.name)),
    ]
    version = choices.framework_version
    if version:
        checks.append(("[tool.seedbed] framework-version", lambda: check_version(version, "set")))
    if choices.system_packages:
        from seedbed.model.system_names import normalised

        packages = choices.system_packages
        checks.append(("[tool.seedbed] system-packages", lambda: normalised(packages)))
    for key, check in checks:
        try:
            check()
        except SeedbedError as error:
            raise SeedbedError(
                f"pyproject.toml: {error.message}", f"Mend {key}.", code=error.code
            ) from None


def _check_offered(choices: Choices, where: str) -> None:
    library = load_library()
    for slot in SINGLE:
        _check_value(where, slot, getattr(choices, slot), offered(library, slot))
    for extra in choices.extras:
        _check_value(where, "extras", extra, offered(library, "extras"))
    for platform in choices.platforms:
        _check_value(where, "platforms", platform, PLATFORMS)
    if not choices.platforms:
        raise usage_error(
            f"{where} names no platform.", "A project needs at least one.", code="no-platform"
        )


def _check_value(where: str, key: str, value: str, known: tuple[str, ...]) -> None:
    if value in known:
        return
    if where == "[tool.seedbed]":
        raise _unknown(f"sets {key} to {value!r}, which seedbed does not offer", value, known)
    raise unknown_choice(f"set {key}", value, known)


def _unknown(what: str, value: str, known: tuple[str, ...]) -> SeedbedError:
    meant = nearest(value, known)
    offers = f"seedbed knows {', '.join(known)}."
    return SeedbedError(
        f"pyproject.toml: [tool.seedbed] {what}.",
        f"Did you mean '{meant}'? {offers}" if meant else offers,
        code="unknown-choice",
    )


def _check_version(version: str) -> None:
    """Refuse a project of a newer seedbed: this one would take back what that one wrote."""
    if release(version) > release(__version__):
        raise SeedbedError(
            f"The project was made by seedbed {version}, and this is seedbed {__version__}.",
            "Install the newest seedbed.",
            code="project-too-new",
        )
