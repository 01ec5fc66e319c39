"""Binds layers to choices: what you picked is applied and all placeholders are filled in, once."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import markdown
from seedbed.formats.template import UnknownPlaceholderError, fill
from seedbed.layers.library import Layer
from seedbed.managers.base import MANAGERS
from seedbed.model import line_length
from seedbed.model.choices import PIXI_TOML
from seedbed.model.cooldown import days_of
from seedbed.model.names import canonical
from seedbed.model.project import Dependency, Platform, Project, SystemPackage
from seedbed.model.record import record, replace
from seedbed.model.versions import minors, release
from seedbed.render import workflow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.choices import Choices

NIX_PYTHON = "3.13"
"""The newest Python that a flake takes from nixpkgs where the project leaves the choice."""

PINNED = "3.12"
"""The Python that texts take as an example where the project allows it."""
_FOR_EDITORS = {"container", "editor"}
"""What a layer renders from the settings of editors; no project without it pays for them."""
_WITHOUT_CUDA = ("cpu", "rocm", "xpu")
"""Accelerators whose build for Linux brings none of CUDA's libraries."""


@record
class Bound:
    """Layers that are ready to be merged.

    Attributes:
        layers: the layers, in the order in which they are merged, without placeholders.
        base: the fields of the model that come from the choices.
        picked: addresses in the model, as of a requirement, whose value comes from the choices.
    """

    layers: tuple[Layer, ...]
    base: Project
    picked: frozenset[tuple[str, ...]] = frozenset()


def bind(choices: Choices, layers: tuple[Layer, ...]) -> Bound:
    """Bind layers to choices.

    Raises:
        SeedbedError: for a placeholder without a value, and a system package that nobody knows.
    """
    layers = _completed(layers)
    values = _all_placeholders(placeholders(choices), layers)
    bound = [fill_layer(layer, values) for layer in layers]
    picked: set[tuple[str, ...]] = set()
    if choices.channels:
        bound = [layer_with(layer, channels=()) for layer in bound]
    if choices.framework_version:
        names = {layer.data["framework"] for layer in layers if "framework" in layer.data}
        bound = [_pinned(layer, names, choices.framework_version, picked) for layer in bound]
    if choices.line_length != line_length.DEFAULT:
        bound = [_with_length(layer, int(choices.line_length), picked) for layer in bound]
    base = _base(choices, layers)
    return Bound(layers=tuple(bound), base=base, picked=frozenset(picked))


def placeholders(choices: Choices) -> dict[str, str]:
    """What layers may name between at signs, each safe in every file but `description` (Markdown).

    Layers may add their own under `placeholders`, which may contain these.
    """
    versions = minors(choices.python)
    return {
        "name": choices.name,
        "dist": canonical(choices.name),
        "package": choices.package,
        "description": markdown.escape(choices.description),
        "python_min": versions[0],
        "python_max": versions[-1],
        "python_pin": PINNED if PINNED in versions else versions[-1],
        "python_target": "py" + versions[0].replace(".", ""),
        "nix_python": _nix_python(versions),
        "task": MANAGERS[choices.manager].run,
        "line_length": choices.line_length,
        "solver": _solver(choices.cooldown),
        "installer": _installer(choices),
        "pixi_environment": choices.environment,
        "pixi_manifest": PIXI_TOML if choices.layout == PIXI_TOML else "pyproject.toml",
        **workflow.placeholders(choices.platforms, versions),
    }


def _all_placeholders(given: dict[str, str], layers: tuple[Layer, ...]) -> dict[str, str]:
    """All that layers may name between at signs: what the choices give, and what layers add.

    A layer's own may name others; the layer that is merged last wins.

    Raises:
        SeedbedError: for one without a value, and for those that name each other.
    """
    values = dict(given)
    waiting = {
        name: (layer, text)
        for layer in layers
        for name, text in layer.data.get("placeholders", {}).items()
    }
    while waiting:
        ready = {
            name: _filled(layer, f"the placeholder {name}", text, values)
            for name, (layer, text) in waiting.items()
            if not any(f"@{other}@" in text for other in waiting)
        }
        if not ready:
            names = ", ".join(waiting)
            raise SeedbedError(f"These placeholders name each other: {names}.", code="bad-layer")
        values.update(ready)
        waiting = {name: one for name, one in waiting.items() if name not in ready}
    return values


def fill_layer(layer: Layer, values: Mapping[str, str]) -> Layer:
    """A layer with its placeholders filled in.

    Raises:
        SeedbedError: for a placeholder without a value, or two files that get the same path.
    """
    files: dict[str, tuple[str, bool]] = {}
    for path, (text, executable) in layer.files.items():
        target = path.replace("__package__", values.get("package", ""))
        if target in files:
            raise collision(target, layer.name, layer.name)
        filled = _filled(layer, path, text, values)
        files[target] = markdown.squeezed(filled) if path.endswith(".md") else filled, executable
    sections = {
        kind: {name: _filled(layer, name, text, values) for name, text in texts.items()}
        for kind, texts in layer.sections.items()
    }
    data = _filled(layer, "layer.toml", dict(layer.data), values)
    return Layer(name=layer.name, data=data, files=files, sections=sections)


