"""Turns options, from a command line or a program, into Choices."""

from __future__ import annotations

import os

from seedbed.commands.beside import license_in
from seedbed.commands.defaults import this_platform
from seedbed.commands.missing import check_framework
from seedbed.errors import unknown_choice, usage_error
from seedbed.layers.library import has_builds, load_library
from seedbed.model.choices import DEFAULT_PLATFORMS, Author, Choices, make_choices
from seedbed.model.questions import BY_FIELD, QUESTIONS
from seedbed.model.versions import DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def choices_from(values: dict[str, Any], target: str) -> Choices:
    """The choices that some options mean.

    Args:
        values: the values of options, by name; only those that were given.
        target: the project's folder, which gives its name when no option does.

    Raises:
        SeedbedError: for options that contradict each other or cannot be.
    """
    picked: dict[str, Any] = {}
    given = answers(values)
    if "preset" in values:
        picked.update(_fitting(_preset(values["preset"]), given))
    picked.update(given)
    check_framework(
        "framework",
        picked.get("framework", Choices.framework),
        picked.get("manager", Choices.manager),
    )
    picked["extras"] = extras(values, picked.get("extras", Choices.extras))
    if "license" not in picked and (found := license_in(target)):
        picked["license"] = found
    author = _author(values, target)
    if author != Author():
        picked["authors"] = (author,)
    here = this_platform()
    if here and "platforms" not in picked:
        picked["platforms"] = (*DEFAULT_PLATFORMS, here)
    return made(picked.pop("name", os.path.basename(target)), picked)


def made(name: str, picked: dict[str, Any]) -> Choices:
    """Choices, with the range of Python that fits the framework where none was picked.

    Args:
        name: the project's name.
        picked: fields of `Choices`; those left out get their defaults.

    Raises:
        SeedbedError: for a choice that cannot be.
    """
    if picked.get("manager_version"):
        picked = {**picked, "manager_version": _manager_version(picked)}
    framework = str(picked.get("framework", Choices.framework))
    if not has_builds(load_library(), framework):
        return make_choices(name, **picked)
    from seedbed.commands.accelerating import default_python, pythons  # only for what needs it

    choices = make_choices(name, **{**picked, "python": DEFAULT})
    python = picked.get("python") or default_python(choices)
    return make_choices(name, **{**picked, "oldest": pythons(choices)[0], "python": python})


def _manager_version(picked: dict[str, Any]) -> str:
    """The range of the manager's versions, as the manager reads it."""
    from seedbed.managers.shared.ranges import check_manager_version  # only for what needs it
    from seedbed.model.cooldown import check_cooldown

    manager = picked.get("manager", Choices.manager)
    cooldown = check_cooldown(picked.get("cooldown", ""))
    return check_manager_version(picked["manager_version"], manager, cooldown, "--manager-version")


def answers(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of `Choices` that options answer alone: one option for each.

    Args:
        values: the values of options, by name.
    """
    found: dict[str, Any] = {}
    for question in QUESTIONS:
        if len(question.options) == 1 and question.options[0].dest in values:
            value = values[question.options[0].dest]
            found[question.field] = tuple(split(value)) if question.many else value
    return found


def overridden(values: dict[str, Any]) -> list[str]:
    """Where options win over the preset that was named with them, each as a sentence."""
    if "preset" not in values:
        return []
    preset = _preset(values["preset"])
    found = [
        f"--{BY_FIELD[field].options[0].name} {value} overrides the preset's {preset[field]}."
        for field, value in answers(values).items()
        if isinstance(value, str) and value != preset.get(field, value)
    ]
    dropped = set(preset.get("extras", ())) & set(split(values.get("without", [])))
    found += [
        f"--without {extra} overrides the preset, which includes it." for extra in sorted(dropped)
    ]
    return found


def _author(values: dict[str, Any], target: str) -> Author:
    if "author" not in values and "email" not in values and values.get("git", True):
        from seedbed.host.git_author import git_author

        name, email = git_author(target)
        return Author(name=name, email=email)
    return Author(name=values.get("author", ""), email=values.get("email", ""))


def _preset(name: str) -> dict[str, Any]:
    from seedbed.layers.library import load_presets

    presets = load_presets()
    if name not in presets:
        raise unknown_choice("preset", name, tuple(presets))
    chosen = presets[name].get("choices", {})
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in chosen.items()
    }


def _fitting(preset: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The choices of a preset, without an accelerator that goes with none of what was given."""
    from seedbed.accelerators.wanted import PLATFORMS

    framework, accelerator = preset.get("framework"), preset.get("accelerator")
    fit = PLATFORMS.get(str(framework), {}).get(str(accelerator), ())
    other = given.get("framework", framework) != framework
    if other or (fit and not set(fit) & set(given.get("platforms", fit))):
        return {key: value for key, value in preset.items() if key != "accelerator"}
    return preset


def extras(values: dict[str, Any], default: tuple[str, ...]) -> tuple[str, ...]:
    """Some extras with those that `--with` adds and without those that `--without` takes out.

    Raises:
        SeedbedError: when both name one, or there is no such extra.
    """
    wanted, unwanted = split(values.get("with", [])), split(values.get("without", []))
    for extra in wanted:
        if extra in unwanted:
            raise usage_error(
                f"--with {extra} and --without {extra} cannot be combined.",
                "Leave one of them out.",
                code="choices-exclude",
            )
    if wanted or unwanted:
        from seedbed.layers.library import offered, other_names

        known = offered(load_library(), "extras")
        for option, named in (("with", wanted), ("without", unwanted)):
            for extra in named:
                if extra not in known:
                    also = other_names(load_library(), "extras")
                    raise unknown_choice(option, extra, known, also)
    return tuple(extra for extra in (*default, *wanted) if extra not in unwanted)


def split(texts: list[str]) -> list[str]:
    """The parts of texts that have commas between them."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]
