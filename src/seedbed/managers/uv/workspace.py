"""Where uv keeps the lock and the environment of a project: beside it, or with its workspace.

A member of a workspace shares them with all others. As uv does, only the first `pyproject.toml`
above a project is asked, and `*` does not cross a slash in `members`, but does in `exclude`;
uv 0.13, tried on 27 November 2026.
https://docs.astral.sh/uv/concepts/projects/workspaces/
"""

from __future__ import annotations

import os
import posixpath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

MANIFEST = "pyproject.toml"


def home_of(root: str) -> str:
    """The folder that holds a project's lock and environment: its own, or its workspace's."""
    above, workspace = _above(root)
    if not workspace or _workspace(os.path.join(root, MANIFEST)) is not None:
        return root
    path = os.path.relpath(root, above).replace(os.sep, "/")
    if any(_excludes(path, pattern) for pattern in _patterns(workspace, "exclude")):
        return root
    members = _patterns(workspace, "members")
    is_member = any(_matches(path.split("/"), pattern.split("/")) for pattern in members)
    return above if is_member else root


def above_of(root: str) -> str:
    """The folder of the workspace that a project lies below, as a member or not; may be empty."""
    above, workspace = _above(root)
    return above if workspace is not None else ""


def environment_of(root: str) -> str:
    """The folder of a project's environment."""
    named = os.environ.get("UV_PROJECT_ENVIRONMENT") or ".venv"
    return os.path.normpath(os.path.join(home_of(root), named))


def _above(root: str) -> tuple[str, Mapping[str, Any] | None]:
    """The first folder above one that has a manifest, and the workspace that this one makes."""
    folder = os.path.dirname(root)
    while not os.path.isfile(os.path.join(folder, MANIFEST)):
        if folder == os.path.dirname(folder):
            return "", None
        folder = os.path.dirname(folder)
    return folder, _workspace(os.path.join(folder, MANIFEST))


def _workspace(path: str) -> Mapping[str, Any] | None:
    """The workspace that a manifest makes; None for none, or where uv will say what is wrong."""
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError:
        return None
    if b"workspace" not in text:  # without the price of parsing it
        return None
    from seedbed.formats.toml import loads

    try:
        manifest = loads(text.decode())
    except (ValueError, RecursionError):
        return None
    match manifest:
        case {"tool": {"uv": {"workspace": dict() as workspace}}}:
            return workspace
    return None


def _patterns(workspace: Mapping[str, Any], key: str) -> list[str]:
    found = workspace.get(key, [])
    patterns = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return [posixpath.normpath(pattern).strip("/") for pattern in patterns]


def _excludes(path: str, pattern: str) -> bool:
    """Whether a pattern leaves a path out; in one that does, `*` crosses slashes."""
    from fnmatch import fnmatchcase

    return fnmatchcase(path, pattern) or _matches(path.split("/"), pattern.split("/"))


def _matches(path: list[str], pattern: list[str]) -> bool:
    """Whether the parts of a path fit those of a pattern, where `**` stands for any number.

    At the end, it stands for one or more.
    """
    from fnmatch import fnmatchcase

    if not pattern:
        return not path
    if pattern == ["**"]:
        return bool(path)
    if pattern[0] == "**":
        return any(_matches(path[start:], pattern[1:]) for start in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])


def remark(root: str) -> str:
    """What is to be said of a project below a workspace; empty where there is none above it."""
    above = above_of(root)
    if not above:
        return ""
    if home_of(root) == above:
        shared = f"{os.path.join(above, 'uv.lock')} and {os.path.join(above, '.venv')}"
        return f"The project is a member of the uv workspace in {above}: it shares {shared}."
    what = f"The project is below the uv workspace in {above} but isn't a member of it"
    where = f"[tool.uv.workspace] in {os.path.join(above, 'pyproject.toml')}"
    then = f"To share the workspace's, add the project to 'members' under {where}."
    return f"{what}, so it gets its own lock and environment. {then}"
