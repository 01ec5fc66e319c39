"""JSON with comments, as editors read it: what it says, and edits that keep the comments."""

from __future__ import annotations

import json
from typing import Any

import pytest

from seedbed.formats.json_comments import edited, is_read_with_comments, plain_json
from seedbed.formats.toml_edit.edit import CannotEditError
from seedbed.update.files import merge_file

SETTINGS = """\
{
  // the team's
  "editor.formatOnSave": true, /* always */
  "files.exclude": {"**/x": true}, // one
  "rulers": [
    80 // narrow
  ],
}
"""


def test_what_it_says() -> None:
    assert json.loads(plain_json(SETTINGS)) == {
        "editor.formatOnSave": True,
        "files.exclude": {"**/x": True},
        "rulers": [80],
    }
    assert plain_json('{"a": "// no comment", "b": "/*"}') == '{"a": "// no comment", "b": "/*"}'


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("{} // none\n", {"a": [1]}, '{"a": [1]} // none\n'),
        ("{\n  // none\n}\n", {"a": 1}, '{\n  // none\n  "a": 1\n}\n'),
        ('{\n\t"a": 1 // one\n}', {"a": 1, "b": {}}, '{\n\t"a": 1, // one\n\t"b": {}\n}'),
        ('{\n  "a": 1, // one\n}\n', {"a": 1, "b": 2}, '{\n  "a": 1, // one\n  "b": 2\n}\n'),
        ('{\n  "a": 1\n}\n', {"a": 1, "b": 2}, '{\n  "a": 1,\n  "b": 2\n}\n'),
        ("{ // one\n}\n", {"é": "ü"}, '{ // one\n  "é": "ü"\n}\n'),
        ('["a", /* b */]', ["a", "c"], '["a", "c", /* b */]'),
        ('{"a": {"b": 1}} // c', {"a": {"b": 2}}, '{"a": {"b": 2}} // c'),
    ],
)
def test_edits(text: str, value: Any, after: str) -> None:
    assert edited(text, value) == after


@pytest.mark.parametrize(
    ("text", "value"), [('{"a": 1} //', {}), ("[1, 2] //", [1]), ("{", {"a": 1}), ("", {"a": 1})]
)
def test_what_would_lose_something_is_refused(text: str, value: Any) -> None:
    with pytest.raises(CannotEditError):
        edited(text, value)


def test_which_files_may_have_comments() -> None:
    paths = [".vscode/settings.json", ".devcontainer/devcontainer.json", "package.json"]
    assert [is_read_with_comments(path) for path in paths] == [True, True, False]


def test_settings_are_merged_and_keep_their_comments() -> None:
    theirs = '{\n    "rulers": [80],\n    "python.terminal": false\n}\n'
    merged = merge_file(".vscode/settings.json", "", SETTINGS, theirs)
    assert merged.conflicts == ()
    assert merged.text == SETTINGS.replace("  ],\n}", '  ],\n  "python.terminal": false\n}')


def test_settings_that_differ_stay_the_users() -> None:
    theirs = '{"editor.formatOnSave": false}'
    merged = merge_file(".vscode/settings.json", "", SETTINGS, theirs)
    assert merged.text == SETTINGS
    assert merged.conflicts[0].path == ("editor.formatOnSave",)
