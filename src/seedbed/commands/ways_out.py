"""What to do about stored choices that exclude what an update asks for."""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.model.record import replace
from seedbed.render.compose import compose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.model.choices import Choices

_CLEARED = {
    "accelerator_version": "--set accelerator-version=",
    "framework_version": "--set framework-version=",
    "channels": "--set channels=",
    "cooldown": "--set cooldown=",
    "manager_version": "--set manager-version=",
}
"""The choices that an update clears by an empty value, and how."""
_MOST = 6
"""Choices that stand in the way at most; more are no way out."""


def for_update(error: SeedbedError, stored: Choices, asked: Choices) -> SeedbedError:
    """An error of choices that cannot be, with a hint that holds for `seedbed update`.

    Args:
        error: what `compose` says of the choices.
        stored: those that the project has.
        asked: those that it is to have.
    """
    hint = error.hint
    if error.code == "choices-exclude":
        ways = _ways(error, stored, asked)
        hint = f"Add {' '.join(ways)} to the command." if ways else hint
    # options that only `seedbed new` has
    hint = hint.replace("--platform ", "--set platforms=")
    hint = re.sub(r"--python ('[^']*')( or)?", _in_project, hint)
    return SeedbedError(error.message, hint, code=error.code, status=error.status)


def _in_project(found: re.Match[str]) -> str:
    return f"requires-python = {found[1]} in pyproject.toml{', or' if found[2] else ''}"


def _ways(error: SeedbedError, stored: Choices, asked: Choices) -> list[str]:
    """Options that clear the stored choices in the way, one after the other, until it works."""
    ways: list[str] = []
    while len(ways) < _MOST:
        for way, changed in _steps(stored, asked):
            found = _fault(changed)
            if found is None:
                return [*ways, way]
            if found.message != error.message:
                break
        else:
            return []
        ways.append(way)
        error, asked = found, changed
    return []


def _steps(stored: Choices, asked: Choices) -> Iterator[tuple[str, Choices]]:
    """Each stored choice that the command does not set, and the choices without it."""
    for extra in asked.extras:
        if extra in stored.extras:
            rest = tuple(one for one in asked.extras if one != extra)
            yield f"--without {extra}", replace(asked, extras=rest)
    if asked.accelerator == stored.accelerator != "auto":
        changed = replace(asked, accelerator="auto", accelerator_version="")
        yield "--accelerator auto", changed
    for field, way in _CLEARED.items():
        value = getattr(asked, field)
        if value and value == getattr(stored, field):
            yield way, replace(asked, **{field: type(value)()})
    if asked.nix == stored.nix != "none":
        yield "--nix none", replace(asked, nix="none")


def _fault(choices: Choices) -> SeedbedError | None:
    try:
        compose(choices)
    except SeedbedError as error:
        return error
    return None
