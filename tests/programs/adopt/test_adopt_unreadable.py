"""`seedbed adopt` names what stands in the files and what nobody can read."""

from __future__ import annotations

import os
import sys
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
        ("", {"environment.yml": "channels: [a]\ndependencies: [numpy]\n"}),
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


NOTHING = (
    "error: There is nothing to adopt here: no file says which packages the project needs, and "
    "requirements.txt is {}.\n"
)


def make_odd(path: Path, what: str) -> None:
    if what == "a folder":
        path.mkdir()
    elif what == "no regular file":
        os.mkfifo(path)
    else:
        path.symlink_to(path.name)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("what", ["a folder", "no regular file", "a link that leads nowhere"])
def test_what_is_called_like_a_manifest_and_is_no_file_is_named(tmp_path: Path, what: str) -> None:
    make_odd(tmp_path / "requirements.txt", what)
    done = seedbed("adopt", "-n", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(NOTHING.format(what))
    (tmp_path / "setup.py").write_text("from setuptools import setup\nsetup(name='a')\n")
    done = seedbed("adopt", "-n", cwd=tmp_path)
    assert done.returncode == 0
    assert f"  requirements.txt: It is {what}, so it wasn't read.\n" in done.stdout
    assert done.stdout.count("requirements.txt") == 1


def test_files_that_include_each_other_are_read_once_and_named(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("-r b.txt\nnumpy\n")
    (tmp_path / "b.txt").write_text("rich\n-r requirements.txt\n-r b.txt\n")
    done = seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    assert done.returncode == 0
    assert (
        "  b.txt (line 2): -r requirements.txt leads in a circle, which pip refuses: it was read "
        "once.\n"
        "  b.txt (line 3): -r b.txt leads in a circle, which pip refuses: it was read once.\n"
    ) in done.stdout
    assert 'dependencies = ["numpy", "rich"]\n' in (tmp_path / "pyproject.toml").read_text()


LISTED = """\
name: a
dependencies:
  - python=3.11
  - zlib=1.2=h1
  - pip:
    - -r requirements.txt
    - git+https://git.example.org/a.git#egg=a&subdirectory=py
"""


def test_an_environment_file_that_is_kept_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text(LISTED)
    (tmp_path / "requirements.txt").write_text("click\nrich\n")
    (tmp_path / ".python-version").write_text("3.12\n")
    done = seedbed("adopt", "-y", "--no-sync", "--manager", "pixi", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == (
        "note: .python-version stays as it is; Pixi doesn't read it. The project supports Python "
        "==3.11.*.\n"
    )
    assert (
        "  kept        environment.yml\n"
        "              it stays, because only it has what is set aside in it\n"
    ) in done.stdout
    assert (tmp_path / "environment.yml").read_text() == LISTED
    assert '"click", "rich"]\n' in (tmp_path / "pyproject.toml").read_text()
    assert seedbed("update", "--check", cwd=tmp_path).returncode == 0
    done = seedbed("update", "-y", "--no-sync", "--manager", "conda", cwd=tmp_path)
    assert "  restored    environment.yml: as it stood\n" in done.stdout
    assert (tmp_path / "environment.yml").read_text() == LISTED
