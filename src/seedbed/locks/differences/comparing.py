"""Compares two locks, of the same or of different managers."""

from __future__ import annotations

from seedbed.locks import differences as kinds
from seedbed.locks.contents import CONDA, INDEX
from seedbed.locks.differences import LEVELS, SECTIONS, Change, Difference
from seedbed.locks.differences.asking import Asking
from seedbed.locks.differences.hashes import changed_hashes, joined, sums_of
from seedbed.locks.differences.pairing import pairs
from seedbed.locks.differences.places import of_markers, shortest
from seedbed.locks.differences.sources import bare, plain_sources, server
from seedbed.locks.differences.versions import compare, level, without_local
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from seedbed.locks.contents import Contents, Locked

    Place = tuple[str, str]
    Pair = tuple[Locked | None, Locked | None]

EVERYWHERE = ("", "")
_FEW = 20
"""Versions of one package that are compared with each other; no real lock has as many."""
_ANYWHERE = frozenset({EVERYWHERE})


def difference(
    old: Contents,
    new: Contents,
    asked: tuple[Collection[str] | None, Collection[str] | None] = (None, None),
) -> Difference:
    """How two locks differ.

    Args:
        old: what the old one lists.
        new: what the new one lists.
        asked: what the manifests beside them ask for, where that is known.
    """
    return _Comparison(old, new, asked).result()


@record
class _Verdict:
    """What a pair comes to."""

    kind: str
    level: str = ""
    moved: bool = False
    hashes: tuple[tuple[str, str, str], ...] = ()


class _Comparison:
    def __init__(
        self,
        old: Contents,
        new: Contents,
        asked: tuple[Collection[str] | None, Collection[str] | None],
    ) -> None:
        self.same_format = old.format == new.format
        self.asking = Asking(old, asked[0]), Asking(new, asked[1])
        self.place_of, self.places = _common_places(old.places, new.places)
        self.sides = self._side(old), self._side(new)
        self.by_key = _by_key(self.sides[0]), _by_key(self.sides[1])
        self.hashed = any(one.files for one in new.packages)

    def result(self) -> Difference:
        """All changes, and the places that only one of the locks has."""
        lost, come = (sorted(one - self.places) for one in self._own_places())
        names = [len({one.key for one in side}) for side in self.sides]
        return Difference(
            changes=tuple(sorted(self._changes(), key=_rank)),
            new_places=tuple(come),
            lost_places=tuple(lost),
            places=tuple(sorted(self.places - _ANYWHERE)),
            counts=(names[0], names[1]),
        )

    def _side(self, contents: Contents) -> tuple[Locked, ...]:
        """The packages, as far as those of the two locks can be compared."""
        found = contents.packages if self.same_format else plain_sources(contents)
        return _as_one(found) if self.places == _ANYWHERE else found

    def _at(self, package: Locked) -> Collection[Place]:
        """Where a package is: one without places is everywhere."""
        return {self.place_of(place) for place in package.places} or self.places

    def _own_places(self) -> list[set[Place]]:
        return [{place for one in side for place in self._at(one)} for side in self.sides]

    def _changes(self) -> Iterator[Change]:
        rows: dict[tuple[object, ...], tuple[_Verdict, dict[object, Pair], set[Place]]] = {}
        for place, old, new in self._by_place():
            for pair in pairs(old, new):
                verdict = self._judged(*pair)
                if verdict is not None:
                    row = rows.setdefault(_row_key(verdict, *pair), (verdict, {}, set()))
                    row[2].add(place)
                    row[1][id(pair[0]), id(pair[1])] = pair
        there = self._places_by_name()
        for verdict, found, places in rows.values():
            yield self._change(verdict, list(found.values()), places, there)

    def _by_place(self) -> Iterator[tuple[Place, list[Locked], list[Locked]]]:
        """What only one of the locks has, place by place; what moved with a place comes last."""
        seen: dict[tuple[object, ...], int] = {}
        known: dict[int, Locked] = {}
        at: tuple[dict[Place, set[int]], dict[Place, set[int]]] = ({}, {})
        for side, found in zip(self.sides, at, strict=True):
            for one in side:
                number = seen.setdefault(_fingerprint(one), len(seen))
                known[number] = one
                for place in self._at(one):
                    found.setdefault(place, set()).add(number)
        for place in sorted(self.places):
            old, new = at[0].get(place, set()), at[1].get(place, set())
            if old != new:
                yield (place, [known[one] for one in sorted(old - new)],
                       [known[one] for one in sorted(new - old)])  # fmt: skip
        names = [{one.key for one in side} for side in self.sides]
        for number, found in enumerate(at):
            others = names[1 - number]
            for place in sorted(found.keys() - self.places):
                alone = [known[one] for one in sorted(found[place]) if known[one].key not in others]
                yield (place, [], alone) if number else (place, alone, [])

    def _judged(self, old: Locked | None, new: Locked | None) -> _Verdict | None:
        """What becomes of a package; None where nothing differs that is told."""
        if old is None or new is None:
            return _Verdict(kind=kinds.ADDED if old is None else kinds.REMOVED)
        moved = self._is_moved(old, new)
        conda = old.kind == new.kind == CONDA
        order = compare(without_local(old.version), without_local(new.version), conda=conda)
        if conda:
            order = compare(old.version, new.version, conda=True)
        if order and old.version and new.version:
            kind = kinds.UP if order > 0 else kinds.DOWN
            place = level(old.version, new.version)
            return _Verdict(kind=kind, level=LEVELS[place], moved=moved)
        hashes = self._changed_hashes(old, new)
        if hashes:
            return _Verdict(kind=kinds.HASH, moved=moved, hashes=hashes)
        if moved:
            return _Verdict(kind=kinds.SOURCE, moved=True)
        if old.build != new.build or _local(old) != _local(new):
            return _Verdict(kind=kinds.BUILD)
        differs = self.same_format and _names(old) != _names(new)
        return _Verdict(kind=kinds.FILES) if differs else None

    def _is_moved(self, old: Locked, new: Locked) -> bool:
        if (old.source.kind, bare(old.source)) == (new.source.kind, bare(new.source)):
            return False
        if (old.source.kind, new.source.kind) == (INDEX, INDEX) and not self.same_format:
            # some locks have the address of an index, others that of the server with its files
            return server(old.source) != server(new.source)
        return True

    def _places_by_name(self) -> dict[str, set[Place]]:
        there: dict[str, set[Place]] = {}
        for side in self.sides:
            for one in side:
                there.setdefault(one.key, set()).update(self._at(one))
        return there

    def _change(
        self,
        verdict: _Verdict,
        found: list[Pair],
        places: set[Place],
        there: dict[str, set[Place]],
    ) -> Change:
        old = tuple(dict.fromkeys(one for one, _ in found if one))
        new = tuple(dict.fromkeys(one for _, one in found if one))
        some = (new or old)[0]
        asking = self.asking[1 if new else 0]
        is_new = verdict.kind in {kinds.ADDED, kinds.REMOVED}
        both = {place for one in (*old, *new) for place in there[one.key]}
        among = self.places if is_new else both & self.places
        others = self._others(some, 0 if new else 1) if is_new else ()
        direct = some.key in asking.direct
        return Change(
            kind=verdict.kind,
            name=some.name,
            old=old,
            new=new,
            level=verdict.level,
            moved=verdict.moved,
            hashes=tuple(sorted({one for pair in found for one in self._hashes(verdict, *pair)})),
            where=self._where(places, among) or self._marked(some, 1 if new else 0, is_new=is_new),
            places=tuple(sorted(places - _ANYWHERE)),
            direct=direct,
            via=asking.via(some) if verdict.kind == kinds.ADDED and not direct else (),
            beside=others,
        )

    def _hashes(
        self, verdict: _Verdict, old: Locked | None, new: Locked | None
    ) -> Iterable[tuple[str, str, str]]:
        return self._changed_hashes(old, new) if verdict.kind == kinds.HASH and old and new else ()

    def _changed_hashes(self, old: Locked, new: Locked) -> tuple[tuple[str, str, str], ...]:
        """The files with another hash; one that is gone counts where other packages have some."""
        if old.kind != new.kind:
            return ()
        if old.files and not new.files and self.hashed and old.source == new.source:
            return (("", joined(sums_of(old)), ""),)
        return changed_hashes(old, new)

    def _where(self, places: set[Place], among: Collection[Place]) -> str:
        return shortest(places, set(among) | (places - self.places))

    def _others(self, package: Locked, side: int) -> tuple[str, ...]:
        """The versions of a package that the other lock has, of one that came or went."""
        found = {one.version for one in self.by_key[side].get(package.key, ())}
        return tuple(sorted(found - {package.version})) if len(found) < _FEW else ()

    def _marked(self, package: Locked, side: int, *, is_new: bool) -> str:
        """Where a package with markers is installed, if there are several versions of it."""
        same = [one for one in self.by_key[side][package.key] if one is not package]
        if not same and not is_new:
            return ""
        same = same if len(same) < _FEW else []
        return of_markers(package.markers, [marker for one in same for marker in one.markers])


