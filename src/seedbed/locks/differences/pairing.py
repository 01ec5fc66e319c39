"""Which package of the old lock became which one of the new lock, at one place."""

from __future__ import annotations

from functools import cmp_to_key

from seedbed.locks.contents import CONDA
from seedbed.locks.differences.versions import compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from seedbed.locks.contents import Locked

    Pair = tuple[Locked | None, Locked | None]


def pairs(old: Sequence[Locked], new: Sequence[Locked]) -> Iterator[Pair]:
    """Pair what differs: by name, and then what moved between conda and PyPI.

    Args:
        old: what only the old lock has.
        new: what only the new lock has.
    """
    before, after = _by_key(old), _by_key(new)
    gone: list[Locked] = []
    come: list[Locked] = []
    for key in {**before, **after}:
        if key in before and key in after:
            yield from _of_one_name(before[key], after[key])
        else:
            gone += before.get(key, ())
            come += after.get(key, ())
    yield from _moved(gone, come)


def _by_key(packages: Sequence[Locked]) -> dict[str, list[Locked]]:
    found: dict[str, list[Locked]] = {}
    for one in packages:
        found.setdefault(one.key, []).append(one)
    return found


def _of_one_name(old: list[Locked], new: list[Locked]) -> Iterator[Pair]:
    """Pair versions: those for the same markers, then the same versions, then by their order."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    rest, left = list(old), list(new)

    def take(same: Callable[[Locked, Locked], bool]) -> Iterator[Pair]:
        for one in list(rest):
            other = next((two for two in left if same(one, two)), None)
            if other is not None:
                rest.remove(one)
                left.remove(other)
                yield one, other

    yield from take(lambda one, two: bool(one.version) and one.version == two.version
                    and one.build == two.build and one.markers == two.markers)  # fmt: skip
    yield from take(lambda one, two: bool(one.version) and one.version == two.version)
    yield from take(lambda one, two: bool(one.markers) and one.markers == two.markers)
    rest.sort(key=cmp_to_key(_newest_first))
    left.sort(key=cmp_to_key(_newest_first))
    shared = min(len(rest), len(left))
    yield from zip(rest[:shared], left[:shared], strict=True)
    yield from ((one, None) for one in rest[shared:])
    yield from ((None, one) for one in left[shared:])


def _newest_first(one: Locked, other: Locked) -> int:
    return compare(one.version, other.version, conda=one.kind == CONDA)


def _moved(gone: list[Locked], come: list[Locked]) -> Iterator[Pair]:
    """Pair packages that have one name on PyPI and another one in a channel, or the same in both.

    A channel may split a package, as `matplotlib` and `matplotlib-base`: then one of the two is
    the pair, and the other stays alone.
    """
    by_python: dict[str, list[Locked]] = {}
    for one in come:
        by_python.setdefault(_python(one), []).append(one)
    found = []
    for one in sorted(gone, key=lambda one: (one.name != _python(one), one.name)):
        others = by_python.get(_python(one), []) if _python(one) else []
        other = next((two for two in others if two.kind != one.kind), None)
        if other is not None:
            others.remove(other)
            found.append(other)
        yield one, other
    yield from ((None, one) for one in come if one not in found)


def _python(package: Locked) -> str:
    return package.python if package.kind == CONDA else package.name
