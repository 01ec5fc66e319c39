"""The generated project, used as someone does who has uv and no seedbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cli import seedbed
from uv import find_uv_bin

pytestmark = pytest.mark.network
ALL_EXTRAS = "direnv,github,pre-commit,vscode"
TOOLS = Path(sys.executable).parent


class Generated:
    """A project on disk, and the commands of its users."""

    def __init__(self, root: Path, path: str) -> None:
        self.root = root
        self._env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
        self._env |= {"PATH": path, "UV_PYTHON": os.path.realpath(sys.executable)}
        # several tests run at a time: threads beyond that only wait for each other
        self._env |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def run(self, *command: str, status: int = 0) -> str:
        """What a command prints; it must end with that status."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self._env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def metrics(self) -> list[dict[str, object]]:
        """The metrics of all runs, oldest first."""
        found = sorted((self.root / "runs").glob("*/metrics.json"))
        return [json.loads(path.read_text()) for path in found]


@pytest.fixture(scope="module", params=["sklearn", "none"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project of a framework with all extras; there is no seedbed on its users' PATH."""
    top = tmp_path_factory.mktemp(request.param)
    made = seedbed(
        "new", "Deep.Net-1", "--yes", "--no-sync", "--framework", request.param,
        "--with", ALL_EXTRAS,
        "--description", 'Reads "digits" \\ ${x}\n\nand more', cwd=top,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (top / "bin").mkdir()
    (top / "bin" / "uv").symlink_to(find_uv_bin())
    generated = Generated(top / "Deep.Net-1", f"{top / 'bin'}:/usr/bin:/bin")
    generated.run("uv", "sync")
    return generated


def test_its_tests_pass(project: Generated) -> None:
    assert " passed" in project.run("uv", "run", "poe", "test")


def test_its_linters_pass(project: Generated) -> None:
    project.run("uv", "run", "poe", "lint")
    project.run("uv", "run", "poe", "workflows")
    project.run("uv", "run", "mypy", "--strict", "src", "tests")


def test_research_code_without_types_passes_until_strict_is_asked_for(project: Generated) -> None:
    code = project.root / "src" / "deep_net_1" / "sketch.py"
    code.write_text("import no_such_library\n\n\ndef double(x):\n    return no_such_library.f(x)\n")
    manifest = project.root / "pyproject.toml"
    before = manifest.read_text()
    try:
        project.run("uv", "run", "mypy")
        assert before.count("[tool.mypy]\n") == 1
        manifest.write_text(before.replace("[tool.mypy]\n", "[tool.mypy]\nstrict = true\n"))
        said = project.run("uv", "run", "mypy", status=1)
        assert "Function is missing a type annotation" in said
        code.write_text("def double(x: int) -> int:\n    return 2 * x + 'a'\n")
        manifest.write_text(before)
        assert "Unsupported operand types" in project.run("uv", "run", "mypy", status=1)
    finally:
        code.unlink()
        manifest.write_text(before)


def test_it_builds(project: Generated) -> None:
    project.run("uv", "build")
    wheels = [path.name for path in (project.root / "dist").glob("*.whl")]
    assert wheels == ["deep_net_1-0.1.0-py3-none-any.whl"]


def test_it_trains_and_two_runs_agree(project: Generated) -> None:
    for _ in range(2):
        project.run("uv", "run", "poe", "train", "--epochs", "3", "--seed", "7")
    first, second = project.metrics()
    assert first == second
    assert first["seed"] == 7
    assert isinstance(first["accuracy"], float)
    assert first["accuracy"] > 0.9
    pictures = list((project.root / "runs").glob("*/confusion.png"))
    promised = "confusion.png" in (project.root / "README.md").read_text()
    assert len(pictures) == (2 if promised else 0)
    for picture in pictures:
        assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
        assert picture.stat().st_size > 10_000


def test_the_locks_platforms_are_the_projects(project: Generated) -> None:
    lock = tomllib.loads((project.root / "uv.lock").read_text())
    manifest = tomllib.loads((project.root / "pyproject.toml").read_text())
    assert len(lock["supported-markers"]) == len(manifest["tool"]["uv"]["environments"])


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("validate-pyproject", "pyproject.toml"),
        ("sp-repo-review", "."),
        ("zizmor", "--offline", "--quiet", "."),
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows",
         ".github/workflows/ci.yml"),
        ("check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"),
        ("shellcheck", "--shell", "bash", ".envrc"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_fields_linters_pass(project: Generated, command: tuple[str, ...]) -> None:
    project.run(str(TOOLS / command[0]), *command[1:])


def test_git_ignores_what_it_makes(project: Generated) -> None:
    project.run("git", "add", "--all")
    added = project.run("git", "ls-files").splitlines()
    assert "uv.lock" in added
    assert not [path for path in added if path.startswith((".venv", "runs/", "dist/"))]
    assert "src/deep_net_1/__init__.py" in added


def test_seedbed_syncs_and_runs_from_a_folder_below(project: Generated) -> None:
    below = project.root / "src" / "deep_net_1"
    synced = seedbed("sync", "--json", cwd=below)
    assert synced.returncode == 0, synced.stderr
    assert json.loads(synced.stdout)["result"] == {"path": str(project.root), "synced": True}
    ran = seedbed(
        "run", "train", "--", "--epochs", "1", "--out", str(project.root / "o"), cwd=below
    )
    assert ran.returncode == 0, ran.stderr
    assert list((project.root / "o").glob("*/metrics.json"))


def test_a_tasks_own_exit_status_is_passed_on(project: Generated) -> None:
    bad = seedbed("run", "train", "--epochs", "0", cwd=project.root)
    assert bad.returncode == 2
    assert "--epochs" in bad.stderr
    unknown = seedbed("run", "nope", cwd=project.root)
    assert unknown.returncode != 0
    assert "nope" in unknown.stdout + unknown.stderr
