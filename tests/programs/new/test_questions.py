"""The questions of `seedbed new` on a terminal, and that there are none elsewhere."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import pexpect
import pytest
from cli import seedbed
from running import PLAIN, SEEDBED, environment, names
from terminal import Screen, on_terminal, rest_of

from seedbed.layers.library import load_library, offered
from seedbed.model.choices import Choices

if TYPE_CHECKING:
    from pathlib import Path

DOWN = "\x1b[B"
UP = "\x1b[A"
CLEAR = "\x01\x0b"
"""To the beginning of the line, then without what stands behind it."""
FRAMEWORKS = offered(load_library(), "framework")
_TO_NONE = FRAMEWORKS.index("none") - FRAMEWORKS.index(Choices.framework)
# the first word of each question, the option that answers it, a value, and the keys for that
QUESTIONS = [
    ("Framework", "--framework", "none", f"{(DOWN if _TO_NONE > 0 else UP) * abs(_TO_NONE)}\r"),
    ("Manager", "--manager", "conda", f"{DOWN}\r"),
    ("Nix", "--nix", "poetry2nix", f"{DOWN}\r"),
    ("Python", "--python", ">=3.12", f"{CLEAR}>=3.12\r"),
    ("Extras", "--with", "changelog", " \r"),
    ("Linters", "--lint", "classic", f"{UP}\r"),
    ("Description", "--description", "Reads digits", "Reads digits\r"),
    ("License", "--license", "none", f"{DOWN}\r"),
    ("Author", "--author", "Grace", f"{CLEAR}Grace\r"),
]
EMAIL = "Email"
GIT = "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n"


def _start(cwd: Path, *arguments: str, **changes: str) -> Screen:
    (cwd / "gitconfig").write_text(GIT)
    work = cwd / "work"
    work.mkdir()
    config = str(cwd / "gitconfig")
    return Screen(
        *arguments, "--no-sync", "--no-git", cwd=work, GIT_CONFIG_GLOBAL=config, **changes
    )


def _manifest(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text())


def test_each_question_is_asked_once_then_whether_to_proceed(tmp_path: Path) -> None:
    asked = _start(tmp_path, "new", "x").answer({})
    assert asked == [*[question for question, *_ in QUESTIONS], EMAIL, "Proceed"]


def test_the_accelerator_is_asked_where_the_framework_has_builds_for_some(tmp_path: Path) -> None:
    asked = _start(tmp_path, "new", "x", "--framework", "pytorch").answer(
        {"Accelerator": f"{DOWN}\r"}
    )
    assert "Accelerator" in asked
    assert _manifest(tmp_path / "work" / "x")["tool"]["seedbed"]["accelerator"] == "cpu"


def test_the_defaults_are_the_machine_s_and_git_s(tmp_path: Path) -> None:
    screen = _start(tmp_path, "new", "x")
    screen.answer({})
    manifest = _manifest(tmp_path / "work" / "x")
    assert manifest["project"]["name"] == "x"
    assert manifest["project"]["license"] == "MIT"
    assert manifest["project"]["requires-python"] == ">=3.11"
    assert manifest["project"]["authors"] == [{"name": "Ada Lovelace", "email": "ada@example.org"}]
    table = manifest["tool"]["seedbed"]
    assert (table["framework"], table["manager"], table["nix"]) == ("sklearn", "uv", "none")
    assert table["extras"] == ["github", "pre-commit"]


def test_each_value_has_its_help_and_no_line_is_too_long(tmp_path: Path) -> None:
    screen = _start(tmp_path, "new", "x")
    screen.wait(r"^\? Framework")
    screen.wait(r"^ » sklearn  +Classical machine learning")
    shown = [line for line in screen.lines if re.match(r" [ »] \S+  +\S", line)]
    assert len(shown) == len(FRAMEWORKS)
    screen.send("\r")
    screen.wait(r"^\? Manager")
    screen.send("\x03")
    assert screen.end() == 130
    assert names(tmp_path / "work") == set()


@pytest.mark.parametrize(("question", "option", "value", "_keys"), QUESTIONS)
def test_what_was_given_is_not_asked(
    tmp_path: Path, question: str, option: str, value: str, _keys: str
) -> None:
    nix = ("--manager", "poetry") if value == "poetry2nix" else ()
    asked = _start(tmp_path, "new", "x", option, value, *nix).answer({})
    assert len(asked) >= 7
    assert question not in asked


def test_all_given_asks_only_whether_to_proceed(tmp_path: Path) -> None:
    given = [word for _, option, value, _ in QUESTIONS for word in (option, value)]
    given[given.index("conda")] = "poetry"
    screen = _start(tmp_path, "new", "x", *given, "--email", "grace@example.org")
    assert screen.answer({}) == ["Proceed"]


def test_the_answers_reach_the_project(tmp_path: Path) -> None:
    keys = {question: keys for question, _, _, keys in QUESTIONS if question != "Nix"}
    _start(tmp_path, "new", "x").answer({**keys, EMAIL: f"{CLEAR}grace@example.org\r"})
    manifest = _manifest(tmp_path / "work" / "x")
    assert manifest["project"]["description"] == "Reads digits"
    assert "license" not in manifest["project"]
    assert manifest["project"]["requires-python"] == ">=3.12"
    assert manifest["project"]["authors"] == [{"name": "Grace", "email": "grace@example.org"}]
    assert manifest["tool"]["seedbed"]["framework"] == "none"
    assert manifest["tool"]["seedbed"]["manager"] == "conda"
    assert manifest["tool"]["seedbed"]["extras"] == ["changelog", "github", "pre-commit"]


def test_nothing_is_written_unless_somebody_says_so(tmp_path: Path) -> None:
    screen = _start(tmp_path, "new", "x")
    assert screen.answer({"Proceed": "n\r"})[-1] == "Proceed"
    assert screen.lines[-1].endswith("Nothing was written.")
    assert names(tmp_path / "work") == set()


def test_the_folder_is_asked_until_it_can_be(tmp_path: Path) -> None:
    screen = _start(tmp_path, "new")
    screen.wait(r"^\? Folder \(.+\):")
    screen.send(f"{tmp_path}\r")
    screen.wait(r"^\? Folder", times=2)
    assert "is not empty" in " ".join(" ".join(screen.display).split())
    screen.send(f"{CLEAR}digits\r")
    screen.answer({}, ("Folder",))
    assert _manifest(tmp_path / "work" / "digits")["project"]["name"] == "digits"


@pytest.mark.parametrize(
    ("question", "wrong", "said", "right"),
    [
        ("Python", ">=3.8", "allows Python 3.8", ">=3.11"),
        ("Python", "new", "is not a range of Python versions", ">=3.11"),
        (EMAIL, "nobody", "is not an email address", ""),
    ],
)
def test_a_wrong_answer_is_asked_again(
    tmp_path: Path, question: str, wrong: str, said: str, right: str
) -> None:
    screen = _start(tmp_path, "new", "x")
    screen.answer_until(question)
    screen.send(f"{CLEAR}{wrong}\r")
    screen.wait(said)
    screen.wait(rf"^\? {question}", times=2)
    screen.send(f"{CLEAR}{right}\r")
    before = [name for name, *_ in QUESTIONS]
    screen.answer(
        {},
        [*before[: before.index(question)], question] if question in before else [*before, EMAIL],
    )
    assert names(tmp_path / "work") == {"x"}


def test_a_name_that_cannot_be_is_asked(tmp_path: Path) -> None:
    screen = _start(tmp_path, "new", "json")
    screen.wait("would hide a")
    screen.wait(r"^\? Name \(.+\):")
    screen.send("class\r")
    screen.wait("is a Python keyword")
    screen.wait(r"^\? Name", times=2)
    screen.send(f"{CLEAR}json-reader\r")
    screen.answer({}, ("Name",))
    assert _manifest(tmp_path / "work" / "json")["project"]["name"] == "json-reader"


@pytest.mark.parametrize("verbose", [False, True])
def test_the_plan_is_shown_before_it_is_asked(tmp_path: Path, verbose: bool) -> None:
    more = ["--verbose"] if verbose else []
    screen = _start(tmp_path, "new", "x", "--framework", "none", "--with", "direnv", *more)
    asked = screen.answer({})
    assert asked[-1] == "Proceed"
    said = "\n".join(screen.lines)
    plan, apart, after = re.split(r"\nThese run automatically:\n|(?=\nProceed\?)", said)
    assert bool(re.search(r"(?m)^  pyproject\.toml +choices, ", plan)) == verbose
    assert bool(re.search(r"(?m)^  pyproject\.toml$", plan)) != verbose
    assert ".envrc" in apart.split()
    assert "Created x: " in after


@pytest.mark.parametrize(
    ("changes", "styled"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["color", "NO_COLOR"]
)
def test_questions_have_color_unless_it_is_switched_off(
    tmp_path: Path, changes: dict[str, str], styled: bool
) -> None:
    screen = _start(tmp_path, "new", "x", **changes)
    screen.wait(r"^\? Framework")
    screen.send("\x03")
    screen.end()
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-7]", screen.raw)) is styled


@pytest.mark.parametrize("option", ["--yes", "--json"])
def test_nothing_is_asked_where_it_was_said_so(tmp_path: Path, option: str) -> None:
    screen = _start(tmp_path, "new", "x", option)
    assert screen.end() == 0
    assert not [line for line in screen.lines if line.startswith("?")]
    assert names(tmp_path / "work") == {"x"}


def test_nothing_is_asked_without_a_terminal(tmp_path: Path) -> None:
    run = seedbed("new", "x", "--no-sync", "--no-git", cwd=tmp_path)
    assert run.returncode == 0
    assert len(run.stdout.splitlines()) == 2
    assert run.stderr == ""


def test_nothing_is_asked_when_the_output_goes_elsewhere(tmp_path: Path) -> None:
    command = " ".join([*SEEDBED, "new", "x", "--no-sync", "--no-git", ">said"])
    child = pexpect.spawn(
        "sh", ["-c", command], cwd=str(tmp_path), env=environment(), encoding="utf-8", timeout=20
    )
    assert rest_of(child) == (0, "")
    assert len((tmp_path / "said").read_text().splitlines()) == 2


@pytest.mark.parametrize("arguments", [("new", "x", "--dry-run"), ("new", "/"), ("--help",)])
def test_no_escape_codes_without_a_terminal(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run = subprocess.run(
        [*SEEDBED, *arguments], cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    assert run.stdout + run.stderr
    assert b"\x1b" not in run.stdout + run.stderr


@pytest.mark.parametrize(
    ("changes", "styled"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_on_a_terminal(tmp_path: Path, changes: dict[str, str], styled: bool) -> None:
    child = on_terminal("new", "x", "--dry-run", "--verbose", *PLAIN, cwd=tmp_path, **changes)
    child.expect("These run automatically")
    assert ("\x1b[" in str(child.before)) is styled
    assert rest_of(child)[0] == 0


def test_only_what_goes_with_the_answers_so_far_is_offered() -> None:
    from seedbed.cli.ask import possible
    from seedbed.cli.completions import offers

    assert set(possible(offers("nix"), "nix", {"manager": "conda"})) == {"none", "shell"}
    assert "nixos" in possible(offers("nix"), "nix", {"manager": "uv"})
