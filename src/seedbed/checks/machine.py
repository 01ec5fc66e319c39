"""SB8: the disk that the project lies on, and programs that it needs from the system."""

from __future__ import annotations

import os

from seedbed.checks.check import Check
from seedbed.host import mounts
from seedbed.host.asking import Inquiry
from seedbed.host.quota import ARGUMENTS, Quota, quotas_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_LITTLE = 1 << 30
_FEW = 20_000
"""Bytes, and files, that are little: an environment with PyTorch takes more of both."""
_SHARE = 0.1
"""Less than this part of a disk is nearly nothing."""
_USED = 0.95
"""More than this part of a quota is nearly all."""


class SB801(Check):
    """The manager's cache and the environment are on different file systems.

    The manager makes an environment from hard links to its cache, which takes no time and no space.
    Between file systems it has to copy instead: each environment takes its full size, and syncing
    is slow.

    To fix it: move the cache to the file system of your projects, or your projects to that of the
    cache.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Compare the devices of both folders."""
        cache = _cache(place)
        if not cache or not place.environment:
            return
        if not mounts.same_file_system(cache, place.environment):
            yield self.found(
                f"The cache in {cache} and {place.shown(place.environment)} are on different file "
                "systems, so packages are copied instead of linked.",
                how=_moving(place.manager),
            )


def _cache(place: Place) -> str:
    from seedbed.managers.caches import cache_of

    home = os.path.expanduser("~")
    return cache_of(place.manager, place.variables, home, place.table("tool", place.manager))


def _moving(manager: str) -> str:
    variable = {"uv": "UV_CACHE_DIR", "pixi": "PIXI_CACHE_DIR", "conda": "CONDA_PKGS_DIRS"}
    how = f"Set {variable[manager]} to a folder on the file system of your projects."
    return f"{how} To only silence uv about it, set UV_LINK_MODE=copy." if manager == "uv" else how


class SB802(Check):
    """The environment is on a network file system.

    An environment has tens of thousands of small files, and importing a framework opens thousands
    of them. Over a network, or from Windows into WSL, each takes a round trip, so programs start
    slowly.

    To fix it: keep the project on a local disk. On a cluster, use its scratch or node-local disk.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """See what is mounted there."""
        mount = mounts.mount_of(place.environment) if place.environment else None
        if mount is not None and mount.is_network:
            yield self.found(
                f"{place.shown(place.environment)} is on a network file system ({mount.kind}, "
                f"mounted at {mount.point})."
            )


class SB803(Check):
    """The disk is nearly full.

    An environment with a framework takes several gigabytes. If the disk fills up while the manager
    installs, the environment is incomplete; if it does during training, a checkpoint is lost.

    To fix it: make room, for example by clearing the manager's cache, or move the project.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """See how much room is left where the environment is."""
        folder = place.environment or place.root
        room = mounts.room_at(folder)
        if room is None:
            return
        if room.free < min(_LITTLE, room.size * _SHARE):
            yield self.found(
                f"Only {_megabytes(room.free)} of {_megabytes(room.size)} are free on the disk of "
                f"{place.shown(folder)}.",
                how=_clearing(place.manager),
            )
        elif room.files and room.free_files < min(_FEW, room.files * _SHARE):
            yield self.found(
                f"The disk of {place.shown(folder)} has room for only {room.free_files:,} more "
                "files, however much space is free.",
                how=_clearing(place.manager),
            )


def _clearing(manager: str) -> str:
    clear = {
        "uv": "uv cache prune",
        "pixi": "pixi clean cache",
        "poetry": "poetry cache clear --all .",
        "conda": "micromamba clean --all",
    }
    if manager not in clear:
        return ""
    return f"Make room, for example with '{clear[manager]}', or move the project to another disk."


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


class SB804(Check):
    """Your quota is nearly used up.

    Once it is, you cannot write any file, although the disk has space left. On clusters, the number
    of files is often limited, too, and an environment has tens of thousands.

    To fix it: delete what you no longer need, or ask for a larger quota.
    """

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """What `quota` says of this user, where it is installed."""
        program = place.find("quota")
        if program:
            yield Inquiry(arguments=(program, *ARGUMENTS), cwd=place.root, limit=5.0)

    def look(self, place: Place) -> Iterator[Finding]:
        """Compare what is used with the limits, on the disk of the project."""
        for inquiry in self.asks(place):
            reply = place.answer(inquiry)
            # it fails where a quota is exceeded, too
            said = os.fsdecode(reply.out) if reply else ""
            mount = mounts.mount_of(place.environment or place.root)
            for quota in quotas_in(said):
                if mount is not None and quota.point == mount.point:
                    yield from self._nearly_used(quota)

    def _nearly_used(self, quota: Quota) -> Iterator[Finding]:
        if quota.limit and quota.used > quota.limit * _USED:
            used, limit = _megabytes(quota.used), _megabytes(quota.limit)
            yield self.found(f"You use {used} of the {limit} that you may use on {quota.point}.")
        if quota.most_files and quota.files > quota.most_files * _USED:
            yield self.found(
                f"You have {quota.files:,} of the {quota.most_files:,} files that you may have on "
                f"{quota.point}."
            )


class SB805(Check):
    """No program can be started on the disk of the environment.

    The file system is mounted with the option `noexec`. The environment's Python lies there, so
    nothing works in it.

    To fix it: move the project to a file system that is mounted without `noexec`.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """See how it is mounted."""
        mount = mounts.mount_of(place.environment) if place.environment else None
        if mount is not None and "noexec" in mount.options:
            yield self.found(
                f"{place.shown(place.environment)} is on a file system that runs no programs: "
                f"{mount.point} is mounted with 'noexec'."
            )


class SB806(Check):
    """A program that the project needs from the system is missing.

    The project lists it under `system-packages` in `[tool.seedbed]`, but here nothing installs it
    for you: uv and Poetry install only Python packages, and a Nix shell needs Nix. seedbed looks
    for programs on `PATH` and in the environment. Of libraries, and of programs that it does not
    know, it cannot tell, unless Debian's package manager says that they are installed.

    To fix it: install it with your system's package manager.
    """

    advice = True

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """Which of them Debian's package manager has installed, where no program tells."""
        from seedbed.checks.needed import by_hand, installed

        inquiry = installed(place, by_hand(place))
        return (inquiry,) if inquiry else ()

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the programs on PATH and in the environment."""
        from seedbed.checks.needed import by_hand, getting, is_there, is_told, names_in

        needed = by_hand(place)
        for one in needed:
            if is_told(one) and not is_there(place, one):
                yield self.found(
                    f"The project needs {one.name}, which was not found on PATH.",
                    "pyproject.toml",
                    how=getting([one]),
                )
        untold = [one for one in needed if not is_told(one) and not is_there(place, one)]
        for inquiry in self.asks(place):
            known = names_in(place.answer(inquiry))
            untold = [one for one in untold if one.debian not in known]
        if untold:
            listed = _listed([one.name for one in untold])
            verb = "is" if len(untold) == 1 else "are"
            yield self.found(
                f"The project needs {listed}. seedbed cannot tell whether "
                f"{'it' if len(untold) == 1 else 'they'} {verb} installed.",
                "pyproject.toml",
                how=getting(untold),
            )


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
