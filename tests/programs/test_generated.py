"""The generated project, used as someone does who has uv and no seedbed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cli import seedbed
from uv import find_uv_bin

pytestmark = pytest.mark.network
ALL_EXTRAS = "direnv,github,pre-commit,vscode"
TOOLS = Path(sys.executable).parent
TRAIN = ("uv", "run", "poe", "train")
PICTURES = ("confusion.png", "learning.png")


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

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A command that runs, in a process group of its own, as a terminal starts it."""
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def train(self, out: Path, *options: str, by: tuple[str, ...] = TRAIN) -> Path:
        """Train once, and give the folder of the run, the only new one in `out`."""
        before = set(out.glob("*"))
        self.run(*by, "--out", str(out), *options)
        (made,) = set(out.glob("*")) - before
        return made

    def commit(self) -> str:
        """Commit all that is there, and give the name of the commit."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        self.run("git", "add", "--all")
        self.run("git", *who, "commit", "--quiet", "--no-verify", "--message", "x")
        return self.run("git", "rev-parse", "HEAD").strip()


def read(path: Path) -> Any:
    """What a JSON file holds."""
    return json.loads(path.read_text())


def has_pictures(run: Path) -> bool:
    """Whether a run has its pictures, with something in them."""
    found = [(run / name).read_bytes() for name in PICTURES]
    return all(data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) > 10_000 for data in found)


def make(framework: str, factory: pytest.TempPathFactory) -> Generated:
    """A project of a framework with all extras; there is no seedbed on its users' PATH."""
    top = factory.mktemp(framework)
    made = seedbed(
        "new", "Deep.Net-1", "--yes", "--no-sync", "--framework", framework,
        "--with", ALL_EXTRAS,
        "--description", 'Reads "digits" \\ ${x}\n\nand more', cwd=top,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (top / "bin").mkdir()
    (top / "bin" / "uv").symlink_to(find_uv_bin())
    generated = Generated(top / "Deep.Net-1", f"{top / 'bin'}:/usr/bin:/bin")
    generated.run("uv", "sync")
    return generated


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


def test_it_trains_and_two_runs_agree(digits: Generated) -> None:
    runs = digits.root / "runs"
    first, second = (digits.train(runs, "--epochs", "3", "--seed", "7") for _ in range(2))
    metrics = read(first / "metrics.json")
    assert metrics == read(second / "metrics.json")
    assert metrics["accuracy"] > 0.9
    assert (first / "history.jsonl").read_text() == (second / "history.jsonl").read_text()
    assert read(first / "config.json")["seed"] == 7
    assert has_pictures(first)
    assert has_pictures(second)


def test_an_evaluation_makes_the_results_again(digits: Generated) -> None:
    runs = digits.root / "runs"
    older, newest = sorted(digits.train(runs, "--epochs", "2", "--seed", seed) for seed in "12")
    for run, named in ((newest, ()), (older, (str(older),))):
        before = read(run / "metrics.json")
        for name in ("metrics.json", *PICTURES):
            (run / name).unlink()
        said = digits.run("uv", "run", "poe", "evaluate", *named)
        assert f"test accuracy {before['accuracy']:.3f}\n" in said
        assert read(run / "metrics.json") == before
        assert has_pictures(run)


def test_a_run_that_is_interrupted_goes_on(digits: Generated, tmp_path: Path) -> None:
    """Ctrl-C on a terminal: each process of the command gets it."""
    script = ("uv", "run", "deep-net-1-train")
    process = digits.start(*script, "--out", str(tmp_path), "--epochs", "5000")
    assert process.stdout
    for line in process.stdout:
        if line.startswith("epoch 2/"):
            break
    os.killpg(process.pid, signal.SIGINT)
    said, complaints = process.communicate(timeout=120)
    (run,) = tmp_path.iterdir()
    assert process.returncode == 130, complaints
    assert said.endswith(f"Stopped. To continue, add: --resume {run}\n")
    assert "Traceback" not in said + complaints
    assert read(run / "run.json")["status"] == "stopped"
    assert not (run / "metrics.json").exists()
    done = len((run / "history.jsonl").read_text().splitlines())
    assert 2 <= done < 5000
    digits.run(*TRAIN, "--resume", str(run), "--epochs", str(done + 1))
    lines = (run / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [*range(1, done + 2)]
    assert read(run / "run.json")["status"] == "complete"
    assert read(run / "metrics.json")["accuracy"] > 0.9
    assert list(tmp_path.iterdir()) == [run]


def test_its_console_script_trains(digits: Generated, tmp_path: Path) -> None:
    script = ("uv", "run", "deep-net-1-train")
    run = digits.train(tmp_path, "--epochs", "1", by=script)
    assert read(run / "run.json")["status"] == "complete"
    assert "--epochs" in digits.run(*script, "--epochs", "0", status=2)


def test_a_run_names_the_commit_and_the_lock(digits: Generated, tmp_path: Path) -> None:
    commit = digits.commit()
    lock = hashlib.sha256((digits.root / "uv.lock").read_bytes()).hexdigest()
    facts = read(digits.train(tmp_path, "--epochs", "1") / "run.json")
    assert (facts["commit"], facts["dirty"], facts["lock_sha256"]) == (commit, False, lock)
    assert facts["packages"]["Deep.Net-1"] == "0.1.0"
    code = digits.root / "src" / "deep_net_1" / "model.py"
    before = code.read_text()
    try:
        code.write_text(f"{before}\n")
        facts = read(digits.train(tmp_path, "--epochs", "1") / "run.json")
    finally:
        code.write_text(before)
    assert (facts["commit"], facts["dirty"]) == (commit, True)


def test_an_empty_package_has_nothing_to_train(empty: Generated) -> None:
    code = empty.root / "src" / "deep_net_1"
    assert {path.name for path in code.iterdir()} - {"__pycache__"} == {"__init__.py", "py.typed"}
    manifest = tomllib.loads((empty.root / "pyproject.toml").read_text())
    assert not manifest["project"].get("dependencies")
    assert "scripts" not in manifest["project"]
    assert manifest["tool"]["poe"]["tasks"].keys() >= {"test", "lint"}
    assert "train" in empty.run(*TRAIN, status=1)


def test_a_type_checker_of_the_editor_finds_nothing(project: Generated, tmp_path: Path) -> None:
    settings = tmp_path / "pyrightconfig.json"
    include = [str(project.root / name) for name in ("src", "tests")]
    settings.write_text(json.dumps({"include": include, "typeCheckingMode": "standard"}))
    python = str(project.root / ".venv" / "bin" / "python")
    checker = (str(TOOLS / "basedpyright"), "--project", str(settings), "--pythonpath", python)
    assert "0 errors, 0 warnings, 0 notes" in project.run(*checker)
    mistake = project.root / "src" / "deep_net_1" / "mistake.py"
    try:
        mistake.write_text('NUMBER: int = "one"\n')
        assert "1 error, " in project.run(*checker, status=1)
    finally:
        mistake.unlink()


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


def test_seedbed_syncs_and_runs_from_a_folder_below(project: Generated, tmp_path: Path) -> None:
    below = project.root / "src" / "deep_net_1"
    synced = seedbed("sync", "--json", cwd=below)
    assert synced.returncode == 0, synced.stderr
    assert json.loads(synced.stdout)["result"] == {"path": str(project.root), "synced": True}
    report = tmp_path / "report.xml"
    ran = seedbed(
        "run", "test", "--", "--junitxml", str(report), "-k", "data or package", cwd=below
    )
    assert ran.returncode == 0, ran.stderr
    assert report.is_file()


def test_seedbed_trains_from_a_folder_below(digits: Generated, tmp_path: Path) -> None:
    below = digits.root / "src" / "deep_net_1"
    ran = seedbed("run", "train", "--", "--epochs", "1", "--out", str(tmp_path), cwd=below)
    assert ran.returncode == 0, ran.stderr
    assert list(tmp_path.glob("*/metrics.json"))
    bad = seedbed("run", "train", "--epochs", "0", cwd=below)
    assert bad.returncode == 2
    assert "--epochs" in bad.stderr


def test_a_tasks_own_exit_status_is_passed_on(project: Generated) -> None:
    bad = seedbed("run", "test", "--no-such-option", cwd=project.root)
    assert bad.returncode == 4
    assert "--no-such-option" in bad.stderr
    unknown = seedbed("run", "nope", cwd=project.root)
    assert unknown.returncode != 0
    assert "nope" in unknown.stdout + unknown.stderr
