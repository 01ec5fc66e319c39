"""Where an edit of TOML puts what is new, and which comments go with what goes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
import tomlkit

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import GONE, edit

Path = tuple[str, ...]


def changed(text: str, *changes: tuple[str, Any], like: str = "") -> str:
    return edit(text, {tuple(key.split(".")): value for key, value in changes}, like)


REQUIREMENTS = """\
[project]
dependencies = [
    # numerics

    # pinned: 1.16 breaks our filters
    "scipy==1.15.*",
    "torch", # the large one
    # what we do not take:
    # "jax",
]

[next]
"""


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (  # a new item goes above the comment of the one that it is sorted before
            ["numpy", "scipy==1.15.*", "torch"],
            (
                '    "numpy",\n    # numerics\n\n    # pinned: 1.16 breaks our filters\n'
                '    "scipy==1.15.*",\n    "torch", # the large one\n'
            ),
        ),
        (  # behind the comment on the line of the one before
            ["scipy==1.15.*", "torch", "xgboost"],
            (
                "    # numerics\n\n    # pinned: 1.16 breaks our filters\n"
                '    "scipy==1.15.*",\n    "torch", # the large one\n    "xgboost",\n'
            ),
        ),
        (  # another range keeps both
            ["scipy>=1.17", "torch>=2"],
            (
                "    # numerics\n\n    # pinned: 1.16 breaks our filters\n"
                '    "scipy>=1.17",\n    "torch>=2", # the large one\n'
            ),
        ),
        (  # with an item goes its comment, not one that stands apart
            ["torch"],
            '    # numerics\n\n    "torch", # the large one\n',
        ),
        (
            ["scipy==1.15.*"],
            '    # numerics\n\n    # pinned: 1.16 breaks our filters\n    "scipy==1.15.*",\n',
        ),
        ([], "    # numerics\n"),
    ],
)
def test_a_comment_stays_with_its_item(wanted: list[str], lines: str) -> None:
    head, _, rest = REQUIREMENTS.partition("    # numerics")
    end = rest[rest.index("    # what we do not take") :]
    assert changed(REQUIREMENTS, ("project.dependencies", wanted)) == f"{head}{lines}{end}"


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ('["b"]', ["a", "b"], '["a", "b"]'),
        ("[ 'b' ]", ["a", "b"], "[ \"a\", 'b' ]"),
        ('["b"]', [], "[]"),
        ("[]", ["a"], '["a"]'),
        ("[\n]", ["a"], '[\n    "a",\n]'),
        ('[\n  "b"\n]', ["b", "c"], '[\n  "b",\n  "c"\n]'),
        ('[\n  "b",\n]', ["a", "b"], '[\n  "a",\n  "b",\n]'),
        ('[\n  "b" # one\n]', ["b", "c"], '[\n  "b", # one\n  "c"\n]'),
        ('["b" # one\n, "c"]', ["b", "c", "d"], '["b" # one\n, "c", "d"]'),
        ('["a", "b", # one\n "c"]', ["a", "b", "x", "c"], '["a", "b", # one\n "x",\n "c"]'),
        ('["a", # one\n "b", "c"]', ["a", "c"], '["a", # one\n "c"]'),
        ('["a", # one\n "b"]', ["a"], '["a" # one\n]'),
        ('[\n  "a",\n\n  "b",\n  "c",\n]', ["a", "c"], '[\n  "a",\n\n  "c",\n]'),
        ('[\n  "a", "b",\n  "c",\n]', ["a", "c"], '["a", "c"]'),
        ("[\n  { n = 1 }, # one\n  2,\n]", [{"n": 1, "m": 2}, 2], None),
        ('[{ name = "x", u = 1 }]', [{"name": "x", "u": 2}], '[{ name = "x", u = 2 }]'),
    ],
)
def test_lists_keep_their_style(before: str, wanted: list[Any], after: str | None) -> None:
    text = f"[t]\nlist = {before} # end\nk = 1\n"
    edited = changed(text, ("t.list", wanted))
    if after is not None:
        assert edited == f"[t]\nlist = {after} # end\nk = 1\n"
    assert toml.loads(edited)["t"]["list"] == wanted


def test_a_comment_stays_with_one_of_several_requirements_on_a_package() -> None:
    before = """dev = [
    "mypy>=1.19",
    "mypy[faster-cache]>=1.20; sys_platform=='linux'", # mine
    "Mypy<2",
    "poethepoet>=0.40",
]
"""
    linux = "mypy[faster-cache]>=1.20; sys_platform=='linux'"
    after = changed(before, ("dev", ["mypy>=1.19", "hatchling", linux, "Mypy<2"]))
    assert (
        after
        == f"""dev = [
    "mypy>=1.19",
    "hatchling",
    "{linux}", # mine
    "Mypy<2",
]
"""
    )


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ('[\n    "a",\n    "b", "c" # mine\n]', ["a", "b", "c", "d"],
         '[\n    "a",\n    "b", "c", # mine\n    "d"\n]'),
        ('["a", "b", # mine\n    "d"]', ["a", "b", "c", "d"],
         '["a", "b", # mine\n    "c",\n    "d"]'),
    ],
)  # fmt: skip
def test_behind_a_comment_an_item_begins_a_line_like_the_others(
    before: str, wanted: list[str], after: str
) -> None:
    assert changed(f"x = {before}\n", ("x", wanted)) == f"x = {after}\n"


def test_a_list_that_grows_too_long_for_its_line_takes_several() -> None:
    items = [f"package-{n}>=1.{n}" for n in range(8)]
    text = f"[p]\ndependencies = {toml.inline(items[:4])}\n"
    assert changed(text, ("p.dependencies", items)) == (
        "[p]\ndependencies = [\n" + "".join(f'    "{item}",\n' for item in items) + "]\n"
    )
    already = f"[p]\ndependencies = {toml.inline(items)}\n"
    assert changed(already, ("p.dependencies", items[:-1])).count("\n") == 2


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("{ a = 1 }", ("b", 2), "{ a = 1, b = 2 }"),
        ("{a=1}", ("b", 2), "{a=1, b = 2}"),
        ("{ a.b = 1 }", ("a.c", 2), "{ a.b = 1, a.c = 2 }"),
        ("{ a = { b = 1 } }", ("a.c", 2), "{ a = { b = 1, c = 2 } }"),
        ("{ a = 1, b = 2 }", ("a", GONE), "{ b = 2 }"),
        ("{ a = 1, b = 2 }", ("b", GONE), "{ a = 1 }"),
        ("{ a = { b = 1 }, c = 2 }", ("a.b", GONE), "{ c = 2 }"),
        ("{ a = 1 }", ("b.c", 2), "{ a = 1, b = { c = 2 } }"),
        ("{}", ("b", 2), "{ b = 2 }"),
        # TOML 1.1: over several lines, with comments, and a comma at the end
        ("{\n  a = 1, # one\n}", ("b", 2), "{\n  a = 1, # one\n  b = 2,\n}"),
        ("{\n  # of a\n  a = 1,\n  b = 2\n}", ("a", GONE), "{\n  b = 2\n}"),
        ("{\n  # of a\n  a = 1,\n}", ("a", 2), "{\n  # of a\n  a = 2,\n}"),
    ],
)
def test_inline_tables_keep_their_style(before: str, change: tuple[str, Any], after: str) -> None:
    key, value = change
    text = f"[t]\nk = {before} # end\n"
    assert changed(text, (f"t.k.{key}", value)) == f"[t]\nk = {after} # end\n"


def test_dotted_keys_get_dotted_siblings() -> None:
    text = """\
