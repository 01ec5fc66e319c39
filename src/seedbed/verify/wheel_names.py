"""What the name of a wheel says, and which of several an installer takes for an environment.

https://packaging.python.org/specifications/binary-distribution-format/
"""

from __future__ import annotations

import re

from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BUILD = re.compile(r"([0-9]{1,18})(.*)")
_MOST = 4096
"""Combinations of tags in the longest name that is understood; real ones have some dozens."""


@record
class WheelName:
    """The parts of a wheel's file name.

    Attributes:
        name: the distribution, in its canonical form.
        version: as it stands there.
        build: the build tag, as a number and a text; empty for none.
        tags: all combinations of its tags, such as `cp312-cp312-manylinux_2_17_x86_64`.
    """

    name: str
    version: str
    build: tuple[int, str] | tuple[()]
    tags: frozenset[str]


def parse(file: str) -> WheelName | None:
    """The parts of a wheel's file name; None for another file."""
    if not file.endswith(".whl"):
        return None
    parts = file.removesuffix(".whl").split("-")
    if len(parts) not in {5, 6}:
        return None
    build: tuple[int, str] | tuple[()] = ()
    if len(parts) == 6:
        found = _BUILD.fullmatch(parts[2])
        build = (int(found[1]), found[2]) if found else ()
    pythons, abis, platforms = (one.split(".") for one in parts[-3:])
    if len(pythons) * len(abis) * len(platforms) > _MOST:
        return None
    tags = (f"{a}-{b}-{c}" for a in pythons for b in abis for c in platforms)
    return WheelName(
        name=canonical(parts[0]),
        version=parts[1],
        build=build,
        tags=frozenset(map(str.lower, tags)),
    )


def installable(files: Iterable[str], ranks: Mapping[str, int]) -> Sequence[str]:
    """The wheels that an environment can have, the one that installers prefer first.

    Args:
        files: names of files.
        ranks: the tags that the environment supports, each with its place in their order.
    """
    found = []
    for file in files:
        name = parse(file)
        if name and (places := [ranks[tag] for tag in name.tags if tag in ranks]):
            negated = (-name.build[0], name.build[1]) if name.build else (1, "")
            found.append((min(places), negated, file))
    return [file for _, _, file in sorted(found)]
