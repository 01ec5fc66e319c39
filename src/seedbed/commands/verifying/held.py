"""What Python would run at its start, held back for the moment in which uv starts it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from glob import glob

from seedbed.commands.verifying.seeds import PRECEDENCE, VIRTUALENVS
from seedbed.host.disk import SaidPlainly
from seedbed.host.folders import move_file
from seedbed.verify.values import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.commands.verifying.found import Verification

_HELD = ".held-back"


@contextmanager
def held_back(found: Verification) -> Iterator[None]:
    """Keep Python, for a moment, from running what makers put in and nobody proved.

    uv starts Python. A seeded setuptools stays, but what it runs at each start isn't locked.

    Args:
        found: what was found.

    Raises:
        SeedbedError: when a file can't be renamed.
    """
    held = []
    try:
        for one in filter(os.path.isfile, _places(found)):
            _rename(one, f"{one}{_HELD}")
            held.append(one)
        yield
    finally:
        for one in held:
            _rename(f"{one}{_HELD}", one)


def is_left(found: Verification, path: str) -> bool:
    """Whether a repair that was killed held a file back, so that it only has to go back.

    A file of that name that nobody misses is anybody's.

    Args:
        found: what was found.
        path: the file as it's called now, as seen from the environment.
    """
    own = path.removesuffix(_HELD)
    if own == path or os.path.join(found.environment, own) not in _places(found):
        return False
    return any(one.kind == MISSING and one.path == own for one in found.differences)


def put_back(found: Verification, path: str) -> None:
    """Give a file that was held back its own name again.

    Args:
        found: what was found.
        path: the file as it's called now, as seen from the environment.

    Raises:
        SeedbedError: when it can't be renamed.
    """
    place = os.path.join(found.environment, path)
    _rename(place, place.removesuffix(_HELD))


def _rename(path: str, to: str) -> None:
    with SaidPlainly(path, lambda: "Run 'seedbed verify' to see what's left."):
        move_file(path, to)


def _places(found: Verification) -> list[str]:
    """Where the files that are held back would be, as absolute paths."""
    proved = {one.name for one in found.proofs if one.archive}
    names = (VIRTUALENVS, *(() if "setuptools" in proved else (PRECEDENCE,)))
    sites = sorted(glob("lib/python*/site-packages", root_dir=found.environment))
    return [os.path.join(found.environment, site, name) for site in sites for name in names]
