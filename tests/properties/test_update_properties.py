"""What holds of the merge of any manifest with any edits, for each pair of managers."""

from __future__ import annotations

import itertools
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import projects

from seedbed.errors import SeedbedError
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.poe import is_same
from seedbed.merge3.values import MergedFile
from seedbed.model.choices import PLATFORMS, make_choices
from seedbed.model.project import Task
from seedbed.model.record import replace
from seedbed.render.compose import compose
from seedbed.update import conflicts as reports
from seedbed.update.aside import is_below
from seedbed.update.leaving import set_aside_by
from seedbed.update.manifest import MergedManifest, merge_manifest
from seedbed.update.stated import Sides

if TYPE_CHECKING:
    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project

    Files = dict[str, str]

PAIRS = list(itertools.product(MANAGERS, repeat=2))
SWITCHES = [pair for pair in PAIRS if pair[0] != pair[1]]
REAL = {
    name: {
        path: file.data.decode()
        for path, file in compose(make_choices("x-1", manager=name)).files.items()
        if load_dialect(name).is_manifest(path)
    }
    for name in MANAGERS
}
NAME = "pyproject.toml"
ADDED = (
    "[tool.mine]\n# cm0\nx = 1 # cm1\n", '[tool.mine]\na.b.c = 1\n"q u" = { z = 1 }\n',
    "[[tool.mine.some]]\nn = 1\n\n[[tool.mine.some]]\nn = 2\n", "[tool.mine]\nd = 2024-01-01\n",
    '[tool.uv.workspace]\nmembers = ["a"]\n', '[tool.ruff.format]\nquote-style = "single"\n',
    '[tool.pixi.target.linux.tasks]\nx = "y"\n', "[tool.poetry]\npackage-mode = false\n",
    '[project.urls]\nHome = "h"\n', '[project.optional-dependencies]\nviz = ["seaborn"]\n',
    '[project.scripts]\nrun = "x_1:main"\n', '[tool.poe.env]\nA = "1"\nB.default = "2"\n',
    "[tool.poe]\nverbosity = -1\n", '[tool.poe.tasks]\nquick = "ls"\n',
    '[tool.poe.tasks.own]\nshell = "ls | wc" # cm2\n', '[tool.uv.sources]\ntorch.path = "x"\n',
    '[[tool.uv.index]]\nname = "one"\nurl = "u"\n', '[tool.uv.sources]\nnumpy = { index = "o" }\n',
    '[tool.pixi.tasks]\nquick = "ls"\n', '[tool.pixi.dependencies]\npandoc = "*"\n',
    '[tool.poetry.group.dev.dependencies]\nfoo = "^1"\n', '[tool.seedbed.conda-names]\nfoo = "b"\n',
    '[tool.uv.pip]\nx = "y"\n', "[tool.uv]\npreview = true # cm3\n", "[tool.mine]\nx = nan\n",
)  # fmt: skip
"""What people put at the end of a manifest."""
LINES = (
    '    "pandas>=2", # cm4', "x = 1", 'key = "v"', '"z z" = true', "a.b = 1", "# cm5",
    "m = { a = 1, b = [1, 2] }", 'env = { A = "1" }', "", '    { include-group = "docs" },',
)  # fmt: skip
"""What people put anywhere in it."""
FEWER = max(20, settings().max_examples // 40)
"""Examples for each pair: there are many pairs."""
KINDS = (
    "add", "line", "line", "drop", "comment", "turn", "section", "spacing", "value", "dotted",
    "inline",
)  # fmt: skip
Edit = tuple[str, int, int]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 400),
        st.integers(0, 400),
    ),
    min_size=1,
    max_size=5,
)


def edited(text: str, edits: list[Edit]) -> str:
    """The text after those of the edits that leave it valid."""
    for edit in edits:
        after = _edited(text, *edit)
        try:
            tomllib.loads(after)
        except tomllib.TOMLDecodeError:
            continue
        text = after
    return text


