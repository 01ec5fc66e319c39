"""Ranges of a manager's own versions, in the notation that it reads; pure.

uv reads PEP 440, and takes a bare version for exactly that one. Poetry reads PEP 440, carets,
tildes, spaces for commas, and `||`. Pixi reads conda's ranges, with `|`, and no bare version. What
seedbed takes is what they have in common with what people type, so a bare version is any of its
releases for all of them.
https://docs.astral.sh/uv/reference/settings/#required-version
https://python-poetry.org/docs/dependency-specification/#version-constraints
https://pixi.prefix.dev/latest/reference/pixi_manifest/#requires-pixi-optional
"""

from __future__ import annotations

import re

from seedbed.errors import usage_error
from seedbed.managers.base import MANAGERS
from seedbed.model.versions import APART, WITHIN, compare, holds, range_of, release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.managers.base import Manager

_LONGEST = 200
_VERSION = re.compile(r"\d{1,18}(?:\.\d{1,18}){0,3}")
_CLAUSE = re.compile(rf"(===?|[!<>~]=|[<>=^~])?({_VERSION.pattern})(\.\*)?")
_OR = {"conda": "|", "poetry": " || "}
"""What stands between alternatives, where there may be several."""


def check_manager_version(text: str, manager: str, cooldown: str, named: str) -> str:
    """A range as the manager reads it; a bare version such as `0.9` means any of its releases.

    Args:
        text: any text; an empty one stays.
        manager: the manager's name. Where its files have no place for a range, any text stays: the
            layers refuse it.
        cooldown: the project's cooldown, which an older version may not know.
        named: what gave it, as errors name it: `--manager-version`.

    Raises:
        SeedbedError: for a text that is no range, and for a range that admits a version that does
            not read what seedbed writes, or none that does.
    """
    row = MANAGERS.get(manager)
    if not text or row is None or not row.requires:
        return text
    floor = row.floor(cooldown)
    example = f"'>={floor},<{release(floor)[0] + 1}'"
    found = _parse(text, row.ranges)
    if found is None:
        raise usage_error(
            f"{named} {text!r} is not a range of {row.title} versions.",
            f"Write it like {example} or '{floor}'.",
            code="bad-version",
        )
    written, alternatives = found
    older = [compare(one, f"<{floor}") for one in alternatives]
    if all(one == WITHIN for one in older):
        raise usage_error(
            f"No {row.title} that can read the project satisfies {named} {text!r}.",
            f"{_needs(row, floor)} Write the range like {example}.",
            code="bad-version",
        )
    if any(one != APART for one in older):
        raise usage_error(
            f"{named} {text!r} admits {row.title} older than {floor}.",
            f"{_needs(row, floor)} Write the range like {example}.",
            code="bad-version",
        )
    return written


def admits(text: str, manager: Manager, version: str) -> bool:
    """Whether a manifest's range admits a version of the manager; in doubt, it does.

    Args:
        text: the range, in the notation of the manager; any text.
        manager: the manager.
        version: the version of its program.
    """
    found = _parse(text, manager.ranges, bare="==")
    return found is None or any(holds(one, version) for one in found[1])


def range_in(manifest: Mapping[str, Any], manager: Manager) -> str:
    """The range that a manifest has for its manager; empty where it has none, or no text.

    Args:
        manifest: what `pyproject.toml` holds.
        manager: the manager.
    """
    found: Any = manifest
    for name in manager.requires.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _needs(row: Manager, floor: str) -> str:
    if floor == row.oldest:
        return f"What seedbed writes needs {row.title} {floor} or newer."
    return f"The cooldown needs {row.title} {floor} or newer."


def _parse(text: str, notation: str, bare: str = "") -> tuple[str, list[str]] | None:
    """A range in a notation, and the same as alternatives in that of PEP 440; None for no range.

    Args:
        text: any text.
        notation: `pep440`, `conda`, or `poetry`.
        bare: what a bare version means, where it is not any of its releases.
    """
    text = text.strip()
    if not text.isascii() or len(text) > _LONGEST:
        return None
    if _VERSION.fullmatch(text):
        text = f"{bare}{text}" if bare else _releases(text, notation)
    return _NOTATIONS[notation](text)


def _releases(version: str, notation: str) -> str:
    if version.count(".") > 1:
        return f"=={version}"
    return f"{version}.*" if notation == "conda" else f"=={version}.*"


def _pep440(text: str) -> tuple[str, list[str]] | None:
    found = "" if "===" in text else range_of(text)
    return (found, [found]) if found else None


def _alternatives(
    text: str, notation: str, said: Callable[[str, str, str], tuple[str, str] | None]
) -> tuple[str, list[str]] | None:
    """The range, clause by clause.

    Args:
        text: the range.
        notation: its notation.
        said: gives a clause (its operator, its version, and its star) as the manager reads it, and
            as PEP 440 has it; None for one that is none.
    """
    written, found = [], []
    between = r"\s*,\s*" if notation == "conda" else r"\s*,\s*|\s+"
    for alternative in re.split(r"\|\|?" if notation == "poetry" else r"\|", text):
        closed = re.sub(r"([<>=!~^])\s+", r"\1", alternative.strip())
        clauses = []
        for part in re.split(between, closed):
            clause = _CLAUSE.fullmatch(part)
            both = said(clause[1] or "", clause[2], clause[3] or "") if clause else None
            if both is None:
                return None
            clauses.append(both)
        written.append(",".join(own for own, _ in clauses))
        found.append(",".join(standard for _, standard in clauses))
    return _OR[notation].join(written), found


def _conda(operator: str, version: str, star: str) -> tuple[str, str] | None:
    if operator in ("", "="):
        fuzzy = f"=={version}.*"
        return (f"{operator}{version}{star}", fuzzy) if bool(operator) != bool(star) else None
    if operator == "==" and star:  # as PEP 440 has it, and conda does not
        return f"{version}{star}", f"=={version}{star}"
    if operator in ("===", "^", "~") or (star and operator != "!="):
        return None
    if operator == "~=" and "." not in version:
        return None
    return f"{operator}{version}{star}", f"{operator}{version}{star}"


def _poetry(operator: str, version: str, star: str) -> tuple[str, str] | None:
    numbers = [int(part) for part in version.split(".")]
    if operator == "===" or (star and operator not in ("", "==", "!=")):
        return None
    own = f"{operator}{version}{star}"
    if operator in ("^", "~"):
        at = min(1, len(numbers) - 1) if operator == "~" else _breaking(numbers)
        after = ".".join(map(str, (*numbers[:at], numbers[at] + 1)))
        return own, f">={version},<{after}"
    if operator == "~=" and len(numbers) < 2:
        return None
    standard = "==" if operator in ("", "=") else operator
    return own, f"{standard}{version}{star}"


def _breaking(numbers: list[int]) -> int:
    """The place of the number whose next value may break something: the first that is not zero."""
    return next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)


_NOTATIONS: dict[str, Callable[[str], tuple[str, list[str]] | None]] = {
    "pep440": _pep440,
    "conda": lambda text: _alternatives(text, "conda", _conda),
    "poetry": lambda text: _alternatives(text, "poetry", _poetry),
}
