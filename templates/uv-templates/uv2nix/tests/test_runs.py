"""The folders and files of runs."""

import json
import re
from pathlib import Path

import pytest

from my_project import runs


def test_the_folder_is_named_by_the_time(tmp_path: Path) -> None:
    folder = runs.new_run(tmp_path / "not" / "yet")
    assert folder.is_dir()
    assert re.fullmatch(r"\d{8}T\d{6}Z", folder.name)


def test_runs_of_the_same_second_have_their_own_folders(tmp_path: Path) -> None:
    assert len({runs.new_run(tmp_path) for _ in range(5)}) == 5


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    value = {"accuracy": 0.5, "name": "größe"}
    runs.write_json(path, value)
    assert json.loads(path.read_text(encoding="utf-8")) == value


def test_json_has_no_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        runs.write_json(tmp_path / "value.json", {"loss": float("nan")})


def test_versions() -> None:
    assert runs.versions("pytest") == {"pytest": pytest.__version__}