def _edited(text: str, what: str, one: int, two: int) -> str:
    lines, sections = text.split("\n"), text.rstrip("\n").split("\n\n")
    here, there = one % len(lines), two % len(lines)
    if what == "add":
        return f"{text}\n{ADDED[one % len(ADDED)]}"
    if what == "section":
        sections.insert(two % len(sections), sections.pop(one % len(sections)))
        return "\n\n".join(sections) + "\n"
    if what in {"dotted", "inline"}:
        place = one % len(sections)
        sections[place] = (_dotted if what == "dotted" else _inline)(sections[place])
        return "\n\n".join(sections) + "\n"
    if what == "drop":
        del lines[here : here + 1 + two % 4]
    elif what == "line":
        lines.insert(here, LINES[two % len(LINES)])
    elif what == "comment":
        lines[here] += f" # cm{two}"
    elif what == "turn":
        lines[here], lines[there] = lines[there], lines[here]
    elif what == "spacing":
        lines[here] = lines[here].replace(" = ", "=").replace('"', "'")
    else:
        lines[here] = lines[here].replace(">=", "==").replace("true", "false").replace("00", "10")
    return "\n".join(lines)


def _dotted(section: str) -> str:
    head, _, body = section.partition("\n")
    found = re.fullmatch(r"\[([^\[\]]+)\.([\w-]+)\]", head)
    if not found:
        return section
    rows = [f"{found[2]}.{row}" if re.match(r"\S+ = ", row) else row for row in body.split("\n")]
    return "\n".join([f"[{found[1]}]", *rows])


def _inline(section: str) -> str:
    head, _, body = section.partition("\n")
    found = re.fullmatch(r"\[([^\[\]]+)\.([\w-]+)\]", head)
    rows = [row for row in body.split("\n") if not row.startswith("#")]
    return f"[{found[1]}]\n{found[2]} = {{ {', '.join(rows)} }}" if found else section


def texts_of(dialect: Dialect, project: Project) -> Files:
    """The files of a manifest, by path."""
    documents = dialect.write(project)
    return {path: document.render(project.notes) for path, document in documents.items()}


def merge(old: str, new: str, base: Files, disk: Files, fresh: Files) -> MergedManifest:
    sides = Sides(base=base, ours=disk, theirs=fresh)
    found = merge_manifest(load_dialect(old), load_dialect(new), sides)
    for path, file in found.files.items():
        reports.write({path: file.conflicts}, by_git=True)
        load_dialect(new).read({NAME: found.files[NAME].text, path: file.text})
    return found


