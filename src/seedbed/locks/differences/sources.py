"""Where packages come from, so that locks of two managers can be compared."""

from __future__ import annotations

import re
from collections import Counter

from seedbed.locks.contents import INDEX, Source
from seedbed.locks.contents.addresses import origin
from seedbed.model.credentials import masked
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.locks.contents import Contents, Locked

_USER = re.compile(r"(?<=://)[^/@]*@")


def bare(source: Source) -> str:
    """An address without its user and its password: with another one, it is the same place."""
    return _USER.sub("", masked(source.address))


def server(source: Source) -> str:
    """The server that an address names."""
    return origin(bare(source)).partition("://")[2]


def plain_sources(contents: Contents) -> tuple[Locked, ...]:
    """The packages, with an empty address for the index that most of them come from."""
    indexes = Counter(one.source.address for one in contents.packages if one.source.kind == INDEX)
    return tuple(_plain(contents, indexes)) if indexes else contents.packages


def _plain(contents: Contents, indexes: Counter[str]) -> Iterator[Locked]:
    default = Source(kind=INDEX)
    ((most, _),) = indexes.most_common(1)
    for one in contents.packages:
        usual = one.source.kind == INDEX and one.source.address == most
        yield replace(one, source=default) if usual else one
