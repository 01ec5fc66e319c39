"""What is said of an edit that failed, after which all is as it was."""

from __future__ import annotations

from seedbed.errors import FAILURE, SeedbedError
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from seedbed.model.project import Dependency

_ALIKE = 0.8
"""How alike a name must be to one that is known, to have been meant."""
_NOT_FOUND = ("not found", "Could not find", "No candidate")
"""What managers say of a package that is not there."""


def as_it_was(
    error: SeedbedError,
    paths: Sequence[str],
    items: Iterable[Dependency],
    theirs: Collection[str] = (),
) -> SeedbedError:
    """The error of what failed, with what became of the project.

    Args:
        error: the error; it may be a signal's.
        paths: the files that the edit was about.
        items: the requirements that were to come.
        theirs: those of the files that somebody else has changed meanwhile, and that stay so.
    """
    kept = [path for path in paths if path not in theirs]
    listed = " ".join([*_as_they_were(kept), *_edited(sorted(theirs))])
    stopped = error.code == "interrupted"
    own = error.hint if error.code.endswith("-failed") and not stopped else ""
    hint = " ".join(filter(None, (_meant(error, items), own, listed)))
    status = error.status if stopped else FAILURE
    return SeedbedError(error.message, hint, code=error.code, status=status)


def _as_they_were(paths: Sequence[str]) -> list[str]:
    if not paths:
        return []
    *some, last = paths
    return [f"{', '.join(some)} and {last} are as they were." if some else f"{last} is as it was."]


def _edited(paths: Sequence[str]) -> list[str]:
    if not paths:
        return []
    were = "was" if len(paths) == 1 else "were"
    what = f"{' and '.join(paths)} {were} edited in the meantime and left alone"
    return [f"{what}: check for leftovers, then run 'seedbed sync'."]


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
