"""Manifests in other layouts than seedbed's: an update says the same in them, in their style."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest
import tomlkit
from aged import make
from cli import seedbed
from hypothesis import given, settings
from hypothesis import strategies as st
from tomlkit.exceptions import TOMLKitError

from seedbed.commands.refusing import check_toml
from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.formats.other_reader import MOST, refusal
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.merge3.values import unordered
from seedbed.model.choices import make_choices
from seedbed.model.tree import File
from seedbed.render.compose import compose
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides
from seedbed.update.texts import NAME

SECTIONS, DOTTED, INLINE = "sections", "dotted keys", "inline tables"
NEW: list[dict[str, Any]] = [
    {"extras": ("docs", "github", "pre-commit")},
    {"framework": "sklearn"},
    {"extras": ()},
    {"platforms": ("linux-64",)},
    *({"manager": manager} for manager in MANAGERS),
]
"""What is to be set."""


def generated(manager: str, **more: Any) -> dict[str, str]:
    """The files of a manifest."""
    chosen = {"manager": manager, "framework": "none", **more}
    dialect = load_dialect(chosen["manager"])
    found = compose(make_choices("x-1", **chosen)).files
    return {path: file.data.decode() for path, file in found.items() if dialect.is_manifest(path)}


def updated(manager: str, text: str, more: dict[str, Any]) -> str:
    """A manifest after an update, which has no conflict."""
    base = generated(manager)
    sides = Sides(
        base=base, ours={**base, NAME: text}, theirs=generated(**{"manager": manager, **more})
    )
    new = more.get("manager", manager)
    found = merge_manifest(load_dialect(manager), load_dialect(new), sides).files[NAME]
    assert found.conflicts == ()
    return found.text


def written(table: dict[str, Any], style: dict[str, str], path: tuple[str, ...] = ()) -> str:
    """A table's text.

    Args:
        table: the table.
        style: the dotted keys of tables that have no sections below them, to how they are written.
        path: where it stands.
    """
    rows, below = [], []
    for name, value in table.items():
        here = (*path, name)
        how = style.get(".".join(here), SECTIONS)
        if not isinstance(value, dict) or how == INLINE or not value:
            rows.append(f"{toml.key(name)} = {toml.inline(value)}\n")
        elif how == DOTTED:
            rows += [
                f"{toml.dotted(key)} = {toml.inline(item)}\n" for key, item in leaves(name, value)
            ]
        else:
            below.append(written(value, style, here))
    header = f"[{toml.dotted(path)}]\n" if path and rows else ""
    return "\n".join([header + "".join(rows), *below] if rows else below)


def leaves(name: str, value: Any) -> list[tuple[tuple[str, ...], Any]]:
    if not isinstance(value, dict) or not value:
        return [((name,), value)]
    return [((name, *key), item) for one, it in value.items() for key, item in leaves(one, it)]


def shuffled(draw: st.DrawFn, table: dict[str, Any]) -> dict[str, Any]:
    """A table with its keys in another order."""
    names = draw(st.permutations([*table]))
    return {
        name: shuffled(draw, table[name]) if isinstance(table[name], dict) else table[name]
        for name in names
    }


@st.composite
def layouts(draw: st.DrawFn, text: str) -> str:
    """The same manifest as others might write it; Pixi wants one of its headers spelled out."""
    table = tomllib.loads(text)
    table = shuffled(draw, table) if draw(st.booleans()) else table
    tools = [f"tool.{name}" for name in table["tool"] if name not in {"pixi", "seedbed"}]
    poe = [f"tool.poe.{name}" for name in table["tool"].get("poe", {})]
    pixi = [
        f"tool.pixi.{name}"
        for name in table["tool"].get("pixi", {})
        if name not in {"workspace", "dependencies"}
    ]
    tasks = [f"tool.poe.tasks.{name}" for name in table["tool"].get("poe", {}).get("tasks", {})]
    places = [*tools, *poe, *pixi, *tasks, "dependency-groups", "build-system"]
    styles = st.sampled_from([SECTIONS, SECTIONS, DOTTED, INLINE])
    return written(table, {place: draw(styles) for place in places})


@settings(max_examples=30)
@pytest.mark.parametrize("manager", MANAGERS)
@given(data=st.data())
def test_any_layout_says_the_same_after_an_update(manager: str, data: st.DataObject) -> None:
    plain = generated(manager)[NAME]
    text = data.draw(layouts(plain))
    assert unordered(tomllib.loads(text)) == unordered(tomllib.loads(plain))
    more = data.draw(st.sampled_from([one for one in NEW if one.get("manager") != manager]))
    found = updated(manager, text, more)
    assert unordered(tomllib.loads(found)) == unordered(
        tomllib.loads(updated(manager, plain, more))
    )
    if not _says(text):
        assert _says(found) == ""


def _says(text: str) -> str:
    """What tomlkit says of a text, without any short cut."""
    try:
        tomlkit.parse(text).unwrap()
    except (tomlkit.exceptions.TOMLKitError, KeyError, TypeError, ValueError) as error:
        return str(error) or repr(error)
    return ""


FORMATTED = """\
[tool.poe]
tasks.check.help = "Check the code for mistakes"
tasks.check.cmd = "ruff check"
tasks.fix.help = "Fix the mistakes that Ruff can fix"
tasks.fix.cmd = "ruff check --fix"
"""
"""As pyproject-fmt 2.30 writes `[tool.poe.tasks.check]` and the like."""


def formatted(text: str) -> str:
    """A manifest of which pyproject-fmt has put the tables of tasks together."""
    table = tomllib.loads(text)
    keep = {name: value for name, value in table["tool"].items() if name != "poe"}
    poe = written({"tool": {"poe": table["tool"]["poe"]}}, {"tool.poe.tasks": DOTTED})
    assert poe.startswith(FORMATTED)
    return toml.dumps({**table, "tool": keep}) + "\n" + poe


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_new_tasks_go_beside_the_others_as_dotted_keys(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    path = root / NAME
    path.write_text(formatted(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = seedbed("update", "--no-sync", "--set", "extras=docs,github,pre-commit", cwd=root)
    assert done.returncode == 0, done.stderr
    text = path.read_text(encoding="utf-8")
    assert "\n[tool.poe]\n" in text
    assert "[tool.poe.tasks" not in text
    assert (
        'tasks.docs-markup.help = "Check the markup of the reStructuredText in docs/"\n'
        'tasks.docs-markup.cmd = "rstcheck --recursive docs"\n'
    ) in text
    assert tomlkit.parse(text).unwrap()["tool"]["poe"]["tasks"]["docs-style"]["cmd"] == "doc8 docs"
    assert seedbed("update", "--no-sync", cwd=root).stdout == "Everything is up to date.\n"


CLASH = (
    '[tool.poe]\ntasks.a.cmd = "a"\ntasks.b.cmd = "b"\n\n'
    '[tool.x]\nk = 1\n\n[tool.poe.tasks.c]\ncmd = "c"\n'
)
"""Valid TOML that tomlkit does not read."""


def test_what_tomlkit_does_not_read_is_not_written() -> None:
    tomllib.loads(CLASH)
    assert refusal(CLASH).startswith('Key "tasks" already exists.')
    fine = File(data=b"[tool.poe]\n", layer="")
    clash = File(data=CLASH.replace("\n", "\r\n").encode(), layer="")
    with pytest.raises(SeedbedError) as caught:
        check_toml({NAME: fine}, {NAME: clash})
    assert caught.value.message.startswith(
        "Nothing was changed: tomlkit, which Poetry and others use to read TOML, would refuse the "
        'new pyproject.toml: Key "tasks" already exists.'
    )
    check_toml({NAME: clash}, {NAME: File(data=clash.data + b"\n", layer="")})
    check_toml({NAME: fine}, {"pyproject.txt": clash, NAME: fine})


@pytest.mark.parametrize(
    "text", ["[a]\nb = 1\n[a.c]\nd = 1\n[e]\n", "[[a]]\n[a.b]\n[[a]]\n[c]\n", "", "# only\n"]
)
def test_tomlkit_is_not_asked_where_all_is_in_order(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal.cache_clear()
    monkeypatch.setattr(tomlkit, "parse", None)
    assert refusal(text) == ""
    odd = "".join(f"b{n}{'.c' * n} = 1\n" for n in range(MOST + 2))  # no two are alike
    assert refusal(f"[a]\n{odd}") == ""
    assert refusal("[a]\nb.c = 1\n") != ""
    refusal.cache_clear()


APART = "[[a.b]]\nk = 1\n[c]\n[a.b.d]\n"
"""A table of an array's element, apart from it: tomlkit does not read that either."""
MANY = 2000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("".join(f"[q.t{n}]\nk.l = {n}\n" for n in range(MANY)) + CLASH, 'Key "tasks" already'),
        (
            "[tool.poe]\n"
            + "".join(f'tasks.a{n}.cmd = "a"\n' for n in range(MANY))
            + "[tool.x]\n"
            + "".join(f'[tool.poe.tasks.b{n}]\ncmd = "b"\n' for n in range(MANY)),
            'Key "tasks" already',
        ),
        ("".join(f"[[q]]\nk.l = {n}\n" for n in range(MANY)) + APART, 'Key "b" already'),
        ("".join(f"[q.t{n}]\n[z.t{n}]\n" for n in range(MANY)), ""),
        (
            "".join(f"[[a.e{n}]]\nk = 1\n[a.e{n}.d]\n" for n in range(MANY)) + APART,
            'Key "b" already',
        ),
    ],
)
def test_of_what_is_alike_tomlkit_sees_a_few(
    text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomllib.loads(text)
    shown: list[str] = []
    parse = tomlkit.parse

    def seen(text: str) -> tomlkit.TOMLDocument:
        shown.append(text)
        return parse(text)

    monkeypatch.setattr(tomlkit, "parse", seen)
    refusal.cache_clear()
    assert refusal(text).startswith(said)
    assert bool(refusal(text)) == bool(said)
    assert [len(one) < 500 for one in shown] == [True]


@pytest.mark.parametrize("seed", range(300))
def test_what_tomlkit_is_shown_is_refused_like_the_whole(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets
    names = "abc" if seed % 2 else "abcdefgh"
    text = random.choice(["", CLASH.replace("x", "a"), APART])
    for _ in range(random.randint(2, 8)):
        path = ".".join(random.choices(names, k=random.randint(1, 3)))
        text += random.choice([f"[{path}]\n", f"[{path}]\n", f"[[{path}]]\n"])
        for _ in range(random.randint(0, 3)):
            key = ".".join(random.choices("abcxyefgh", k=random.choice([1, 1, 1, 2, 3])))
            text += f"{key} = {random.choice(['1', '{ x.y = 1 }', '[{ x = 1 }]'])}\n"
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    try:
        tomlkit.parse(text).unwrap()
        reads = True
    except (TOMLKitError, KeyError, TypeError, AttributeError, ValueError, IndexError):
        reads = False
    assert (refusal(text) == "") is reads, text
