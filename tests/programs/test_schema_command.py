"""`seedbed schema` prints the JSON Schemas."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import seedbed
from envelopes import SCHEMAS

LIST = """\
add           What 'seedbed add --json' prints
adopt         What 'seedbed adopt --json' prints
choose        What 'seedbed choose --json' prints
compat        What 'seedbed compat --json' prints
diff          What 'seedbed diff --json' prints
doctor        What 'seedbed doctor --json' prints
envelope      What any command of seedbed prints with --json
"""


def test_it_lists_them(tmp_path: Path) -> None:
    done = seedbed("schema", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(LIST)
    assert "tool-seedbed  [tool.seedbed] in pyproject.toml: a project's choices\n" in done.stdout
    assert done.stdout.endswith("\n\nTo print one: seedbed schema NAME\n")
    assert len(done.stdout.splitlines()) == len(list(SCHEMAS.iterdir())) + 2


@pytest.mark.parametrize("name", ["new", "tool-seedbed"])
def test_it_prints_one_as_it_is(tmp_path: Path, name: str) -> None:
    done = seedbed("schema", name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["statsu", "../schemas/status", "run"])
def test_others_are_refused(tmp_path: Path, name: str) -> None:
    done = seedbed("schema", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    first, hint = done.stderr.splitlines()
    assert first == f"error: There is no schema {name!r}."
    assert hint.endswith(
        "Choose from: add, adopt, choose, compat, diff, doctor, envelope, explain, export, gpu, "
        "jupyter, "
        "lock, new, presets, remove, status, sync, tool-seedbed, update, verify."
    )


def test_the_nearest_name_is_offered(tmp_path: Path) -> None:
    done = seedbed("schema", "statsu", cwd=tmp_path)
    assert "\nhint: Did you mean 'status'? Choose from: add," in done.stderr
