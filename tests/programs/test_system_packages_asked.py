"""System packages on the command line: what `new` and `update` make of them, and what they say."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from cli import seedbed
from running import PLAIN

from seedbed.errors import USAGE


def test_on_the_command_line(tmp_path: Path) -> None:
    made = seedbed(
        "new", "x", *PLAIN, "--manager", "pixi", "--nix", "shell", "--system-package", "ffmpeg,jq",
        "--system-package", "mytool:nix=myTool:conda=", cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    root = tmp_path / "x"

    def manifest() -> dict[str, Any]:
        return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))

    def nix() -> Any:
        return json.loads((root / ".nix/packages.json").read_text(encoding="utf-8"))

    assert manifest()["tool"]["seedbed"]["system-packages"] == [
        "ffmpeg", "jq", "mytool:conda=:nix=myTool",
    ]  # fmt: skip
    assert {"ffmpeg", "jq"} <= set(manifest()["tool"]["pixi"]["dependencies"])
    assert nix() == ["ffmpeg", "jq", "myTool"]

    assert seedbed("update", "--no-sync", cwd=root).stdout.startswith("Everything is up to date.")
    (root / ".nix/packages.json").write_text('["duckdb", "ffmpeg", "jq", "myTool"]\n')
    done = seedbed("update", "--no-sync", "--set", "system-packages=jq,sox", cwd=root)
    assert done.returncode == 0, done.stderr
    assert manifest()["tool"]["seedbed"]["system-packages"] == ["jq", "sox"]
    assert "sox" in manifest()["tool"]["pixi"]["dependencies"]
    assert "ffmpeg" not in manifest()["tool"]["pixi"]["dependencies"]
    assert sorted(nix()) == ["duckdb", "jq", "sox"]

    done = seedbed("update", "--no-sync", "--set", "system-packages=", cwd=root)
    assert done.returncode == 0, done.stderr
    assert nix() == ["duckdb"]
    assert "## System packages" not in (root / "README.md").read_text(encoding="utf-8")


def test_what_a_person_writes_into_the_manifest_is_taken_up(tmp_path: Path) -> None:
    options = ("--manager", "pixi", "--nix", "shell", "--system-package", "jq")
    assert seedbed("new", "x", *PLAIN, *options, cwd=tmp_path).returncode == 0
    manifest = tmp_path / "x" / "pyproject.toml"
    text = manifest.read_text(encoding="utf-8")
    old, new = 'system-packages = ["jq"]', 'system-packages = ["jq", "FFmpeg", "x:nix=x:conda="]'
    assert text.count(old) == 1
    manifest.write_text(text.replace(old, new), encoding="utf-8")
    done = seedbed("update", "--no-sync", cwd=tmp_path / "x")
    assert done.returncode == 0, done.stderr
    found = tomllib.loads(manifest.read_text(encoding="utf-8"))["tool"]
    assert {"jq", "ffmpeg"} <= set(found["pixi"]["dependencies"])
    assert (tmp_path / "x" / ".nix/packages.json").read_text() == (
        '[\n    "ffmpeg",\n    "jq",\n    "x"\n]\n'
    )
    assert "up to date" in seedbed("update", "--no-sync", cwd=tmp_path / "x").stdout


def test_who_wants_none_does_not_wait_for_them(tmp_path: Path) -> None:
    program = (
        "import sys; from seedbed.cli import main; "
        f"sys.argv = ['seedbed', 'new', 'x', *{PLAIN}, *sys.argv[1:]]; "
        "code = main(); "
        "print([one for one in sys.modules if 'render.system' in one or 'nix' in one])"
    )
    for options, loaded in (
        ((), "[]"),
        (
            ("--name", "y", "--system-package", "jq"),
            "['seedbed.render.system_packages', 'seedbed.render.system_readme']",
        ),
    ):
        done = subprocess.run(
            [sys.executable, "-c", program, *options],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert done.stdout.splitlines()[-1] == loaded
        shutil.rmtree(tmp_path / "x")


def test_a_mistake_on_the_command_line_writes_nothing(tmp_path: Path) -> None:
    done = seedbed(
        "new", "x", *PLAIN, "--manager", "pixi", "--system-package", "ffmpg", cwd=tmp_path
    )
    assert done.returncode == USAGE
    assert "Did you mean 'ffmpeg'?" in done.stderr
    assert "--system-package ffmpg:conda=NAME" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x").exists()


def test_what_is_only_recorded_is_said(tmp_path: Path) -> None:
    done = seedbed("new", "x", *PLAIN, "--json", "--system-package", "ffmpg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (message,) = json.loads(done.stdout)["messages"]
    assert message.endswith("Did you mean 'ffmpeg'?")
    done = seedbed("update", "--no-sync", "--set", "system-packages=sqite", cwd=tmp_path / "x")
    assert done.returncode == 0, done.stderr
    assert "Did you mean 'sqlite'?" in done.stdout + done.stderr
