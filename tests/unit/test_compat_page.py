"""The page that is made from the tables, and the tool that writes into them what was verified."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from places import ROOT

from seedbed.accelerators.compat.checks import rows
from seedbed.accelerators.compat.verdicts import DIFFERS, HOLDS, UNCHECKED, Verdict
from seedbed.accelerators.tables import load_tables
from seedbed.layers import compiling
from tools import compat

DATA = Path(compiling.__file__).parents[1] / "data" / "accelerators"
VERDICTS = tuple(Verdict(row=one, state=HOLDS) for one in rows(load_tables()))
TODAY = "2031-02-03"


def test_the_page_is_what_the_tables_say() -> None:
    command = [sys.executable, "-m", "tools.compat", "page", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run 'make page'"


def test_the_page_says_what_each_accelerator_gives() -> None:
    page = compat.PAGE.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(page) if line.startswith("| TensorFlow, `--acc"))
    cuda, metal = page[start + 4 : start + 6]
    assert cuda.startswith("| `cuda` | 2.21 | CUDA 12.5 (`tensorflow[and-cuda]`) | CPU (")
    assert "| Metal (`tensorflow-metal` 1.2.0) | CPU (`tensorflow`) |" in metal
    assert [line for line in page if line.startswith("| 2.10 | `tensorflow-macos` | 0.6.0 | ")]


def _checked(name: str, verdicts: tuple[Verdict, ...]) -> tuple[list[str], list[str]]:
    """The lines of a table before and after that differ."""
    before = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    after = compat.checked(before, name, verdicts, TODAY)
    lines = zip(before.splitlines(), after.splitlines(), strict=True)
    changed = [(old, new) for old, new in lines if old != new]
    return [old for old, _ in changed], [new for _, new in changed]


def test_all_rows_that_hold_get_the_day_and_nothing_else_changes() -> None:
    for name in ("pytorch", "tensorflow", "jax"):
        old, new = _checked(name, VERDICTS)
        asked = [one for one in VERDICTS if one.row.framework == name]
        assert len(new) == len(asked)
        assert all(f'checked = "{TODAY}"' in line for line in new)
        again = [tomllib.loads(f"row = {line.strip().rstrip(',')}")["row"] for line in new]
        rows_before = [tomllib.loads(f"row = {line.strip().rstrip(',')}")["row"] for line in old]
        for before, after in zip(rows_before, again, strict=True):
            assert {**before, "checked": TODAY, "proof": after.get("proof")} == {
                **after, "proof": after.get("proof"),
            }  # fmt: skip
            if before.get("proof") != after.get("proof"):
                assert (before["proof"], after["proof"]) == ("source-only", "resolved")
    assert _checked("nvidia", VERDICTS) == ([], [])


def test_a_row_that_does_not_hold_stays_as_it_was() -> None:
    for state in (DIFFERS, UNCHECKED):
        verdicts = tuple(
            Verdict(row=one.row, state=state if one.row.key == "2.20 1.2.0" else HOLDS)
            for one in VERDICTS
        )
        _, new = _checked("tensorflow", verdicts)
        assert not [line for line in new if 'tensorflow = "2.20"' in line]
        assert [line for line in new if 'version = "2.20"' in line]
