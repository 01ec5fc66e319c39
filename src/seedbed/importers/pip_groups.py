"""Requirements of run time and groups that can't all hold together; pure."""

from __future__ import annotations

from seedbed.importers.imported import Remark
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.model.versions import APART, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.importers.pip_sheets import Found
    from seedbed.model.project import Dependency

    Items = Mapping[str, tuple[Found, ...]]

_DEV = "dev"


@record
class Fitted:
    """What can hold together.

    Attributes:
        items: the requirements by place: a group, or empty for run time; each once.
        exclusive: pairs of groups that exclude each other.
        remarks: what is otherwise than in the files.
    """

    items: Items
    exclusive: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()


def fitted(items: Items, includes: Mapping[str, tuple[str, ...]]) -> Fitted:
    """The requirements that can hold together.

    Args:
        items: the requirements by place.
        includes: groups to those that they include.
    """
    remarks: list[Remark] = []
    single = {place: _joined(found, remarks) for place, found in items.items()}
    main = single.get("", ())
    kept = {
        place: tuple(_besides(place, found, main, remarks)) if place else found
        for place, found in single.items()
    }
    exclusive = tuple(_exclusive(kept, includes, remarks))
    return Fitted(items=kept, exclusive=exclusive, remarks=tuple(remarks))


def rivals(items: Items, alone: Iterable[str]) -> dict[str, Remark]:
    """Groups whose files are installed instead of the one for run time, not beside it.

    More than half of each is in the other, too, and they contradict each other.

    Args:
        items: the requirements by place.
        alone: groups whose files do not include the one for run time.

    Returns:
        What to say of each.
    """
    there = {canonical(one.item.name): one for one in items.get("", ())}
    found = {}
    for group in alone:
        shared = [one for one in items[group] if canonical(one.item.name) in there]
        pairs = ((one, there[canonical(one.item.name)]) for one in shared)
        apart = (
            (one, first)
            for one, first in pairs
            if one.item.marker == first.item.marker and _are_apart(one.item, first.item)
        )
        pair = next(apart, None)
        if pair and 2 * len(shared) > max(len(there), len(items[group])):
            found[group] = _rival_remark(*pair)
    return found


def on_demand(groups: Iterable[str], exclusive: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The groups that are installed only when somebody asks for them: all but `dev`.

    Of those that exclude each other, nobody has to say so; but for those that exclude `dev`.

    Args:
        groups: the groups that there are.
        exclusive: pairs of groups that exclude each other.
    """
    apart = {name for pair in exclusive for name in pair}
    rivals = {name for pair in exclusive if _DEV in pair for name in pair}
    return tuple(sorted({name for name in groups if name not in apart - rivals} - {_DEV}))


def _joined(found: Iterable[Found], remarks: list[Remark]) -> tuple[Found, ...]:
    """Requirements of one place, each package once for a marker; the first one counts."""
    single: dict[Any, Found] = {}
    for one in found:
        key = canonical(one.item.name), one.item.marker
        first = single.setdefault(key, one)
        if first is one or _asks_same(first.item, one.item):
            continue
        both = _both(first.item, one.item)
        if both is None:
            text = f"{_said(one.item)} was left out: {_where(first)} asks for {_said(first.item)}."
            remarks.append(_remark(one, text))
        else:
            single[key] = replace(first, item=both)
    return tuple(single.values())


def _both(one: Dependency, other: Dependency) -> Dependency | None:
    """What two requirements on a package ask for together; None where they can't both hold."""
    extras = tuple(sorted({*one.extras, *other.extras}))
    if _origin(one) != _origin(other) or compare(one.spec, other.spec) == APART:
        return None
    spec = ",".join(dict.fromkeys(filter(None, f"{one.spec},{other.spec}".split(","))))
    return replace(one, spec=spec, extras=extras)


def _besides(
    group: str, found: Iterable[Found], main: tuple[Found, ...], remarks: list[Remark]
) -> Iterator[Found]:
    """What a group asks for beyond what it gets at run time anyway."""
    there = {(canonical(one.item.name), one.item.marker): one for one in main}
    for one in found:
        first = there.get((canonical(one.item.name), one.item.marker))
        if first is None:
            yield one
        elif _asks_same(first.item, one.item):
            continue
        elif _are_apart(first.item, one.item):
            text = (
                f"{_said(one.item)} was left out of the group {group}: it can't be installed "
                f"beside {_said(first.item)}, as {_where(first)} asks."
            )
            remarks.append(_remark(one, text))
        else:
            yield one


def _exclusive(
    items: Items, includes: Mapping[str, tuple[str, ...]], remarks: list[Remark]
) -> Iterator[tuple[str, str]]:
    """The pairs of groups that can't be installed together."""
    names = sorted(name for name in items if name)
    by_key = {
        name: {(canonical(one.item.name), one.item.marker): one for one in items[name]}
        for name in names
    }
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            if other in includes.get(name, ()) or name in includes.get(other, ()):
                continue
            shared = by_key[name].keys() & by_key[other].keys()
            pairs = sorted((by_key[name][key].line, key) for key in shared)
            for _, key in pairs:
                one, second = by_key[name][key], by_key[other][key]
                if _are_apart(one.item, second.item):
                    text = (
                        f"The groups {name} and {other} exclude each other: this line asks for "
                        f"{_said(one.item)}, and {_where(second)} for {_said(second.item)}."
                    )
                    remarks.append(_remark(one, text))
                    yield name, other
                    break


def _are_apart(one: Dependency, other: Dependency) -> bool:
    origins = {_origin(one), _origin(other)}
    return (len(origins) > 1 and () not in origins) or compare(one.spec, other.spec) == APART


def _origin(item: Dependency) -> tuple[object, ...]:
    """Where a package has to come from; empty for anywhere."""
    found = (item.url, item.source, item.index)
    return found if any(found) else ()


def _asks_same(one: Dependency, other: Dependency) -> bool:
    return (one.spec, one.extras, _origin(one)) == (other.spec, other.extras, _origin(other))


def _rival_remark(one: Found, first: Found) -> Remark:
    text = (
        f"It wasn't read: it stands in for {first.path}, and asks for {_said(one.item)} where "
        f"that asks for {_said(first.item)}."
    )
    return _remark(one, text)


def _said(item: Dependency) -> str:
    place = f"the index {item.index}" if item.index else item.source
    return f"'{item.requirement}'{f' from {place}' if place else ''}"


def _where(one: Found) -> str:
    return f"{one.path} (line {one.line})"


def _remark(one: Found, text: str) -> Remark:
    return Remark(path=one.path, line=one.line, text=text)
