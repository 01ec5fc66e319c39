"""Gathers what the rules for accelerators judge: from the manifest, the lock, the environment."""

from __future__ import annotations

import os
import sys

from seedbed.accelerators.builds import FRAMEWORKS, TITLES, Framework, by_facts, by_requirements
from seedbed.accelerators.facts import Commands, Facts
from seedbed.accelerators.wanted import PLATFORMS
from seedbed.commands.own_environment import check_own
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.formats.tables import Section
from seedbed.host.gpu import environments
from seedbed.host.reading import LARGEST_LOCK, is_larger, read_text
from seedbed.locks import Target, builds, other_builds
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of, lock_of, typed
from seedbed.model.machine import subdir_of
from seedbed.workspace import manager_of, nix_of, unknown_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.accelerators.builds import Build
    from seedbed.managers.base import Manager
    from seedbed.model.machine import Machine
    from seedbed.model.seen import Seen
    from seedbed.workspace import Workspace

_REINSTALL = {
    "uv": "uv sync --reinstall",
    "pixi": "pixi reinstall",
    "poetry": "rm -r .venv && poetry sync",
    "conda": "rm -r .conda && seedbed sync",
}
_BENCH_LIMIT = 300.0


def gather(
    project: Workspace, machine: Machine, *, ask: bool = True, read: bool = True
) -> Facts | None:
    """What is known of a project's accelerator; None where it has no framework.

    Args:
        project: the project.
        machine: what this machine has.
        ask: whether the framework is asked what it sees, which takes seconds.
        read: whether the lock is read, which takes longer than all the rest.

    Raises:
        SeedbedError: when the manifest or the lock cannot be read, or git tracks the environment
            whose Python would have to be started.
    """
    table = Section(project.manifest).section("tool", "seedbed")
    framework = _framework(project, table.string("framework") or "none")
    if framework is None:
        return None
    kind, kinds = table.string("accelerator") or "auto", ("auto", *TITLES)
    if kind not in kinds:
        raise unknown_value(project, "accelerator", kind, kinds)
    manager = manager_of(project)
    row = typed(manager, project.root)
    lock = lock_of(project.root, row)
    environment = environment_of(project.root, manager)
    python = environments.python_of(environment)
    target = _target(environment, machine)
    installed = _installed(environment, framework, is_mac=target.is_mac)
    locked, others = _locked(row, lock, framework, target) if read else ((), ())
    return Facts(
        framework=framework,
        kind=kind,
        version=table.string("accelerator-version"),
        machine=machine,
        lock=os.path.basename(lock),
        has_lock=os.path.exists(lock),
        locked=locked,
        environment=_shown(environment, project.root),
        has_environment=bool(python),
        installed=installed,
        seen=_seen(project.root, environment, python, framework) if installed and ask else None,
        commands=Commands(
            sync=_sync(manager),
            lock=row.lock,
            reinstall=_REINSTALL[manager],
        ),
        system=sys.platform,
        nix=nix_of(project),
        uses_channels=row.uses_channels,
        others=others,
        applies=_applies(table.string("framework"), kind, target.subdir),
    )


def measure(project: Workspace) -> Mapping[str, Any]:
    """What products of matrices take in a project's environment.

    Raises:
        SeedbedError: when there is no environment, git tracks it, or nothing can be measured.
    """
    manager = manager_of(project)
    environment = environment_of(project.root, manager)
    python = environments.python_of(environment)
    if not python:
        return {}  # a finding says so
    check_own(project.root, environment)
    reply = environments.run_script("bench_script.py", python, [], _BENCH_LIMIT)
    answer = environments.answer_in(reply) if reply else {}
    if not _is_bench(answer):
        took = f"took longer than {_BENCH_LIMIT:g} s" if reply is None else "failed"
        why = "the environment has neither PyTorch nor NumPy" if "rows" in answer else f"it {took}"
        raise SeedbedError(
            f"The bench measured nothing: {why}.",
            "Run 'seedbed gpu' without --bench to see what the environment has.",
            code="bench-failed",
            status=ENVIRONMENT,
        )
    return answer


