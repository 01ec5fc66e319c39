"""The words in which differences between locks are told, as text and as Markdown."""

from __future__ import annotations

from seedbed.locks import contents
from seedbed.locks import differences as kinds
from seedbed.locks.differences.places import shortest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.commands.lock_diff import LockDiff
    from seedbed.commands.lock_sides import Side
    from seedbed.locks.contents import Locked, Source
    from seedbed.locks.differences import Change, Difference

TITLES = {
    kinds.HASH: "Changed hashes",
    kinds.MAJOR: "Major versions",
    kinds.ADDED: "New packages",
    kinds.DOWN: "Older versions",
    kinds.SOURCE: "From elsewhere",
    kinds.MINOR: "Minor versions",
    kinds.PATCH: "Patches",
    kinds.BUILD: "Other builds",
    kinds.REMOVED: "Removed packages",
    kinds.FILES: "More or fewer files",
}
"""The headings of the sections."""
_COUNTED = {
    kinds.HASH: ("changed hash", "changed hashes"),
    kinds.MAJOR: ("major", "major"),
    kinds.ADDED: ("new", "new"),
    kinds.DOWN: ("older", "older"),
    kinds.SOURCE: ("from elsewhere", "from elsewhere"),
    kinds.MINOR: ("minor", "minor"),
    kinds.PATCH: ("patch", "patches"),
    kinds.BUILD: ("other build", "other builds"),
    kinds.REMOVED: ("removed", "removed"),
    kinds.FILES: ("with more or fewer files", "with more or fewer files"),
}
WARNING = (
    "The same file of the same version has another hash. That doesn't happen by itself: find out "
    "who replaced the file before you install it."
)
"""What is said of changed hashes."""
SAME = "Nothing differs in what the two locks install."
DIRECT = "* the project itself asks for it"
_COMMIT = 12
"""Characters of a commit that are shown."""


def heading(found: LockDiff) -> str:
    """Which locks were compared."""
    old, new = found.old, found.new
    if old.name == new.name and old.revision:
        return f"{old.name}: {old.revision} → {new.revision or 'now'}"
    return f"{_side(old)} → {_side(new)}"


def _side(side: Side) -> str:
    return f"{side.name} at {side.revision}" if side.revision else side.name


def summary(difference: Difference) -> str:
    """How many changes of each kind there are, in a reviewer's order."""
    parts = []
    for section, (one, more) in _COUNTED.items():
        count = sum(change.section == section for change in difference.changes)
        if count:
            parts.append(f"{count} {one if count == 1 else more}")
    return ", ".join(parts)


def place_sentences(difference: Difference) -> Iterator[str]:
    """What is said of environments and platforms that only one of the locks has."""
    for places, which in ((difference.new_places, "new"), (difference.lost_places, "old")):
        if places:
            # without a place that both have, the shortest word for all of them would be none
            named = shortest(places, {*difference.places, *places, ("", "")})
            yield f"Only the {which} lock has packages {named}."


def versions(change: Change) -> str:
    """The old version and the new one, with builds where only these differ."""
    old, new = _version(change.old, change), _version(change.new, change)
    return f"{old} → {new}" if old and new and old != new else new or old


def _version(side: Sequence[Locked], change: Change) -> str:
    if not side:
        return ""
    version = side[0].version or "no version"
    builds = sorted({one.build for one in side if one.build})
    if change.kind == kinds.BUILD and len(builds) == 1:
        return f"{version} {builds[0]}"
    return version


def old_version(change: Change) -> str:
    """The old version; empty for a new package."""
    return _version(change.old, change)


def new_version(change: Change) -> str:
    """The new version; empty for one that is gone."""
    return _version(change.new, change)


def notes(change: Change, *, moved: bool = True) -> list[str]:
    """What else there is to say of a change, as phrases.

    Args:
        change: the change.
        moved: whether to say where it comes from, if that has changed.
    """
    found = []
    if change.kind == kinds.DOWN:
        found.append("older")
    if change.via:
        found.append(f"via {' → '.join(change.via)}")
    if change.beside:
        word = "beside" if change.kind == kinds.ADDED else "leaves"
        found.append(f"{word} {', '.join(change.beside)}")
    if change.old and change.new and change.old[0].name != change.new[0].name:
        found.append(f"was {change.old[0].name}")
    if change.moved and moved:
        found.append(movement(change))
    if change.kind == kinds.ADDED and change.new[0].source.kind in {contents.GIT, contents.URL,
                                                                   contents.PATH}:  # fmt: skip
        found.append(f"from {source(change.new[0].source)}")
    if change.kind == kinds.BUILD and len(change.new) > 1:
        found.append(f"{len(change.new)} builds")
    if change.kind == kinds.FILES:
        found += _files(change)
    if change.where:
        found.append(change.where)
    return found


def _files(change: Change) -> Iterator[str]:
    """How many files came and went; where they have no names, their hashes are counted."""
    old, new = ({file or digest for one in side for file, _, digest in one.files}
                for side in (change.old, change.new))  # fmt: skip
    for count, which in ((len(new - old), "more"), (len(old - new), "gone")):
        if count:
            yield f"{count} {'file' if count == 1 else 'files'} {which}"


def movement(change: Change) -> str:
    """Where a package came from, and where it comes from now."""
    return " → ".join((f"from {source(change.old[0].source)}", source(change.new[0].source)))


def source(said: Source) -> str:
    """Where a package comes from."""
    from seedbed.model.credentials import masked

    address = masked(said.address)
    if said.kind == contents.GIT:
        repository, mark, commit = address.rpartition("#")
        return f"{repository}@{commit[:_COMMIT]}" if mark else address
    if said.kind == contents.INDEX:
        return address or "the default index"
    return f"folder {address}" if said.kind == contents.PATH else address
