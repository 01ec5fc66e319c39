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
from terminal import on_terminal, rest_of, without_colours

if TYPE_CHECKING:
    from pathlib import Path

# the words of each question, the option that answers it, and a value
QUESTIONS = [
    ("Description", "--description", "Reads digits"),
    ("Framework", "--framework", "none"),
    ("Manager", "--manager", "poetry"),
    ("Licence", "--license", "bsd-3-clause"),
    ("Python", "--python", ">=3.12"),
    ("Extras", "--with", "vscode"),
    ("Author", "--author", "Grace"),
]
EMAIL = "Their e-mail"
GIT = "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n"


def _start(cwd: Path, *arguments: str) -> pexpect.spawn[str]:
    (cwd / "gitconfig").write_text(GIT)
    work = cwd / "work"
    work.mkdir()
    config = str(cwd / "gitconfig")
    return on_terminal(*arguments, "--no-sync", "--no-git", cwd=work, GIT_CONFIG_GLOBAL=config)


def _answer(child: pexpect.spawn[str], answers: dict[str, str]) -> list[str]:
    """Answer each question, by default with nothing; all that was asked, with the lines above."""
    asked = []
    while child.expect([r": $", r"Made "]) == 0:
        question = without_colours(str(child.before)).replace("\r\n", "\n")
        asked.append(question)
        last = question.splitlines()[-1]
        given = [answer for start, answer in answers.items() if last.startswith(start)]
        child.sendline(given[0] if given else "")
    assert rest_of(child)[0] == 0
    return asked


def _last_lines(asked: list[str]) -> list[str]:
    return [text.splitlines()[-1] for text in asked]


def _manifest(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text())


def test_each_question_is_asked_once_with_its_help(tmp_path: Path) -> None:
    asked = _answer(_start(tmp_path, "new", "x"), {})
    assert [line.split(" (")[0].split(" [")[0] for line in _last_lines(asked)] == [
        *[question for question, _, _ in QUESTIONS],
        EMAIL,
    ]
    for text in asked:
        in_brackets = re.search(r"\(.+\)", text.splitlines()[-1])
        values_with_help = re.findall(r"(?m)^  \S+  +\S.*", text)
        assert in_brackets or len(values_with_help) >= 2, text


def test_the_defaults_are_the_machine_s_and_git_s(tmp_path: Path) -> None:
    asked = _answer(_start(tmp_path, "new", "x"), {})
    defaults = re.findall(r"\[(.*)\]$", "\n".join(_last_lines(asked)), re.MULTILINE)
    assert defaults == [
        "sklearn",
        "uv",
        "mit",
        ">=3.11",
        "github,pre-commit",
        "Ada Lovelace",
        "ada@example.org",
    ]
    project = _manifest(tmp_path / "work" / "x")["project"]
    assert project["name"] == "x"
    assert project["authors"] == [{"name": "Ada Lovelace", "email": "ada@example.org"}]


@pytest.mark.parametrize(("question", "option", "value"), QUESTIONS)
def test_what_was_given_is_not_asked(
    tmp_path: Path, question: str, option: str, value: str
) -> None:
    asked = _last_lines(_answer(_start(tmp_path, "new", "x", option, value), {}))
    assert asked
    assert not [line for line in asked if line.startswith(question)]


def test_all_given_asks_nothing(tmp_path: Path) -> None:
    given = [word for _, option, value in QUESTIONS for word in (option, value)]
    child = _start(tmp_path, "new", "x", *given, "--email", "grace@example.org")
    assert _answer(child, {}) == []


def test_the_answers_reach_the_project(tmp_path: Path) -> None:
    answers = {question: value for question, _, value in QUESTIONS}
    _answer(_start(tmp_path, "new", "x"), {**answers, EMAIL: "grace@example.org"})
    manifest = _manifest(tmp_path / "work" / "x")
    assert manifest["project"]["description"] == "Reads digits"
    assert manifest["project"]["license"] == "BSD-3-Clause"
    assert manifest["project"]["requires-python"] == ">=3.12"
    assert manifest["project"]["authors"] == [{"name": "Grace", "email": "grace@example.org"}]
    assert manifest["tool"]["seedbed"]["framework"] == "none"
    assert manifest["tool"]["seedbed"]["manager"] == "poetry"
    assert manifest["tool"]["seedbed"]["extras"] == ["vscode"]


