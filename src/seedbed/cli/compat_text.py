"""What `seedbed compat` shows people: tables, and rows in full."""

from __future__ import annotations

import sys
import textwrap

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.cli import report
from seedbed.cli.compat_tables import print_table
from seedbed.commands.compat import recommended
from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.accelerators.compat.entries import Entry, Pair
    from seedbed.accelerators.compat.machines import Fitting
    from seedbed.commands.compat import Answer, Shared
    from seedbed.commands.compat_here import Here, Own

PLATFORMS = {
    "linux-64": "Linux (x86_64)",
    "linux-aarch64": "Linux (ARM)",
    "osx-64": "macOS (Intel)",
    "osx-arm64": "macOS (Apple silicon)",
    "win-64": "Windows",
}
"""What people call the platforms that have wheels."""
PROOFS = {
    "source-only": "read in the source, not tried",
    "resolved": "confirmed by uv's resolver",
    "imported": "confirmed by uv's resolver; installed and imported on Linux",
}
"""What the words for how far a row was proved mean."""
KINDS = {
    "auto": "Default build",
    "cpu": "CPU",
    "cuda": "CUDA",
    "metal": "Apple silicon (Metal)",
}


def print_answer(answer: Answer) -> None:
    """Show what the tables say."""
    if answer.here:
        _say_here(answer.here)
        if not answer.framework:
            return
        report.say("")
    if answer.framework and len(answer.entries) == 1 and answer.shared:
        _say_entry(answer.entries[0], answer.shared)
        return
    print_table(answer.entries)
    report.say("")
    best = recommended(answer) if answer.query.cuda else None
    if best and answer.framework:
        title = f"{answer.framework.title} {best.version}"
        _say(f"The newest that is known to have CUDA {answer.query.cuda} is {title}.")
        cuda = f" --cuda {answer.query.cuda}"
        _say(f"For its pins: seedbed compat {best.framework} {best.version}{cuda}")
        return
    name = answer.framework.name if answer.framework else "tensorflow"
    example = f" {answer.entries[0].version}" if answer.framework else ""
    _say(f"For {'one release' if example else 'a table'}: seedbed compat {name}{example}")


def _say_entry(entry: Entry, shared: Sequence[Shared]) -> None:
    title = f"{FRAMEWORKS[entry.framework].title} {entry.version}"
    report.say_raw(report.style(title, report.TITLE, sys.stdout) + "\n")
    _say_rows(list(_facts(entry)))
    broken = [one for one in entry.pairs if not one.works]
    if broken:
        own = entry.framework == "tensorflow"
        _say_title("Does not work" if own else "Plugins that seedbed does not use")
        _say_rows([(f"{one.plugin} {one.version}", one.why) for one in broken])
    for one in shared:
        _say_pins(one)
    if entry.conda_pins:
        _say_title("What conda users pinned at the time (source-only)")
        for pin in entry.conda_pins:
            report.say(f"  {pin}")


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "Releases", ", ".join(entry.patches)
    yield "Python", f"{entry.python_min} to {entry.python_max}"
    names = [PLATFORMS[one] for one in entry.platforms]
    yield "Platforms", f"{', '.join(names)}"
    yield "CUDA", _cuda(entry)
    for kind, title in (("cu", "CUDA indexes"), ("rocm", "ROCm indexes"), ("xpu", "Intel GPUs")):
        found = [one for one in entry.indexes if one.tag.startswith(kind)]
        if found:
            named = [f"{one.tag}{'' if one.verified else ' (not verified)'}" for one in found]
            yield title, ", ".join(named)
    yield "Apple silicon", _metal(entry)
    if entry.keras:
        yield "Keras", entry.keras
    if entry.limits:
        yield "Limits", "  ".join(f"{name}{spec}" for name, spec in entry.limits)
    if entry.needs:
        yield "Needs", "  ".join(f"{name}{spec}" for name, spec in entry.needs)
    if entry.sdists:
        yield "Not wheels", f"{', '.join(entry.sdists)}: installers have to build them"
    yield "Proof", f"{entry.proof}: {PROOFS[entry.proof]}"
    yield "Checked", entry.checked
    yield "Source", entry.source


def _cuda(entry: Entry) -> str:
    note = f" ({entry.cuda_note})" if entry.cuda_note else ""
    if entry.framework == "pytorch":
        return f"{entry.cuda[0]} in PyPI's wheels for Linux{note}"
    if entry.framework == "jax":
        return f"{' or '.join(entry.cuda)} by an extra, on Linux{note}"
    if not entry.cuda:
        return "nothing on PyPI brings its libraries"
    cudnn = f" with cuDNN {entry.cudnn}" if entry.cudnn else ""
    return f"{entry.cuda[0]}{cudnn} by the extra 'and-cuda', on Linux with x86_64{note}"


