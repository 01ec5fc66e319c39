"""The rules: what does not fit between what a project declares, locks, installs, and can use.

Each rule gives its findings in the order in which they are to be mended. A cause comes before what
follows from it, so the first command is the one to run.
"""

from __future__ import annotations

from seedbed.accelerators import machine_findings
from seedbed.accelerators.builds import TITLES
from seedbed.accelerators.facts import UNJUDGED, Finding
from seedbed.accelerators.fitting import capability_findings, driver_findings
from seedbed.model.record import replace
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.accelerators.builds import Build
    from seedbed.accelerators.facts import Facts
    from seedbed.accelerators.tables import Tables


def judge(facts: Facts, tables: Tables) -> tuple[Finding, ...]:
    """What does not fit; problems only where what the project declares cannot be used."""
    found = tuple(_blocking(facts)) or tuple(_differing(facts, tables))
    return tuple(
        replace(one, is_problem=one.code in UNJUDGED or not facts.is_usable) for one in found
    )


def foresee(facts: Facts, tables: Tables) -> tuple[Finding, ...]:
    """What does not fit, told without the framework: only what is declared, locked, and installed.

    What the framework itself would have to say is not told, nor that something is not installed.

    Args:
        facts: what is known, where the framework was not asked.
        tables: which versions fit together.
    """
    found = [] if facts.installed is None and not facts.locked else _differing(facts, tables)
    return tuple(
        replace(one, is_problem=facts.is_needed)
        for one in found
        if one.code not in {"not-locked", "not-synced"}
    )


def _blocking(facts: Facts) -> Iterator[Finding]:
    """What keeps the framework from being asked at all."""
    name, where, seen = facts.framework.title, facts.environment, facts.seen
    if not facts.has_environment:
        yield Finding(
            code="environment-missing",
            message=f"The environment in {where} has not been created yet.",
            command=facts.commands.sync,
        )
    elif facts.installed is None:
        yield Finding(
            code="framework-missing",
            message=f"{name} is not installed in {where}.",
            command=facts.commands.sync,
        )
    elif seen is not None and seen.fault in {"start", "hang"}:
        how = "does not start" if seen.fault == "start" else f"did not answer about {name} in time"
        yield Finding(
            code="environment-broken",
            message=f"The Python in {where} {how}.{_quoted(seen.error)}",
            command=facts.commands.reinstall,
        )
    elif seen is not None and seen.fault:
        how = "crashes when it is imported" if seen.fault == "crash" else "cannot be imported"
        yield Finding(
            code="framework-broken",
            message=f"{name} {how}.{_quoted(seen.error)}",
            command=facts.commands.reinstall,
        )