def _applies(framework: str, kind: str, subdir: str) -> bool:
    """Whether a framework has builds of a kind for a platform: on others it takes another one."""
    known = PLATFORMS.get(framework, {})
    return kind not in known or not subdir or subdir in known[kind]


def _is_bench(answer: Mapping[str, Any]) -> bool:
    """Whether a script's answer is one: other programs may print, too."""
    match answer:
        case {"framework": str(), "rows": [_, *_] as rows}:
            return all(
                isinstance(row, dict)
                and isinstance(row.get("device"), str)
                and isinstance(row.get("type"), str)
                and ("error" in row or isinstance(row.get("tflops"), float))
                for row in rows
            )
    return False


def _framework(project: Workspace, choice: str) -> Framework | None:
    """The framework that a layer brings; None for one that brings none."""
    if choice in FRAMEWORKS:
        return FRAMEWORKS[choice]
    from seedbed.layers.library import load_library, offered

    library = load_library()
    if f"framework/{choice}" not in library:
        raise unknown_value(project, "framework", choice, offered(library, "framework"))
    layer = library[f"framework/{choice}"]
    name = layer.data.get("framework")
    if not name:
        return None
    # one that several layers need stands in what they share
    layers = (layer, *library.values())
    rows = (row for one in layers for row in one.data.get("dependencies", ()))
    row: dict[str, Any] = next((row for row in rows if row["name"] == name), {})
    return Framework(
        title=layer.data["title"],
        module=row.get("import", name),
        package=name,
        conda=row.get("conda", name),
    )


def _target(environment: str, machine: Machine) -> Target:
    architecture = os.environ.get("PROCESSOR_ARCHITECTURE", "")
    if hasattr(os, "uname"):
        architecture = os.uname().machine
    return Target(
        system=sys.platform,
        architecture=architecture,
        subdir=subdir_of(sys.platform, architecture),
        python=environments.minor_of(environment),
        cuda=machine.cuda,
        environments=("dev", "default"),
    )


def _locked(
    manager: Manager, path: str, framework: Framework, target: Target
) -> tuple[tuple[Build, ...], tuple[Build, ...]]:
    """The builds that the lock names for this machine, and for one with another driver."""
    if not os.path.exists(path):
        return (), ()
    try:
        asked = (manager.name, read_text(path, LARGEST_LOCK), framework, target)
        return builds(*asked), other_builds(*asked)
    except SeedbedError as error:
        if error.code == "not-utf8":
            why = "it is not UTF-8 text"
        elif is_larger(path, LARGEST_LOCK):
            why = f"it is larger than {LARGEST_LOCK >> 20} MiB"
        else:
            raise
    except (ValueError, RecursionError) as error:
        why = str(error)
    raise SeedbedError(
        f"{path} cannot be read: {why}.",
        f"Restore it from git, or remove it and run '{manager.lock}'.",
        code="lock-unreadable",
        status=ENVIRONMENT,
    )


def _installed(environment: str, framework: Framework, *, is_mac: bool) -> Build | None:
    """The build that is installed."""
    for name in framework.names:
        found = environments.installed(environment, name, framework.module)
        if found is None:
            continue
        if framework.package == "torch" or not framework.uses_gpus:
            return by_facts(found.version, found.facts, is_mac=is_mac)
        patterns = filter(None, ("nvidia-cuda-runtime*", "jax-cuda*-plugin", framework.metal))
        there: dict[str, str] = {}
        for pattern in patterns:
            there |= environments.beside(environment, pattern)
        return by_requirements(found.version, there, framework, is_mac=is_mac)
    return None


def _seen(root: str, environment: str, python: str, framework: Framework) -> Seen | None:
    """What the framework sees."""
    if not python:
        return None
    check_own(root, environment)
    return environments.ask_framework(python, framework.module)


def _shown(environment: str, root: str) -> str:
    """An environment as people call it: relative where it is in the project."""
    inside = os.path.relpath(environment, root)
    return environment if inside.startswith(os.pardir) else inside


def _sync(manager: str) -> str:
    """What people type; conda's is too long."""
    return "seedbed sync" if manager == "conda" else MANAGERS[manager].sync
