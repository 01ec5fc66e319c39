"""From options, as a command line or a program gives them, to Choices."""

from __future__ import annotations

import os

from seedbed.commands.beside import license_in
from seedbed.commands.defaults import this_platform
from seedbed.errors import unknown_choice, usage_error
from seedbed.model.choices import DEFAULT_PLATFORMS, Author, Choices, make_choices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = (
    "package",
    "description",
    "license",
    "python",
    "manager",
    "nix",
    "framework",
    "framework_version",
    "accelerator",
    "lint",
)
"""Options whose value is a field of `Choices` of the same name."""
_LISTS = (
    ("platform", "platforms"),
    ("channel", "channels"),
    ("system_package", "system_packages"),
)
"""Options that may be given several times, or with commas, and their fields of `Choices`."""


def choices_from(values: dict[str, Any], target: str) -> Choices:
    """The choices that some options mean.

    Args:
        values: the values of options, by name; only those that were given.
        target: the project's folder, which gives its name when no option does.

    Raises:
        SeedbedError: for options that contradict each other or cannot be.
    """
    picked: dict[str, Any] = {}
    if "preset" in values:
        picked.update(_preset(values["preset"]))
    picked.update({name: values[name] for name in _PLAIN if name in values})
    for option, field in _LISTS:
        if option in values:
            picked[field] = tuple(_split(values[option]))
    picked["extras"] = _extras(values, picked.get("extras", Choices.extras))
    if "license" not in picked and (found := license_in(target)):
        picked["license"] = found
    author = _author(values, target)
    if author != Author():
        picked["authors"] = (author,)
    here = this_platform()
    if here and "platforms" not in picked:
        picked["platforms"] = (*DEFAULT_PLATFORMS, here)
    return make_choices(values.get("name", os.path.basename(target)), **picked)


def overridden(values: dict[str, Any]) -> list[str]:
    """Where options win over the preset that was named with them, each as a sentence."""
    if "preset" not in values:
        return []
    preset = _preset(values["preset"])
    found = [
        f"--{name.replace('_', '-')} {values[name]} wins over the preset's {preset[name]}."
        for name in _PLAIN
        if name in values and values[name] != preset.get(name, values[name])
    ]
    dropped = set(preset.get("extras", ())) & set(_split(values.get("without", [])))
    found += [f"--without {extra} wins over the preset, which has it." for extra in sorted(dropped)]
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


def _extras(values: dict[str, Any], default: tuple[str, ...]) -> tuple[str, ...]:
    wanted, unwanted = _split(values.get("with", [])), _split(values.get("without", []))
    for extra in wanted:
        if extra in unwanted:
            raise usage_error(
                f"--with {extra} and --without {extra} exclude each other.",
                "Leave one of them out.",
                code="choices-exclude",
            )
    if unwanted:
        from seedbed.layers.library import load_library, offered

        known = offered(load_library(), "extras")
        for extra in unwanted:
            if extra not in known:
                raise unknown_choice("without", extra, known)
    return tuple(extra for extra in (*default, *wanted) if extra not in unwanted)


def _split(texts: list[str]) -> list[str]:
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]
