"""The wheel: what it holds, and that it makes the same projects as the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from places import ROOT
from running import PLAIN, SEEDBED, contents, environment

EXTRAS = "direnv,github,pre-commit,vscode"


def _run(*command: str, cwd: Path, **changes: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an unpacked wheel that was built from a copy of this checkout."""
    top = tmp_path_factory.mktemp("wheel")
    copy = top / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(
        ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    before = contents(copy)
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(top), cwd=copy)
    assert contents(copy) == before, "the build leaves something in the checkout"
    (built,) = top.glob("seedbed-*-py3-none-any.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(top / "unpacked")
    return top / "unpacked"


def test_it_holds_the_layers_as_one_module(wheel: Path) -> None:
    held = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "seedbed").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    schemas = {path for path in sources if path.startswith("seedbed/data/schemas/")}
    data = {path for path in sources if path.startswith("seedbed/data/")} - schemas
    assert len(schemas) > 10
    assert len(data) > 20
    code = {path for path in held if not path.partition("/")[0].endswith(".dist-info")}
    assert code == sources - data | {"seedbed/layers/_compiled.py"}


def test_every_module_in_it_compiles(wheel: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(wheel, tmp_path / "copy")
    _run(sys.executable, "-m", "compileall", "-q", str(copy), cwd=tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--framework", "none", "--license", "none", "--without", "github"),
        ("--preset", "uv", "--with", EXTRAS, "--license", "apache-2.0", "--python", "3.12"),
        ("--manager", "pixi", "--nix", "shell", "--system-package", "ffmpeg,x:nix=x:conda="),
    ],
    ids=" ".join,
)
def test_it_makes_the_same_projects_as_the_checkout(
    wheel: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    for name, source in (("wheel", wheel), ("checkout", ROOT / "src")):
        place = tmp_path / name
        place.mkdir()
        where = _run(
            sys.executable, "-c", "import seedbed; print(seedbed.__file__)",
            cwd=place, PYTHONPATH=str(source),
        )  # fmt: skip
        assert Path(where.strip()).is_relative_to(source)
        _run(*SEEDBED, "new", "x-1", *PLAIN, *options, cwd=place, PYTHONPATH=str(source))
    made = contents(tmp_path / "wheel")
    assert made == contents(tmp_path / "checkout")
    assert {"x-1/pyproject.toml", "x-1/.seedbed/base", "x-1/src/x_1/__init__.py"} <= made.keys()


def test_the_table_of_system_packages_is_in_that_module(wheel: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from seedbed.render.system_packages import table; "
        "print(sorted(table()), 'tomllib' in sys.modules)"
    )
    said = [
        _run(sys.executable, "-c", program, cwd=tmp_path, PYTHONPATH=str(source))
        for source in (wheel, ROOT / "src")
    ]
    assert "'ffmpeg', 'fftw'" in said[0]
    assert said[0] == said[1].replace("True", "False")


def test_it_offers_what_the_checkout_offers(wheel: Path, tmp_path: Path) -> None:
    for arguments in (["--help"], ["new", "--help"], ["completion", "bash"]):
        said = [
            _run(*SEEDBED, *arguments, cwd=tmp_path, PYTHONPATH=str(source))
            for source in (wheel, ROOT / "src")
        ]
        assert said[0] == said[1]
