"""What a project itself asks for, by its manifests: most locks do not tell."""

from __future__ import annotations

import re

from seedbed.locks.contents import table, tables, text, texts
from seedbed.model.names import requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MANIFESTS = ("pyproject.toml", "pixi.toml")
"""The manifests in TOML; environment files are those that `is_environment` knows."""
_CONDA = re.compile(r"(?:[^\s:]+::)?([A-Za-z0-9_][\w.-]*)")
_LISTS = ("dependencies", "pypi-dependencies", "host-dependencies", "build-dependencies",
          "run-dependencies", "dev-dependencies")  # fmt: skip


_NAMED = frozenset(("group", "feature", "target", "environments"))
"""Tables of tables, each of which may have requirements."""
_DEEPEST = 6


def asked_by(manifests: Mapping[str, str]) -> frozenset[str] | None:
    """The names that some manifests ask for, as they write them; None without any manifest.

    Args:
        manifests: file name to what it holds; one that cannot be read counts as none.
    """
    found: set[str] = set()
    is_known = False
    for name, said in manifests.items():
        try:
            names = set(_in_toml(said) if name.endswith(".toml") else _in_environment(said))
        except (ValueError, RecursionError):
            continue
        found |= names
        is_known = True
    return frozenset(found) if is_known and found else None


def _in_toml(said: str) -> Iterator[str]:
    import tomli

    document = tomli.loads(said)
    project = table(document.get("project"))
    lists = [project.get("dependencies"), *table(project.get("optional-dependencies")).values(),
             *table(document.get("dependency-groups")).values()]  # fmt: skip
    for listed in lists:
        yield from filter(None, map(requirement_name, texts(listed)))
    tool = table(document.get("tool"))
    for of_manager in (tool.get("poetry"), tool.get("pixi"), document):
        yield from _in_tables(table(of_manager), 0)


def _in_tables(said: dict[str, object], depth: int) -> Iterator[str]:
    """The keys of all tables of requirements, also in groups, features, and targets."""
    for key, value in said.items():
        if key in _LISTS:
            yield from table(value)
        elif key == "package" and not depth:
            yield from _in_tables(table(value), depth + 1)
        elif key in _NAMED and depth < _DEEPEST:
            for nested in table(value).values():
                yield from _in_tables(table(nested), depth + 1)


def _in_environment(said: str) -> Iterator[str]:
    from seedbed.locks.contents.yaml_text import loads

    listed = table(loads(said)).get("dependencies")
    for line in texts(listed):
        if found := _CONDA.match(line.strip()):
            yield found[1]
    for nested in tables(listed):
        for line in texts(nested.get("pip")):
            yield text(requirement_name(line))