def _names(package: Locked) -> frozenset[str]:
    """The names of a package's files; where they have none, their hashes."""
    return frozenset(file or digest for file, _, digest in package.files)


def _local(package: Locked) -> str:
    return package.version.partition("+")[2]


def _fingerprint(one: Locked) -> tuple[object, ...]:
    return (one.kind, one.name, one.version, one.build, one.source.kind, one.source.address,
            one.files)  # fmt: skip


def _row_key(verdict: _Verdict, old: Locked | None, new: Locked | None) -> tuple[object, ...]:
    """What is the same for pairs that make one row: builds may differ between platforms."""
    sides = tuple((one.kind, one.name, one.version, one.source) if one else None
                  for one in (old, new))  # fmt: skip
    marked = tuple(one.markers for one in (old, new) if one)
    return (verdict.kind, sides, marked)


def _common_places(
    old: frozenset[Place], new: frozenset[Place]
) -> tuple[Callable[[Place], Place], frozenset[Place]]:
    """How the places of both locks are told, and which of them both have.

    Environments and platforms, if both have some of these; else platforms; else all are one.
    """
    if shared := old & new:
        return (lambda place: place), shared
    platforms = {one for _, one in old} & {one for _, one in new}
    if platforms:
        return (lambda place: ("", place[1])), frozenset(("", one) for one in platforms)
    return (lambda _: EVERYWHERE), _ANYWHERE


def _by_key(packages: Iterable[Locked]) -> dict[str, list[Locked]]:
    found: dict[str, list[Locked]] = {}
    for one in packages:
        found.setdefault(one.key, []).append(one)
    return found


def _as_one(packages: Iterable[Locked]) -> tuple[Locked, ...]:
    """The packages without what differs by place: builds and files of a version come together."""
    found: dict[tuple[object, ...], Locked] = {}
    for one in packages:
        key = (one.kind, one.name, one.version, one.source, one.markers)
        known = found.get(key)
        if known is None:
            found[key] = one
        else:
            build = one.build if one.build == known.build else ""
            found[key] = replace(known, build=build, files=known.files | one.files)
    return tuple(found.values())


def _rank(change: Change) -> tuple[object, ...]:
    return (SECTIONS.index(change.section), not change.direct, change.name,
            tuple(one.version for one in (*change.old, *change.new)))  # fmt: skip
