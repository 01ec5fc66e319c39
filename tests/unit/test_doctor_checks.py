"""What holds for all of doctor's checks, and the texts made from them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from places import ROOT

from seedbed.checks.check import Check, Finding, read_page
from seedbed.checks.pages import explained, plainly, told
from seedbed.checks.registry import FAMILIES, all_checks, family_of, find_check, picked
from seedbed.checks.running import Examined, _in_order
from seedbed.checks.sarif import sarif
from seedbed.cli.completions import _of_check
from seedbed.errors import SeedbedError

CHECKS = list(all_checks().values())
EACH = pytest.mark.parametrize("check", CHECKS, ids=[one.code for one in CHECKS])


@EACH
def test_a_docstring_says_what_why_and_how(check: Check) -> None:
    page = check.page
    assert page.title.endswith(".")
    assert len(page.title) <= 90
    assert page.why.endswith((".", ":"))
    assert page.how[:1].isupper() or page.how[:1] == "`"
    assert page.how.endswith(".")


@EACH
def test_what_a_check_requires_is_another_check(check: Check) -> None:
    assert set(check.requires) <= set(all_checks()) - {check.code}
    assert _in_order([check.code])[-1].code == check.code


def test_each_code_belongs_to_the_family_whose_module_defines_it() -> None:
    for check in CHECKS:
        assert type(check).__module__.rpartition(".")[2] in family_of(check.code).modules
    assert len({family.start for family in FAMILIES}) == len(FAMILIES)


def test_a_check_has_no_state() -> None:
    assert [vars(check) for check in CHECKS] == [{}] * len(CHECKS)


def test_the_page_is_what_the_checks_say() -> None:
    command = [sys.executable, "-m", "tools.doctor", "page", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run 'make page'"


def test_the_page_explains_each_check() -> None:
    page = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (SB\d+)$", page, re.MULTILINE) == list(all_checks())
    assert max(len(line) for line in page.splitlines() if line[:1] != "|") <= 100


def test_what_is_said_of_a_check_is_its_docstring() -> None:
    assert explained(all_checks()["SB206"]) == (
        "### SB206\n\n"
        "**`torch-backend` has no effect on the lock.**\n\n"
        "uv uses `[tool.uv] torch-backend` only for `uv pip install`. `uv lock` and `uv sync` "
        "ignore it\nsilently: if the project needs PyTorch, it gets PyPI's build on all "
        "machines."
        "\n\nThis is advice: nothing is broken, and the exit status stays 0.\n\n"
        "It runs only if SB201 passed.\n\n"
        "*To fix it:* remove the key and choose the build by an index. In a seedbed project with "
        "PyTorch,\n`seedbed update --accelerator cuda`, for example, writes the index and the "
        "sources for you. If you\nhave removed what it wrote, restore that from git.\n"
    )


@EACH
def test_the_terminal_gets_no_markdown(check: Check) -> None:
    said = told(check)
    assert said[0].startswith(f"{check.code}: ")
    assert not [part for part in said if re.search(r"`|\*\*|\]\(|^#", part)]


def test_a_text_without_marks() -> None:
    said = plainly("Run `a b`, or see [the pages](https://example.org/x_y) of `c`.")
    assert said == "Run 'a b', or see https://example.org/x_y of 'c'."


def test_the_parts_of_a_docstring() -> None:
    page = read_page(
        "It is\n    wrong.\n\n    Bad.\n\n    Worse.\n\n    To fix it: mend\n    it.\n"
    )
    assert (page.title, page.why, page.how) == ("It is wrong.", "Bad.\n\nWorse.", "Mend it.")
    assert read_page("") == read_page("   ")


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        (["SB10"], ["sb102"], ["SB101", "SB103", "SB104", "SB105", "SB106", "SB107"]),
        (["SB301", "SB2"], ["SB20"], ["SB301"]),
        (["SB1"], ["SB"], []),
    ],
)
def test_codes_are_picked_by_how_they_begin(
    select: list[str], ignore: list[str], codes: list[str]
) -> None:
    assert list(picked(select, ignore)) == codes


def test_shells_complete_codes_and_families() -> None:
    offered = _of_check("")
    assert offered["SB303"] == "The lock does not match the manifest."
    assert offered["SB1"] == "All checks of the family 'Manager'"
    assert set(all_checks()) < set(offered)
    assert list(_of_check("SB1,sb20")) == [f"SB1,SB20{n}" for n in range(1, 8)]


def test_all_are_picked_where_none_is_named() -> None:
    assert list(picked([], [])) == list(all_checks())


@pytest.mark.parametrize(("word", "meant"), [("SB31O", "SB301"), ("BS1", "SB1")])
def test_an_unknown_code_is_told_with_the_nearest(word: str, meant: str) -> None:
    with pytest.raises(SeedbedError) as raised:
        picked([word], [])
    assert raised.value.status == 2
    assert raised.value.hint.startswith(f"Did you mean {meant}?")


@pytest.mark.parametrize("word", ["SB999", "sb9999", "SB390"])
def test_a_number_that_no_check_has_is_no_mistake_in_spelling(word: str) -> None:
    for ask in (lambda: picked([word], []), lambda: find_check(word)):
        with pytest.raises(SeedbedError) as raised:
            ask()
        assert raised.value.hint == "'seedbed doctor --explain SB' explains all checks."


def test_sarif_has_what_the_standard_asks_for() -> None:
    findings = (
        Finding(code="SB201", what="Bad.", path="a b/ü.toml", line=3, how="Mend it."),
        Finding(code="SB104", what="None.", advice=True),
        Finding(code="SB201", what="Bad, too.", path="/x/y"),
    )
    fault = SeedbedError("It hangs.", code="x")
    examined = Examined(findings=findings, passed=(), waiting={}, faults={"SB303": fault})
    document = sarif([("/nowhere/a b", examined, "")], "1.2.3")
    (run,) = document["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["SB104", "SB201"]
    assert [one["ruleIndex"] for one in run["results"]] == [1, 0, 1]
    assert [one["level"] for one in run["results"]] == ["error", "note", "error"]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert places == [
        {
            "artifactLocation": {"uri": "a%20b/%C3%BC.toml", "uriBaseId": "PROJECT"},
            "region": {"startLine": 3},
        },
        {"artifactLocation": {"uri": ".", "uriBaseId": "PROJECT"}},
        {"artifactLocation": {"uri": "file:///x/y"}},
    ]
    assert run["originalUriBaseIds"]["PROJECT"]["uri"] == "file:///nowhere/a%20b/"
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "SB303 could not tell: It hangs."}}
            ],
        }
    ]
