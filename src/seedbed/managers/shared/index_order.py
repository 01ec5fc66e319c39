"""In which order package indexes are asked, as far as managers can be told; pure."""

from __future__ import annotations

from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.model.project import Index


STRATEGY, NEWEST = "index-strategy", "unsafe-best-match"
"""The key by which uv and Pixi are told to take the newest version that any index has, as pip does.

https://docs.astral.sh/uv/reference/settings/#index-strategy
https://pixi.sh/latest/reference/pixi_manifest/#the-pypi-options-table
"""


def in_turn(indexes: Iterable[Index]) -> tuple[Index, ...]:
    """Indexes of which none comes behind a default one that is told of: the last one is that.

    Whatever is asked for what the default index lacks is the default index itself, if that is not
    the one that all managers know.
    """
    given = tuple(indexes)
    default = [one.name for one in given if one.default]
    last = [one.name for one in given if one.last]
    if not default or not last:
        return given
    return tuple(
        replace(one, default=one.name == last[-1], last=False)
        if one.name in (*default, *last)
        else one
        for one in given
    )


def none_last(indexes: Iterable[Index]) -> tuple[Index, ...]:
    """The same for managers that have nothing that is asked behind the default index."""
    return tuple(replace(one, last=False) if one.last else one for one in in_turn(indexes))


def told_of_last(indexes: Iterable[Index], who: str) -> list[str]:
    """What such a manager does otherwise: objects of sentences.

    Args:
        indexes: the indexes.
        who: what the manager does with those that were to be asked last.
    """
    names = [one.name for one in in_turn(indexes) if one.last]
    return [f"asking {', '.join(names)} only for what the default index lacks: {who}"] * bool(names)


def asked_first(indexes: Iterable[Index]) -> list[str]:
    """The names of the indexes that are asked before the default one."""
    return [one.name for one in in_turn(indexes) if not (one.explicit or one.default or one.last)]


def joined(indexes: Iterable[Index]) -> tuple[Index, ...]:
    """Indexes of which none has the address of another: each has all that it is under any name."""
    found: dict[str, Index] = {}
    for one in indexes:
        first = found.setdefault(one.url, one)
        is_explicit, is_default = first.explicit and one.explicit, first.default or one.default
        found[one.url] = replace(first, explicit=is_explicit, default=is_default)
    return tuple(found.values())