[tool.poe]
env.A = "1"
tasks.test.cmd = "pytest"
tasks.test.help = "Test"
# last

[tool.seedbed]
version = "1"
"""
    edited = changed(
        text,
        ("tool.poe.tasks.docs", {"help": "Build", "cmd": "sphinx"}),
        ("tool.poe.env.B", "2"),
    )
    assert (
        edited
        == """\
[tool.poe]
env.A = "1"
env.B = "2"
tasks.test.cmd = "pytest"
tasks.test.help = "Test"
tasks.docs.help = "Build"
tasks.docs.cmd = "sphinx"
# last

[tool.seedbed]
version = "1"
"""
    )
    assert tomlkit.parse(edited).unwrap()["tool"]["poe"]["tasks"]["docs"]["cmd"] == "sphinx"


def test_a_section_goes_behind_its_siblings() -> None:
    text = """\
[tool.poe.tasks.test]
cmd = "pytest"


[tool.ruff]
line-length = 100

[project]
name = "x"
"""
    edited = changed(
        text,
        ("tool.poe.tasks.docs.cmd", "sphinx"),
        ("tool.poe.executor", {"type": "simple"}),
        ("tool.poe.verbosity", 0),
        ("tool.mypy.strict", True),
        ("urls.home", "x"),
    )
    assert (
        edited
        == """\
