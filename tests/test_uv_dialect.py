"""uv's manifest: what is written is read again."""

from __future__ import annotations

from hypothesis import given
from strategies import projects

from tilth.choices import PLATFORMS
from tilth.managers import Reading
from tilth.managers.uv import dialect
from tilth.project import Project
from tilth.text import toml


@given(projects(PLATFORMS))
def test_what_is_written_is_read_again(project: Project) -> None:
    documents = dialect.write(project)
    files = {path: toml.dumps(document.root, project.notes) for path, document in documents.items()}
    assert dialect.read(files) == Reading(project=dialect.expressible(project))


@given(projects(PLATFORMS))
def test_the_manifest_says_all_that_uv_can_hold(project: Project) -> None:
    once = dialect.expressible(project)
    assert dialect.expressible(once) == once
    lost = {
        name for name, value in project.__dict__.items() if value != once.__dict__[name]
    }  # what is lost is lost on purpose
    assert lost <= {
        "dependencies", "platforms", "channels",
        "system_packages", "notes", "ignore", "attributes", "editor",
    }  # fmt: skip


@given(projects(PLATFORMS))
def test_every_key_knows_which_field_it_came_from(project: Project) -> None:
    document = dialect.write(project)["pyproject.toml"]
    origins = document.origins({}, "choices")
    leaves = set(_leaves(document.root, ()))
    covered = set(document.sources)
    assert all(any(leaf[: len(path)] == path for path in covered) for leaf in leaves)
    assert len(origins) == len(covered)


def _leaves(table: object, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    if not isinstance(table, dict) or not table:
        return [path]
    return [leaf for name, value in table.items() for leaf in _leaves(value, (*path, name))]
