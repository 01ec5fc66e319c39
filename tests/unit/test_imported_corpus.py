"""What the importers understand of whole projects, to the letter."""

from __future__ import annotations

from importlib import import_module

import imported_texts
import pytest

from seedbed.importers.imported import Imported
from seedbed.managers.registry import load_dialect

FORMS = ("requirements", "script", "Pipfile")
PROJECTS = [(form, name) for form in FORMS for name in imported_texts.names(form)]


def understood(form: str, name: str) -> Imported:
    module = import_module(f"seedbed.importers.{form.lower()}")
    found: Imported | None = module.imported(imported_texts.files(form, name), "x-1")
    assert found is not None
    return found


@pytest.mark.parametrize(("form", "name"), PROJECTS)
def test_a_project_is_understood_as_expected(form: str, name: str) -> None:
    expected = imported_texts.expected(form, name)
    found = understood(form, name)
    assert imported_texts.remarks(found) == expected["remarks"]
    assert found.files == {"pyproject.toml": expected["pyproject.toml"]}


@pytest.mark.parametrize(("form", "name"), PROJECTS)
def test_uv_s_dialect_reads_each_requirement_of_it(form: str, name: str) -> None:
    reading = load_dialect("uv").read(understood(form, name).files)
    assert not [one for one in reading.unmodeled if "dependenc" in one and "constraint" not in one]
    written = load_dialect("uv").write(reading.project)["pyproject.toml"].render({})
    assert load_dialect("uv").read({"pyproject.toml": written}).project == reading.project


@pytest.mark.parametrize(("form", "name"), PROJECTS)
def test_only_files_that_are_there_were_read(form: str, name: str) -> None:
    files = imported_texts.files(form, name)
    found = understood(form, name)
    assert set(found.read) <= files.keys()
    assert {one.path for one in found.remarks} <= files.keys()
    for remark in found.remarks:
        assert 0 <= remark.line <= files[remark.path].count("\n")
        assert remark.text.endswith(".")
