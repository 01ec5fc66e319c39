"""What Python would run at its start, held back for the moment in which uv starts it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from glob import glob

from seedbed.host.folders import move_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.commands.verifying.found import Verification

_PRECEDENCE, _HELD = "distutils-precedence.pth", ".held-back"


@contextmanager
def held_back(found: Verification) -> Iterator[None]:
    """Let Python not run, for a moment, what nobody proved of what makers put in.

    uv starts Python. A seeded setuptools stays, but what it runs at each start isn't locked.
    """
    held = [one for one in _places(found) if os.path.isfile(one)]
    for one in held:
        move_file(one, f"{one}{_HELD}")
    try:
        yield
    finally:
        for one in held:
            move_file(f"{one}{_HELD}", one)


def is_left(found: Verification, path: str) -> bool:
    """Whether a repair that was killed held a file back, so that it only has to go back.

    Args:
        found: what was found.
        path: the file as it's called now, as seen from the environment.
    """
    place = os.path.join(found.environment, path.removesuffix(_HELD))
    is_one = path.endswith(_HELD) and place in _places(found)
    return is_one and not os.path.lexists(place)


def put_back(found: Verification, path: str) -> None:
    """Give such a file its name again."""
    place = os.path.join(found.environment, path)
    move_file(place, place.removesuffix(_HELD))


def _places(found: Verification) -> list[str]:
    """Where such files are, if they're there: absolute paths."""
    proved = {one.name for one in found.proofs if one.archive}
    names = ("_virtualenv.pth", *(() if "setuptools" in proved else (_PRECEDENCE,)))
    sites = sorted(glob("lib/python*/site-packages", root_dir=found.environment))
    return [os.path.join(found.environment, site, name) for site in sites for name in names]
