"""What is said of an edit that failed, after which all is as it was."""

from __future__ import annotations

from seedbed.errors import FAILURE, SeedbedError
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from seedbed.model.project import Dependency

_ALIKE = 0.8
"""How alike a name must be to one that is known, to have been meant."""
_NOT_FOUND = ("not found", "Could not find", "No candidate")
"""What managers say of a package that is not there."""


def as_it_was(
    error: SeedbedError, paths: Sequence[str], items: Iterable[Dependency]
) -> SeedbedError:
    """The error of what failed, with what became of the project.

    Args:
        error: the error; it may be a signal's.
        paths: the files that are as they were.
        items: the requirements that were to come.
    """
    *some, last = paths
    listed = f"{', '.join(some)} and {last} are as they were" if some else f"{last} is as it was"
    stopped = error.code == "interrupted"
    own = error.hint if error.code.endswith("-failed") and not stopped else ""
    hint = " ".join(filter(None, (_meant(error, items), own, f"{listed}.")))
    status = error.status if stopped else FAILURE
    return SeedbedError(error.message, hint, code=error.code, status=status)


def _meant(error: SeedbedError, items: Iterable[Dependency]) -> str:
    """The package that was probably meant, where one was not found."""
    if not any(words in error.message for words in _NOT_FOUND):
        return ""
    from difflib import get_close_matches

    from seedbed.managers.shared.conda_names import known_python_names

    known = known_python_names()
    for item in items:
        name = canonical(item.name)
        near = get_close_matches(name, known, n=1, cutoff=_ALIKE)
        if near and name not in known and item.name in error.message and not item.spec:
            return f"Did you mean '{near[0]}'?"
    return ""
