"""How a manifest is spelled, and that the checker withstands any text."""

from __future__ import annotations

import copy
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixi_verdicts import HEAD, said, shown
from places import FIXTURES, ROOT
from strategies import ANY_TEXT, projects

from seedbed.formats import toml
from seedbed.managers.pixi.rules import ACCEPTS, REFUSES, UNJUDGED, judge
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import PLATFORMS, make_choices
from seedbed.model.project import Project
from seedbed.model.record import replace
from seedbed.render.compose import compose

MISSING = (
    "the file has no [tool.pixi.workspace] header spelled exactly like that, which Pixi looks for"
)


@pytest.mark.parametrize(
    "header",
    ["[ tool.pixi.workspace ]", '[tool."pixi".workspace]', "[tool . pixi . workspace]", "# none"],
)
def test_the_header_is_looked_for_as_text(header: str) -> None:
    assert said("", f'[project]\nname = "t"\n{header}\nchannels = []\n') == MISSING


@pytest.mark.parametrize(
    "text",
    [
        "  [tool.pixi.workspace] # c\nchannels = []\n",
        "[tool]\npixi.workspace.channels = []\n",
        "[ tool.pixi.workspace ]\nchannels = []\n[project.urls]\n[project]\nname = 't'\n",
    ],
)
def test_spellings_that_are_found(text: str) -> None:
    assert shown(judge(text)) == ACCEPTS


def test_pixi_toml_has_the_same_tables_without_their_prefix() -> None:
    text = '\t[workspace]\r\nchannels = []\n[tasks]\nx = "y"\n[tool.other]\n'
    assert shown(judge(text, "some/pixi.toml")) == ACCEPTS
    assert shown(judge(text + "[dependency-groups]\n", "pixi.toml")).startswith(
        "line 6: dependency-groups is not a key that Pixi supports"
    )
    assert shown(judge("\ufeff" + text.strip(), "pixi.toml")) == (
        "the file has no [workspace] header spelled exactly like that, which Pixi looks for"
    )
    assert judge(text, "mojoproject.toml").answer == UNJUDGED


@pytest.mark.parametrize(
    "more",
    [
        'x = {\n  cmd = "echo", # c\n  description = "d",\n}\n',
        'x = { cmd = "echo", }\n',
        'x = "\\e[1m \\x41"\n',
        "x.cmd = 'echo'\nx.env = {}\n",
        "x = '''\na\n''''\n",
        "[tool.other]\nat = [1_0, 0xDEAD_beef, -inf, nan, 5e+22, 9223372036854775807]\n",
    ],
)
def test_toml_that_pixi_reads(more: str) -> None:
    assert said(f"[tool.pixi.tasks]\n{more}") == ACCEPTS


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        (
            "at = 1979-05-27",
            (
                "line 8: tool.other.at is a date or time, which Pixi does not accept anywhere in "
                "the file"
            ),
        ),
        (
            "[tool.b]\nc = [1, { d = 07:32:00 }]",
            (
                "line 9: tool.b.c[2].d is a date or time, which Pixi does not accept anywhere in "
                "the file"
            ),
        ),
        (
            "at = 9223372036854775808",
            "line 8: tool.other.at is an integer that does not fit in 64 bits",
        ),
        ("at = 1e400", "line 8: tool.other.at is a float too large for 64 bits"),
        ("x = 1\nx = 2", "line 9: the file is not valid TOML: Cannot overwrite a value"),
        (
            "[tool.other]",
            "line 8: the file is not valid TOML: Cannot declare tool.other twice",
        ),
        ("ü = 1", "line 8: the file is not valid TOML: Invalid statement"),
        ('x = "a', "line 8: the file is not valid TOML: Illegal character '\\n'"),
        ("# a\0b", "line 8: the file holds the control character '\\x00'"),
        (
            "x = {\n a = 1,,\n}",
            "line 9: the file is not valid TOML: Invalid initial character for a key part",
        ),
    ],
)
def test_toml_that_pixi_does_not_read(more: str, rule: str) -> None:
    assert said(f"[tool.other]\n{more}\n") == rule


@pytest.mark.parametrize("more", ["x = +0x1", f"x = {'9' * 5000}", f"x = {'[' * 5000}"])
def test_what_other_parsers_read_otherwise_is_not_judged(more: str) -> None:
    assert said(f"[tool.other]\n{more}\n") == UNJUDGED


def test_the_line_of_an_item_of_a_list() -> None:
    text = '[tool.pixi.workspace]\nchannels = [ # [\n  "a,b", # "x",\n\n  1,\n]\nplatforms = []\n'
    assert judge(text).line == 5
    assert judge(text.replace("  1,", "  { channel = 'c' },\n  [],")).line == 6


def test_the_line_of_what_is_wrong() -> None:
    text = (
        "[tool.pixi.workspace]\nchannels = [\n"
        '  "a", # [tool.pixi.tasks]\n'
        '  "b",\n'
        "]\ndescription = '''\n[tool.pixi.tasks]\nx = 1\n'''\n[tool.pixi]\n"
        'feature."a.b".tasks.y = 1\n'
        "[tool.pixi.tasks]\n"
        'z = { cmd = "c" }\n'
    )
    assert judge(text).line == 11
    assert judge(text.replace("tasks.y = 1", "tasks.y = 'c'") + "x = 1\n").line == 14
    assert judge(text.replace('"b"', "1")).line == 4