[tool.poe]
verbosity = 0

[tool.poe.tasks.test]
cmd = "pytest"


[tool.poe.tasks.docs]
cmd = "sphinx"


[tool.poe.executor]
type = "simple"


[tool.ruff]
line-length = 100

[tool.mypy]
strict = true

[project]
name = "x"

[urls]
home = "x"
"""
    )


def test_sections_without_blank_lines_stay_so() -> None:
    text = "[a.b]\nk = 1\n[a.c]\nk = 1\n[z]\n"
    assert changed(text, ("a.d.k", 1)) == "[a.b]\nk = 1\n[a.c]\nk = 1\n[a.d]\nk = 1\n[z]\n"


def test_a_group_that_is_renamed_leaves_the_blank_lines() -> None:
    text = '[dependency-groups]\ndev = [\n    "mypy",\n]\n\ndocs = ["sphinx"]\n\n[tool.x]\nk = 1\n'
    edited = changed(text, ("dependency-groups.docs", GONE), ("dependency-groups.doc", ["sphinx"]))
    assert edited == text.replace("docs =", "doc =")
    edited = changed(text, ("dependency-groups.dev", GONE), ("dependency-groups.tools", ["mypy"]))
    assert edited == (
        '[dependency-groups]\ndocs = ["sphinx"]\ntools = ["mypy"]\n\n[tool.x]\nk = 1\n'
    )


COMMENTED = """\
# the licence of this file

# about t
[t]
# on the whole

# of a
a = 1 # one
# of b
b = 2

# of c
c = 3
# the end

# about u
[u] # here
k = 1

[v]
k = 1
"""


@pytest.mark.parametrize(
    ("key", "gone", "blank"),
    [
        ("t.a", ["# of a\n", "a = 1 # one\n"], ""),
        ("t.b", ["# of b\n", "b = 2\n"], ""),
        ("t.c", ["\n# of c\n", "c = 3\n"], ""),
        ("u.k", ["# about u\n[u] # here\nk = 1\n\n"], ""),
        ("v.k", ["\n[v]\nk = 1\n"], ""),
    ],
)
def test_with_a_key_go_the_comments_above_it(key: str, gone: list[str], blank: str) -> None:
    wanted = COMMENTED
    for lines in gone:
        assert wanted.count(lines) == 1
        wanted = wanted.replace(lines, blank)
    assert changed(COMMENTED, (key, GONE)) == wanted


def test_elements_of_an_array_of_tables_keep_their_comments_and_their_tables() -> None:
    text = """\
# ours
[[tool.uv.index]]
name = "corp" # do not touch
url = "https://example.org/a"
[tool.uv.index.more]
k = 1

# theirs
[[tool.uv.index]]
name = "other"
url = "https://example.org/b"

[tool.z]
"""
    indexes: list[dict[str, Any]] = toml.loads(text)["tool"]["uv"]["index"]
    first, other = indexes
    added = {"name": "new", "url": "https://example.org/c"}
    moved = {**first, "url": "https://example.org/d", "more": {"k": 2}}
    assert changed(text, ("tool.uv.index", [added, moved, other])) == (
        '[[tool.uv.index]]\nname = "new"\nurl = "https://example.org/c"\n\n'
        + text.replace("example.org/a", "example.org/d").replace("k = 1", "k = 2")
    )
    assert changed(text, ("tool.uv.index", [other])) == text[text.index("# theirs") :]
    assert changed(text, ("tool.uv.index", [])) == "[tool.uv]\nindex = []\n\n[tool.z]\n"


def test_a_table_of_which_all_keys_are_others_keeps_its_header() -> None:
    text = "# ours\n[tool.x] # keep\n# old\na.b = 1\n\n# theirs\n[tool.y]\nc = 1\n"
    assert changed(text, ("tool.x.a", ["new"]), ("tool.y.c", GONE), ("tool.y.d", 2)) == (
        '# ours\n[tool.x] # keep\na = ["new"]\n\n# theirs\n[tool.y]\nd = 2\n'
    )


TABLES = """\
[tool.x]
k = [
    # the large one
    { platform = "linux", python = "3.11" }, # gpu
    # its tools
    { include-group = "a" }, # why
]

