"""`variables:` of environment files: the shell code of `.envrc` reads them as a sync does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from seedbed.managers.conda.joined import variables

SHELL = ROOT / "src/seedbed/data/layers/manager/conda/shell/30-conda.sh"


def taken(folder: Path, text: str) -> dict[str, str] | None:
    """The variables that the shell code takes into an environment; None where it notes nothing."""
    (folder / "conda-meta").mkdir()
    (folder / "environment.yml").write_text(text)
    function = SHELL.read_text().partition("_variables() {")[2]
    code = function.partition("<<'PYTHON'\n")[2].partition("\nPYTHON\n")[0]
    subprocess.run(
        [sys.executable, "-I", "-c", code, str(folder), "environment.yml"], cwd=folder, check=True
    )
    state = folder / "conda-meta" / "state"
    found: dict[str, str] | None = None
    if state.exists():
        found = json.loads(state.read_text())["env_vars"]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dependencies: []\n", None),
        ("variables:\n", None),
        ("variables: {FOO: bar}\n", {"FOO": "bar"}),
        ("variables: { FOO: bar, 'B': \"a, b\" } # mine\n", {"FOO": "bar", "B": "a, b"}),
        ("variables: # mine\n  FOO: bar\n", {"FOO": "bar"}),
        ('variables:\n  "FOO": bar\n', {"FOO": "bar"}),
        ("variables:\n  FOO: http://h/#frag # where\n", {"FOO": "http://h/#frag"}),
        ('variables:\n  FOO: "say \\"hi\\"" # it\n', {"FOO": 'say "hi"'}),
        ("variables:\n  FOO: 'it''s'\n", {"FOO": "it's"}),
        ("variables:\n\n  # of eight\n  FOO: 010\n  BAR: 1.10\nname: x\n",
         {"FOO": "010", "BAR": "1.10"}),
        ("variables:\n  FOO: a b  \n  BAR: x=y: z", {"FOO": "a b", "BAR": "x=y: z"}),
    ],
)  # fmt: skip
def test_they_are_read_as_a_sync_reads_them(
    tmp_path: Path, text: str, expected: dict[str, str] | None
) -> None:
    assert taken(tmp_path, text) == expected
    if "z" not in text:  # that is no YAML, which the program has told before
        assert variables({"environment.yml": text}) == (expected or {})
