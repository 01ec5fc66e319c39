"""Folders and files of runs."""

import json
import re
from pathlib import Path

import pytest

from @package@.runs import new_run, versions, write_json


def test_the_folder_is_named_by_the_time(tmp_path: Path) -> None:
    folder = new_run(tmp_path / "not" / "yet")
    assert folder.is_dir()
    assert re.fullmatch(r"\d{8}T\d{6}Z", folder.name)


def test_runs_of_the_same_second_have_their_own_folders(tmp_path: Path) -> None:
    assert len({new_run(tmp_path) for _ in range(5)}) == 5


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    value = {"accuracy": 0.5, "name": "größe"}
    write_json(path, value)
    assert json.loads(path.read_text(encoding="utf-8")) == value


def test_json_has_no_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "value.json", {"loss": float("nan")})


def test_versions() -> None:
    assert versions("pytest") == {"pytest": pytest.__version__}
