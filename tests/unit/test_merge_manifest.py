"""The merge of manifests that people have written in."""

from __future__ import annotations

import itertools
import tomllib
from typing import Any

import pytest

from seedbed.errors import SeedbedError
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.merge3.values import MergedFile
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose
from seedbed.update import conflicts as reports
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

TREES = {
    name: {
        path: file.data.decode()
        for path, file in compose(make_choices("x-1", manager=name)).files.items()
        if load_dialect(name).is_manifest(path)
    }
    for name in MANAGERS
}
NAME = "pyproject.toml"
FRESH = {name: tree[NAME] for name, tree in TREES.items()}
PAIRS = list(itertools.product(MANAGERS, repeat=2))
SKIP = 'skip = "*.lock,./data,./dist,./runs"\n'
NEW = (SKIP, f"{SKIP}quiet-level = 2\n")
"""What a newer seedbed would generate in all manifests."""
FOREIGN = {
    "a table": "\n[tool.mine]\n# above\nx = 1 # beside\n",
    "dotted keys": '\n[tool.mine]\na.b.c = 1\n"q u" = { z = 1 }\n',
    "an array of tables": "\n[[tool.mine.some]]\nn = 1\n\n[[tool.mine.some]]\nn = 2\n",
    "dates": "\n[tool.mine]\nday = 2024-01-01\ntimes = [07:32:00, 1979-05-27T07:32:00Z]\n",
    "odd numbers": "\n[tool.mine]\nx = nan\ny = -inf\nz = 0xff\n",
    "a tool's own table": '\n[tool.ruff.lint.per-file-ignores]\n"a.py" = ["E"]\n',
    "entry points": '\n[project.entry-points."a.b"]\nx = "y"\n',
    "addresses": '\n[project.urls]\nHome = "example.org"\n',
    "an empty table": "\n[tool.mine]\n",
    "strings of many lines": "\n[tool.mine]\nx = '''\n# no comment\n[no.table]\n'''\n",
}
"""What people add, and no manager reads."""


def merged(old: str, new: str, disk: str, fresh: str = "") -> MergedFile:
    sides = Sides(
        base=TREES[old],
        ours={**TREES[old], NAME: disk},
        theirs={**TREES[new], NAME: fresh or FRESH[new]},
    )
    found = merge_manifest(load_dialect(old), load_dialect(new), sides).files[NAME]
    tomllib.loads(found.text)
    tomllib.loads(found.theirs)
    reports.write({"pyproject.toml": found.conflicts}, by_git=True)
    return found


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def newer(manager: str) -> str:
    return changed(FRESH[manager], *NEW)


