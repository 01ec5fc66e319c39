"""Merges what layers contribute into one Project.

A contribution is flattened to addresses, such as `tools.ruff.line-length`; two layers may give
the same address only if they agree, if both give a list, or if one says that it overrides.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.layers.library import merge_order
from seedbed.model.flat import LINES, TABLES, flatten, leaves, unflatten
from seedbed.model.project import Index, Project, SystemPackage, Task
from seedbed.model.record import record
from seedbed.render.bind import dependency_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.layers.library import Layer
    from seedbed.model.flat import Address
    from seedbed.render.bind import Bound


CHOICES = "choices"
"""What is named as the giver of a value that you picked."""


@record
class Merged:
    """The contributions of several layers.

    Attributes:
        project: fields that layers gave; the others are as in `base`.
        origins: address, such as `("tasks", "train")`, to the layers that gave it.
    """

    project: Project
    origins: Mapping[Address, tuple[str, ...]]


def merge(bound: Bound) -> Merged:
    """Merge contributions; the result does not depend on the order of the layers.

    Raises:
        SeedbedError: when two layers contradict each other; it names both.
    """
    given: dict[Address, list[tuple[Layer, Any]]] = {}
    for layer in sorted(bound.layers, key=merge_order):
        for address, value in _flatten(layer.data):
            given.setdefault(address, []).append((layer, value))
    _check_shapes(given)
    settled = {address: _settle(address, pairs) for address, pairs in given.items()}
    values = {address: value for address, (value, _) in settled.items()}
    origins = {address: by for address, (_, by) in settled.items()}
    for address in bound.picked:
        origins[address] += (CHOICES,)
    return Merged(project=unflatten({**flatten(bound.base), **values}), origins=origins)


def _flatten(data: Mapping[str, Any]) -> Iterator[tuple[Address, Any]]:
    for table in data.get("dependencies", ()):
        dependency = dependency_of(table)
        yield ("dependencies", *dependency.key), dependency
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
    if data.get("compiles"):
        yield ("compiles",), True
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
