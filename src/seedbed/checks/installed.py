"""What is installed: whether its files are still as the installer left them."""

from __future__ import annotations

from seedbed.checks.check import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place
    from seedbed.verify.values import Glance

_ONE = "differs", "its package lists"
_MOST = 3
"""How many files are named."""


class SB409(Check):
    """Installed files differ from what their packages list.

    An edit in the wrong window, a full disk, or a cleanup that went too far does that. No manager
    notices: it takes the package for installed. Imports then fail or results differ, on this
    machine only.

    The check is quick and finds accidents. Each package lists its files with their sizes and hashes
    (`RECORD`). It compares all sizes, but hashes only those files that have another size or are
    newer than the list: up to 1,000 of them, and up to 32 MiB. On a slow disk, it stops after 2
    seconds. It doesn't find tampering: whoever changes a file can change the list, too.

    To fix it: run `seedbed verify`, which compares every byte with what the lock names. Then
    `seedbed verify --repair` installs what differs again.
    """

    requires = ("SB403", "SB404", "SB407")

    def look(self, place: Place) -> Iterable[Finding]:
        """How many files differ, the first ones by name, and what was looked at."""
        glance = place.outside.installed_files(place.environment) if place.outside else None
        if glance is None or not glance.differences:
            return
        where, number = place.shown(place.environment), len(glance.differences)
        named = [f"{one.path} ({one.package}) {one.what}" for one in glance.differences[:_MOST]]
        more = [f"and {number - _MOST:,} more"] if number > _MOST else []
        verb, owner = ("differ", "their packages list") if number > 1 else _ONE
        yield self.found(
            f"{_files(number)} in {where} {verb} from what {owner}: {'; '.join(named + more)}. "
            f"{_compared(glance)}",
            where,
        )


def _compared(glance: Glance) -> str:
    """What was looked at, as a sentence."""
    said = f"Compared: the sizes of {_files(glance.files)}, the hashes of {_files(glance.read)}"
    if glance.unread:
        said += f", but not those of {_files(glance.unread)} more, which are newer than the list"
    return f"{said}." if glance.is_whole else f"{said}; for others, there was no time."


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"
