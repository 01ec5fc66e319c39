"""What holds of the merge of environment files with any edits, and with any newer template."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import ReusedAnchorWarning, YAMLError
from strategies import projects

from seedbed.errors import SeedbedError
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import PLATFORMS, make_choices
from seedbed.model.project import Project
from seedbed.model.record import replace
from seedbed.render.compose import compose
from seedbed.update import conflicts as reports
from seedbed.update.manifest import MergedManifest, merge_manifest
from seedbed.update.stated import Sides

Files = dict[str, str]
Edit = tuple[str, int, int]
MANAGERS = ("conda", "uv", "pixi")
KINDS = ("add", "line", "drop", "comment", "turn", "respell", "version", "indent", "end")
EDITS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 60)),
    min_size=1,
    max_size=5,
)
LINES = (
    "  - pandas", "  - pandas >=2 # cm1", "  - gcc", "  - mine::tool", "# cm2", "", "  # cm3",
    "  - pip:\n      - rich # cm4\n      # cm5", "prefix: /x # cm6", "  - python 3.12.*",
    '  - pip:\n      - "--extra-index-url https://mine.example/simple"\n      - jax>=0.5',
    "variables:\n  A: b # cm7", "  - numpy =2.3", "  - pytorch # cm8", "  - {pip: [flask]}",
    '  - "requests"', "  - &x flask", "channels: [mine]", "  - sel(linux): foo",
    "  - pip:\n    - click>=8\n    - -r more.txt",
)  # fmt: skip
"""What people put into an environment file."""
FEWER = max(40, settings().max_examples // 10)


def real(manager: str) -> Files:
    """The manifest of a project as users get it."""
    dialect = load_dialect(manager)
    files = compose(make_choices("x-1", manager=manager)).files
    return {path: one.data.decode() for path, one in files.items() if dialect.is_manifest(path)}


REAL = {manager: real(manager) for manager in MANAGERS}


def texts_of(manager: str, project: Project) -> Files:
    documents = load_dialect(manager).write(project)
    return {path: one.render(project.notes) for path, one in documents.items()}


def load(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        return YAML(typ="safe", pure=True).load(text)


def edited(text: str, edits: list[Edit]) -> str:
    """The text after those of the edits that leave it valid."""
    for edit in edits:
        after = _edited(text, *edit)
        try:
            load(after)
        except (YAMLError, ValueError):
            continue
        text = after
    return text


def _edited(text: str, what: str, one: int, two: int) -> str:
    if what == "end":
        return f"{text}{LINES[one % len(LINES)]}\n"
    lines = text.split("\n")
    here, there = one % len(lines), two % len(lines)
    if what in {"add", "line"}:
        lines.insert(here, LINES[two % len(LINES)])
    elif what == "drop":
        del lines[here : here + 1 + two % 3]
    elif what == "comment":
        lines[here] += f" # cm{two + 10}"
    elif what == "turn":
        lines[here], lines[there] = lines[there], lines[here]
    elif what == "respell":
        lines[here] = re.sub(r"- (\S+) (\S+)$", r'- "\1\2"', lines[here])
    elif what == "version":
        lines[here] = lines[here].replace(">=", "==").replace("2", "3")
    else:
        lines = [line.removeprefix("  ") if one % 2 else f" {line}" for line in lines]
    return "\n".join(lines)


def comments(*texts: str) -> set[str]:
    return {one for text in texts for one in re.findall(r"# cm\d+", text)}


def merge(old: str, new: str, base: Files, disk: Files, fresh: Files) -> MergedManifest | None:
    """The merge; what is refused is refused in a sentence that names a file."""
    sides = Sides(base=base, ours=disk, theirs=fresh)
    try:
        found = merge_manifest(load_dialect(old), load_dialect(new), sides)
    except SeedbedError as refused:
        assert ".yml" in refused.message or "pyproject.toml" in refused.message
        return None
    for path, file in found.files.items():
        reports.write({path: file.conflicts}, by_git=True)
        if path.endswith(".yml"):
            load(file.text)
            load(file.theirs)
    return found


def check(old: str, new: str, base: Files, disk: Files, fresh: Files) -> None:
    found = merge(old, new, base, disk, fresh)
    if found is None:
        return
    texts = {path: file.text for path, file in found.files.items()}
    notes = [note for file in found.files.values() for note in file.notes]
    notes += [note for some in found.gone.values() for note in some]
    for comment in comments(*disk.values()):
        assert comment in "".join(texts.values()) or comment in "".join(notes)
    for path, file in found.files.items():
        if any(conflict.path == () for conflict in file.conflicts):
            assert file.text == disk[path]
    if new == "conda" and not any(file.conflicts for file in found.files.values()):
        load_dialect(new).read(texts)
        again = merge(new, new, fresh, {**disk, **texts}, fresh)
        assert again
        assert {path: file.text for path, file in again.files.items()} == texts


@pytest.mark.parametrize("new", MANAGERS)
@settings(max_examples=FEWER)
@given(edits=EDITS, others=EDITS)
def test_any_edits_meet_the_same_template_or_that_of_another_manager(
    new: str, edits: list[Edit], others: list[Edit]
) -> None:
    base = REAL["conda"]
    disk = {
        **base,
        "environment.yml": edited(base["environment.yml"], edits),
        "environment-dev.yml": edited(base["environment-dev.yml"], others),
    }
    check("conda", new, base, disk, REAL[new])


@settings(max_examples=FEWER)
@given(edits=EDITS, version=st.sampled_from(["2.0", "2.2"]))
def test_any_edits_meet_a_newer_template(edits: list[Edit], version: str) -> None:
    base = REAL["conda"]
    disk = {**base, "environment.yml": edited(base["environment.yml"], edits)}
    fresh = {path: text.replace("2.1", version) for path, text in base.items()}
    check("conda", "conda", base, disk, fresh)


@pytest.mark.parametrize("new", MANAGERS)
@settings(max_examples=FEWER)
@given(project=projects(PLATFORMS), later=projects(PLATFORMS), edits=EDITS)
def test_any_edits_of_any_project_meet_any_template(
    new: str, project: Project, later: Project, edits: list[Edit]
) -> None:
    base = texts_of("conda", project)
    fresh = texts_of(new, replace(later, name=project.name, package=project.package))
    disk = {**base, "environment.yml": edited(base["environment.yml"], edits)}
    check("conda", new, base, disk, fresh)


@settings(max_examples=FEWER)
@given(edits=EDITS)
def test_without_a_change_of_the_template_a_users_file_stays(edits: list[Edit]) -> None:
    base = REAL["conda"]
    disk = {**base, "environment.yml": edited(base["environment.yml"], edits)}
    found = merge("conda", "conda", base, disk, base)
    if found is None:
        return
    said = load_dialect("conda").read(disk)
    if said.other is None:
        assert found.files["environment.yml"].text == disk["environment.yml"]


@pytest.mark.parametrize("new", MANAGERS)
@settings(max_examples=FEWER)
@given(edits=EDITS)
def test_no_edits_of_a_file_that_was_never_merged_remove_what_was_generated(
    new: str, edits: list[Edit]
) -> None:
    base = REAL["conda"]
    disk = {**base, "environment.yml": edited(base["environment.yml"], edits)}
    sides = Sides(base=base, ours=disk, theirs=REAL[new], unmerged={"environment.yml"})
    try:
        found = merge_manifest(load_dialect("conda"), load_dialect(new), sides)
    except SeedbedError:
        return
    texts = {path: file.text for path, file in found.files.items()}
    if new == "conda":
        assert texts["environment.yml"] == disk["environment.yml"]
    before, after = (
        {item.key: item.requirement for item in load_dialect(one).read(side).project.dependencies}
        for one, side in (("conda", base), (new, {**REAL[new], **texts}))
    )
    fresh = {item.key for item in load_dialect(new).read(REAL[new]).project.dependencies}
    assert {key: text for key, text in before.items() if key in fresh}.items() <= after.items()
