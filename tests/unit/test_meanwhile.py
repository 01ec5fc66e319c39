"""What a manager wrote into a manifest, and what somebody else did."""

from __future__ import annotations

import pytest

from seedbed.update.meanwhile import is_only_about

BEFORE = """\
[project]
name = "demo"
dependencies = ["numpy"]  # few

[dependency-groups]
dev = ["pytest"]
"""
SOURCES = '\n[tool.uv.sources]\nmy-lib = { git = "https://example.com/my-lib" }\n'
MEMBERS = '\n[tool.uv.workspace]\nmembers = ["../lib"]\n'


@pytest.mark.parametrize(
    ("now", "names"),
    [
        (BEFORE, set()),
        ("", set()),
        ("spoiled", set()),
        (BEFORE.replace('["numpy"]', '[\n    "numpy",\n    "My.Lib>=1",\n]'), {"my-lib"}),
        (BEFORE.replace('["numpy"]', '["numpy", "my-lib"]') + SOURCES, {"my_lib"}),
        (BEFORE.replace('["numpy"]', '["numpy", "my-lib"]') + SOURCES + MEMBERS, {"my-lib"}),
        (BEFORE.replace('["numpy"]', '["numpy", "my-lib"]') + SOURCES, None),
        (BEFORE.replace('["pytest"]', "[]"), {"pytest"}),
        (BEFORE.replace(' ["numpy"]  # few', " []"), {"numpy"}),
        (BEFORE.replace('\n[dependency-groups]\ndev = ["pytest"]', ""), {"pytest"}),
    ],
)
def test_what_managers_write(now: str, names: set[str] | None) -> None:
    assert is_only_about(BEFORE, now, names)


@pytest.mark.parametrize(
    ("now", "names"),
    [
        (BEFORE.replace("demo", "other"), {"my-lib"}),
        (BEFORE + "# a thought\n", {"my-lib"}),
        (BEFORE.replace("few", "many"), {"my-lib"}),
        (BEFORE.replace('["pytest"]', '["pytest", "ruff"]'), {"my-lib"}),
        (BEFORE.replace('["pytest"]', "[]"), {"my-lib"}),
        (BEFORE.replace('["pytest"]', '["pytest>=8"]'), None),
        (BEFORE + "\n[tool.ruff]\nline-length = 88\n", {"my-lib"}),
    ],
)
def test_what_somebody_else_writes(now: str, names: set[str] | None) -> None:
    assert not is_only_about(BEFORE, now, names)
