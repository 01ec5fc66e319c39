"""All checks, by family. Those of other packages (entry points `seedbed.checks`) are not loaded."""

from __future__ import annotations

from functools import lru_cache

from seedbed.checks.check import Check, is_code
from seedbed.errors import nearest, usage_error
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.errors import SeedbedError


@record
class Family:
    """Checks of one kind, whose codes begin alike.

    Attributes:
        start: how their codes begin: `SB` and one digit.
        title: what they are about.
        modules: the modules of this package that define them.
    """

    start: str
    title: str
    modules: tuple[str, ...]


FAMILIES = (
    Family(start="SB0", title="seedbed", modules=("itself",)),
    Family(start="SB1", title="Manager", modules=("manager",)),
    Family(start="SB2", title="Manifest", modules=("manifest", "markers", "indexes")),
    Family(start="SB3", title="Lock", modules=("lock",)),
    Family(start="SB4", title="Environment", modules=("environment", "installed", "variables")),
    Family(start="SB5", title="Nix and direnv", modules=("nix", "direnv")),
    Family(start="SB6", title="Editor and notebooks", modules=("editor", "notebooks")),
    Family(start="SB7", title="Accelerator", modules=("accelerator",)),
    Family(start="SB8", title="Machine", modules=("machine",)),
    Family(start="SB9", title="Git and secrets", modules=("secrets", "tracked")),
)
"""The families, in the order of their codes."""


@lru_cache(maxsize=1)
def all_checks() -> dict[str, Check]:
    """All checks, by code, in the order of their codes."""
    from importlib import import_module

    found = {}
    for family in FAMILIES:
        for name in family.modules:
            module = import_module(f"seedbed.checks.{name}")
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, Check) and is_code(value.__name__):
                    found[value.__name__] = value()
    return dict(sorted(found.items()))


def family_of(code: str) -> Family:
    """The family of a code."""
    return next(family for family in FAMILIES if code.startswith(family.start))


def find_check(code: str) -> Check:
    """The check with a code, in any case.

    Raises:
        SeedbedError: when there is none.
    """
    checks = all_checks()
    if code.upper() in checks:
        return checks[code.upper()]
    raise _unknown(code, tuple(checks))


def picked(select: Iterable[str], ignore: Iterable[str]) -> tuple[str, ...]:
    """The codes of the checks to report.

    Args:
        select: codes, or how they begin; all checks where there is none.
        ignore: the same for those to leave out.

    Raises:
        SeedbedError: when one of them is not how any code begins.
    """
    codes = tuple(all_checks())
    wanted = _matching(select, codes) if (select := tuple(select)) else set(codes)
    left_out = _matching(ignore, codes)
    return tuple(code for code in codes if code in wanted and code not in left_out)


def _matching(starts: Iterable[str], codes: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for start in starts:
        these = {code for code in codes if code.startswith(start.upper())}
        if not these:
            raise _unknown(start, (*sorted({code[:3] for code in codes}), *codes))
        found |= these
    return found


def _unknown(word: str, known: tuple[str, ...]) -> SeedbedError:
    # a number that no check has is no mistake in spelling
    is_plain = word[:2].upper() == "SB" and word[2:].isdecimal()
    meant = "" if is_plain else nearest(word, tuple(one.lower() for one in known)).upper()
    listed = "'seedbed doctor --explain SB' explains all checks."
    return usage_error(
        f"seedbed doctor has no check {word!r}.",
        f"Did you mean {meant}? {listed}" if meant else listed,
        code="unknown-check",
    )
