"""The tables that `seedbed compat` shows: one row a release."""

from __future__ import annotations

import os
import sys

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.cli import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seedbed.accelerators.compat.entries import Entry

    Column = tuple[str, Callable[[Entry], str]]

_GAP = "  "
_FIRST_TO_GO = ("Checked", "Keras", "h5py", "protobuf", "CUDA indexes")
"""The columns that a narrow terminal does without; `seedbed compat NAME VERSION` has them all."""
_COLORS = {"imported": report.GOOD, "source-only": report.REMARK}


def print_table(entries: Sequence[Entry]) -> None:
    """Print releases, in their order; on a terminal, only the columns for which there is room."""
    shown = _fitting(_columns(entries), entries)
    widths = [max(len(title), *(len(cell(one)) for one in entries)) for title, cell in shown]
    titles = _GAP.join(f"{title:<{width}}" for (title, _), width in zip(shown, widths, strict=True))
    report.say_raw(report.style(titles.rstrip(), report.TITLE, sys.stdout) + "\n")
    for one in entries:
        cells = [
            _colored(title, f"{cell(one):<{width}}")
            for (title, cell), width in zip(shown, widths, strict=True)
        ]
        report.say_raw(_GAP.join(cells).rstrip() + "\n")
    for note in _notes(entries, [title for title, _ in shown]):
        report.say(note)


def _columns(entries: Sequence[Entry]) -> list[Column]:
    names = {one.framework for one in entries}
    if len(names) > 1:
        first: list[Column] = [("Framework", lambda one: FRAMEWORKS[one.framework].title)]
        return [*first, ("Newest", _version), _PYTHON, _CUDA, _METAL, _PROOF, _CHECKED]
    name = next(iter(names))
    return [("Version", _version), _PYTHON, _CUDA, *_OWN[name], _PROOF, _CHECKED]


def _fitting(columns: list[Column], entries: Sequence[Entry]) -> list[Column]:
    """The columns for which a terminal has room; all of them elsewhere."""
    room = _room()
    for name in ("", *_FIRST_TO_GO):
        columns = [one for one in columns if one[0] != name]
        width = sum(
            max(len(title), *(len(cell(one)) for one in entries)) for title, cell in columns
        )
        if not room or width + len(_GAP) * (len(columns) - 1) <= room:
            break
    return columns


def _room() -> int:
    """How many columns the terminal has; 0 where there is none."""
    if not sys.stdout.isatty():
        return 0
    try:
        return int(os.environ.get("COLUMNS", "") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        return report.WIDTH


def _colored(title: str, cell: str) -> str:
    if title == "Proof":
        return report.style(cell, _COLORS.get(cell.strip(), ""), sys.stdout)
    return (
        report.style(cell, report.TITLE, sys.stdout) if title in {"Version", "Framework"} else cell
    )


def _notes(entries: Sequence[Entry], titles: Sequence[str]) -> list[str]:
    found = []
    unsure = any(not index.verified for one in entries for index in one.indexes if index.is_cuda)
    if unsure and "CUDA indexes" in titles:
        found.append("?: announced, not verified")
    return found


def _version(one: Entry) -> str:
    return one.version


def _cuda(one: Entry) -> str:
    return " or ".join(one.cuda) or "-"


def _indexes(one: Entry) -> str:
    found = [one for one in one.indexes if one.is_cuda]
    return " ".join(f"{index.version}{'' if index.verified else '?'}" for index in found)


def _metal(one: Entry) -> str:
    if one.framework == "pytorch":
        return f"macOS {one.macos.removesuffix('.0')}+"
    if one.framework == "tensorflow":
        return one.metal or ("CPU only" if "osx-arm64" in one.platforms else "no wheels")
    return "CPU only"


def _limit(name: str) -> Callable[[Entry], str]:
    def cell(one: Entry) -> str:
        """The upper end, which is what matters; the row in full has the whole range."""
        spec = dict((*one.limits, *one.needs)).get(name, "")
        parts = spec.split(",")
        return next((part for part in parts if part.startswith("<")), spec) or "-"

    return cell


def _keras(one: Entry) -> str:
    return one.keras.removeprefix("==").removesuffix(".*")


_PYTHON: Column = ("Python", lambda one: f"{one.python_min}-{one.python_max}")
_CUDA: Column = ("CUDA", _cuda)
_METAL: Column = ("Apple GPU", _metal)
_PROOF: Column = ("Proof", lambda one: one.proof)
_CHECKED: Column = ("Checked", lambda one: one.checked)
_NUMPY: Column = ("NumPy", _limit("numpy"))
_OWN: dict[str, list[Column]] = {
    "pytorch": [("CUDA indexes", _indexes), _METAL],
    "tensorflow": [
        ("Metal", _metal),
        _NUMPY,
        ("protobuf", _limit("protobuf")),
        ("h5py", _limit("h5py")),
        ("Keras", _keras),
    ],
    "jax": [_METAL, _NUMPY],
}
"""The columns that a framework has besides those of all."""
