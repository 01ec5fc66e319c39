"""`seedbed gpu` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.commands.gpu import look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.accelerators.facts import Facts, Finding
    from seedbed.commands.gpu import Answer
    from seedbed.model.machine import Gpu, Machine

_PLACES = {
    "docker": "Docker container",
    "podman": "Podman container",
    "kubernetes": "Kubernetes pod",
    "apptainer": "Apptainer container",
    "other": "container",
}


def main(values: dict[str, Any]) -> int:
    """Show what the machine has, what the project has, and what does not fit."""
    answer = look(bench="bench" in values)
    fault = answer.fault
    if "json" in values:
        report.print_envelope("gpu", _described(answer), [], fault)
        return fault.status if fault else 0
    rows = [*_of_machine(answer.machine)]
    if answer.facts is not None:
        rows += _of_project(answer.facts)
    width = max(len(title) for title, _ in rows)
    for title, text in rows:
        report.say_row(title, text, width)
    for finding in answer.findings:
        report.say("")
        _say_finding(finding)
    if answer.bench:
        report.say("")
        _say_bench(answer.bench)
    if answer.facts is not None and not answer.findings:
        report.say("")
        report.say(_verdict(answer.facts))
    return fault.status if fault else 0


def _of_machine(machine: Machine) -> Iterator[tuple[str, str]]:
    gpus: dict[Gpu, int] = {}
    for gpu in machine.gpus:
        gpus[gpu] = gpus.get(gpu, 0) + 1
    for gpu, count in gpus.items():
        works = "" if machine.kind else " (can't be used)"
        yield "GPU", f"{f'{count}x ' if count > 1 else ''}{_gpu(gpu)}{works}"
    if not gpus:
        yield "GPU", "none found" if machine.fault is None else "none that works"
    if machine.driver or machine.cuda:
        supports = f"supports CUDA {machine.cuda}" if machine.cuda else ""
        yield "Driver", ", ".join(filter(None, (machine.driver, supports, _source(machine))))
    places = [_PLACES[machine.container]] if machine.container else []
    places += ["Linux on Windows (WSL 2)"] if machine.wsl else []
    places += ["NixOS"] if machine.nixos else []
    if places:
        yield "System", ", ".join(places)


def _source(machine: Machine) -> str:
    """Where the version of CUDA comes from, if not from the driver."""
    return f"from {machine.found}" if machine.found.isupper() else ""


def _gpu(gpu: Gpu) -> str:
    memory = f"{gpu.memory / 2**30:.0f} GiB" if gpu.memory else ""
    capability = gpu.capability
    if capability[:1].isdigit():
        capability = f"compute capability {capability}"
    return ", ".join(filter(None, (gpu.name or "unnamed", memory, capability)))


def _of_project(facts: Facts) -> Iterator[tuple[str, str]]:
    from seedbed.accelerators.builds import TITLES

    package, name = facts.framework.package, facts.framework.title
    device = {"auto": "any device"}.get(facts.kind) or TITLES.get(facts.kind, facts.kind)
    yield "Declared", f"{name} for {device} {facts.version}".rstrip()
    named = [_build(package, build) for build in facts.locked] or ["not for this machine"]
    if facts.waiting:
        named[-1] += f" here, for {facts.waiting.title} where the driver supports it"
    yield "Locked", f"{' or '.join(named)} ({facts.lock})" if facts.has_lock else "no lock yet"
    where = f"({facts.environment})"
    if facts.installed is not None:
        yield "Installed", f"{_build(package, facts.installed)} {where}"
    else:
        yield "Installed", f"no {package} {where}" if facts.has_environment else "no environment"
    if facts.seen is not None and facts.seen.version and facts.framework.uses_gpus:
        yield f"{name} sees", _seen(facts)


def _build(package: str, build: Any) -> str:
    return f"{package} {build.version}{f' for {build.title}' if build.kind else ''}"


def _seen(facts: Facts) -> str:
    seen = facts.seen
    if seen is None or not seen.kind:
        return "no GPU"
    names = dict.fromkeys(gpu.name for gpu in seen.gpus if gpu.name)
    works = "" if seen.computes else ", but cannot compute on it"
    return (", ".join(names) or "the GPU") + works


def _verdict(facts: Facts) -> str:
    from seedbed.accelerators.builds import SHORT_TITLES

    name = facts.framework.title
    if facts.goal == "cpu":
        return f"{name} works on the CPU."
    return f"{name} works on the GPU, with {SHORT_TITLES[facts.goal]}."


def _say_finding(finding: Finding) -> None:
    """Print what does not fit, and what mends it; a command stays in one line."""
    import textwrap

    label, code = ("problem:", report.ERROR) if finding.is_problem else ("note:", report.REMARK)
    first, *more = textwrap.wrap(f"{label} {report.visible(finding.message)}", report.columns())
    shown = report.style(label, code, sys.stdout)
    report.say_raw(f"{shown}{report.visible(first.removeprefix(label))}\n")
    for line in more:
        report.say(line)
    if finding.command:
        report.say_raw(f"{report.style('to fix it:', report.TITLE, sys.stdout)} ")
        report.say(finding.command)
    for line in textwrap.wrap(
        report.visible(finding.hint), report.columns(), break_on_hyphens=False
    ):
        report.say(line)


def _say_bench(bench: Any) -> None:
    report.say(f"Matrix products with {bench['framework']}")
    rows = []
    for row in bench["rows"]:
        device = row["device"]
        if "threads" in row:
            device += f" ({row['threads']} threads)"
        size = f"{row['size']}x{row['size']}" if "size" in row else ""
        speed = _speed(row["tflops"]) if "tflops" in row else f"failed: {row['error']}"
        rows.append((device, row["type"], size, speed))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for device, kind, size, speed in rows:
        cells = f"  {device:<{widths[0]}}  {kind:<{widths[1]}}  {size:<{widths[2]}}  {speed}"
        report.say(cells.rstrip())


def _speed(tera: float) -> str:
    return f"{tera:8.2f} TFLOP/s" if tera < 100 else f"{tera:8.0f} TFLOP/s"


def _described(answer: Answer) -> dict[str, Any]:
    machine = answer.machine
    facts = answer.facts
    return {
        "machine": _plain(machine),
        "project": None if facts is None else {
            "path": answer.root,
            "framework": facts.framework.package,
            "declared": {"accelerator": facts.kind, "version": facts.version},
            "lock": facts.lock if facts.has_lock else None,
            "locked": [_plain(build) for build in facts.locked],
            "environment": facts.environment,
            "installed": _plain(facts.installed),
            "seen": _plain(facts.seen),
            "goal": facts.goal,
            "used": facts.is_used,
            "usable": facts.is_usable,
        },
        "findings": [_plain(finding) for finding in answer.findings],
        "bench": dict(answer.bench) or None,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """A record, and those in it, as JSON has them."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__fields__}
    return value
