"""`seedbed adopt` names what stands in the files and what nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli import seedbed

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = """\
[project]
name = "a"
version = "1"
dependencies = [
  "rich=>1",
  "numpy",
  "click @ ",
]
[project.optional-dependencies]
x = ["numpy=>2"]
[dependency-groups]
dev = ["pytest", {include-group = "docs"}, 3]
docs = []
"""
PDM = "\n[tool.pdm]\ndistribution = false\n"
PIXI = '\n[tool.pixi.workspace]\nchannels = ["a"]\nplatforms = ["linux-64"]\n'
SAID = """\
Not understood, or not carried over as it stands:
  pyproject.toml (line 5): 'rich=>1' isn't a valid requirement. It stays, but managers refuse it.
  pyproject.toml (line 7): 'click @ ' isn't a valid requirement. It stays, but managers refuse it.
  pyproject.toml (line 10): 'numpy=>2' isn't a valid requirement. It stays, but managers refuse it.
  pyproject.toml (line 12): 3 isn't a valid requirement. It stays, but managers refuse it.

"""


@pytest.mark.parametrize(
    ("more", "others"),
    [
        ("", {}),
        (PDM, {}),
        (PIXI, {}),
        ("\n[tool.poetry]\n", {}),
        ("", {"environment.yml": "channels: [a]\ndependencies: [python]\n"}),
    ],
)
def test_a_requirement_that_is_none_is_named_and_stays(
    tmp_path: Path, more: str, others: dict[str, str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(MANIFEST + more)
    for path, text in others.items():
        (tmp_path / path).write_text(text)
    done = seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert SAID in done.stdout
    assert (tmp_path / "pyproject.toml").read_text().startswith(MANIFEST)


def test_remarks_stand_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    text = "channels: [a]\ndependencies:\n- ripgrep=1=x\n- pip:\n  - ./z.whl\nvariables: {A: b}\n"
    (tmp_path / "environment.yml").write_text(f"{text}prefix: /opt\n")
    (tmp_path / "environment-b.yml").write_text("dependencies: [a=2]\n")
    (tmp_path / "flake.nix").write_text("{ pkgs }: pkgs.mkShell { packages = [ (f 1) ]; }\n")
    done = seedbed("adopt", "-n", "--nix", "shell", cwd=tmp_path)
    said = [line.partition(": ")[0] for line in done.stdout.splitlines() if " (line " in line]
    assert said == [
        "  environment.yml (line 3)",
        "  environment.yml (line 5)",
        "  environment.yml (line 6)",
        "  environment.yml (line 7)",
        "  flake.nix (line 1)",
    ]
