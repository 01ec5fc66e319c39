"""What a script's own block says (PEP 723)."""

from __future__ import annotations

import tomllib

import pytest

from seedbed.errors import SeedbedError
from seedbed.importers.script import imported, imported_script

BLOCK = '# /// script\n# dependencies = ["a"]\n# requires-python = ">=3.11"\n# ///\n'


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        f"\ufeff{BLOCK}",
        f"#!/usr/bin/env python\n{BLOCK}\nprint()\n",
        f"# /// other\n# a = 1\n# ///\n\n{BLOCK}",
        BLOCK.replace("\n# ///\n", "\n#\n# ///\n# more of the comment\n"),
    ],
)
def test_a_block_is_found(text: str) -> None:
    found = imported_script("a.py", text, "x-1")
    assert found
    project = tomllib.loads(found.files["pyproject.toml"])["project"]
    assert project["dependencies"] == ["a"]
    assert project["requires-python"] == ">=3.11"
    assert found.remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "print()\n",
        "# /// script\n# ///\n",
        "# /// script\n# a = 1\n",
        "# /// script\n# a = 1\n\n# ///\n",
        "#/// script\n# a = 1\n# ///\n",
        " # /// script\n # a = 1\n # ///\n",
        "# /// other\n# a = 1\n# ///\n",
    ],
)
def test_a_text_without_a_block_is_none(text: str) -> None:
    assert imported_script("a.py", text, "x-1") is None


def test_a_block_ends_at_the_last_line_that_can_end_it() -> None:
    text = '# /// script\n# dependencies = ["a"]\n# ///\n# more of the comment\n# ///\n'
    with pytest.raises(SeedbedError, match="not valid TOML"):
        imported_script("a.py", text, "x-1")


def test_two_blocks_are_an_error() -> None:
    with pytest.raises(SeedbedError, match=r"a\.py has several blocks '# /// script'") as caught:
        imported_script("a.py", f"{BLOCK}\n{BLOCK}", "x-1")
    assert caught.value.code == "bad-script"


def test_a_block_that_is_no_toml_is_an_error_that_names_the_script() -> None:
    with pytest.raises(SeedbedError) as caught:
        imported_script("a.py", "# /// script\n# a =\n# ///\n", "x-1")
    assert caught.value.message.startswith("The block '# /// script' of a.py is not valid TOML: ")


def test_paths_are_seen_from_the_folder_of_the_script() -> None:
    text = (
        '# /// script\n# dependencies = ["a", "b"]\n# [tool.uv.sources]\n# a = { path = "../a" }\n'
        '# b = [{ path = "b", marker = "os_name == \'nt\'" }]\n# ///\n'
    )
    found = imported_script("scripts/x.py", text, "x-1")
    assert found
    assert tomllib.loads(found.files["pyproject.toml"])["tool"]["uv"]["sources"] == {
        "a": {"path": "a"},
        "b": [{"path": "scripts/b", "marker": "os_name == 'nt'"}],
    }


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('dependencies = "a"', "dependencies was left out: it isn't a list."),
        (
            "dependencies = [1]",
            "'1' was left out: it isn't a requirement that Python's packaging can read.",
        ),
        ('dependencies = ["a==1", "a==2"]', "'a==2' was left out: a.py (line 2) asks for 'a==1'."),
        ("other = 1", "other was left out: scripts have no such key."),
    ],
)
def test_what_a_block_cannot_say_is_told(body: str, text: str) -> None:
    script = f'# /// script\n# {body}\n# requires-python = ">=3.11"\n# ///\n'
    found = imported_script("a.py", script, "x-1")
    assert found
    assert [(one.line, one.text) for one in found.remarks] == [(2, text)]


@pytest.mark.parametrize(
    "others",
    [
        {"requirements.txt": ""},
        {"environment.yml": ""},
        {"Pipfile": ""},
        {"setup.py": ""},
        {"pyproject.toml": '[project]\nname = "a"\n'},
        {"b.py": BLOCK},
    ],
)
def test_a_script_beside_another_manifest_is_not_the_project(others: dict[str, str]) -> None:
    assert imported({"a.py": BLOCK, **others}, "x-1") is None


def test_a_script_beside_others_and_settings_is_the_project() -> None:
    files = {"a.py": BLOCK, "b.py": "", "lib/c.py": BLOCK, "pyproject.toml": "[tool.ruff]\n"}
    found = imported(files, "x-1")
    assert found
    assert found.read == ("a.py", "pyproject.toml")
    assert found.files["pyproject.toml"].startswith("[tool.ruff]\n")
