"""The choices of an existing project: what its manifest says, and what to change."""

from __future__ import annotations

from seedbed import __version__
from seedbed.commands.missing import check_framework
from seedbed.commands.options import extras, split
from seedbed.errors import SeedbedError, nearest, unknown_choice, usage_error
from seedbed.formats.tables import Section, wrong_type
from seedbed.layers.library import SINGLE, has_builds, load_library, offered
from seedbed.model.choices import PLATFORMS, STORED, Author, Choices, from_table
from seedbed.model.cooldown import check_cooldown
from seedbed.model.line_length import check_line_length
from seedbed.model.names import check_name, check_package, default_package
from seedbed.model.questions import BY_FIELD, PROJECT, QUESTIONS, TABLE
from seedbed.model.record import replace
from seedbed.model.versions import (
    MINORS,
    check_accelerator,
    check_python,
    check_version,
    release,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from seedbed.model.questions import Question

_BESIDE = ("version", "conda-names", "indexes")
"""Keys of `[tool.seedbed]` that are no choices."""
_NEEDED = ("manager", "framework")
"""Choices that every project states. Without one, an update would take seedbed's default for it."""
_IN_PROJECT = (
    *(question.field for question in QUESTIONS if question.place == PROJECT),
    "requires-python",
    "package",
)
SETTABLE = {one.key: one for one in QUESTIONS if one.place == TABLE and one.settable}
"""The questions whose answers can be set, as the command line calls them."""
SETTING_OPTIONS = frozenset(
    ("set", *(option.dest for one in SETTABLE.values() for option in one.options))
)
"""The options of `seedbed update` that set some, by the names of their values."""


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
    for key, value in table.items():
        if key not in (*known, *_BESIDE):
            raise _unknown(f"has an unknown key {key!r}", key, tuple(known))
        if key in known and isinstance(value, list) != known[key].many:
            kind = "a list of strings" if known[key].many else "a string"
            raise wrong_type((*table.path, key), value, kind)
    for key in _NEEDED:
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
    _check_offered(choices)
    return choices


def apply_settings(choices: Choices, values: Mapping[str, Any]) -> Choices:
    """The choices of a project with those that options set.

    Args:
        choices: what its manifest holds.
        values: the values of `seedbed update`'s options, by name: `set` has texts `key=value`,
            lists with commas; `with` and `without` change the extras; others answer one question.

    Raises:
        SeedbedError: for a setting that is none, or two that cannot be combined.
    """
    picked: dict[str, Any] = {}
    typed: dict[str, str] = {}
    for question, value, text in _settings(values):
        field = question.field
        if question.many:
            picked[field] = tuple(dict.fromkeys((*picked.get(field, ()), *split([value]))))
        elif picked.setdefault(field, value) != value:
            raise usage_error(
                f"{typed[field]} and {text} cannot be combined.",
                "Leave one of them out.",
                code="bad-setting",
            )
        typed.setdefault(field, text)
    if "with" in values or "without" in values:
        picked["extras"] = extras(dict(values), picked.get("extras", choices.extras))
    return _checked(choices, picked, typed)


def dropped_extras(choices: Choices, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The extras that a project has and that `--set extras=` leaves out without naming them."""
    if not any(setting.partition("=")[0] == "extras" for setting in values.get("set", ())):
        return ()
    named = split(values.get("without", []))
    kept = apply_settings(choices, values).extras
    return tuple(extra for extra in choices.extras if extra not in (*kept, *named))


def _settings(values: Mapping[str, Any]) -> Iterator[tuple[Question, str, str]]:
    """The questions that options answer, with the values, and as they were typed."""
    for setting in values.get("set", ()):
        key, equals, value = setting.partition("=")
        if not equals:
            raise usage_error(
                f"--set {setting!r} is not a setting.",
                "Write it as key=value, such as --set manager=pixi.",
                code="bad-setting",
            )
        if key not in SETTABLE:
            raise _no_setting(key)
        yield SETTABLE[key], value.strip(), f"--set {setting}"
    for question in SETTABLE.values():
        for option in question.options:
            value = values.get(option.dest)
            if isinstance(value, str):
                yield question, value.strip(), f"--{option.name} {value}"


def _no_setting(key: str) -> SeedbedError:
    meant = nearest(key, tuple(SETTABLE))
    offers = f"It sets {', '.join(SETTABLE)}."
    if key in _IN_PROJECT:
        meant, offers = "", "Change it in pyproject.toml, then run 'seedbed update'."
    return usage_error(
        f"--set does not know {key!r}.",
        f"Did you mean '{meant}'? {offers}" if meant else offers,
        code="bad-setting",
    )


_SPELLED: tuple[tuple[str, Callable[[str, str], str], bool], ...] = (
    ("framework_version", check_version, True),
    ("accelerator_version", check_accelerator, True),
    ("cooldown", check_cooldown, False),
    ("line_length", check_line_length, False),
)
"""Fields, with what checks and spells them, and whether they may be empty."""


def _checked(choices: Choices, picked: dict[str, Any], typed: Mapping[str, str]) -> Choices:
    """The choices with some of them set, in the order and the spelling that projects store.

    Args:
        choices: the choices of the project.
        picked: the new values, by field.
        typed: what you typed for each field, such as `--set lint=ruff`.
    """
    options = {field: _option(text) for field, text in typed.items()}
    for field, check, takes_none in _SPELLED:
        if field in picked and (picked[field] or not takes_none):
            named = options.get(field, f"set {field.replace('_', '-')}")
            picked[field] = check(picked[field], named)
    if choices.manager_version or picked.get("manager_version"):
        from seedbed.commands.manager_version import ranged

        named = options.get("manager_version", "")
        ranged(choices, picked, f"--{named}" if named else "manager-version")
    for field in ("platforms", "extras"):
        if field in picked:
            picked[field] = tuple(sorted(set(picked[field])))
    if picked.get("system_packages"):
        from seedbed.model.system_names import normalised

        picked["system_packages"] = normalised(picked["system_packages"])
    for field in ("framework", "accelerator"):
        if picked.get(field, getattr(choices, field)) != getattr(choices, field):
            picked.setdefault(f"{field}_version", "")  # which was that of the other one
    chosen = replace(choices, **picked)
    if any(has_builds(load_library(), one.framework) for one in (choices, chosen)):
        from seedbed.commands.accelerating import with_python

        chosen = with_python(choices, chosen)
    named = options.get("framework", "set framework")
    check_framework(named, chosen.framework, chosen.manager)
    _check_offered(chosen, options)
    if chosen.system_packages:
        from seedbed.render.system_packages import check_set

        check_set(chosen)
    return chosen


def _check_texts(choices: Choices) -> None:
    """Refuse what a person wrote into the manifest and `seedbed new` would not take."""
    checks: list[tuple[str, Callable[[], object]]] = [
        ("[project] name", lambda: check_name(choices.name)),
        ("[project] requires-python", lambda: check_python(choices.python, _oldest(choices))),
        ("[tool.seedbed] line-length", lambda: check_line_length(choices.line_length, "set")),
        ("[tool.seedbed] package", lambda: check_package(choices.package, choices.name)),
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


def _option(text: str) -> str:
    """The option that was typed, as its error names it: `set lint`, or `lint`."""
    option, _, setting = text.removeprefix("--").partition(" ")
    return f"set {setting.partition('=')[0]}" if option == "set" else option


def _check_offered(choices: Choices, options: Mapping[str, str] | None = None) -> None:
    """Refuse what seedbed does not offer.

    Args:
        choices: what to check.
        options: the options that gave some of them, by field; None for what the manifest says.
    """
    library = load_library()
    for slot in SINGLE:
        _check_value(options, slot, getattr(choices, slot), offered(library, slot))
    for extra in choices.extras:
        _check_value(options, "extras", extra, offered(library, "extras"))
    for platform in choices.platforms:
        _check_value(options, "platforms", platform, PLATFORMS)
    if not choices.platforms:
        where = "[tool.seedbed]" if options is None else "--set"
        raise usage_error(
            f"{where} names no platform.", "A project needs at least one.", code="no-platform"
        )


def _check_value(
    options: Mapping[str, str] | None, field: str, value: str, known: tuple[str, ...]
) -> None:
    if value in known:
        return
    if options is None:
        raise _unknown(f"sets {field} to {value!r}, which seedbed does not offer", value, known)
    raise unknown_choice(options.get(field, f"set {field}"), value, known)


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
