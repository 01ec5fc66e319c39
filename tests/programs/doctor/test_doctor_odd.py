"""Odd folders: doctor says something, or nothing, but never fails itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli import files, seedbed
from doctor_runs import BARE, report

ODD = [
    "",
    "project = 1\ntool = 2\n",
    "dependency-groups = 'x'\n[project]\ndependencies = 3\n[tool]\nuv = 1\npoetry = []\npixi = 1\n",
    "[project]\noptional-dependencies = [1]\nrequires-python = 3\n[tool.uv]\nindex = 3\n",
    "[project]\ndependencies = [1, '', '??', 'a b c']\n[tool.uv]\nindex = [1, {}, {url = 2}]\n",
    "[project]\nrequires-python = 'nonsense'\n[tool.seedbed]\nmanager = 3\nnix = []\n",
    "[tool.seedbed]\n",
    f"{BARE}framework = 4\n[project.optional-dependencies]\nx = 4\n",
    BARE.replace('"uv"', '"pixi"') + "[tool.pixi]\nworkspace = 4\nenvironments = 1\n",
    BARE.replace('"uv"', '"poetry"') + "[tool.poetry]\nsource = 'x'\ndependencies = [1]\n",
    BARE.replace('"uv"', '"conda"'),
    "[" * 3000,
]


@pytest.mark.parametrize("manifest", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("beside", ["nothing", "locks", "environments"])
def test_an_odd_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str, beside: str
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("UV_OFFLINE", "1")
    (tmp_path / "pyproject.toml").write_text(manifest)
    if beside == "locks":
        for name in ("uv.lock", "poetry.lock", "pixi.lock", "conda-lock.yml", "environment.yml"):
            (tmp_path / name).write_bytes(b"\xff\x00\nversion: x\n- conda: [")
    if beside == "environments":
        for name in (".venv", ".conda", ".pixi/envs/default"):
            meta = tmp_path / name / "conda-meta"
            meta.mkdir(parents=True)
            (meta / "python-x-y.json").write_bytes(b"\xff")
            (tmp_path / name / "pyvenv.cfg").write_bytes(b"\xff")
            (tmp_path / name / "lib" / "python3.12" / "site-packages" / "-.dist-info").mkdir(
                parents=True
            )
    before = files(tmp_path)
    report(tmp_path)
    assert files(tmp_path) == before


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / "uv.lock").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "poetry.lock")
    done = seedbed("doctor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_manifest_that_is_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pyproject.toml")
    done = seedbed("doctor", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}
