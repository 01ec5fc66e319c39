"""Why a project has a layer: the choices that selected it."""

from __future__ import annotations

from seedbed.layers.library import SINGLE, select
from seedbed.model.questions import BY_FIELD
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.layers.library import Layer, Library
    from seedbed.model.choices import Choices

EVERY = "core/project"
"""The layer that every project has."""

RENDERED = {
    "citation": ("CITATION.cff",),
    "container": (".devcontainer/Dockerfile", ".devcontainer/devcontainer.json"),
    "create": (".devcontainer/create.sh",),
    "editor": (".vscode/settings.json", ".vscode/extensions.json", ".vscode/launch.json"),
    "envrc": (".envrc",),
    "hook": (".nix/hook.sh",),
    "nix-packages": (".nix/packages.json",),
    "pin": (".nix/overlays/pin.nix",),
    "workflow": (".github/workflows/ci.yml",),
}
"""The files that not every project has and that a layer switches on under `renders`."""


@record
class Reason:
    """A choice.

    Attributes:
        key: how the choice is called, such as `framework`.
        value: what was picked, such as `pytorch`.
    """

    key: str
    value: str


def reasons_for(name: str, choices: Choices, library: Library) -> tuple[Reason, ...]:
    """The choices that selected a layer; none for what every project has.

    Args:
        name: the layer, such as `core/training`; one that is not selected has no reasons.
        choices: what was picked.
        library: all layers.
    """
    selected = {layer.name: layer for layer in select(choices, library)}
    return tuple(dict.fromkeys(_reasons(name, selected)))


def _reasons(name: str, selected: dict[str, Layer]) -> Iterator[Reason]:
    layer = selected.get(name)
    if layer is None or name == EVERY:
        return
    if layer.slot == "pairs":
        for one in layer.data["when"]:
            yield from _reasons(one, selected)
    elif layer.slot in SINGLE or layer.slot == "extras":
        yield Reason(key=BY_FIELD[layer.slot].key, value=layer.choice)
    else:
        for other in selected.values():
            if name in other.data.get("needs", ()):
                yield from _reasons(other.name, selected)


def givers_elsewhere(path: str, package: str, library: Library) -> tuple[str, ...]:
    """The layers that would give a file, or bring one that does, whether or not they are selected.

    Args:
        path: the file's path in a project.
        package: the project's import package.
        library: all layers.
    """
    found = {
        name
        for name, layer in library.items()
        if any(path == own.replace("__package__", package) for own in layer.files)
        or any(path in RENDERED.get(kind, ()) for kind in layer.data.get("renders", ()))
    }
    needing = {
        name for name, layer in library.items() if found.intersection(layer.data.get("needs", ()))
    }
    return tuple(name for name in library if name in found | needing)
