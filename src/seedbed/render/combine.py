"""Merges what layers contribute into one Project.

A contribution is flattened to addresses, such as `tools.ruff.line-length`; two layers may give
the same address only if they agree, if both give a list, or if one says that it overrides.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats.template import UnknownWordError, fill
from seedbed.layers.library import merge_order
from seedbed.model.flat import LINES, TABLES, build, flatten, leaves
from seedbed.model.names import canonical
from seedbed.model.project import Dependency, Index, Project, SystemPackage, Task
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.layers.library import Layer
    from seedbed.model.flat import Address


@record
class Merged:
    """The contributions of several layers.

    Attributes:
        project: fields that layers gave; the others are as in `base`.
        origins: address, such as `("tasks", "train")`, to the layers that gave it.
    """

    project: Project
    origins: Mapping[Address, tuple[str, ...]]


def merge(layers: Iterable[Layer], base: Project, words: Mapping[str, str]) -> Merged:
    """Merge contributions; the result does not depend on the order of the layers.

    Args:
        layers: the layers, in any order.
        base: the fields that come from the user's choices.
        words: values of the placeholders in the layers' strings.

    Raises:
        SeedbedError: when two layers contradict each other; it names both.
    """
    given: dict[Address, list[tuple[Layer, Any]]] = {}
    for layer in sorted(layers, key=merge_order):
        for address, value in _flatten(layer, words):
            given.setdefault(address, []).append((layer, value))
    _check_shapes(given)
    settled = {address: _settle(address, pairs) for address, pairs in given.items()}
    values = {address: value for address, (value, _) in settled.items()}
    origins = {address: by for address, (_, by) in settled.items()}
    return Merged(project=build({**flatten(base), **values}), origins=origins)


def _flatten(layer: Layer, words: Mapping[str, str]) -> Iterator[tuple[Address, Any]]:
    data = _filled(layer, words)
    for table in data.get("dependencies", ()):
        fields: dict[str, Any] = {**table, "extras": tuple(table.get("extras", ()))}
        dependency = Dependency(module=fields.pop("import", ""), **fields)
        yield (
            ("dependencies", *dependency.key),
            replace(dependency, name=canonical(dependency.name)),
        )
    for table in data.get("indexes", ()):
        yield ("indexes", table["name"]), Index(**table)
    for names in data.get("exclusive", ()):
        yield ("exclusive", *names), tuple(names)
    for name, table in data.get("tasks", {}).items():
        steps = tuple(table.get("steps", ()))
        task = Task(name=name, run=table.get("run", ""), steps=steps, help=table.get("help", ""))
        yield ("tasks", name), task
    for table in data.get("system-packages", ()):
        package = SystemPackage(**table)
        yield ("system_packages", *package.key), package
    for field in TABLES:
        yield from leaves((field,), data.get(field, {}))
    for field in LINES:
        for line in data.get(field, ()):
            yield (field, line), line
    if data.get("spdx"):
        yield ("license",), data["spdx"]


def _settle(address: Address, given: list[tuple[Layer, Any]]) -> tuple[Any, tuple[str, ...]]:
    """The one value of an address, and the layers that gave it.

    It is what all agree on, all lists joined, or what overrides.
    """
    dotted = ".".join(address)
    overriding = [pair for pair in given if dotted in pair[0].data.get("overrides", ())]
    taken = overriding or given
    (first, value), *others = taken
    for layer, other in others:
        if isinstance(value, list) and isinstance(other, list):
            value = value + [item for item in other if item not in value]
        elif other != value:
            raise SeedbedError(
                f"The layers {first.name} and {layer.name} contradict each other: "
                f"both set {dotted}, to {value!r} and {other!r}.",
                "Let one of them list it under `overrides`, or move it to a layer of its own.",
                code="layers-collide",
            )
    return value, tuple(layer.name for layer, _ in taken)


def _check_shapes(given: Mapping[Address, list[tuple[Layer, Any]]]) -> None:
    for address, by in given.items():
        for length in range(2, len(address)):
            other = given.get(address[:length])
            if other:
                raise SeedbedError(
                    f"The layers {other[0][0].name} and {by[0][0].name} contradict each other: "
                    f"{'.'.join(address[:length])} is a value in one and a table in the other.",
                    "Let both give it the same shape.",
                    code="layers-collide",
                )


def _filled(layer: Layer, words: Mapping[str, str]) -> dict[str, Any]:
    try:
        filled: dict[str, Any] = _fill_all(dict(layer.data), words)
    except UnknownWordError as unknown:
        raise unknown_placeholder(layer.name, "layer.toml", unknown) from None
    return filled


def _fill_all(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return fill(value, words) if "@" in value else value
    if isinstance(value, dict):
        return {fill(name, words): _fill_all(item, words) for name, item in value.items()}
    if isinstance(value, list):
        return [_fill_all(item, words) for item in value]
    return value


def collision(what: str, one: str, other: str) -> SeedbedError:
    """The error for something that has one owner and was given by two layers."""
    return SeedbedError(
        f"The layers {one} and {other} both give {what}.",
        "A file has one owner: let one of them give it, or a pair of the two.",
        code="layers-collide",
    )


def unknown_placeholder(layer: str, path: str, unknown: UnknownWordError) -> SeedbedError:
    """The error for a template that names a word without a value."""
    return SeedbedError(
        f"The layer {layer} uses @{unknown.args[0]}@ in {path}, which has no value.",
        "See docs/layers.md for the words that layers may use.",
        code="bad-layer",
    )