def leaves(table: dict[str, Any], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for name, value in table.items():
        if isinstance(value, dict) and value:
            found |= leaves(value, (*above, name))
        else:
            found[*above, name] = repr(value)
    return found


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_what_no_manager_reads_survives(old: str, new: str, what: str) -> None:
    disk = FRESH[old] + FOREIGN[what]
    found = merged(old, new, disk, newer(new))
    assert found.conflicts == ()
    mine = leaves(tomllib.loads(FOREIGN[what]))
    assert mine.items() <= leaves(tomllib.loads(found.text)).items()
    assert [
        line for line in FOREIGN[what].splitlines() if "#" in line and line not in found.text
    ] == []
    assert "quiet-level = 2" in found.text
    if old == new:
        assert FOREIGN[what] in found.text


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize(("old", "new"), [pair for pair in PAIRS if len(set(pair)) == 2])
def test_what_no_manager_reads_keeps_its_layout_at_a_switch(old: str, new: str, what: str) -> None:
    assert FOREIGN[what] in merged(old, new, FRESH[old] + FOREIGN[what]).text


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_merge_is_done_once(old: str, new: str) -> None:
    disk = changed(FRESH[old], '"numpy>=2.1"', '"pandas", # mine\n  "numpy>=2.2"')
    fresh = newer(new)
    found = merged(old, new, disk + FOREIGN["dotted keys"], fresh)
    dialect = load_dialect(new)
    generated = {**TREES[new], NAME: fresh}
    sides = Sides(base=generated, ours={**TREES[new], NAME: found.text}, theirs=generated)
    again = merge_manifest(dialect, dialect, sides).files[NAME]
    assert again == MergedFile(text=found.text, theirs=found.text)


@pytest.mark.parametrize("chain", list(itertools.permutations(MANAGERS)))
def test_a_long_way_ends_where_the_short_one_does(chain: tuple[str, ...]) -> None:
    """Uv to Pixi to Poetry to conda and back, with an edit at each stop, from each of them."""
    edits = [
        ('"numpy>=2.1"', '"numpy>=2.3"'),
        ("line-length = 100", "line-length = 88"),
        ('"pytest>=8.4"', '"pytest>=8.4",\n    "pytest-cov"'),
        ('"ruff>=0.15"', '"ruff>=0.15",\n    "types-tqdm"'),
    ]
    wanted = text = FRESH[chain[0]]
    for (old, new), edit in zip(itertools.pairwise((*chain, chain[0])), edits, strict=True):
        text = merged(old, new, changed(text, *edit)).text
        wanted = changed(wanted, *edit)
    if chain[0] == "pixi":  # on the way, the range was one range, that of the line that was edited
        wanted = changed(wanted, 'numpy = ">=2.1"', 'numpy = ">=2.3"')
    assert leaves(tomllib.loads(text)) == leaves(tomllib.loads(wanted))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[tool.codespell]\n", "[[tool.codespell]]\n"),
        (f"[tool.codespell]\n{SKIP}", ""),
        (f"[tool.codespell]\n{SKIP}", "[tool.codespell]\n"),
        (f"[tool.codespell]\n{SKIP}", '[tool]\ncodespell = "no"\n'),
        (f"[tool.codespell]\n{SKIP}", '[tool]\ncodespell = { skip = "*.lock" }\n'),
        (f"[tool.codespell]\n{SKIP}", '[tool]\ncodespell.skip = "*.lock" # mine\n'),
        (SKIP, 'skip = ["*.lock", "a"]\n'),
        (SKIP, "skip = 2024-01-01\n"),
        (SKIP, "skip.a = 1\n"),
        ("[tool.ruff]\nline-length = 100\n", "[tool]\nruff = { line-length = 90 }\n"),
        ('    "matplotlib', '    1, { a = 2024-01-01 }, "matplotlib'),
        ('    "matplotlib', '    "a @ file:///a b", "??", "matplotlib'),
        ('    "mypy>=1.19",\n', '    { include-group = "docs" },\n    "mypy>=1.19",\n'),
        ('version = "0.1.0"\nreadme', 'dynamic = ["version"]\nreadme'),
        ('readme = "README.md"\n', 'readme = { text = "x" }\n'),
        ('license = "MIT"\nlicense-files', 'license = { text = "MIT" }\nlicense-files'),
        ("[tool.codespell]\n", '[tool."a.b"."c]"]\n"#" = "#"\n\n[tool.codespell]\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_an_edit_of_any_kind_is_no_crash(here: str, there: str, old: str, new: str) -> None:
    disk = changed(FRESH[here], old, new)
    try:
        found = merged(here, there, disk, newer(there))
    except SeedbedError:
        return
    assert tomllib.loads(found.text)["tool"]["seedbed"]
    if here == there:
        assert merged(here, there, disk).text == disk


@pytest.mark.parametrize("section", ["project", "tool.uv", "tool.poe.tasks.test", "tool.ruff"])
@pytest.mark.parametrize("new", MANAGERS)
def test_a_section_that_is_gone_is_no_crash(section: str, new: str) -> None:
    parts = FRESH["uv"].split("\n\n")
    disk = "\n\n".join(part for part in parts if f"[{section}]" not in part.splitlines())
    assert disk != FRESH["uv"]
    try:
        merged("uv", new, disk, newer(new))
    except SeedbedError as error:
        assert section == "project"
        assert error.code == "bad-manifest"


@pytest.mark.parametrize("key", ["channels", "platforms"])
@pytest.mark.parametrize("new", MANAGERS)
def test_pixi_without_a_list_that_it_needs_is_no_crash(key: str, new: str) -> None:
    head, _, rest = FRESH["pixi"].partition(f"\n{key} = [")
    disk = head + rest[rest.index("]") + 1 :]
    tomllib.loads(disk)
    merged("pixi", new, disk, newer(new))


@pytest.mark.parametrize(("old", "new"), [pair for pair in PAIRS if len(set(pair)) == 2])
def test_a_manifest_whose_manager_was_changed_by_hand_is_no_crash(old: str, new: str) -> None:
    disk = changed(FRESH[old], f'manager = "{old}"', f'manager = "{new}"')
    dialect = load_dialect(new)
    sides = Sides(base=TREES[old], ours={**TREES[old], NAME: disk}, theirs=TREES[new])
    text = merge_manifest(dialect, dialect, sides).files[NAME].text
    assert tomllib.loads(text)["tool"]["seedbed"]["manager"] == new


def test_a_requirement_in_another_spelling_is_the_same_one() -> None:
    disk = changed(FRESH["uv"], '"numpy>=2.1"', '"NumPy >= 2.1"')
    fresh = changed(FRESH["uv"], '"numpy>=2.1"', '"numpy>=2.2"')
    found = merged("uv", "uv", disk, fresh)
    wanted = tomllib.loads(found.text)["project"]["dependencies"]
    names = sorted(one.lower().replace(" ", "") for one in wanted)
    assert names == [
        "matplotlib>=3.10", "numpy>=2.2", "scikit-learn>=1.7", "skops>=0.13", "tqdm>=4.67",
        "tyro>=1.0.16",
    ]  # fmt: skip


def test_a_requirement_that_both_changed_is_a_conflict() -> None:
    disk = changed(FRESH["uv"], '"numpy>=2.1"', '"numpy>=1.9"')
    found = merged("uv", "uv", disk, changed(FRESH["uv"], '"numpy>=2.1"', '"numpy>=2.2"'))
    assert [reports.named(one.path) for one in found.conflicts] == ["requirement numpy: spec"]
    assert "numpy>=1.9" in found.text
    assert "numpy>=2.2" in found.theirs


@pytest.mark.parametrize("new", MANAGERS)
def test_what_a_task_runner_can_more_than_the_model_stays(new: str) -> None:
    mine = '[tool.poe.tasks.mine]\nshell = "a | b"\nenv = { A = "1" }\n\n'
    disk = changed(FRESH["uv"], "[tool.poe.tasks.check]\n", f"{mine}[tool.poe.tasks.check]\n")
    found = merged("uv", new, disk, newer(new))
    assert tomllib.loads(found.text)["tool"]["poe"]["tasks"]["mine"]["shell"] == "a | b"


def test_a_variable_of_poe_with_a_default_is_not_written_as_a_table_for_pixi() -> None:
    disk = FRESH["uv"] + '\n[tool.poe.env]\nA.default = "1"\nB = "2"\n'
    pixi = tomllib.loads(merged("uv", "pixi", disk).text)["tool"]["pixi"]
    variables = pixi["activation"]["env"]
    assert variables["B"] == "2"
    assert all(isinstance(value, str) for value in variables.values())