# stubs are missing
[[tool.mypy.overrides]]
module = ["a"] # of theirs
ignore_missing_imports = true
"""


def test_a_table_in_an_array_is_another_one_when_nothing_of_it_stays() -> None:
    wanted = [{"platform": "linux", "python": "3.12"}, {"include-group": "b"}]
    override = {"module": ["a", "b"], "ignore_missing_imports": True}
    assert (
        changed(TABLES, ("tool.x.k", wanted), ("tool.mypy.overrides", [override]))
        == """\
[tool.x]
k = [
    # the large one
    { platform = "linux", python = "3.12" }, # gpu
    { include-group = "b" },
]

# stubs are missing
[[tool.mypy.overrides]]
module = ["a", "b"] # of theirs
ignore_missing_imports = true
"""
    )


@pytest.mark.parametrize(
    ("text", "wanted", "edited"),
    [
        ("[\n    1, 2,\n    3, # c\n]", [2, 3], "[\n    2,\n    3, # c\n]"),
        ("[ # a\n  # b\n\n  1]", [], "[ # a\n  # b\n]"),
        ("{\n  a.b = 1,\n  # c\n}", GONE, ""),
        ("{\n  a = {\n    b = 1,\n    # c\n  },\n}", GONE, ""),
        ("{\n  a.b = 1, # c\n}", {"d": 2}, "{\n  d = 2,\n}"),
        (  # another name, another thing
            '[\n    # c\n    { name = "a", k = 1 },\n]',
            [{"name": "b", "k": 1}],
            '[\n    { name = "b", k = 1 },\n]',
        ),
    ],
)
def test_rows_and_comments_stay_where_what_begins_them_goes(
    text: str, wanted: Any, edited: str
) -> None:
    path = ("x", "a", "b") if wanted is GONE else ("x",)
    assert edit(f"y = 1\nx = {text}\n", {path: wanted}) == (
        f"y = 1\nx = {edited}\n" if edited else "y = 1\n"
    )


def test_new_keys_get_the_comments_of_another_text() -> None:
    like = "# why\n[tool.x] # no\n# because\nk = 1\n\n# apart\n\nl = 2\n"
    edited = edit("[a]\n", {("tool", "x"): {"k": 3, "l": 4}}, like)
    assert edited == "[a]\n\n# why\n[tool.x]\n# because\nk = 3\nl = 4\n"


def sections(count: int) -> str:
    lines = (f'[tool.poe.tasks.t{n}]\ncmd = "x"\n\n[tool.o{n}]\na = 1\n' for n in range(count))
    return "".join(lines)


def dotted_keys(count: int) -> str:
    return "[tool]\n" + "".join(f'poe.tasks.t{n}.cmd = "x"\no{n}.a = 1\n' for n in range(count))


def inline_tables(count: int) -> str:
    tasks = ", ".join(f'tasks.t{n}.cmd = "x"' for n in range(count))
    return f"[tool]\npoe = {{ {tasks} }}\n" + "".join(f"o{n} = {{ a = 1 }}\n" for n in range(count))


@pytest.mark.parametrize("written", [sections, dotted_keys, inline_tables])
def test_many_keys_take_linear_time(written: Callable[[int], str]) -> None:
    """Ten times as many keys take some ten times as many calls of functions, not a hundred."""

    def calls(count: int) -> int:
        changes: dict[Path, Any] = {
            ("tool", "poe", "tasks", f"n{n}", "cmd"): "x" for n in range(count)
        }
        changes |= {("tool", "poe", "tasks", f"t{n}", "cmd"): GONE for n in range(0, count, 2)}
        changes |= {("tool", f"o{n}"): GONE for n in range(0, count, 2)}
        text = written(count)
        events: list[str] = []
        sys.setprofile(lambda frame, event, argument: events.append(event))  # noqa: ARG005
        try:
            edit(text, changes)
        finally:
            sys.setprofile(None)
        return events.count("call") + events.count("c_call")

    calls(10)
    assert calls(300) < 12 * calls(30)
