"""The extra `byte-compile`: what projects get, and what `seedbed sync` compiles."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from venv import EnvBuilder

import pytest
from stand_ins import program

from seedbed.commands.options import choices_from
from seedbed.errors import SeedbedError
from seedbed.host import process
from seedbed.managers.base import MANAGERS
from seedbed.managers.pixi.driver import Driver as Pixi
from seedbed.managers.poetry.driver import Driver as Poetry
from seedbed.managers.shared.compiling import CODE, compile_packages, is_wanted
from seedbed.render.compose import compose

EVERY = pytest.mark.parametrize("manager", MANAGERS)
WANTED = '[tool.seedbed]\nmanager = "pixi"\nextras = ["byte-compile"]\n'
COMPILING = "Compiling the packages in {}.\n"


def manifest(manager: str, *extras: str) -> dict[str, object]:
    values = {"manager": manager, "with": list(extras), "git": False}
    data = compose(choices_from(values, "/x-1")).files["pyproject.toml"].data
    tool: dict[str, object] = tomllib.loads(data.decode())["tool"]
    return tool


@EVERY
def test_the_manifest_asks_for_it(manager: str) -> None:
    tool = manifest(manager, "byte-compile")
    tasks = tool["pixi" if manager == "pixi" else "poe"]["tasks"]  # type: ignore[index]
    if manager == "uv":
        assert tool["uv"]["compile-bytecode"] is True  # type: ignore[index]
        assert "compile" not in tasks
    else:
        assert tasks["compile"]["cmd"] == f'python -c "{CODE}"'


@EVERY
def test_without_the_extra_nothing_does(manager: str) -> None:
    assert "compile" not in str(manifest(manager))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with an environment as Pixi makes it, of one package."""
    root = tmp_path / "it's a project"
    prefix = root / ".pixi" / "envs" / "dev"
    EnvBuilder(symlinks=True).create(prefix)
    (prefix / "conda-meta").mkdir()
    (prefix / "conda-meta" / "python-3.json").write_text("{}")
    site = site_of(root)
    (site / "deep" / "below").mkdir(parents=True)
    (site / "deep" / "below" / "one.py").write_text("x = 1\n")
    (site / "wrong.py").write_text("on purpose (\n")
    (site / "deep-1.dist-info").mkdir()
    (root / "pyproject.toml").write_text(WANTED)
    (root / "pixi.lock").write_text("version: 7\n")
    return root


def site_of(root: Path) -> Path:
    (site,) = (root / ".pixi" / "envs" / "dev" / "lib").glob("python3*/site-packages")
    return site


def compiled(root: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in site_of(root).rglob("*.pyc"))


def run(root: Path) -> None:
    compile_packages(str(root), str(root / ".pixi" / "envs" / "dev"), dict(os.environ))


def test_what_is_new_is_compiled_and_nothing_twice(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = COMPILING.format(root / ".pixi" / "envs" / "dev")
    run(root)
    assert compiled(root) == ["one"]  # and what is wrong there is no failure
    assert capfd.readouterr().err == said
    for path in site_of(root).rglob("*.pyc"):
        path.unlink()
    run(root)  # nothing has changed, so nothing is looked at
    assert compiled(root) == []
    assert capfd.readouterr().err == ""
    (site_of(root) / "two.py").write_text("y = 2\n")
    (site_of(root) / "two-1.dist-info").mkdir()
    run(root)
    assert compiled(root) == ["one", "two"]
    assert capfd.readouterr().err == said


def test_a_package_that_came_again_is_compiled_again(root: Path) -> None:
    run(root)
    for path in site_of(root).rglob("*.pyc"):
        path.unlink()
    os.utime(site_of(root) / "deep-1.dist-info", (1, 1))
    run(root)
    assert compiled(root) == ["one"]


def test_a_failure_is_a_remark(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    python = root / ".pixi" / "envs" / "dev" / "bin" / "python"
    python.unlink()
    program(python, "exit 3")
    run(root)
    assert capfd.readouterr().err == COMPILING.format(root / ".pixi" / "envs" / "dev") + (
        "Some packages were not compiled: Python compiles them when it imports them.\n"
    )
    python.unlink()
    run(root)
    assert capfd.readouterr().err == ""


def test_ctrl_c_says_that_the_environment_is_there(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "run", stop)
    with pytest.raises(SeedbedError) as caught:
        run(root)
    assert caught.value.message == (
        "Interrupted while compiling packages. The environment is complete: Python compiles the "
        "others when it imports them."
    )
    assert not (root / ".pixi" / "envs" / "dev" / ".seedbed-compiled").exists()


def test_no_program_of_a_clone_runs(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    python = root / ".pixi" / "envs" / "dev" / "bin" / "python"
    python.unlink()
    program(python, f"touch '{root.parent}/ran'")
    for command in (["init", "--quiet"], ["add", "--force", str(python)]):
        subprocess.run(["git", *command], cwd=root, check=True)
    run(root)
    assert not (root.parent / "ran").exists()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WANTED, True),
        ('[tool.seedbed]\nextras = ["docs", "byte-compile"]\n', True),
        ('[tool.seedbed]\nextras = ["docs"]\n', False),
        ('[tool.seedbed]\nextras = "byte-compile"\n', False),
        ("# byte-compile\n", False),
        ("byte-compile [", False),
    ],
)
def test_who_wants_it(tmp_path: Path, text: str, expected: bool) -> None:
    assert not is_wanted(str(tmp_path))
    (tmp_path / "pyproject.toml").write_text(text)
    assert is_wanted(str(tmp_path)) is expected


def test_pixi_is_followed_by_it_and_replaced_by_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = 'echo "$@" >> "$(dirname "$0")/calls"'
    pixi = program(
        tmp_path / "bin" / "pixi", f"{note}\ntest \"$1\" != --version || echo 'pixi 99.0'"
    )
    monkeypatch.setenv("PATH", f"{pixi.parent}{os.pathsep}/usr/bin:/bin")
    with pytest.raises(SystemExit) as caught:
        Pixi().exec_sync(str(root))
    assert caught.value.code == 0
    assert compiled(root) == ["one"]
    *_, last = (tmp_path / "bin" / "calls").read_text().splitlines()
    assert last.startswith("install ")


def test_poetry_does_it_itself(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "test \"$1\" != --version || echo 'Poetry (version 2.5.1)'"
    poetry = program(tmp_path / "bin" / "poetry", f'{said}\necho "$@" >> "$(dirname "$0")/calls"')
    monkeypatch.setenv("PATH", f"{poetry.parent}{os.pathsep}/usr/bin:/bin")
    (root / "poetry.lock").write_text("")
    Poetry().sync(str(root))
    (root / "pyproject.toml").write_text("[tool.seedbed]\nextras = []\n")
    Poetry().sync(str(root))
    first, second = (tmp_path / "bin" / "calls").read_text().splitlines()[1::2]
    assert first == f"--project {root} sync --compile"
    assert second == f"--project {root} sync"


def test_poetry_has_the_option() -> None:
    poetry = Path(sys.executable).with_name("poetry")
    done = subprocess.run([poetry, "sync", "--help"], capture_output=True, check=True)
    assert b"--compile" in done.stdout
