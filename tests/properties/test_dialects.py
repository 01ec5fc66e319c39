"""What every dialect has to keep to; a new manager is tested by being in `MANAGERS`.

A field that is neither written nor read breaks no law: `tests/unit/test_*_text.py` see that.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from ruamel.yaml import YAML
from strategies import projects

from seedbed.managers.base import MANAGERS
from seedbed.managers.protocols import Reading
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import PLATFORMS
from seedbed.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.formats.document import Document
    from seedbed.managers.protocols import Dialect

DIALECTS = [pytest.param(load_dialect(name), id=name) for name in MANAGERS]
SHARED = ("project", "dependency-groups")


def texts(dialect: Dialect, project: Project) -> dict[str, str]:
    documents = dialect.write(project)
    return {path: document.render(project.notes) for path, document in documents.items()}


@pytest.mark.parametrize("dialect", DIALECTS)
@given(project=projects(PLATFORMS))
def test_the_laws(dialect: Dialect, project: Project) -> None:
    """All laws of one project: to make it up takes longer than to try a law."""
    written = dialect.write(project)
    it_is_read_again(dialect, project)
    it_can_be_said_again(dialect, project, written)
    only_owned_and_shared_keys_are_written(dialect, project, written)
    for path, document in written.items():
        every_key_knows_which_field_it_came_from(document)
        it_parses_to_what_was_meant(path, document)


def it_is_read_again(dialect: Dialect, project: Project) -> None:
    expected = Reading(project=dialect.supported(project))
    assert dialect.read(texts(dialect, project)) == expected


def it_can_be_said_again(
    dialect: Dialect, project: Project, written: Mapping[str, Document]
) -> None:
    once = dialect.supported(project)
    assert dialect.supported(once) == once
    assert {path: document.root for path, document in dialect.write(once).items()} == {
        path: document.root for path, document in written.items()
    }


def only_owned_and_shared_keys_are_written(
    dialect: Dialect, project: Project, written: Mapping[str, Document]
) -> None:
    assert all(map(dialect.is_manifest, written))
    for path in written["pyproject.toml"].sources:
        tool = path[:1] == ("tool",) and path[1] in project.tools
        owned = any(".".join(path).startswith(key) for key in dialect.OWNED)
        assert owned or tool or path[0] in SHARED, path


def every_key_knows_which_field_it_came_from(document: Document) -> None:
    covered = set(document.sources)
    for leaf in leaves(document.root, ()):
        assert any(leaf[: len(path)] == path for path in covered)
    assert len(document.origins({}, "choices")) == len(covered)


def it_parses_to_what_was_meant(path: str, document: Document) -> None:
    parse = tomllib.loads if path.endswith(".toml") else YAML(typ="safe", pure=True).load
    assert parse(document.render({})) == plain(document.root)


def leaves(table: object, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    if not isinstance(table, dict) or not table:
        return [path]
    return [leaf for name, value in table.items() for leaf in leaves(value, (*path, name))]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
