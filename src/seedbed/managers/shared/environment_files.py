"""The names of conda's environment files: `environment.yml`, and one for each group; pure.

They may stay in a project when another manager takes over.
"""

from __future__ import annotations

from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAIN = "environment.yml"


def path_of(group: str) -> str:
    """The environment file of a group, or of what is needed at run time when that is empty.

    A group whose name cannot be part of a file's name has none.
    """
    if not group:
        return MAIN
    bare = group.replace("-", "").replace("_", "").replace(".", "")
    return f"environment-{group}.yml" if bare.isascii() and bare.isalnum() else ""


def group_of(path: str) -> str:
    """The group of an environment file."""
    return path.removeprefix("environment").removesuffix(".yml").removeprefix("-")


def is_environment(path: str) -> bool:
    """Whether a path is one of an environment file at the project's top."""
    return path == path_of(group_of(path))


def of_new_groups(paths: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """The environment files of groups that have none among those known, in any spelling."""
    groups = {canonical(group_of(path)) for path in known if is_environment(path)}
    for path in sorted(paths):
        group = canonical(group_of(path))
        if group not in groups:
            groups.add(group)
            yield path
