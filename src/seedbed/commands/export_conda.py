"""Environment files for conda: Pixi writes its own, and a conda project's are put together."""

from __future__ import annotations

import os
import sys

from seedbed.commands.export_body import Body, by_conda, entries, on_folders, said
from seedbed.commands.export_wanted import ENVIRONMENT, Wanted, pixi_environment
from seedbed.errors import SeedbedError, usage_error
from seedbed.formats.tables import Section
from seedbed.managers.shared.environment_files import MAIN, group_of
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from seedbed.workspace import Workspace

_NOT_PINNED = (
    "The versions are those that the environment files ask for, not locked ones. With a lock from "
    "conda-lock, --format explicit exports exact packages."
)


def of_pixi(project: Workspace, wanted: Wanted) -> Body:
    """One of Pixi's environments as it is locked for one platform, by Pixi itself.

    Raises:
        SeedbedError: when Pixi cannot, or has no such environment or platform.
    """
    from seedbed.managers.pixi.driver import manifest_of
    from seedbed.workspace import driver_of

    name = Section(project.manifest).section("project").string("name")
    environment, subdir = pixi_environment(wanted, project.manifest), platform_of(wanted)
    arguments = ["workspace", "export", "conda-environment", "--from-lock-file", "--color=never"]
    arguments += [f"--manifest-path={manifest_of(project.root)}", f"--environment={environment}"]
    arguments += [f"--platform={subdir}", f"--name={name}"]
    text = said(driver_of(project), arguments, {}, "pixi workspace export", "name: ")
    # to conda from 26 on, this word is a channel, which is not found
    text = text.replace("\n- nodefaults\n", "\n", 1)
    by_pip = [line.strip() for line in entries(text)]
    remarks = [f"It is for {subdir} alone; --platform exports it for another one."]
    folders = [line.removeprefix("- -e ") for line in by_pip if line.startswith("- -e ")]
    remarks += on_folders([one for one in folders if one != "./"], project.root)
    return Body(
        text=f"{text.strip()}\n",
        remarks=tuple(remarks),
        install=by_conda,
        has_project="- -e ./" in by_pip,
        prefix=f"conda run -n {name}",
    )


def platform_of(wanted: Wanted) -> str:
    """The kind of machine that is asked for, as conda calls it.

    Raises:
        SeedbedError: when this machine is asked for, and conda has no name for it.
    """
    from seedbed.model.machine import subdir_of

    if wanted.platform:
        return wanted.platform
    import platform

    found = subdir_of(sys.platform, platform.machine())
    if not found:
        raise usage_error(
            "conda has no name for this kind of machine.",
            "Name the platform: --platform linux-64",
            code="bad-usage",
        )
    return found


def of_conda(project: Workspace, wanted: Wanted) -> Body:
    """The environment files of a conda project as one.

    Raises:
        SeedbedError: for another format, a group without a file, or a file that is no YAML.
    """
    from seedbed.host.reading import read_text
    from seedbed.managers.conda.stages import environment_files
    from seedbed.managers.conda.yaml import loads, rows

    if wanted.format != ENVIRONMENT:
        raise SeedbedError(
            "A conda project installs conda packages, and those have no place in a "
            f"{'requirements file' if wanted.format == 'requirements' else 'pylock.toml'}.",
            "Export it for conda: seedbed export --format environment",
            code="conda-packages",
        )
    paths = _paths(environment_files(project.root), wanted)
    texts = {path: read_text(os.path.join(project.root, path)) for path in paths}
    table = _joined({path: loads(text, path, typed=False) for path, text in texts.items()})
    name = str(table.get("name", ""))
    text = "".join(f"{row}\n" for key, value in table.items() for row in rows(key, value))
    return Body(
        text=text,
        remarks=(_NOT_PINNED,),
        source=_listed(paths),
        install=by_conda,
        prefix=f"conda run -n {name}" if name else "conda run",
    )


def _listed(paths: Sequence[str]) -> str:
    """Some paths in a sentence."""
    if len(paths) < 3:
        return " and ".join(paths)
    return f"{', '.join(paths[:-1])}, and {paths[-1]}"


def _paths(there: Sequence[str], wanted: Wanted) -> list[str]:
    """The environment files that are wanted, the one of the run-time packages first."""
    groups = {canonical(group_of(path)): path for path in there if path != MAIN}
    for name in wanted.groups:
        if canonical(name) not in groups:
            raise usage_error(
                f"The project has no environment file for the group {name!r}.",
                f"It has {', '.join(there)}.",
                code="unknown-name",
            )
    if wanted.dev:
        return list(there)
    named = {canonical(name) for name in wanted.groups}
    return [MAIN, *(path for group, path in groups.items() if group in named)]


def _joined(files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What some environment files say together."""
    channels: dict[str, None] = {}
    packages: dict[str, None] = {}
    by_pip: dict[str, None] = {}
    variables: dict[str, str] = {}
    name = ""
    for path, said_there in files.items():
        name = name or str(said_there.get("name", ""))
        channels |= dict.fromkeys(_texts(said_there.get("channels")))
        for item in _items(said_there.get("dependencies")):
            if isinstance(item, str):
                packages[item] = None
            elif isinstance(item, dict) and set(item) == {"pip"}:
                by_pip |= dict.fromkeys(_texts(item["pip"]))
            else:
                raise SeedbedError(
                    f"{path} has an entry that no environment file can hold: {item!r}.",
                    "Write each package as text on its own line.",
                    code="bad-manifest",
                )
        given = said_there.get("variables")
        if isinstance(given, dict):
            variables |= {key: str(value) for key, value in given.items()}
    found: dict[str, Any] = {"name": name} if name else {}
    found["channels"] = [*channels]
    if variables:
        found["variables"] = variables
    found["dependencies"] = [*packages, *([{"pip": [*by_pip]}] if by_pip else [])]
    return found


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in _items(value) if isinstance(one, str)]