def _metal(entry: Entry) -> str:
    macos = f" (macOS {entry.macos} or newer)" if entry.macos else ""
    if entry.framework == "pytorch":
        return f"Metal is part of the wheels{macos}"
    found = [one for one in entry.pairs if one.works]
    if found:
        return _pair(found[0])
    return f"CPU only{macos}" if "osx-arm64" in entry.platforms else "no wheels"


def _pair(pair: Pair) -> str:
    pythons = f", for Python {pair.python_min} to {pair.python_max}" if pair.python_min else ""
    return f"{pair.package} with {pair.plugin} {pair.version}{pythons}"


def _say_pins(shared: Shared) -> None:
    pins = shared.pins
    names = _listed([MANAGERS[one].title for one in shared.managers])
    kind = f"{KINDS[pins.accelerator]} {pins.accelerator_version}".rstrip()
    _say_title(f"{kind}: {names}")
    for number, one in enumerate(pins.requirements):
        report.say(f"  {one}")
        if pins.index and not number:
            report.say(f"    from {pins.index}")
            _say(f"    where {pins.index_marker}")
    for one in pins.conda:
        report.say(f"  {one}")
    if pins.refused:
        _say(f"  seedbed makes no such project: {pins.refused}")
        return
    manager = [] if "uv" in shared.managers else [f"--manager {shared.managers[0]}"]
    _say_command(["seedbed new PATH", *pins.options, *manager])


def _say_command(words: Sequence[str]) -> None:
    """Print a command that people can copy; a long one goes on in the next line."""
    lines = [""]
    for word in words:
        if lines[-1] and len(f"{lines[-1]} {word}") > report.columns() - 4:
            lines.append("   ")
        lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    for line in lines:
        end = "" if line is lines[-1] else " \\"
        report.say_raw(f"  {report.style(report.visible(line), report.TYPED, sys.stdout)}{end}\n")


def _say_here(here: Here) -> None:
    from seedbed.accelerators.builds import SHORT_TITLES

    machine = here.place.machine
    gpus = ", ".join(dict.fromkeys(one.name for one in machine.gpus if one.name))
    kind = f"{gpus or f'as {machine.found} says'} ({SHORT_TITLES.get(machine.kind, '')})"
    rows = [("GPU", kind if machine.kind else "none that works")]
    if machine.driver or machine.cuda:
        cuda = f"supports CUDA {machine.cuda}" if machine.cuda else ""
        rows.append(("Driver", ", ".join(filter(None, (machine.driver, cuda)))))
    rows.append(("Platform", here.place.platform or "unknown"))
    rows.append(("Python", here.place.python))
    if here.project:
        rows.append(("Project", _project(here.project)))
    rows += [(FRAMEWORKS[one.framework].title, _fitting(one)) for one in here.fittings]
    if not here.fittings:
        rows.append(("Fits", "no release has wheels for this platform and Python"))
    _say_rows(rows)
    for sentence in here.project.misfits if here.project else ():
        _say(f"The project does not fit this machine: {sentence}")


def _project(own: Own) -> str:
    accelerator = f"--accelerator {own.accelerator}"
    version = f" {own.accelerator_version}" if own.accelerator_version else ""
    fits = "" if own.misfits else ": fits this machine"
    return f"{own.spec or 'any version'}, {accelerator}{version}, Python {own.python}{fits}"


def _fitting(one: Fitting) -> str:
    from seedbed.accelerators.builds import SHORT_TITLES

    if one.accelerator == "cpu":
        return f"{one.version} fits best, on the CPU"
    title = f"{SHORT_TITLES[one.accelerator]} {one.accelerator_version}".rstrip()
    return f"{one.version} fits best, with {title}"


def _say_title(title: str) -> None:
    report.say("")
    report.say_raw(report.style(title, report.TITLE, sys.stdout) + "\n")


def _say_rows(rows: Sequence[tuple[str, str]]) -> None:
    """Print facts, each beside what it is called."""
    width = max(len(title) for title, _ in rows)
    room = report.columns() - width - 4
    for title, text in rows:
        first, *more = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
        report.say(f"  {title:<{width}}  {first}".rstrip())
        for line in more:
            report.say(" " * (width + 4) + line)


def _say(text: str) -> None:
    """Print a sentence, in as many lines as it takes."""
    indent = " " * (len(text) - len(text.lstrip()))
    for line in textwrap.wrap(
        text, report.columns(), subsequent_indent=indent, break_on_hyphens=False,
        break_long_words=False,
    ):  # fmt: skip
        report.say(line)


def _listed(words: Sequence[str]) -> str:
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"
