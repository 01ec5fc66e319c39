"""The opposite of an environment marker (PEP 508), as far as seedbed needs one."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"""(\w+) (==|!=) ("[^"']*"|'[^"']*')""")
_OPPOSITE = {" or ": " and ", " and ": " or "}


def negated(marker: str) -> str:
    """A marker that holds where another one does not.

    Args:
        marker: comparisons for equality, joined all by `and` or all by `or`.

    Returns:
        The opposite; empty for a marker of any other form.
    """
    for joint, opposite in _OPPOSITE.items():
        clauses = [_CLAUSE.fullmatch(part) for part in marker.split(joint)]
        if all(clauses):
            parts = (
                f"{found[1]} {'!=' if found[2] == '==' else '=='} {found[3]}"
                for found in clauses
                if found
            )
            return opposite.join(parts)
    return ""