def dependency_of(table: Mapping[str, Any]) -> Dependency:
    """The requirement that a table under `dependencies` of a layer gives."""
    fields = {**table, "extras": tuple(table.get("extras", ()))}
    fields.pop("accelerated", None)  # which `accelerated` has read
    name, module = canonical(fields.pop("name")), fields.pop("import", "")
    return Dependency(name=name, module=module, **fields)


def collision(what: str, one: str, other: str) -> SeedbedError:
    """The error for something that has one owner and was given by two layers."""
    return SeedbedError(
        f"The layers {one} and {other} both give {what}.",
        "A file has one owner: let one of them give it, or a pair of the two.",
        code="layers-collide",
    )


def _base(choices: Choices, layers: tuple[Layer, ...]) -> Project:
    """The fields of the model that come from the choices."""
    licenses = [path for layer in layers if layer.slot == "license" for path in layer.files]
    system_packages: tuple[SystemPackage, ...] = ()
    if choices.system_packages:
        from seedbed.render.system_packages import resolve  # only for what needs it

        system_packages = resolve(choices)
    return Project(
        name=choices.name,
        package=choices.package,
        description=choices.description,
        authors=choices.authors,
        license_files=tuple(licenses),
        python=choices.python,
        platforms=tuple(Platform(name=one, subdir=one) for one in choices.platforms),
        system_packages=system_packages,
        channels=choices.channels,
        managers={choices.manager: choices.manager_version} if choices.manager_version else {},
        cooldown=choices.cooldown,
    )


def _pinned(layer: Layer, names: set[str], spec: str, picked: set[tuple[str, ...]]) -> Layer:
    """A layer whose requirement on the framework has the range that was picked."""
    tables = layer.data.get("dependencies", ())
    named = [table for table in tables if canonical(table["name"]) in names]
    if not named:
        return layer
    picked.update(("dependencies", *dependency_of(table).key) for table in named)
    pinned = [{**table, "spec": spec} if table in named else table for table in tables]
    return layer_with(layer, dependencies=pinned)


def _with_length(layer: Layer, length: int, picked: set[tuple[str, ...]]) -> Layer:
    """A layer whose settings of the length of lines have the one that was picked."""
    data = dict(layer.data)
    for address in layer.data.get("line_lengths", ()):
        path = tuple(address.split("."))
        table = data
        for name in path[:-1]:
            table[name] = dict(table[name])
            table = table[name]
        table[path[-1]] = length
        picked.add(path)
    return replace(layer, data=data)


def _completed(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The layers, each with what it adds where another layer is chosen, or is not."""
    names = {layer.name for layer in layers}
    renders = {kind for layer in layers for kind in layer.data.get("renders", ())}
    found = []
    for layer in layers:
        data = dict(layer.data)
        for key, is_due in (("with", True), ("without", False)):
            for other, more in layer.data.get(key, {}).items():
                if (other in names) == is_due:
                    data = _joined(data, more)
        if not renders & _FOR_EDITORS:
            data.pop("editor", None)
        found.append(replace(layer, data=data))
    return tuple(found)


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two nested tables as one; they have no key in common but those of tables and lists."""
    both = {
        key: [*one[key], *other[key]]
        if isinstance(one[key], list)
        else _joined(one[key], other[key])
        for key in one.keys() & other.keys()
    }
    return {**one, **other, **both}


def layer_with(layer: Layer, **data: Any) -> Layer:
    """A layer with some keys of its `layer.toml` changed."""
    return replace(layer, data={**layer.data, **data})


def _filled(layer: Layer, path: str, value: Any, values: Mapping[str, str]) -> Any:
    try:
        return _fill(value, values)
    except UnknownPlaceholderError as unknown:
        raise SeedbedError(
            f"The layer {layer.name} uses @{unknown.args[0]}@ in {path}, which has no value.",
            "See docs/layers.md for the placeholders that layers may use.",
            code="bad-layer",
        ) from None


def _fill(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return fill(value, values) if "@" in value else value
    if isinstance(value, dict):
        return {fill(name, values): _fill(item, values) for name, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    return value


def _solver(cooldown: str) -> str:
    """The section of `poetry.toml` about the cooldown, or nothing."""
    if not cooldown:
        return ""
    return f"\n\n[solver]\nmin-release-age = {days_of(cooldown)} # days; Poetry 2.4 or newer"


def _installer(choices: Choices) -> str:
    """The section of `poetry.toml` about what is installed from a lock, or nothing.

    From 2.11 on, PyTorch asks for CUDA's libraries as extras of `cuda-toolkit`. Poetry drops the
    extras when it merges the markers of platforms, locks two versions of some libraries for Linux,
    and installs both, one over the other (seen with Poetry 2.5.1 and torch 2.15.0).
    """
    if choices.framework != "pytorch" or choices.accelerator in _WITHOUT_CUDA:
        return ""
    why = "otherwise, Poetry 2.5 installs two versions of some CUDA libraries"
    return f"\n\n[installer]\nre-resolve = true # {why}"


def _nix_python(versions: tuple[str, ...]) -> str:
    """The attribute of nixpkgs for the newest of some Python versions that wheels are made for."""
    settled = [version for version in versions if release(version) <= release(NIX_PYTHON)]
    return "python" + (settled[-1] if settled else versions[0]).replace(".", "")
