"""What doctor says of installed files, at a quick look: real environments, changed and not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import poetry_runs
import pytest
import small_index
import verify_wheels
from aged import run_git
from cli import seedbed
from doctor_runs import codes, only, report
from glances import address, made, root, site_of, told

from seedbed.commands.verify import Wanted, verify
from seedbed.commands.verifying.glance import glance
from seedbed.model.record import replace
from seedbed.verify.values import Glance

__all__ = ["address", "made", "root"]  # pytest finds them here


def keep_time(path: Path, data: bytes) -> None:
    """Change a file, and set its time back."""
    stands = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(stands.st_atime_ns, stands.st_mtime_ns))


@pytest.mark.parametrize("mode", ["copy", "hardlink", "symlink", "clone"])
def test_a_fresh_environment(mode: str, made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache", env={"UV_LINK_MODE": mode})
    assert codes(made, "SB409") == []
    # nothing but sizes and times was needed to tell
    assert glance(str(made / ".venv")) == Glance(files=37)
    python = made / ".venv/bin/python"
    used = "import loam.core, loam.deep.layers, loam_extra, marl, peat.bog, ground.peat"
    subprocess.run([python, "-c", used], check=True, env={"PYTHONDONTWRITEBYTECODE": ""})
    assert list(site_of(made).glob("loam/__pycache__/core.*.pyc"))
    assert glance(str(made / ".venv")) == Glance(files=37)


def test_code_that_is_used_in_place(made: Path, tmp_path: Path) -> None:
    small_index.toolkit(tmp_path / "toolkit")
    manifest = made / "pyproject.toml"
    text = manifest.read_text().replace('"peat"]', '"peat", "toolkit"]')
    sources = '[tool.uv.sources]\ntoolkit = { path = "../toolkit", editable = true }\n'
    manifest.write_text(f"{text}\n{sources}")
    verify_wheels.sync(made, tmp_path / "cache", "--compile-bytecode")
    assert codes(made, "SB409") == []


def test_what_poetry_made(
    made: Path, address: str, tmp_path: Path, need: Callable[[str], str]
) -> None:
    """Poetry lists its own project by absolute paths; virtualenv lists what it does not make."""
    poetry = need("poetry")
    manifest = made / "pyproject.toml"
    source = f'[[tool.poetry.source]]\nname = "here"\nurl = "{address}/simple"\n'
    build = 'requires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
    before, _, after = manifest.read_text().partition("[tool.uv]")
    ours = after[after.index("[tool.seedbed]") :].replace('"uv"', '"poetry"')
    manifest.write_text(f"{before}{source}\n[build-system]\n{build}\n{ours}")
    (made / "poetry.toml").write_text("[virtualenvs]\nin-project = true\n")
    (made / "plot.py").touch()
    for verb in ("lock", "install"):
        poetry_runs.run(poetry, verb, cwd=made, settings=tmp_path / "settings")
    assert list(site_of(made).glob("pip-*.virtualenv"))
    assert list(site_of(made).glob("plot-0.1.0.dist-info"))
    assert codes(made, "SB409") == []
    assert glance(str(made / ".venv")) == Glance(files=40)
    (site_of(made) / "plot.pth").unlink()
    assert told(made) == ["plot.pth is missing"]


def test_the_finding(root: Path) -> None:
    site = site_of(root)
    (site / "marl.py").write_bytes(b'VERSION = "2.1"\n')  # as many bytes as before
    (site / "peat/bog.py").unlink()
    found = only(root, "SB409")
    where = f"lib/{site.parent.name}/site-packages"
    assert found.what == (
        f"2 files in .venv differ from what their packages list: {where}/marl.py (marl 2.0) was "
        f"changed; {where}/peat/bog.py (peat 0.1) is missing. Compared: the sizes of 37 files, "
        "the hashes of 1 file."
    )
    assert found.how == (
        "Run `seedbed verify`, which compares every byte with what the lock names. Then `seedbed "
        "verify --repair` installs what differs again."
    )
    assert (found.path, found.advice, found.fix) == (".venv", False, None)
    for name in ("__init__.py", "core.py"):
        (site / "loam" / name).write_text("leak()\n")
    (site / "loam/deep/layers.py").unlink()
    what = only(root, "SB409").what
    assert what.startswith("5 files in .venv differ from what their packages list: ")
    assert "; and 2 more. Compared: the sizes of 37 files, the hashes of 3 files." in what
    shutil.rmtree(site / "loam")
    (site / "marl.py").write_bytes(verify_wheels.MARL["marl.py"])
    done = seedbed("doctor", "--select", "SB409", cwd=root)
    assert done.returncode == 1
    assert "7 files in .venv" in done.stdout


def test_one_file(root: Path) -> None:
    (site_of(root) / "marl.py").write_bytes(b"")
    path = f"lib/{site_of(root).parent.name}/site-packages/marl.py"
    assert only(root, "SB409").what == (
        f"1 file in .venv differs from what its package lists: {path} (marl 2.0) was changed. "
        "Compared: the sizes of 37 files, the hashes of 1 file."
    )


def test_a_file_that_is_only_newer_is_read_and_fits(root: Path) -> None:
    (site_of(root) / "loam/core.py").touch()
    os.utime(root / ".venv/bin/loam")
    assert glance(str(root / ".venv")) == Glance(files=37, read=2)


def test_what_keeps_its_size_and_its_time_is_for_verify(root: Path) -> None:
    keep_time(site_of(root) / "marl.py", b'VERSION = "2.1"\n')
    assert codes(root, "SB409") == []
    found = verify(Wanted(level="record", environment=str(root / ".venv"), lock=f"{root}/uv.lock"))
    assert [one.path.rpartition("/")[2] for one in found.differences] == ["marl.py"]
    keep_time(site_of(root) / "marl.py", b'VERSION = "2.10"\n')
    assert told(root) == ["marl.py was changed"]


def test_there_is_a_limit_to_its_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert glance(str(root / ".venv"), seconds=-1.0) == Glance(is_whole=False)
    (site_of(root) / "marl.py").write_bytes(b"")
    cut = replace(glance(str(root / ".venv")), files=9, unread=2, is_whole=False)
    monkeypatch.setattr("seedbed.commands.verifying.glance.glance", lambda _: cut)
    assert only(root, "SB409").what.endswith(
        "Compared: the sizes of 9 files, the hashes of 1 file, but not those of 2 files more, "
        "which are newer than the list; for others, there was no time."
    )


def test_without_an_environment_or_packages(root: Path, tmp_path: Path) -> None:
    assert glance(str(tmp_path / "none")) == Glance()
    shutil.rmtree(site_of(root))
    assert codes(root, "SB409") == []
    shutil.rmtree(root / ".venv")
    assert codes(root, "SB409") == []
    (root / ".venv").write_text("")
    assert glance(str(root / ".venv")) == Glance()


def test_of_a_clone_nothing_is_started(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_git(root, "init", "--quiet")
    run_git(root, "add", "--force", ".")
    (site_of(root) / "marl.py").write_bytes(b"")
    monkeypatch.setattr(os, "posix_spawn", None)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert told(root) == ["marl.py was changed"]


@pytest.mark.parametrize("manager", ["pixi", "conda"])
def test_it_does_not_apply_to_packages_of_conda(root: Path, manager: str) -> None:
    manifest = root / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('manager = "uv"', f'manager = "{manager}"'))
    assert report(root, "SB409").examined.skipped == ("SB409",)


def test_nor_to_an_environment_with_both(root: Path) -> None:
    assert report(root, "SB409").examined.passed == ("SB409",)
    (root / ".venv/conda-meta").mkdir()
    assert report(root, "SB409").examined.skipped == ("SB409",)
