"""The choices of a project with those that options set."""

from __future__ import annotations

from seedbed.commands.missing import check_framework
from seedbed.commands.offered import check_offered
from seedbed.commands.options import extras, split
from seedbed.errors import SeedbedError, nearest, usage_error
from seedbed.layers.library import has_builds, load_library
from seedbed.model.cooldown import check_cooldown
from seedbed.model.line_length import check_line_length
from seedbed.model.questions import PROJECT, QUESTIONS, TABLE
from seedbed.model.record import replace
from seedbed.model.versions import (
    check_accelerator,
    check_version,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from seedbed.model.choices import Choices
    from seedbed.model.questions import Question

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
    if choices.is_adopted:
        _check_adopted(choices, picked, options)
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
    check_offered(chosen, options)
    if chosen.system_packages:
        from seedbed.render.system_packages import check_set

        check_set(chosen)
    return chosen


def _check_adopted(choices: Choices, picked: Mapping[str, Any], options: Mapping[str, str]) -> None:
    """Refuse choices about what seedbed would generate: an adopted project has its own."""
    for field in picked:
        if field in _ADOPTED or picked[field] == getattr(choices, field):
            continue
        if field == "system_packages":
            if not picked[field] or picked.get("nix", choices.nix) != "none":
                continue
            raise usage_error(
                "Without Nix, seedbed has no place for system packages in an adopted project.",
                "Add them with the manager's own command, or set nix=shell, too.",
                code="not-for-adopted",
            )
        raise usage_error(
            f"--{options.get(field, field)} is not for adopted projects: seedbed doesn't generate "
            "their code or their manifest.",
            "Change it in the project's own files. You can set manager, nix, extras, and "
            "system-packages.",
            code="not-for-adopted",
        )


_ADOPTED = ("manager", "nix", "extras")
"""The choices of an adopted project that can be set."""


def _option(text: str) -> str:
    """The option that was typed, as its error names it: `set lint`, or `lint`."""
    option, _, setting = text.removeprefix("--").partition(" ")
    return f"set {setting.partition('=')[0]}" if option == "set" else option
