"""The manager's program: whether it is there, and which one it is."""

from __future__ import annotations

import os

from seedbed.checks.check import Check
from seedbed.checks.folder import MANIFEST
from seedbed.checks.required import required
from seedbed.host import process
from seedbed.host.asking import Inquiry
from seedbed.host.process import VERSION_LIMIT
from seedbed.managers.shared.ranges import admits
from seedbed.managers.shared.sides import IMPOSTORS
from seedbed.model.names import canonical
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place


class _Program(Check):
    """Says why there is no program to run.

    Each subclass stands for one reason.
    """

    faults: tuple[str, ...] = ()

    def look(self, place: Place) -> Iterable[Finding]:
        """The driver's own words, where its reason is that of the class."""
        fault = place.driver_fault
        if fault is not None and fault.code in self.faults and not _in_flake(place):
            yield self.found(fault.message, how=fault.hint)


class SB101(_Program):
    """The project's manager is not installed.

    Only the manager can lock and install: seedbed never does that itself. Without it, there is no
    environment, and nothing else about the lock or the environment can be checked.

    To fix it: install the manager and make sure that its folder is on your `PATH`. If the project
    has a flake and you have Nix, you need not install anything: the flake brings the manager.
    """

    faults = ("manager-missing",)


class SB102(_Program):
    """The project's manager is too old.

    Older versions do not know everything that seedbed writes into the manifest. They refuse it, or
    silently ignore a part of it, so you get a different environment than your colleagues.

    To fix it: update the manager in the way you installed it.
    """

    faults = ("manager-too-old",)


class SB103(_Program):
    """A program on your PATH has the manager's name but is another program.

    It does not report its version as the manager does. This happens if you ran `pip install pixi`:
    the package of that name on PyPI has nothing to do with Pixi. It also happens if a wrapper
    script hangs or prints something else.

    To fix it: remove that program, or put the folder of the real one before it on your `PATH`.
    """

    faults = ("manager-unknown", "program-hangs")


class SB104(Check):
    """uv is not on your PATH.

    seedbed works, because it brings its own uv. But the commands in the project's README, its
    `.envrc`, and its editor settings call `uv`, which your shell cannot find.

    To fix it: install uv, or add its folder to your `PATH`.
    """

    requires = ("SB101", "SB102", "SB103")
    advice = True

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether the uv that is used is seedbed's own."""
        if place.manager == "uv" and place.driver and not place.find("uv") and not _in_flake(place):
            program = place.driver.program()
            yield self.found(f"uv is not on your PATH; seedbed uses its own, {program}.")


class SB105(Check):
    """Several versions of the manager are on your PATH.

    Two installations with different versions behave differently, depending on which shell, editor,
    or cron job starts them. An older one may rewrite a lock in an older format.

    To fix it: remove one of them, or change the order of the folders on your `PATH`.
    """

    requires = ("SB101", "SB103")
    advice = True

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """The versions of all of them, if there are several."""
        return (_version_of(place, path) for path in _all_on_path(place))

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether several are there, and their versions differ."""
        found = {path: _told(place, path) for path in _all_on_path(place)}
        versions = {version for version in found.values() if version}
        if len({release(version) for version in versions}) > 1 and place.row:
            listed = ", ".join(
                f"{version or 'unknown'} at {path}" for path, version in found.items()
            )
            title = place.row.title
            yield self.found(f"Several versions of {title} are on your PATH: {listed}.")


class SB106(Check):
    """PyPI's unrelated package `pixi` or `torchrun` is required or installed.

    On PyPI, `pixi` is not the package manager, and `torchrun` is not PyTorch's launcher: both are
    other people's programs that only share the name. They put a command of that name into the
    environment, where it hides the real one.

    To fix it: remove the package from the project's requirements, and from the environment. Pixi
    comes from [pixi.sh](https://pixi.sh/); `torchrun` comes with the package `torch`.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """What is required, and what is installed."""
        tables = (place.table("project"), place.table("tool", "poetry"), place.pixi("workspace"))
        own = {canonical(str(table.get("name", ""))) for table in tables}
        impostors = {name: IMPOSTORS[name][0] for name in IMPOSTORS if name not in own}
        for name, where, path in required(place):
            if name in impostors:
                what = f"{where} requires {name} from PyPI, which is not {impostors[name]}."
                yield self.found(what, path)
        for name, version in place.distributions:
            if name in impostors:
                yield self.found(
                    f"The environment has {name} {version} from PyPI, which is not "
                    f"{impostors[name]}.",
                    place.shown(place.environment),
                )


class SB107(Check):
    """The project does not admit the installed version of the manager.

    `required-version` (uv), `requires-pixi`, and `requires-poetry` in the manifest say which
    versions may work on the project. The manager refuses the whole project if its own version is
    none of them: it neither locks, nor installs, nor runs a task.

    To fix it: install a version that the range admits, or change the range. In a project that
    seedbed created, do that with `seedbed update --manager-version RANGE`.
    """

    requires = ("SB101", "SB102", "SB103")

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether the manifest's range admits the program that was found."""
        row, driver = place.row, place.driver
        if row is None or driver is None or not row.requires or _in_flake(place):
            return
        key = row.requires
        if place.manifest_name != MANIFEST:
            key = key.removeprefix("tool.pixi.")
        *tables, name = key.split(".")
        table = place.table(*tables) if place.manifest_name == MANIFEST else place.pixi(*tables)
        wanted = table.get(name)
        if not isinstance(wanted, str) or admits(wanted, row, driver.version()):
            return
        from seedbed.managers.pixi.rules.lines import line_of

        yield self.found(
            f"{key} is '{wanted}', which doesn't admit {row.title} {driver.version()} at "
            f"{driver.program()}.",
            place.manifest_name,
            at=(line_of(place.text(place.manifest_name) or "", (*tables, name)), 0),
        )


def _in_flake(place: Place) -> bool:
    """Whether Nix is there to bring the manager."""
    return place.nix != "none" and bool(place.find("nix"))


def _all_on_path(place: Place) -> list[str]:
    """The different programs by the manager's name on PATH, where there are several."""
    if not place.manager:
        return []
    paths: dict[str, str] = {}
    for folder in process.absolute_folders():
        if path := process.find(place.manager, folder):
            paths.setdefault(os.path.realpath(path), path)
    return list(paths.values()) if len(paths) > 1 else []


def _version_of(place: Place, path: str) -> Inquiry:
    return Inquiry(arguments=(path, "--version"), cwd=place.root, limit=VERSION_LIMIT)


def _told(place: Place, path: str) -> str:
    """The version that a program tells; empty where it is another program."""
    reply = place.answer(_version_of(place, path))
    if reply is None or reply.status or place.driver is None:
        return ""
    return place.driver.read_version(reply.out.decode("utf-8", "replace").strip())
