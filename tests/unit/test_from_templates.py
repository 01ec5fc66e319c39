"""The page for readers who come from template collections says what is so.

Its command lines can be read, its tests exist, and none is said to run where it is skipped.
"""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from functools import cache

import pytest
from places import ROOT

from seedbed.cli.parser import parse
from seedbed.errors import SeedbedError
from tools.from_templates import Item, groups
from tools.pages import blocks

ITEMS = [item for rows in groups().values() for item in rows]
EACH = pytest.mark.parametrize("item", ITEMS, ids=[str(item.number) for item in ITEMS])
SKIPPED = {
    *("pixi", "pixi_with_channel", "pixi_with_pytorch"),
    *("micromamba", "conda", "conda_with_pytorch", "real_nix_inputs"),
}
"""Fixtures that skip a test in CI, since no registry has what they give."""
STAND_INS = {
    "nix": "nixpkgs",
    "lab": "JupyterLab",
    "machine": "GPU",
    "h200": "GPU",
}
"""Fixtures that give a stand-in, and what a row then has to name."""
SHOWN_OUTPUT = "programs/test_shown_output.py"


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", text)


@cache
def functions(path: str) -> dict[str, set[str]]:
    """The functions of a test file, each with all fixtures that it asks for."""
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    asked = {node.name: _asked(node) for node in tree.body if isinstance(node, ast.FunctionDef)}

    def all_of(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        direct = asked.get(name, set()) - seen
        return direct.union(*(all_of(one, seen | direct) for one in direct))

    return {name: all_of(name) - set(asked) for name in asked}


def _asked(function: ast.FunctionDef) -> set[str]:
    """The arguments that pytest fills with fixtures, not with parameters."""
    names = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    given = {
        word
        for call in function.decorator_list
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("parametrize")
        for word in re.findall(r"\w+", ast.unparse(call.args[0]))
    }
    return names - given


def fixtures(test: str) -> set[str]:
    """What a test asks for; a whole file asks for nothing that is known here."""
    path, _, name = test.partition("::")
    return functions(path)[name] if name else set()


def test_the_page_is_made_of_the_rows() -> None:
    command = [sys.executable, "-m", "tools.from_templates", "page", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run 'make page'"


def test_no_number_is_lost() -> None:
    assert [item.number for item in ITEMS] == list(range(1, 132))


@EACH
def test_its_command_lines_can_be_read(item: Item) -> None:
    for span in spans(item.shown):
        name, *words = shlex.split(span)
        if name == "seedbed":
            assert parse(words)[0] == words[0]


@EACH
def test_what_it_names_is_there(item: Item) -> None:
    named = [
        one for one in spans(item.shown) if re.match(r"(?:templates|\.github)/|[A-Z]+\.md", one)
    ]
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert item.what
    assert not item.page_only or named or links(item.shown) or item.never, "nothing shows it"


@EACH
def test_its_tests_exist(item: Item) -> None:
    for test in _tests(item):
        path, separator, name = test.partition("::")
        assert (ROOT / "tests" / path).is_file(), path
        assert not separator or (name.startswith("test_") and name in functions(path)), test


@EACH
def test_none_is_said_to_run_where_it_is_skipped(item: Item) -> None:
    in_ci = [*item.ci, *(test for tests in item.stand_in.values() for test in tests)]
    for test in in_ci:
        assert not fixtures(test) & SKIPPED, test


@EACH
def test_stand_ins_are_named(item: Item) -> None:
    for test in item.ci:
        assert not fixtures(test) & set(STAND_INS), test
    for what, tests in item.stand_in.items():
        for test in tests:
            named = {STAND_INS[one] for one in fixtures(test) & set(STAND_INS)}
            assert all(name in what for name in named), (test, named)


@EACH
def test_shown_output_is_on_a_page_of_it(item: Item) -> None:
    if SHOWN_OUTPUT in item.ci:
        pages = [ROOT / "docs" / link.partition("#")[0] for link in links(item.shown)]
        assert any(blocks(page.read_text(encoding="utf-8")) for page in pages)


def _tests(item: Item) -> list[str]:
    more = (*item.stand_in.values(), *item.by_hand.values())
    return [*item.ci, *(test for tests in more for test in tests)]


@pytest.mark.parametrize("line", ["seedbed install polars", "seedbed new digits --managers uv"])
def test_a_command_line_that_is_none_would_be_seen(line: str) -> None:
    item = Item(1, "x", f"`{line}`")
    with pytest.raises(SeedbedError, match=r"install|managers"):
        test_its_command_lines_can_be_read(item)


def test_a_test_that_ci_skips_would_be_seen() -> None:
    real = "programs/pixi/test_pixi_real.py::test_the_usual_combinations"
    with pytest.raises(AssertionError):
        test_none_is_said_to_run_where_it_is_skipped(Item(1, "x", "", ci=[real]))


def test_a_stand_in_that_is_not_named_would_be_seen() -> None:
    nix = "programs/nix/test_nix_shell.py::test_the_manager_runs_without_the_shell"
    with pytest.raises(AssertionError):
        test_stand_ins_are_named(Item(1, "x", "", ci=[nix]))
