"""The environment: whether it is there, whole, this project's own, and in step with the lock."""

from __future__ import annotations

from seedbed.checks.check import Check, Fix
from seedbed.checks.environment_facts import (
    admits,
    has_anything,
    is_usual,
    pinned_python,
    python_version,
    should_have_python,
    sync_command,
)
from seedbed.checks.verdicts import (
    ask_environment,
    ask_lock,
    compare_environment,
    judge_environment,
    judge_lock,
)
from seedbed.errors import SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place
    from seedbed.host.asking import Inquiry

_READY = ("SB101", "SB102", "SB103", "SB107", "SB201", "SB202")
_SYNC = Fix(title="make the environment match the lock", sync=True)


class SB401(Check):
    """The project has no environment.

    Nothing can run yet: no task, no test, no notebook. Editors that look for the environment's
    Python take another one, and mark every import as missing.

    To fix it: let the manager make the environment.
    """

    requires = _READY

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether there is anything in its place; in projects of others, that is advice."""
        folder = place.environment or (place.usual_environment if is_usual(place) else "")
        if folder and (place.is_ours or is_usual(place)) and not has_anything(folder):
            yield self.found(
                f"There is no environment in {place.shown(folder)}.",
                how=f"Run {sync_command(place)}.",
                fix=Fix(title="make the environment", sync=True),
                advice=not place.is_ours,
            )


class SB402(Check):
    """The environment has no Python that can be started.

    The folder is there, but its Python is missing or is a link to one that is gone. That happens
    after an upgrade of the system or of pyenv removes the Python that the environment was made
    with, or if something interrupts the first sync.

    To fix it: let the manager make the environment again. It keeps nothing of the old one, and
    nothing of yours should be in there.
    """

    requires = (*_READY, "SB401")

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether a Python is there that may be started."""
        if place.environment and not place.python and should_have_python(place):
            where = place.shown(place.environment)
            yield self.found(
                f"The environment in {where} has no Python that can be started.",
                where,
                how=f"Remove {where}, then run {sync_command(place)}.",
                fix=_SYNC if place.manager == "uv" else None,  # others may refuse the folder
            )


class SB403(Check):
    """The environment was made for another folder.

    It was moved or copied together with the project. Its scripts name their Python by an absolute
    path: in a copy, they run the original's code; after a move, they do not start at all.

    To fix it: run `seedbed sync`. It notices, and builds the environment again for this folder.
    """

    requires = ("SB201",)

    def look(self, place: Place) -> Iterable[Finding]:
        """The folder that it was made for."""
        if not place.environment:
            return
        from seedbed.managers.conda.stamp import moved_from
        from seedbed.managers.shared.moved import made_elsewhere

        tell = moved_from if place.manager == "conda" else made_elsewhere
        if before := tell(place.environment):
            where = place.shown(place.environment)
            yield self.found(
                f"The environment in {where} was made for {before}.",
                where,
                how="Run 'seedbed sync', which builds it again for this folder."
                if place.is_ours
                else f"Remove {where}, then run {sync_command(place)}.",
                fix=Fix(title="build the environment again for this folder", sync=True),
            )


