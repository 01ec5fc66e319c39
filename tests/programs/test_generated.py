"""The generated project, used as someone does who has uv and no seedbed."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cli import seedbed
from debugging import Debugging
from generated_projects import TRAIN, Generated, make

pytestmark = pytest.mark.network
TOOLS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project that trains a model."""
    return make("sklearn", tmp_path_factory)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project with an empty package."""
    return make("none", tmp_path_factory)


@pytest.fixture(scope="module", params=["digits", "empty"])
def project(request: pytest.FixtureRequest) -> Generated:
    """Each of them."""
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Generated)
    return made


def test_its_tests_pass(project: Generated) -> None:
    assert " passed" in project.run("uv", "run", "poe", "test")


def test_its_linters_pass(project: Generated) -> None:
    project.run("uv", "run", "poe", "lint")
    project.run("uv", "run", "poe", "workflows")
    project.run("uv", "run", "pre-commit", "validate-config")
    project.run("uv", "run", "mypy", "--strict", "src", "tests")


def test_research_code_without_types_passes_until_strict_is_asked_for(empty: Generated) -> None:
    code = empty.root / "src" / "deep_net_1" / "sketch.py"
    code.write_text("import no_such_library\n\n\ndef double(x):\n    return no_such_library.f(x)\n")
    manifest = empty.root / "pyproject.toml"
    before = manifest.read_text()
    try:
        empty.run("uv", "run", "mypy")
        assert before.count("\nstrict = false\n") == 1
        manifest.write_text(before.replace("\nstrict = false\n", "\nstrict = true\n"))
        said = empty.run("uv", "run", "mypy", status=1)
        assert "Function is missing a type annotation" in said
        code.write_text("def double(x: int) -> int:\n    return 2 * x + 'a'\n")
        manifest.write_text(before)
        assert "Unsupported operand types" in empty.run("uv", "run", "mypy", status=1)
    finally:
        code.unlink()
        manifest.write_text(before)


def test_it_builds(project: Generated) -> None:
    project.run("uv", "build")
    wheels = [path.name for path in (project.root / "dist").glob("*.whl")]
    assert wheels == ["deep_net_1-0.1.0-py3-none-any.whl"]


def test_an_empty_package_has_nothing_to_train(empty: Generated) -> None:
    code = empty.root / "src" / "deep_net_1"
    assert {path.name for path in code.iterdir()} - {"__pycache__"} == {"__init__.py", "py.typed"}
    manifest = tomllib.loads((empty.root / "pyproject.toml").read_text())
    assert not manifest["project"].get("dependencies")
    assert "scripts" not in manifest["project"]
    assert manifest["tool"]["poe"]["tasks"].keys() >= {"test", "lint"}
    assert "train" in empty.run(*TRAIN, status=1)


def test_a_type_checker_of_the_editor_finds_nothing(project: Generated) -> None:
    assert "0 errors, 0 warnings, 0 informations" in project.by_editor()


def test_a_type_checker_of_the_editor_finds_a_mistake(empty: Generated) -> None:
    mistake = empty.root / "src" / "deep_net_1" / "mistake.py"
    try:
        mistake.write_text('NUMBER: int = "one"\n')
        assert "1 error, " in empty.by_editor(status=1)
    finally:
        mistake.unlink()


def editor(project: Generated, file: str) -> dict[str, Any]:
    """What a file for VS Code says, with its variables replaced."""
    text = (project.root / ".vscode" / file).read_text()
    found: dict[str, Any] = json.loads(text.replace("${workspaceFolder}", str(project.root)))
    return found


def test_vs_code_takes_the_environment(project: Generated) -> None:
    python = editor(project, "settings.json")["python.defaultInterpreterPath"]
    ask = "import deep_net_1, sys; print(sys.prefix)"
    assert project.run(python, "-c", ask).strip() == str(project.root / ".venv")
    for folder in editor(project, "settings.json")["python.testing.pytestArgs"]:
        assert (project.root / folder).is_dir()


def test_vs_code_debugs_the_training_and_the_tests_of_a_file(digits: Generated) -> None:
    python = editor(digits, "settings.json")["python.defaultInterpreterPath"]
    launch = {one["name"]: one for one in editor(digits, "launch.json")["configurations"]}
    code = digits.root / "src" / "deep_net_1" / "train.py"
    line = code.read_text().splitlines().index("            run.log(") + 1
    before = set((digits.root / "runs").glob("*"))
    with Debugging(digits.root, launch["Train for two epochs"], python, digits.env) as training:
        worth = training.stopped_at(code, line, "config.epochs", "epoch", "__name__")
        assert worth == ["2", "1", "'__main__'"]
        assert training.exit_status() == 0
    (run,) = set((digits.root / "runs").glob("*")) - before
    assert len((run / "history.jsonl").read_text().splitlines()) == 2
    test = digits.root / "tests" / "test_data.py"
    tests = {**launch["Tests in the current file"], "args": [str(test)]}
    line = next(n for n, one in enumerate(test.read_text().splitlines(), 1) if "assert" in one)
    with Debugging(digits.root, tests, python, digits.env) as testing:
        testing.stopped_at(test, line)
        assert testing.exit_status() == 0


def test_the_locks_platforms_are_the_projects(project: Generated) -> None:
    lock = tomllib.loads((project.root / "uv.lock").read_text())
    manifest = tomllib.loads((project.root / "pyproject.toml").read_text())
    assert len(lock["supported-markers"]) == len(manifest["tool"]["uv"]["environments"])


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
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


def test_the_command_of_sp_repo_review_passes(empty: Generated) -> None:
    empty.run(str(TOOLS / "sp-repo-review"), ".")  # and with it validate-pyproject


def test_git_ignores_what_it_makes(project: Generated) -> None:
    project.run("git", "add", "--all")
    added = project.run("git", "ls-files").splitlines()
    assert "uv.lock" in added
    assert not [path for path in added if path.startswith((".venv", "runs/", "dist/"))]
    assert "src/deep_net_1/__init__.py" in added


def test_seedbed_syncs_and_runs_from_a_folder_below(empty: Generated, tmp_path: Path) -> None:
    below = empty.root / "src" / "deep_net_1"
    synced = seedbed("sync", "--json", cwd=below)
    assert synced.returncode == 0, synced.stderr
    assert json.loads(synced.stdout)["result"] == {
        "path": str(empty.root),
        "synced": True,
        "verified": None,
    }
    report = tmp_path / "report.xml"
    ran = seedbed(
        "run", "test", "--", "--junitxml", str(report), "-k", "data or package", cwd=below
    )
    assert ran.returncode == 0, ran.stderr
    assert report.is_file()


def test_a_tasks_own_exit_status_is_passed_on(empty: Generated) -> None:
    bad = seedbed("run", "test", "--no-such-option", cwd=empty.root)
    assert bad.returncode == 4
    assert "--no-such-option" in bad.stderr
    unknown = seedbed("run", "nope", cwd=empty.root)
    assert unknown.returncode != 0
    assert "nope" in unknown.stdout + unknown.stderr
