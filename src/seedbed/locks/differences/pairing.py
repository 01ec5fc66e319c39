"""Which package of the old lock became which one of the new lock, at one place."""

from __future__ import annotations

from functools import cmp_to_key

from seedbed.locks.contents import CONDA, PYPI
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
    for key in (_same_build, _same_version, _same_markers):
        found, old, new = _matched(old, new, key)
        yield from found
    old.sort(key=cmp_to_key(_newest_first))
    new.sort(key=cmp_to_key(_newest_first))
    shared = min(len(old), len(new))
    yield from zip(old[:shared], new[:shared], strict=True)
    yield from ((one, None) for one in old[shared:])
    yield from ((None, one) for one in new[shared:])


def _same_build(one: Locked) -> object:
    return (one.version, one.build, one.markers) if one.version else None


def _same_version(one: Locked) -> object:
    return one.version or None


def _same_markers(one: Locked) -> object:
    return one.markers or None


def _matched(
    old: list[Locked], new: list[Locked], key: Callable[[Locked], object]
) -> tuple[list[Pair], list[Locked], list[Locked]]:
    """The pairs that have the same key, if any, and what is left of both sides."""
    waiting: dict[object, list[Locked]] = {}
    for one in reversed(new):
        waiting.setdefault(key(one), []).append(one)
    waiting.pop(None, None)
    found: list[Pair] = []
    rest, taken = [], set()
    for one in old:
        others = waiting.get(key(one))
        if others:
            other = others.pop()
            taken.add(id(other))
            found.append((one, other))
        else:
            rest.append(one)
    return found, rest, [one for one in new if id(one) not in taken]


def _newest_first(one: Locked, other: Locked) -> int:
    return compare(one.version, other.version, conda=one.kind == CONDA)


def _moved(gone: list[Locked], come: list[Locked]) -> Iterator[Pair]:
    """Pair packages that have one name on PyPI and another one in a channel, or the same in both.

    A channel may split a package, as `matplotlib` and `matplotlib-base`: then one of the two is
    the pair, and the other stays alone.
    """
    by_python: dict[tuple[str, str], list[Locked]] = {}
    for one in reversed(come):
        by_python.setdefault((one.kind, _python(one)), []).append(one)
    found = set()
    for one in sorted(gone, key=lambda one: (one.name != _python(one), one.name)):
        kind = PYPI if one.kind == CONDA else CONDA
        others = by_python.get((kind, _python(one)), []) if _python(one) else []
        other = others.pop() if others else None
        if other is not None:
            found.add(id(other))
        yield one, other
    yield from ((None, one) for one in come if id(one) not in found)


def _python(package: Locked) -> str:
    return package.python if package.kind == CONDA else package.name
