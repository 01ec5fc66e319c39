"""Package indexes of what `uv export` lists, which it does not name itself. Pure.

With `--emit-index-url`, uv would write those of its settings, passwords included. `uv.lock` has the
address that each package comes from, without.
"""

from __future__ import annotations

from seedbed.locks.packages import packages_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection


def registries(text: str, names: Collection[str]) -> tuple[str, ...]:
    """The addresses of the indexes that some packages come from.

    Args:
        text: what the lock holds.
        names: the packages, by canonical name.

    Raises:
        ValueError: when it is no lock.
    """
    found: dict[str, None] = {}
    for package in packages_in(text):
        source = package.get("source")
        if package.get("name") in names and isinstance(source, dict):
            address = source.get("registry", "")
            if isinstance(address, str) and "://" in address:
                found[address] = None
    return tuple(found)