def test_the_path_is_asked_until_it_can_be(tmp_path: Path) -> None:
    child = _start(tmp_path, "new")
    child.expect(r"Path of the project \(.+\): $")
    child.sendline(str(tmp_path))
    child.expect("is not empty")
    child.expect("Path of the project")
    child.sendline("digits")
    _answer(child, {})
    assert _manifest(tmp_path / "work" / "digits")["project"]["name"] == "digits"


@pytest.mark.parametrize(
    ("question", "wrong", "said"),
    [
        ("Framework", "sklern", "sklern"),
        ("Licence", "gpl", "gpl"),
        ("Python", ">=3.8", "allows Python 3.8"),
        ("Python", "new", "is not a range of Python versions"),
        ("Extras", "github,nope", "nope"),
        (EMAIL, "nobody", "is not an email address"),
    ],
)
def test_a_wrong_answer_is_asked_again(
    tmp_path: Path, question: str, wrong: str, said: str
) -> None:
    child = _start(tmp_path, "new", "x")
    while child.expect([rf"{question}[^\n]*: $", r": $"]):
        child.sendline()
    child.sendline(wrong)
    child.expect_exact(said)
    child.expect(rf"{question}[^\n]*: $")
    child.sendline()
    _answer(child, {})
    assert names(tmp_path / "work") == {"x"}


def test_a_name_that_cannot_be_is_asked(tmp_path: Path) -> None:
    child = _start(tmp_path, "new", "json")
    child.expect("would hide a module of Python's standard library")
    child.expect(r"Name \(.+\): $")
    child.sendline("class")
    child.expect("is a Python keyword")
    child.expect(r"Name \(.+\): $")
    child.sendline("json-reader")
    _answer(child, {})
    assert _manifest(tmp_path / "work" / "json")["project"]["name"] == "json-reader"


def test_the_plan_is_shown_before_it_goes(tmp_path: Path) -> None:
    child = _start(tmp_path, "new", "x", "--framework", "none", "--with", "direnv")
    while child.expect([r": $", r"x/\r\n"]) == 0:
        child.sendline()
    status, said = rest_of(child)
    plan, apart, after = re.split(
        r"\n\nOf these the project executes by itself:\n|(?=Made x: )", said
    )
    assert status == 0
    assert re.search(r"(?m)^  pyproject\.toml +choices, ", plan)
    assert ".envrc" in apart.split()
    assert after.startswith("Made x: ")


@pytest.mark.parametrize("option", ["--yes", "--json"])
def test_nothing_is_asked_where_it_was_said_so(tmp_path: Path, option: str) -> None:
    child = _start(tmp_path, "new", "x", option)
    status, said = rest_of(child)
    assert status == 0
    assert "Description (" not in said
    assert names(tmp_path / "work") == {"x"}


def test_nothing_is_asked_without_a_terminal(tmp_path: Path) -> None:
    run = seedbed("new", "x", "--no-sync", "--no-git", cwd=tmp_path)
    assert run.returncode == 0
    assert len(run.stdout.splitlines()) == 3
    assert run.stderr == ""


def test_nothing_is_asked_when_the_output_goes_elsewhere(tmp_path: Path) -> None:
    command = " ".join([*SEEDBED, "new", "x", "--no-sync", "--no-git", ">said"])
    child = pexpect.spawn(
        "sh", ["-c", command], cwd=str(tmp_path), env=environment(), encoding="utf-8", timeout=20
    )
    assert rest_of(child) == (0, "")
    assert len((tmp_path / "said").read_text().splitlines()) == 3


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
    child = on_terminal("new", "x", "--dry-run", *PLAIN, cwd=tmp_path, **changes)
    child.expect("executes by itself")
    assert ("\x1b[" in str(child.before)) is styled
    assert rest_of(child)[0] == 0
