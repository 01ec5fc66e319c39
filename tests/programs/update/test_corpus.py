"""The corpus of user edits against newer templates, by seedbed alone: see `bench/update`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from running import environment

from bench.update import pairs
from bench.update.edits import CI, CODE, EDITS, HOOKS, MANIFEST, README
from bench.update.judging import Pair, judge
from bench.update.templates import TEMPLATES, Template
from seedbed.commands.update import plan_update, write_update

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CONFLICTS = {
    ("words", "readme heading"): README,
    ("words", "readme row changed"): README,
    ("words", "readme all ours"): README,
    ("words", "readme table aligned"): README,
    ("words", "model of ours"): f"{CODE}/model.py",
    ("pins", "ci timeout"): CI,
    ("pins", "ci train longer"): CI,
    ("pins", "hook newer"): HOOKS,
    ("pins", "line length"): MANIFEST,
    ("more", "readme all ours"): README,
    ("less", "readme all ours"): README,
    ("poetry", "readme all ours"): README,
    ("poetry", "ci train longer"): CI,
    ("pixi", "readme all ours"): README,
    ("pixi", "ci train longer"): CI,
    ("pixi", "readme command"): README,
}
"""The pairs in which both sides changed the same thing, and the file in which they did."""


def run(folder: Path, arguments: Sequence[str]) -> None:
    done = seedbed(*arguments, cwd=folder, env=environment())
    assert done.returncode == 0, done.stderr


def check(template: Template, folder: Path, every: int) -> None:
    old = pairs.make_old(folder / "old", template, run)
    whole = pairs.read(old)
    before = {path: data for path, data in whole.items() if not path.startswith(".seedbed/")}
    own = {path: whole[path] for path in whole.keys() - before.keys()}
    (folder / "new").mkdir()
    theirs = pairs.make_new(old, folder / "new", template, run)
    work = folder / "work"
    work.mkdir()
    for pair in pairs.pairs(template, before, theirs, every):
        pairs.write(work, {**pair.mine, **own})
        plan = plan_update(str(work), {"set": template.settings} if template.settings else {})
        write_update(plan)
        reported = [change.path for change in plan.conflicts]
        verdict = judge(pair, pairs.read(work), reported)
        where = pair.template, pair.edit
        assert verdict.lost_edits == (), where
        assert verdict.lost_changes == (), where
        assert verdict.broken == (), where
        assert verdict.spurious == (), where
        expected = CONFLICTS.get(where)
        assert verdict.true == ((expected,) if expected else ()), where


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_each_edit_meets_a_newer_template(template: Template, tmp_path: Path) -> None:
    check(template, tmp_path, len(TEMPLATES))


@pytest.mark.slow
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_each_edit_meets_each_newer_template(template: Template, tmp_path: Path) -> None:
    check(template, tmp_path, 1)


def test_the_corpus_is_large_and_its_names_are_its_own() -> None:
    assert len(EDITS) >= 60
    assert len(TEMPLATES) >= 6
    assert len({edit.name for edit in EDITS}) == len(EDITS)
    known = {(template.name, edit.name) for template in TEMPLATES for edit in EDITS}
    assert CONFLICTS.keys() <= known


OLD, MINE, NEW = b"a = 1\nb = 2\n", b"a = 5\nb = 2\n", b"a = 1\nb = 3\n"


@pytest.mark.parametrize(
    ("result", "reported", "fault"),
    [
        (b"a = 5\nb = 3\n", (), ""),
        (b"a = 1\nb = 3\n", (), "lost_edits"),
        (b"a = 5\nb = 2\n", (), "lost_changes"),
        (b"a = 5\nb = 3\nb = 2\n", (), "broken"),
        (b"a = 5\n<<<<<<<\n", ("x.toml",), "broken"),
        (b"a = 5\nb = 2\n", ("x.toml",), "spurious"),
    ],
)
def test_the_judge_sees_each_fault(result: bytes, reported: tuple[str, ...], fault: str) -> None:
    """What it says of a good result and of bad ones; it would be of no use otherwise."""
    pair = Pair("", "", {"x.toml": OLD}, {"x.toml": MINE}, {"x.toml": NEW})
    verdict = judge(pair, {"x.toml": result}, reported)
    found = [name for name in ("lost_edits", "lost_changes", "broken", "spurious")
             if getattr(verdict, name)]  # fmt: skip
    assert fault in found if fault else verdict.is_clean


@pytest.mark.parametrize("path", ["x.toml", "x.yml", "x.txt"])
def test_the_judge_knows_a_true_conflict(path: str) -> None:
    old, mine, new = (text.replace(b" =", b":") if path == "x.yml" else text
                      for text in (OLD, MINE, b"a = 7\nb = 2\n"))  # fmt: skip
    pair = Pair("", "", {path: old}, {path: mine}, {path: new})
    assert judge(pair, {path: mine}, [path]).true == (path,)
    beside = Pair("", "", {path: old}, {path: mine}, {path: old.replace(b"2", b"3")})
    assert judge(beside, {path: mine}, [path]).spurious == (path,)