def _differing(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """What differs between the sides, and what the machine cannot do."""
    wrong = list(_wrong_build(facts))
    unsynced = [] if wrong else list(_unsynced(facts))
    yield from (*wrong, *unsynced)
    # what a sync would install is what has to fit the machine
    named = [one for one in facts.locked if one.kind == facts.goal]
    build = next(iter(named), facts.installed) if unsynced else facts.installed
    build = facts.waiting or build
    if build is None or facts.goal == "cpu" or facts.is_used:
        return
    machine = list(_machine(facts))
    yield from machine
    fitting: list[Finding] = []
    if build.kind == "cuda" == facts.machine.kind:
        fitting = [*driver_findings(facts, build, tables)]
        fitting += [] if fitting else capability_findings(facts, build, tables)
    yield from fitting
    if facts.seen is None:
        return  # the framework has the last word, and was not asked
    path = list(_library_path(facts)) if not machine else []
    yield from path
    if not any((unsynced, wrong, machine, fitting, path)):
        yield _unexplained(facts)


def _unsynced(facts: Facts) -> Iterator[Finding]:
    """Whether what is installed is what the lock names."""
    installed = facts.installed
    if installed is None:
        return
    if not facts.has_lock:
        return
    if not facts.locked:
        yield Finding(
            code="not-locked",
            message=f"{facts.lock} has no {facts.framework.title} for this machine.",
            command="seedbed update",
            hint="The project's platforms may leave this one out.",
        )
    elif facts.waiting and facts.waiting.same(installed):
        return  # it waits for its GPU; what is missing here is that
    elif not any(one.same(installed) for one in facts.locked):
        named = " or ".join(map(_named, facts.locked))
        yield Finding(
            code="not-synced",
            message=f"{facts.environment} has {facts.framework.package} {_named(installed)}, but "
            f"{facts.lock} names {named}.",
            command=facts.commands.sync,
        )
    elif facts.goal != "cpu":
        yield from _other_extra(facts, installed)


def _other_extra(facts: Facts, installed: Build) -> Iterator[Finding]:
    """Whether an extra that was not asked for has the build that is to be used."""
    other = next((one for one in facts.locked if one.kind == facts.goal), None)
    if other is None or not installed.kind or installed.kind == facts.goal:
        return
    sync = facts.commands.sync
    yield Finding(
        code="not-synced",
        message=f"{facts.environment} has {facts.framework.package} {_named(installed)}, but "
        f"{facts.lock} also has {_named(other)}.",
        command=f"{sync} --extra {other.extra}" if other.extra else sync,
    )


def _wrong_build(facts: Facts) -> Iterator[Finding]:
    """Whether what is locked is for the accelerator that is to be used; else what is installed."""
    builds = facts.locked or tuple(filter(None, (facts.installed,)))
    if facts.goal == "cpu" or facts.waiting or not all(build.kind for build in builds):
        return
    where = facts.lock if facts.locked else facts.environment
    name, goal = facts.framework.title, TITLES.get(facts.goal, facts.goal)
    fit = [build for build in builds if build.kind == facts.goal]
    if fit:
        versions = [build.toolkit for build in fit if build.toolkit]
        if facts.version and versions and not any(_is_of(one, facts.version) for one in versions):
            yield Finding(
                code="version-differs",
                message=f"The project is for {goal} {facts.version}, but {where} has {name} for "
                f"{fit[0].title}.",
                command="seedbed update",
                hint=_renewing(facts),
            )
        return
    what = "a CPU build of" if builds[0].kind == "cpu" else f"the {builds[0].title} build of"
    why = f"The project is for {goal}" if facts.is_needed else f"This machine has a GPU ({goal})"
    update = "seedbed update" if facts.is_needed else f"seedbed update --accelerator {facts.goal}"
    yield Finding(
        code="cpu-build" if builds[0].kind == "cpu" else "other-build",
        message=f"{why}, but {where} has {what} {name}.",
        command=update,
        hint=_renewing(facts) if facts.is_needed else "",
    )


def _renewing(facts: Facts) -> str:
    """What to do where the choice is right: the lock is not, or the manifest was edited."""
    return (
        f"If that changes nothing, run '{facts.commands.lock}', then '{facts.commands.sync}'. If "
        "the build stays the same, restore from git what pyproject.toml said about "
        f"{facts.framework.title}."
    )


def _is_of(version: str, declared: str) -> bool:
    """Whether a version is one of those that are declared: 12.6 is one of 12."""
    wanted = release(declared)
    return release(version)[: len(wanted)] == wanted


def _machine(facts: Facts) -> Iterator[Finding]:
    """Whether the machine has such a GPU, and it works."""
    machine, goal = facts.machine, TITLES.get(facts.goal, facts.goal)
    if machine.hidden:
        variable = machine.hidden.partition("=")[0]
        yield Finding(
            code="gpu-hidden",
            message=f"{machine.hidden!r} is set, which hides all GPUs.",
            command=f"unset {variable}",
        )
    elif machine.kind == facts.goal:
        return
    elif machine.kind:
        yield Finding(
            code="other-gpu",
            message=f"The project is for {goal}, but this machine's GPU needs "
            f"{TITLES[machine.kind]}.",
            command=f"seedbed update --accelerator {machine.kind}",
        )
    elif found := machine_findings.of_fault(machine):
        yield found
    else:
        yield Finding(
            code="no-gpu",
            message=f"The project is for {goal}, but this machine has no such GPU.",
            hint=_without_gpu(facts),
        )


def _without_gpu(facts: Facts) -> str:
    """What to do where there is no GPU."""
    if facts.machine.wsl:
        return "Install the GPU's driver on Windows, then run 'wsl --update' there."
    hint = "Run it on a machine that has one."
    if facts.waiting and facts.installed and facts.waiting.same(facts.installed):
        hint += f" To use the CPU of this one, run '{facts.commands.sync}'."
    return hint


def _library_path(facts: Facts) -> Iterator[Finding]:
    """Whether only seedbed finds the driver's libraries, because it knows where to look."""
    folder = facts.machine.library
    if not folder or (facts.seen and facts.seen.kind):
        return
    command = f"export LD_LIBRARY_PATH={folder}"
    if facts.machine.nixos and facts.nix != "none":
        command = "nix develop ./.nix" if facts.nix in {"shell", "nixos"} else "nix develop"
    yield Finding(
        code="driver-path",
        message=f"The driver's libraries are in {folder}, where {facts.framework.title} does not "
        "look.",
        command=command,
    )


def _unexplained(facts: Facts) -> Finding:
    seen = facts.seen
    said = _quoted(seen.error) if seen else ""
    return Finding(
        code="framework-fails",
        message=f"{facts.framework.title} cannot use the GPU.{said}",
        hint="'nvidia-smi' and the kernel's log ('sudo dmesg') may tell more."
        if facts.goal == "cuda"
        else "",
    )


def _named(build: Build) -> str:
    return f"{build.version} ({build.title})" if build.kind else build.version


def _quoted(said: str) -> str:
    return f" It says: {said.rstrip('.')}." if said else ""
