"""TOML 1.1 and byte order marks: kept where they are read, named where they are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import tomlkit
from aged import age, edit, make
from cli import files, seedbed
from running import environment
from stand_ins import first_on_path, program

from seedbed.formats import toml
from seedbed.formats.newer_toml import may_have, news
from seedbed.managers.registry import load_dialect

INLINE = "an inline table over several lines"
COMMA = "a comma after the last key of an inline table"
OWN = """
[tool.mine]
build = { # of the whole
  backend.name = "b", # why b
  when = 07:30,
  colors = "\\e[0m \\x41",
}
"""
BUILD = """
[tool.pixi.tasks.own]
cmd = "own"
env = {
  # for the logs
  LEVEL = "debug",
}
"""


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a = 1\nb = {\n}", 2, INLINE),
        ("b = { a = 1 # c\n}", 1, INLINE),
        ("b = [\n  { a = 1,\n  c = 2 },\n]", 2, INLINE),
        ("b = { a = 1, }", 1, COMMA),
        ("b = [{ a = 1,b = 2 , },]", 1, COMMA),
        ('\n\nb = "\\e"', 3, "the escape \\e"),
        ('b = """\n\\\\\\x41"""', 2, "the escape \\x41"),
        ("b = 12:30", 1, "the time 12:30 without seconds"),
        ("b = 2020-01-01 12:30 # c", 1, "the time 12:30 without seconds"),
        ("b = [1979-05-27T07:32Z]", 1, "the time 07:32 without seconds"),
    ],
)
def test_what_is_new_is_named_with_its_line(text: str, line: int, what: str) -> None:
    assert may_have(text)
    found = news(text)
    assert found
    assert (found.line, found.what) == (line, what)
    toml.loads(text)
    with pytest.raises(tomllib.TOMLDecodeError):
        _old(text)


@pytest.mark.parametrize(
    "text",
    [
        "b = { a = 1 }",
        "b = { a = [\n 1,\n] }",
        'b = "\\\\e"',
        "b = '\\e'",
        'b = "{"',
        'b = "12:30"',
        "b = 12:30:00",
        "b = 1979-05-27T07:32:00-07:00 # 12:30, }",
        "# b = {\n",
        'b = { a = """\n""", c = [1,] }',
    ],
)
def test_what_is_old_is_not(text: str) -> None:
    assert news(text) is None
    _old(text)


def _old(text: str) -> None:
    """Read a text as TOML 1.0, whatever this Python knows."""
    if news(text):
        raise tomllib.TOMLDecodeError("new")
    tomllib.loads(text)


def append(root: Path, text: str) -> int:
    """Add lines to a manifest; gives the number of the first of them."""
    path = root / "pyproject.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


def test_pixi_keeps_it_through_an_update(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    append(root, BUILD + OWN.replace("  when = 07:30,\n", ""))
    age(root, "README.md", ("# x-1\n", "# X\n"))
    own = 'x-1 = {\n  path = ".",\n  editable = true, # ours\n}\n'
    edit(root, "pyproject.toml", 'x-1 = { path = ".", editable = true }\n', own)
    done = seedbed("update", "--no-sync", "--set", "extras=docs,github,pre-commit", cwd=root)
    assert done.returncode == 0, done.stderr
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert BUILD in text
    assert OWN.replace("  when = 07:30,\n", "") in text
    assert own in text
    assert "[tool.pixi.tasks.docs]\n" in text
    assert tomlkit.parse(text).unwrap()["tool"]["mine"]["build"]["colors"] == "\x1b[0m A"
    assert seedbed("update", "--no-sync", cwd=root).stdout == "Everything is up to date.\n"


def test_pixi_takes_it_through_a_switch_and_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    append(root, BUILD)
    before = (root / "pyproject.toml").read_text(encoding="utf-8")
    for manager in ("poetry", "pixi"):
        done = seedbed("update", "--no-sync", "--set", f"manager={manager}", cwd=root)
        assert done.returncode == 0, done.stderr
    assert (root / "pyproject.toml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("manager", "who"), [("uv", "hatchling"), ("conda", "hatchling"), ("poetry", "Poetry")]
)
@pytest.mark.parametrize("command", [("update", "--no-sync"), ("sync",), ("run", "test")])
def test_others_name_it(tmp_path: Path, manager: str, who: str, command: tuple[str, ...]) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    age(root, "pyproject.toml", ('"mypy>=', '"mypy>1,>='))
    line = append(root, OWN) + 2
    before = files(root)
    stand_in = first_on_path(program(tmp_path / "bin" / manager, "exit 1"))
    done = seedbed(*command, cwd=root, env=environment(**stand_in))
    assert done.returncode != 0
    assert files(root) == before
    if not (command == ("sync",) and done.stderr.startswith("error: No ")):
        said = (
            f"{who} refuses pyproject.toml, line {line}: {INLINE} is TOML 1.1, which Python itself "
            "reads only since 3.15."
        )
        assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_switch_to_who_does_not_read_it_changes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    line = append(root, OWN.replace("  when = 07:30,\n", "")) + 2
    before = files(root)
    done = seedbed("update", "--no-sync", "--set", "manager=poetry", cwd=root)
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"error: Poetry refuses pyproject.toml, line {line}: {INLINE} is TOML 1.1, which Python "
        "itself reads only since 3.15.\n"
    )
    assert files(root) == before


def test_a_project_of_newer_pythons_may_have_it() -> None:
    build = '[build-system]\nbuild-backend = "hatchling.build"\n'
    text = f'[project]\nname = "x"\nrequires-python = ">=3.15"\n{build}{OWN}'
    name = {"pyproject.toml": text}
    assert load_dialect("uv").refused(name, name) is None
    older = {"pyproject.toml": text.replace("3.15", "3.14")}
    found = load_dialect("uv").refused(older, older)
    assert found
    assert (found.who, found.line) == ("hatchling", 8)
    by_uv = {"pyproject.toml": older["pyproject.toml"].replace("hatchling.build", "uv_build")}
    assert load_dialect("uv").refused(by_uv, by_uv) is None
    tasks = {"pyproject.toml": f"[tool.poe.tasks]\nx = 'y'\n{OWN}"}
    found = load_dialect("conda").refused(tasks, tasks)
    assert found
    assert found.who == "poethepoet"


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry", "conda"])
@pytest.mark.parametrize("command", [("update",), ("update", "--dry-run"), ("sync",), ("run", "x")])
def test_a_byte_order_mark_is_named(tmp_path: Path, manager: str, command: tuple[str, ...]) -> None:
    root = make(tmp_path, "--manager", manager)
    path = root / "pyproject.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    before = files(root)
    done = seedbed(*command, cwd=root)
    assert done.returncode == 1
    assert "pyproject.toml begins with a byte order mark (BOM)" in done.stderr
    assert "Save it as UTF-8 without a BOM, then run the same command again." in done.stderr
    assert files(root) == before


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    append(root, BUILD)
    path = root / "pyproject.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = seedbed("update", "--no-sync", "--set", "extras=docs,github,pre-commit", cwd=root)
    assert done.returncode == 0, done.stderr
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert BUILD.replace("\n", "\r\n").encode() in data
    assert b"[tool.pixi.tasks.docs]\r\n" in data
