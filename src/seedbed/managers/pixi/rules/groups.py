"""How dependency groups (PEP 735) and extras include each other, as Pixi resolves them.

Pixi compares a group's name literally, an extra's in its canonical form, and the project's name
with the canonical form of a requirement's.
"""

from __future__ import annotations

from seedbed.managers.pixi.rules.requirements import Requirement
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.pixi.rules.findings import Findings, Path

    Groups = dict[str, list[Requirement | str | None]]
    """Names to requirements, and to names of groups that are included; None was not understood."""

_EXTRAS: Path = ("project", "optional-dependencies")
_GROUPS: Path = ("dependency-groups",)


def resolve(seen: Findings, project: str, extras: Groups, groups: Groups) -> set[str]:
    """Refuse what includes itself, or what does not exist, and tell which features there are.

    An extra that is included in another spelling than its own is a feature in both.

    Args:
        seen: takes what is found.
        project: the project's name, as it is written.
        extras: the optional dependencies.
        groups: the dependency groups.
    """
    walk = _Walk(seen, project, extras, groups)
    for name in extras:
        walk.follow_extra(name, ())
    for name in groups:
        walk.follow_group(name, ())
    return {name for _, name in walk.done}


class _Walk:
    """Follows what groups and extras include."""

    def __init__(self, seen: Findings, project: str, extras: Groups, groups: Groups) -> None:
        self.seen = seen
        self.project = project
        self.extras = extras
        self.groups = groups
        self.done: set[tuple[str, str]] = set()

    def follow_extra(self, name: str, parents: tuple[tuple[str, str], ...]) -> None:
        """Follow an extra."""
        item = ("extra", name)
        if item in self.done:
            return
        found = next((key for key in self.extras if canonical(key) == canonical(name)), None)
        if found is None:
            kind, parent = parents[-1]
            self.seen.refuse(
                (*(_EXTRAS if kind == "extra" else _GROUPS), parent),
                f"the {kind} '{parent}' includes the extra '{name}', which does not exist",
            )
        self._enter(item, (*_EXTRAS, found), parents)
        for one in self.extras[found]:
            self._follow(one, (*parents, item))
        self.done.add(item)

    def follow_group(self, name: str, parents: tuple[tuple[str, str], ...]) -> None:
        """Follow a group."""
        item = ("group", name)
        if item in self.done:
            return
        if name not in self.groups:
            parent = parents[-1][1]
            other = next((key for key in self.groups if canonical(key) == canonical(name)), "")
            meant = f": write '{other}', because Pixi compares names literally" if other else ""
            self.seen.refuse(
                (*_GROUPS, parent),
                f"the group '{parent}' includes the group '{name}', which does not exist{meant}",
            )
        self._enter(item, (*_GROUPS, name), parents)
        for one in self.groups[name]:
            if isinstance(one, str):
                self.follow_group(one, (*parents, item))
            else:
                self._follow(one, (*parents, item))
        self.done.add(item)

    def _enter(
        self, item: tuple[str, str], path: Path, parents: tuple[tuple[str, str], ...]
    ) -> None:
        if item in parents:
            chain = " -> ".join(name for _, name in (*parents, item))
            self.seen.refuse(path, f"the {item[0]} '{item[1]}' includes itself: {chain}")
        if len(parents) > 100:
            self.seen.doubt(path, "groups that include each other too deeply")

    def _follow(self, one: Requirement | str | None, parents: tuple[tuple[str, str], ...]) -> None:
        if isinstance(one, Requirement) and one.name == self.project:
            for extra in one.extras:
                self.follow_extra(extra, parents)