def leaves(table: dict[str, Any], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for name, value in table.items():
        if isinstance(value, dict) and value:
            found |= leaves(value, (*above, name))
        else:
            found[*above, name] = repr(value)
    return found


def comments(text: str) -> set[str]:
    return set(re.findall(r"# cm\d+", text))


@pytest.mark.parametrize("manager", MANAGERS)
@settings(max_examples=FEWER * 2)
@given(project=projects(PLATFORMS), edits=EDITS)
def test_without_a_change_of_the_template_not_a_byte_changes(
    manager: str, project: Project, edits: list[Edit]
) -> None:
    base = texts_of(load_dialect(manager), project)
    disk = {**base, NAME: edited(base[NAME], edits)}
    try:
        found = merge(manager, manager, base, disk, base)
    except SeedbedError:
        return
    assert found.files[NAME] == MergedFile(text=disk[NAME], theirs=disk[NAME])
    if disk == base:
        assert {path: file.text for path, file in found.files.items()} == base


@pytest.mark.parametrize(("old", "new"), SWITCHES)
@settings(max_examples=FEWER * 2)
@given(project=projects(PLATFORMS))
def test_an_unedited_manifest_there_and_back_is_the_same(
    old: str, new: str, project: Project
) -> None:
    here, there = load_dialect(old), load_dialect(new)
    both = here.supported(there.supported(here.supported(with_all_steps(project))))
    assume(here.supported(there.supported(both)) == both)
    one, two = texts_of(here, both), texts_of(there, both)
    forth = clean(merge(old, new, one, one, two))
    assert leaves(tomllib.loads(forth[NAME])) == leaves(tomllib.loads(two[NAME]))
    assert {**forth, NAME: ""} == {**two, NAME: ""}
    back = clean(merge(new, old, two, forth, one))
    assert leaves(tomllib.loads(back[NAME])) == leaves(tomllib.loads(one[NAME]))
    assert {**back, NAME: ""} == {**one, NAME: ""}


def with_all_steps(project: Project) -> Project:
    """The project with tasks for all steps: an alias moves only together with what it runs."""
    names = {task.name for task in project.tasks}
    steps = {step for task in project.tasks for step in task.steps}
    more = tuple(Task(name=name, run="true") for name in steps - names)
    held = tuple(task if is_same(task) else replace(task, run="true") for task in project.tasks)
    return replace(project, tasks=tuple(sorted((*held, *more), key=lambda task: task.name)))


def clean(found: MergedManifest) -> Files:
    """The texts of a merge in which nothing is to be said of any file."""
    assert all((file.conflicts, file.notes) == ((), ()) for file in found.files.values())
    assert not any(found.gone.values())
    return {path: file.text for path, file in found.files.items()}


@pytest.mark.parametrize(("old", "new"), PAIRS)
@settings(max_examples=FEWER)
@given(project=projects(PLATFORMS), later=projects(PLATFORMS), edits=EDITS)
def test_any_edits_meet_any_template_and_nothing_breaks(
    old: str, new: str, project: Project, later: Project, edits: list[Edit]
) -> None:
    base = texts_of(load_dialect(old), project)
    fresh = texts_of(load_dialect(new), replace(later, name=project.name, package=project.package))
    _check(old, new, (base, {**base, NAME: edited(base[NAME], edits)}, fresh))


@pytest.mark.parametrize(("old", "new"), PAIRS)
@settings(max_examples=FEWER)
@given(edits=EDITS, changes=EDITS)
def test_any_edits_of_a_real_manifest_meet_a_newer_one(
    old: str, new: str, edits: list[Edit], changes: list[Edit]
) -> None:
    newer = re.sub(r" ?# cm\d+", "", edited(REAL[new][NAME], changes))
    disk = {**REAL[old], NAME: edited(REAL[old][NAME], edits)}
    _check(old, new, (REAL[old], disk, {**REAL[new], NAME: newer}))


def _check(old: str, new: str, sides: tuple[Files, Files, Files]) -> None:
    _, disk, fresh = (side[NAME] for side in sides)
    try:
        whole = merge(old, new, *sides)
    except SeedbedError:
        return
    found = whole.files[NAME]
    tables = [
        tomllib.loads(text) for text in (*(side[NAME] for side in sides), found.text, found.theirs)
    ]
    was, stands, generated, is_now, _ = map(leaves, tables)
    if any(conflict.path == () for conflict in found.conflicts):
        assert (found.text, found.theirs) == (disk, fresh)
        return
    for path, value in stands.items():
        known = any(
            path[: len(one)] == one or one[: len(path)] == path for one in (*was, *generated)
        )
        translated = path[:2] in {
            ("tool", name) for name in ("poe", "uv", "pixi", "poetry", "seedbed")
        } or is_below(path, set_aside_by(load_dialect(old), load_dialect(new)))
        if not known and not (translated and old != new):
            assert is_now.get(path) == value, path
    if stands.keys() >= was.keys() and generated.keys() >= was.keys() and old == new:
        assert comments(disk) <= comments(found.text)
    # a template that lost some of its keys is none that seedbed writes; and what is in conflict as
    # a whole has to be told of by the base
    if not any(file.conflicts for file in whole.files.values()) and generated.keys() >= was.keys():
        texts = {path: file.text for path, file in whole.files.items()}
        again = merge(new, new, sides[2], texts, sides[2]).files
        assert again[NAME] == MergedFile(text=found.text, theirs=found.text)
