"""Whether choices are among those that seedbed offers."""

from __future__ import annotations

from seedbed.errors import SeedbedError, nearest, unknown_choice, usage_error
from seedbed.layers.library import SINGLE, load_library, offered, other_names
from seedbed.model.choices import PLATFORM_NAMES, PLATFORMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.layers.library import Library
    from seedbed.model.choices import Choices


def check_offered(choices: Choices, options: Mapping[str, str] | None = None) -> None:
    """Refuse what seedbed does not offer.

    Args:
        choices: what to check.
        options: the options that gave some of them, by field; None for what the manifest says.
    """
    library = load_library()
    for slot in SINGLE:
        _check_value(options, slot, getattr(choices, slot), library)
    for extra in choices.extras:
        _check_value(options, "extras", extra, library)
    for platform in choices.platforms:
        if platform not in PLATFORMS:
            raise _error(options, "platforms", platform, PLATFORMS, PLATFORM_NAMES)
    if not choices.platforms:
        where = "[tool.seedbed]" if options is None else "--set"
        raise usage_error(
            f"{where} names no platform.", "A project needs at least one.", code="no-platform"
        )


def _check_value(
    options: Mapping[str, str] | None, field: str, value: str, library: Library
) -> None:
    known = offered(library, field)
    if value not in known:
        raise _error(options, field, value, known, other_names(library, field))


def _error(
    options: Mapping[str, str] | None,
    field: str,
    value: str,
    known: tuple[str, ...],
    also: Mapping[str, str],
) -> SeedbedError:
    if options is None:
        what = f"sets {field} to {value!r}, which seedbed does not offer"
        return unknown(what, value, known, also)
    return unknown_choice(options.get(field, f"set {field}"), value, known, also)


def unknown(
    what: str, value: str, known: tuple[str, ...], also: Mapping[str, str] = {}
) -> SeedbedError:
    """The error for something in `[tool.seedbed]` that seedbed does not know, with the nearest."""
    meant = nearest(value, known, also=also)
    offers = f"seedbed knows {', '.join(known)}."
    return SeedbedError(
        f"pyproject.toml: [tool.seedbed] {what}.",
        f"Did you mean '{meant}'? {offers}" if meant else offers,
        code="unknown-choice",
    )