@settings(max_examples=50)
@given(projects(PLATFORMS))
def test_what_the_dialect_writes_is_not_refused(project: Project) -> None:
    """But for values that no choice lets through: addresses that are none, extras that are none."""
    indexes = tuple(
        replace(index, url=f"https://{n}.example/simple") for n, index in enumerate(project.indexes)
    )
    dependencies = tuple(
        replace(item, extras=tuple(extra for extra in item.extras if not extra.endswith("_")))
        for item in project.dependencies
        if item.name != project.name
    )
    project = replace(project, indexes=indexes, dependencies=dependencies)
    files = load_dialect("pixi").write(project)
    verdict = judge(files["pyproject.toml"].render({}))
    assert verdict.answer != REFUSES, verdict.rule


def test_the_default_project_is_accepted() -> None:
    for extras in ((), ("docs", "direnv", "vscode", "github", "pre-commit")):
        tree = compose(make_choices("My.Net", manager="pixi", extras=extras))
        assert shown(judge(tree.files["pyproject.toml"].data.decode())) == ACCEPTS


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "[[",
        "{",
        "}",
        ",",
        "=",
        ".",
        "\n",
        '"',
        "'''",
        "#",
        "\\e",
        "1979-05-27",
        "0x",
        "tool.pixi.workspace",
        "channels",
        "tasks",
        "x",
        "1",
        "[tool.pixi.workspace]\n",
        "\r",
        "\x00",
    ]
)


@given(st.lists(PIECES | ANY_TEXT).map("".join), st.sampled_from(["pyproject.toml", "pixi.toml"]))
def test_any_text_has_a_verdict(text: str, path: str) -> None:
    assert judge(text, path).answer in (ACCEPTS, REFUSES, UNJUDGED)
    assert judge(f"{HEAD}[tool.x]\n{text}", path).answer in (ACCEPTS, REFUSES, UNJUDGED)


FULL = f"""
[build-system]
requires = ["a"]
{HEAD}
authors = ["A"]
preview = ["x"]
conda-pypi-map = {{ c = {{ mapping = {{ a = ["b"] }} }} }}
s3-options = {{ b = {{ endpoint-url = "https://e.org", region = "r", force-path-style = true }} }}
target.unix.build-variants = {{ python = ["3.12"] }}
dependencies = {{ x = "*", y = {{ version = "1" }} }}
[tool.pixi]
exclude-newer = {{ x = "1d" }}
dependencies = {{ x = {{ workspace = true }}, y = {{ version = "1", when = "z" }}, z = "*" }}
constraints = {{ z = "1" }}
pypi-dependencies = {{ p = {{ version = "*", extras = ["a"] }} }}
pypi-options = {{ find-links = [{{ path = "." }}], no-build = ["a"] }}
activation = {{ env = {{ A = "1" }}, scripts = ["a"] }}
feature.f = {{ target.unix.tasks = {{ x = "y" }}, channels = [{{ channel = "c" }}] }}
environments = {{ e = {{ features = ["f", "g"], tasks = {{ x = "y" }} }} }}
tasks.x = {{ cmd = ["a"], depends-on = [{{ task = "y", args = [{{ a = "1" }}] }}], args = ["a"] }}
[tool.pixi.system-requirements]
libc = {{ family = "musl", version = "1.2" }}
[project]
name = "t"
authors = [{{ name = "A" }}]
readme = {{ file = "r" }}
license = {{ text = "l" }}
entry-points = {{ a = {{ b = "c:d" }} }}
optional-dependencies = {{ o = ["t[o]"] }}
[dependency-groups]
g = ["six", {{ include-group = "h" }}]
h = []
""".replace('[project]\nname = "t"\nversion = "1"\n', "", 1)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(place for key, item in items for place in _places(item, (*path, key)))]


@pytest.mark.parametrize("wrong", ["x", 1, 1.5, True, [], [1], ["x"], {}, {"x": 1}, [{}], {"": {}}])
def test_a_wrong_type_anywhere_has_a_verdict(wrong: object) -> None:
    full = toml.loads(FULL)
    for place in _places(full)[1:]:
        table = copy.deepcopy(full)
        inner: Any = table
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = wrong
        text = "# workspace.\n" + toml.dumps(table)
        assert judge(text).answer in (ACCEPTS, REFUSES, UNJUDGED)


def test_recorded_verdicts_are_never_contradicted() -> None:
    fixture = FIXTURES / "pixi_verdicts.jsonl"
    run = [sys.executable, str(ROOT / "tools/pixi_verdicts.py"), str(fixture)]
    line = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    counts = {words: int(n) for words, n in (part.rsplit(" ", 1) for part in line.split(", "))}
    assert counts["accepts what Pixi refuses"] == counts["refuses what Pixi accepts"] == 0
    assert counts["agree"] > 9 * counts["not judged"]
    assert list(counts) == [
        "agree",
        "accepts what Pixi refuses",
        "refuses what Pixi accepts",
        "not judged",
    ]
