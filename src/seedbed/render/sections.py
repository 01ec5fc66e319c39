"""Files that many layers add to: rendered from the model, or put together from sections. Pure."""

from __future__ import annotations

from seedbed.formats import markdown
from seedbed.model.cooldown import days_of
from seedbed.model.tree import File
from seedbed.render import tasks
from seedbed.render.bind import collision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.layers.library import Layer
    from seedbed.model.project import SystemPackage
    from seedbed.render.combine import Merged

    Keys = Mapping[str, tuple[str, ...]]
    """Items of a file, and the layers that gave each."""

MODEL = "core/project"
"""What `Tree` names as the giver of a file that is rendered from the model."""
SECTIONED = {
    "readme": "README.md",
    "environment": "docs/environment.md",
    "development": "docs/development.md",
    "agents": "AGENTS.md",
    "workflow": ".github/workflows/ci.yml",
    "docker": "Dockerfile",
    "envrc": ".envrc",
    "hook": ".nix/hook.sh",
    "pin": ".nix/overlays/pin.nix",
    "container": ".devcontainer/Dockerfile",
    "create": ".devcontainer/create.sh",
}
"""The files that are put together from sections of layers, and their paths."""
_SHARED = {"envrc": "shell", "hook": "shell"}
"""Files that have further sections, and the folder of those: what is the same in both."""


def assemble(layers: tuple[Layer, ...], merged: Merged) -> Iterator[tuple[str, File, Keys]]:
    """Each file that the layers switch on under `renders`: its path, the file, who gave what."""
    renders = {model: one.name for one in layers for model in one.data.get("renders", ())}
    project, origins = merged.project, merged.origins
    made = _made_sections(layers, merged)
    if "docker" in renders:
        from seedbed.render import image  # only for what needs it

        made["docker"] = image.sections(merged.project, programs(merged), layers)
    for kind, path in SECTIONED.items():
        if kind in renders:
            yield path, *_sectioned(kind, layers, made.get(kind, {}))
    if "ignore" in renders:
        yield ".gitignore", _lines(project.ignore), _keys(origins, "ignore")
    if "attributes" in renders:
        yield ".gitattributes", _lines(project.attributes), _keys(origins, "attributes")
    if "nix-packages" in renders:
        from seedbed.managers.nix import packages  # only for what needs it

        data = packages.write(project).encode()
        yield packages.PATH, File(data=data, layer=renders["nix-packages"]), {}
    if "citation" in renders:
        from seedbed.render import citation  # only for what needs it

        data = citation.write(project).encode()
        yield citation.PATH, File(data=data, layer=renders["citation"]), {}
    if "editor" in renders:
        from seedbed.render import editor  # only for what needs it

        for path, content, givers in editor.files(project, origins):
            yield path, _json(content), givers
    if "container" in renders:
        from seedbed.render import editor  # only for what needs it

        container, givers = editor.container(project, origins)
        yield ".devcontainer/devcontainer.json", _json(container), givers


def _keys(origins: Mapping[tuple[str, ...], tuple[str, ...]], *prefix: str) -> Keys:
    """Who gave each item of one field of the model."""
    length = len(prefix)
    return {
        ".".join(address[length:]): givers
        for address, givers in origins.items()
        if address[:length] == prefix
    }


def _made_sections(layers: tuple[Layer, ...], merged: Merged) -> dict[str, dict[str, str]]:
    """The sections that are rendered from the model: the file they belong to, to name and text."""
    project = merged.project
    manager = next(layer.choice for layer in layers if layer.slot == "manager")
    made = {
        "readme": {tasks.README: tasks.readme(project, manager)},
        "environment": {},
        "development": {tasks.PAGE: tasks.page(project, manager)},
        "agents": tasks.agents(project, manager),
    }
    if project.cooldown:
        made["environment"]["15-cooldown.md"] = _cooldown(project.cooldown, manager)
    if packages := programs(merged):
        from seedbed.render import system_readme  # only for what needs it

        made["environment"][system_readme.NAME] = system_readme.section(packages, layers)
        if by_hand := system_readme.by_hand(packages, layers):
            made["readme"][system_readme.NAME] = by_hand
        made["container"] = system_readme.container(packages, layers)
    return made


def programs(merged: Merged) -> list[SystemPackage]:
    """The system packages without those that only pick a build for an accelerator."""
    picks = {
        address[1:]
        for address, givers in merged.origins.items()
        if address[0] == "system_packages"
        and all(giver.startswith("accelerator/") for giver in givers)
    }
    return [one for one in merged.project.system_packages if one.key not in picks]


_COOLDOWN = {
    "uv": "Change it in `pyproject.toml`, under `tool.uv.exclude-newer`.",
    "pixi": "Change it in `pyproject.toml`, under `tool.pixi.workspace.exclude-newer`.",
    "poetry": "Change it in `poetry.toml`. Poetry older than 2.4 ignores it.",
}
"""Where each manager reads the cooldown."""


def _cooldown(cooldown: str, manager: str) -> str:
    days = days_of(cooldown)
    text = f"New locks take only releases that are at least {days} day{'s' * (days > 1)} old."
    return f"## Cooldown\n\n{text}\n{_COOLDOWN[manager]}\n"


def _sectioned(kind: str, layers: tuple[Layer, ...], made: Mapping[str, str]) -> tuple[File, Keys]:
    """One file of the sections of layers, and of those that were made from the model."""
    sections = {name: (MODEL, text) for name, text in made.items()}
    for layer in layers:
        shared = layer.sections.get(_SHARED.get(kind, ""), {})
        for name, text in (*shared.items(), *layer.sections.get(kind, {}).items()):
            if name in sections:
                where = f"the section {name} of {SECTIONED[kind]}"
                raise collision(where, sections[name][0], layer.name)
            sections[name] = layer.name, text
    text = ""
    for _, (_, part) in sorted(sections.items()):
        # an indented section goes on with the list that the one before it ends with
        gap = "" if not text else "\n" if part.startswith("    ") else "\n\n"
        text += gap + part.strip("\n")
    text = markdown.squeezed(f"{text}\n")
    keys = {name: (giver,) for name, (giver, _) in sorted(sections.items())}
    return File(data=text.encode(), layer=MODEL), keys


def _lines(lines: tuple[str, ...]) -> File:
    return File(data="".join(f"{line}\n" for line in lines).encode(), layer=MODEL)


def _json(value: object) -> File:
    import json  # only for what needs it

    text = json.dumps(value, indent=4, ensure_ascii=False) + "\n"
    return File(data=text.encode(), layer=MODEL)
