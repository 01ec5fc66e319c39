"""`seedbed verify` in environments of the real Pixi, where it is on PATH."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import conda_channel
import pytest
import small_index
from conda_package import Package
from conda_prefixes import SITE, rewrite
from pixi_runs import Pixi, served
from running import SEEDBED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OURS = 'dependencies = [\n    # what grows\n    "sprout>=1",  # the first\n]'
_WHEELS = '\n[tool.pixi.pypi-dependencies]\ncompost = "*"\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a channel and an index."""
    found = tmp_path_factory.mktemp("verified")
    small_index.make(found)
    small_index.make_channel(found)
    Package(
        "tool",
        "1.0",
        depends=["python"],
        files=[
            ("site-packages/tool.py", b"def main() -> None:\n    print('grown')\n"),
            ("python-scripts/tool-run", b"#!/usr/bin/env python\nprint(1)\n"),
        ],
        entry_points=["tool = tool:main"],
        more={"noarch": "python"},
    ).write(found / "conda-forge")
    conda_channel.index(found / "conda-forge")
    return found


@pytest.fixture
def served_pixi(pixi: Pixi, folder: Path, tmp_path: Path) -> Iterator[Pixi]:
    """Pixi with both, and empty caches."""
    with served(folder) as address:
        yield Pixi(pixi.program, tmp_path / "home", tmp_path / "caches", address)


def project(pixi: Pixi, root: Path) -> Path:
    """A project with packages from both, installed."""
    address = (pixi.home / "config.toml").read_text().split('"')[3].rpartition("/")[0]
    small_index.pixi_project(root, address)
    manifest = root / "pyproject.toml"
    text = manifest.read_text().replace(_OURS, "dependencies = []")
    text = text.replace('sprout = ">=1"\n', f'sprout = ">=1"\ntool = "*"\n{_WHEELS}')
    manifest.write_text(text)
    pixi.run("install", cwd=root)
    return root


def said(pixi: Pixi, root: Path, *arguments: str, status: int) -> str:
    """What `seedbed verify` says."""
    done = pixi.let(*SEEDBED, "verify", *arguments, cwd=root, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


PROVED = "4 packages are byte for byte what pixi.lock names (14 files).\n"


def test_a_fresh_environment_is_proved(served_pixi: Pixi, tmp_path: Path) -> None:
    root = project(served_pixi, tmp_path / "one")
    first = said(served_pixi, root, "--offline", status=3)
    why = "its archive hasn't been read yet, and --offline forbids downloading it"
    assert f"  sprout 2.0: {why}.\n" in first
    assert said(served_pixi, root, status=0) == PROVED
    assert said(served_pixi, root, "--offline", status=0) == PROVED
    assert said(served_pixi, root, "--level", "record", status=0) == (
        "4 packages agree with their own records. That finds accidents, but not tampering.\n"
    )
    compiling = (
        "run",
        "--frozen",
        "python",
        "-m",
        "compileall",
        "-q",
        f".pixi/envs/default/{SITE}",
    )
    served_pixi.run(*compiling, cwd=root)
    assert said(served_pixi, root, status=0) == PROVED


def test_a_poisoned_cache_is_repaired(served_pixi: Pixi, tmp_path: Path) -> None:
    root = project(served_pixi, tmp_path / "one")
    prefix = root / ".pixi" / "envs" / "default"
    rewrite(prefix / SITE / "sprout.py", b"2.0", b"2.1")  # the cache has a hard link to it
    rewrite(prefix / SITE / "compost.py", b"0.3", b"0.4")
    (prefix / "bin" / "evil").write_text("evil\n")
    second = project(served_pixi, tmp_path / "two")
    assert "2.1" in (second / ".pixi" / "envs" / "default" / SITE / "sprout.py").read_text()
    served_pixi.let("rm", "-r", second, cwd=tmp_path)

    found = json.loads(said(served_pixi, root, "--json", status=1))["result"]
    assert [(one["file"], one["package"], one["message"]) for one in found["differences"]] == [
        ("bin/evil", None, "belongs to no package"),
        (f"{SITE}/compost.py", "compost 0.3", "was changed"),
        (f"{SITE}/sprout.py", "sprout 2.0", "was changed"),
    ]
    repaired = said(served_pixi, root, "--repair", "--yes", status=0)
    assert (
        "seedbed will:\n"
        "  remove from Pixi's cache, then install again as locked: compost 0.3, sprout 2.0\n"
        "  move 1 file to .seedbed/unowned/"
    ) in repaired
    assert repaired.endswith(PROVED)
    (aside,) = (root / ".seedbed" / "unowned").glob("*/bin/evil")
    assert aside.read_text() == "evil\n"
    second = project(served_pixi, tmp_path / "two")
    assert said(served_pixi, second, status=0) == PROVED


def test_a_lock_without_the_environment(served_pixi: Pixi, tmp_path: Path) -> None:
    root = project(served_pixi, tmp_path / "one")
    text = (root / "pixi.lock").read_text()
    lists = text.partition("environments:\n")[2].partition("packages:\n- ")[0]
    other = lists.replace("  default:", "  other:") + lists.replace("  default:", "  third:")
    (root / "pixi.lock").write_text(text.replace(lists, other))
    assert said(served_pixi, root, status=2).startswith(
        "error: pixi.lock has no environment 'default'; it has other, third.\n"
    )
