"""Who asked for a package: the shortest way to it from what the project itself asks for."""

from __future__ import annotations

from seedbed.locks.contents import PYPI
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from seedbed.locks.contents import Contents, Locked


class Asking:
    """What requires what in a lock.

    Args:
        contents: the lock.
        asked: what the project's manifest asks for, as names in it; None where it is not known.
    """

    def __init__(self, contents: Contents, asked: Collection[str] | None) -> None:
        self._packages: dict[str, list[Locked]] = {}
        self._by_python: dict[str, str] = {}
        for one in contents.packages:
            self._packages.setdefault(one.key, []).append(one)
            if one.python or one.kind == PYPI:
                self._by_python.setdefault(one.python or one.name, one.key)
        known = asked if contents.asked is None else {*contents.asked, *(asked or ())}
        self.direct = frozenset(self._keys(known)) if known is not None else frozenset()
        self._came_from: dict[str, str] | None = None

    def via(self, package: Locked) -> tuple[str, ...]:
        """The names on the way to a package, without its own; empty where it is direct."""
        came = self._walked()
        found, key = [], package.key
        while came.get(key):
            key = came[key]
            found.append(self._packages[key][0].name)
        return tuple(reversed(found))

    def _walked(self) -> dict[str, str]:
        """What each package was reached from first, in the order of the ways' lengths."""
        if self._came_from is None:
            needs = {key: self._needs(key) for key in self._packages}
            needed = {name for names in needs.values() for name in names}
            roots = sorted(self.direct or self._packages.keys() - needed)
            self._came_from = dict.fromkeys(roots, "")
            waiting = roots
            while waiting:
                after = []
                for key in waiting:
                    for need in needs[key]:
                        if need not in self._came_from:
                            self._came_from[need] = key
                            after.append(need)
                waiting = after
        return self._came_from

    def _needs(self, key: str) -> list[str]:
        kind = key.partition(":")[0]
        found = []
        for one in self._packages[key]:
            for name in one.needs:
                own = f"{kind}:{name}"
                if own not in self._packages and kind == PYPI:
                    own = self._by_python.get(name, "")
                if own in self._packages:
                    found.append(own)
        return sorted(set(found))

    def _keys(self, names: Collection[str]) -> set[str]:
        """The packages that some names mean, as Python or as conda calls them."""
        found: set[str] = set()
        for name in names:
            keys = (f"conda:{name.lower()}", self._by_python.get(canonical(name), ""))
            found.update(key for key in keys if key in self._packages)
        return found