class SB404(Check):
    """The environment belongs to another project.

    `UV_PROJECT_ENVIRONMENT` or a link leads to an environment that another project uses. A sync
    here would remove what that project needs, and the other way round.

    To fix it: unset the variable or remove the link, then sync.
    """

    requires = ("SB201",)

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether another project is installed in it."""
        if place.manager != "uv" or not place.environment:
            return
        from seedbed.managers.uv.foreign import check_own

        try:
            check_own(place.root, place.environment)
        except SeedbedError as error:
            if error.code != "environment-of-another":
                raise
            yield self.found(error.message, how=error.hint)


class SB405(Check):
    """The environment has a Python that the project does not allow.

    Either `requires-python` excludes it, or `.python-version` names another one. The lock holds for
    the allowed versions only: others may lack wheels, or run code that nobody has tested.

    To fix it: let the manager make the environment again with a Python that is allowed.
    """

    requires = ("SB201", "SB402")

    def look(self, place: Place) -> Iterable[Finding]:
        """Its version, and what the manifest and the pin ask for."""
        version = python_version(place) if place.python else ""
        if not version:
            return
        spec, pin = place.table("project").get("requires-python"), pinned_python(place)
        spec = spec if place.manifest_name == "pyproject.toml" else None  # nothing reads it
        where = place.shown(place.environment)
        fix = _SYNC if place.manager == "uv" else None
        how = f"Remove {where}, then run {sync_command(place)}."
        if isinstance(spec, str) and not admits(spec, version):
            what = f"The environment has Python {version}, but the project requires {spec}."
            yield self.found(what, "pyproject.toml", how=how, fix=fix)
        elif place.manager == "uv" and not f"{version}.".startswith(f"{pin}." if pin else ""):
            what = f"The environment has Python {version}, but .python-version names {pin}."
            yield self.found(what, ".python-version", how=how, fix=fix)


class SB406(Check):
    """The environment does not match the lock.

    Something was installed or removed by hand, or the lock has changed since the last sync. Your
    results then come from other versions than those that the lock records.

    To fix it: sync. If you installed a package by hand because you need it, add it to the project
    first, or the sync removes it.
    """

    requires = (
        *_READY,
        *("SB301", "SB302", "SB304"),
        *("SB401", "SB402", "SB403", "SB404", "SB405", "SB913"),
    )

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """The manager's own checks."""
        return filter(None, [ask_environment(place), ask_lock(place)])

    def look(self, place: Place) -> Iterable[Finding]:
        """What the manager says, or what the files say where it says nothing.

        With a stale lock, it says nothing about the environment.
        """
        if not place.python or (place.lock_data is None and place.manager != "conda"):
            return
        is_stale = judge_lock(place).fits is False
        verdict = compare_environment(place) if is_stale else judge_environment(place)
        where = place.shown(place.environment)
        if verdict.fits is False:
            detail = f": {verdict.why}" if verdict.why else ""
            yield self.found(
                f"The environment in {where} does not match the lock{detail}.",
                where,
                how=f"Run {sync_command(place)}.",
                fix=_SYNC,
            )
        elif verdict.fits is None and place.row:
            yield self.found(
                f"{place.row.title} cannot check the environment in {where}: {verdict.why}.",
                where,
                how=f"Run {sync_command(place)} to read all that it says.",
            )


class SB407(Check):
    """A distribution is installed twice.

    Two folders of metadata name it, with different versions. Which version Python reports depends
    on the order of a folder listing, and the files may be a mixture of both. Interrupted installs
    do that, and so did older versions of Poetry.

    To fix it: remove the environment and sync.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """The names that come up more than once."""
        versions: dict[str, list[str]] = {}
        for name, version in place.distributions:
            versions.setdefault(name, []).append(version)
        for name, found in versions.items():
            if len(found) > 1:
                where = place.shown(place.environment)
                yield self.found(
                    f"{name} is installed twice in {where}: {' and '.join(found)}.",
                    where,
                    how=f"Remove {where}, then run {sync_command(place)}.",
                )


class SB408(Check):
    """A distribution comes from conda and from PyPI at once.

    Somebody ran `pip install` over a conda package. Both installers write to the same files: the
    next update by either one breaks the other, often with a crash in compiled code.

    To fix it: decide for one side in the manifest, remove the environment, and sync.
    """

    def look(self, place: Place) -> Iterable[Finding]:
        """What pip or uv installed of which conda has a record."""
        from seedbed.host.gpu.environments import installed_over_conda
        from seedbed.managers.shared.conda_names import conda_name

        if not place.environment:
            return
        where = place.shown(place.environment)
        for name, version in installed_over_conda(place.environment, conda_name):
            yield self.found(
                f"{name} {version} in {where} comes from PyPI, but conda has installed it, too.",
                where,
                how=f"Remove {where}, then run {sync_command(place)}.",
            )
