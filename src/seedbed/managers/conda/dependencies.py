"""Merges the dependencies of an environment file: packages of channels, and the list for pip."""

from __future__ import annotations

from seedbed.managers.shared import specs
from seedbed.managers.shared.items import merge_items, requirement
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Segments = dict[tuple[str, bool], list[Any]]


def merge_dependencies(before: list[Any], stands: list[Any], after: list[Any]) -> list[Any]:
    """The list of an environment file: packages of conda channels, and the table of pip's.

    Args:
        before: the items that a dialect would write for what stands there.
        stands: the items that stand there.
        after: the items that it would write for what is to stand there.
    """
    texts = [[item for item in side if isinstance(item, str)] for side in (before, stands, after)]
    lines = _lines(*texts)
    # what is no text, the table of pip among it, stays where it is: as far from the end
    result: list[Any] = list(lines)
    others = [
        (len(stands) - place, item)
        for place, item in enumerate(stands)
        if not isinstance(item, str)
    ]
    asked = _pip([_asked(side) for side in (before, stands, after)])
    for behind, item in others:
        is_pip = isinstance(item, dict) and set(item) == {"pip"}
        if not is_pip:
            result.insert(max(len(result) - behind + 1, 0), item)
        elif asked:
            result.insert(max(len(result) - behind + 1, 0), {"pip": asked})
            asked = []
    return [*result, {"pip": asked}] if asked else result


def _lines(before: list[str], stands: list[str], after: list[str]) -> list[str]:
    """The lines for conda; one from a channel stays so when its range becomes another."""
    narrow = {package.name: one for one in stands if (package := specs.within(one))}
    plain = [_plain(one) for one in stands]
    result = []
    for one in merge_items(before, plain, after, said=_package):
        package = specs.parse(one)
        stood = narrow.get(package.name, "") if package else ""
        same = stood and _plain(stood) == one
        result.append(stood if same else f"{specs.channel_of(stood)}{one}")
    return result


def _plain(text: str) -> str:
    """A line without the channel and the build that it names."""
    package = specs.within(text)
    return specs.line(package.name, package.spec) if package else text


def _asked(side: list[Any]) -> list[Any]:
    """All that pip is asked for."""
    tables = [item for item in side if isinstance(item, dict) and set(item) == {"pip"}]
    return [one for table in tables if isinstance(table["pip"], list) for one in table["pip"]]


def _pip(sides: list[list[Any]]) -> list[Any]:
    """The list for pip: a requirement stays behind the address of its index."""
    if sides[0] == sides[2]:
        return sides[1]
    before, stands, after = map(_segments, sides)
    result: list[Any] = []
    for url, is_open in sorted({**stands, **after}, key=lambda key: (key[1], key[0])):
        key = url, is_open
        items = merge_items(*(side.get(key, []) for side in (before, stands, after)), said=_line)
        if url and (items or (is_open and (key in after or key not in before))):
            result.append(f"{specs.EXTRA_INDEX} {url}")
        result += items
    return result


def _segments(items: list[Any]) -> Segments:
    """Requirements by the address of their index, and whether none stand behind it.

    Those of no index come first, addresses that nothing stands behind last.
    """
    found: Segments = {("", False): []}
    url, behind = "", True
    for item in [*items, f"{specs.EXTRA_INDEX} -"]:  # the last one ends the last segment
        option, address = specs.index_in(item)
        if option == specs.EXTRA_INDEX:
            if not behind:
                found.setdefault((url, True), [])
            url, behind = address, False
        elif option:
            found["", False].append(item)
        else:
            found.setdefault((url, False), []).append(item)
            behind = True
    return found


def _line(item: Any) -> Any:
    """A line for pip in one spelling."""
    option, address = specs.index_in(item)
    return f"{option} {address}" if option else requirement(item)


def _package(item: str) -> object:
    """What a line asks for, in one spelling: the order of a range's clauses does not count."""
    package = specs.parse(item)
    return replace(package, spec=specs.in_one_spelling(package.spec)) if package else item
