"""Files that many layers add to: rendered from the model, or put together from sections. Pure."""

from __future__ import annotations

from seedbed.model.tree import File
from seedbed.render.bind import collision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.layers.library import Layer
    from seedbed.render.combine import Merged

    Keys = Mapping[str, tuple[str, ...]]
    """Items of a file, and the layers that gave each."""

MODEL = "core/project"
"""What `Tree` names as the giver of a file that is rendered from the model."""
SECTIONED = {
    "readme": "README.md",
    "envrc": ".envrc",
    "hook": ".nix/hook.sh",
    "pin": ".nix/overlays/pin.nix",
}
"""The files that are put together from sections of layers, and their paths."""
_SHARED = {"envrc": "shell", "hook": "shell"}
"""Files that have further sections, and the folder of those: what is the same in both."""


def assemble(layers: tuple[Layer, ...], merged: Merged) -> Iterator[tuple[str, File, Keys]]:
    """Each file that the layers switch on under `renders`: its path, the file, who gave what."""
    renders = {model for layer in layers for model in layer.data.get("renders", ())}
    project, origins = merged.project, merged.origins
    made = {"readme": _made_sections(layers, merged)}
    for kind, path in SECTIONED.items():
        if kind in renders:
            yield path, *_sectioned(kind, layers, made.get(kind, {}))
    if "ignore" in renders:
        yield ".gitignore", _lines(project.ignore), _keys(origins, "ignore")
    if "attributes" in renders:
        yield ".gitattributes", _lines(project.attributes), _keys(origins, "attributes")
    if "nix-packages" in renders:
        from seedbed.managers.nix import packages  # only for what needs it

        file = File(data=packages.write(project).encode(), layer=MODEL)
        yield packages.PATH, file, {}
    if "editor" in renders:
        settings = _json(project.editor.get("settings", {}))
        yield ".vscode/settings.json", settings, _keys(origins, "editor", "settings")
        recommended = {"recommendations": sorted(project.editor.get("extensions", ()))}
        givers = origins.get(("editor", "extensions"), (MODEL,))
        yield ".vscode/extensions.json", _json(recommended), {"recommendations": givers}


def _keys(origins: Mapping[tuple[str, ...], tuple[str, ...]], *prefix: str) -> Keys:
    """Who gave each item of one field of the model."""
    length = len(prefix)
    return {
        ".".join(address[length:]): givers
        for address, givers in origins.items()
        if address[:length] == prefix
    }


def _made_sections(layers: tuple[Layer, ...], merged: Merged) -> dict[str, str]:
    """The sections of the README that are rendered from the model, by their names.

    What picks a build for an accelerator is no program that people should know of.
    """
    picks = {
        address[1:]
        for address, givers in merged.origins.items()
        if address[0] == "system_packages"
        and all(giver.startswith("accelerator/") for giver in givers)
    }
    packages = [one for one in merged.project.system_packages if one.key not in picks]
    if not packages:
        return {}
    from seedbed.render import system_readme  # only for what needs it

    return {system_readme.NAME: system_readme.section(packages, layers)}


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
    parts = [text for _, (_, text) in sorted(sections.items())]
    text = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    # an empty description leaves an empty paragraph behind
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    keys = {name: (giver,) for name, (giver, _) in sorted(sections.items())}
    return File(data=text.encode(), layer=MODEL), keys


def _lines(lines: tuple[str, ...]) -> File:
    return File(data="".join(f"{line}\n" for line in lines).encode(), layer=MODEL)


def _json(value: object) -> File:
    import json  # only for what needs it

    text = json.dumps(value, indent=4, ensure_ascii=False) + "\n"
    return File(data=text.encode(), layer=MODEL)
