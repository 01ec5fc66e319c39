"""The files for VS Code, from what layers say under `editor`. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.model.project import Project

    Origins = Mapping[tuple[str, ...], tuple[str, ...]]
    Keys = Mapping[str, tuple[str, ...]]


def files(project: Project, origins: Origins) -> Iterator[tuple[str, dict[str, Any], Keys]]:
    """Each file in `.vscode/`: its path, what it says, and who gave which key of it."""
    given = {address[1:]: by for address, by in origins.items() if address[0] == "editor"}
    keys = {path[1]: by for path, by in given.items() if path[0] == "settings"}
    yield ".vscode/settings.json", settings(project), keys
    recommended = {"recommendations": extensions(project)}
    yield ".vscode/extensions.json", recommended, {"recommendations": given["extensions",]}
    launch = {"version": "0.2.0", "configurations": _configurations(project)}
    by = [one for path, givers in given.items() if path[0] == "launch" for one in givers]
    yield ".vscode/launch.json", launch, {"configurations": tuple(dict.fromkeys(by))}


def container(project: Project, origins: Origins) -> tuple[dict[str, Any], Keys]:
    """What `devcontainer.json` says, and who gave which key of it."""
    said = dict(project.editor.get("container", {}))
    keys: dict[str, tuple[str, ...]] = {}
    for address, by in origins.items():
        if address[:2] == ("editor", "container"):
            keys[address[2]] = tuple(dict.fromkeys((*keys.get(address[2], ()), *by)))
    vscode = {"settings": settings(project), "extensions": extensions(project)}
    said["customizations"] = {"vscode": vscode}
    keys["customizations"] = tuple(
        dict.fromkeys(
            one
            for address, by in origins.items()
            if address[:2] in {("editor", "settings"), ("editor", "extensions")}
            for one in by
        )
    )
    return said, keys


def settings(project: Project) -> dict[str, Any]:
    """The settings, by key; each word of a list once, as where project and package share a name."""
    found = project.editor.get("settings", {})
    return {
        key: list(dict.fromkeys(value))
        if isinstance(value, list) and all(isinstance(one, str) for one in value)
        else value
        for key, value in found.items()
    }


def extensions(project: Project) -> list[str]:
    """The identifiers of the recommended extensions."""
    return sorted(project.editor.get("extensions", ()))


def _configurations(project: Project) -> list[dict[str, Any]]:
    """What the debugger of Python can start."""
    launch = project.editor.get("launch", {})
    return [
        {"name": name, "type": "debugpy", "request": "launch", **what}
        for name, what in launch.items()
    ]
