"""Whether choices are among those that seedbed offers."""

from __future__ import annotations

from seedbed.errors import SeedbedError, nearest, unknown_choice, usage_error
from seedbed.layers.library import SINGLE, load_library, offered
from seedbed.model.choices import PLATFORMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.model.choices import Choices


def check_offered(choices: Choices, options: Mapping[str, str] | None = None) -> None:
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
        raise unknown(f"sets {field} to {value!r}, which seedbed does not offer", value, known)
    raise unknown_choice(options.get(field, f"set {field}"), value, known)


def unknown(what: str, value: str, known: tuple[str, ...]) -> SeedbedError:
    """The error for something in `[tool.seedbed]` that seedbed does not know, with the nearest."""
    meant = nearest(value, known)
    offers = f"seedbed knows {', '.join(known)}."
    return SeedbedError(
        f"pyproject.toml: [tool.seedbed] {what}.",
        f"Did you mean '{meant}'? {offers}" if meant else offers,
        code="unknown-choice",
    )
