"""Layers: folders of data, each of which is one answer to one question.

`docs/layers.md` describes the format. Nothing in a layer is executed here.
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.errors import unknown_choice, usage_error
from seedbed.model.questions import BY_FIELD, QUESTIONS
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.choices import Choices

SLOTS = ("core", "manager", "nix", "framework", "accelerator", "lint", "license", "extras", "pairs")
"""The questions, in the order in which their answers are merged."""
SINGLE = tuple(one.offers for one in QUESTIONS if one.offers in SLOTS and not one.many)
"""The slots of which just one choice is made."""


@record
class Layer:
    """One folder of data.

    Attributes:
        name: `slot/choice`.
        data: what `layer.toml` holds.
        files: path in the generated project to text and executable bit.
        sections: a file to which many layers add (`readme`, `envrc`, ...), to name and text of
            the sections that this one adds.
    """

    name: str
    data: Mapping[str, Any]
    files: Mapping[str, tuple[str, bool]]
    sections: Mapping[str, Mapping[str, str]]

    @property
    def slot(self) -> str:
        """The question that this layer answers."""
        return self.name.partition("/")[0]

    @property
    def choice(self) -> str:
        """The answer."""
        return self.name.partition("/")[2]


Library = dict[str, Layer]
"""All layers by name, in the order in which they are merged."""


def load_library() -> Library:
    """The layers that came with seedbed."""
    return dict(_library())


@lru_cache(maxsize=1)
def _library() -> Library:
    return make_library(_load("LAYERS"))


def load_presets() -> dict[str, dict[str, Any]]:
    """The presets that came with seedbed: name to what its TOML file holds."""
    presets: dict[str, dict[str, Any]] = _load("PRESETS")
    return presets


def load_skeletons() -> dict[str, dict[str, tuple[str, bool]]]:
    """What `seedbed add` starts from: name to path to text and executable bit."""
    skeletons: dict[str, dict[str, tuple[str, bool]]] = _load("SKELETONS")
    return skeletons


def load_choosing() -> dict[str, Any]:
    """What `seedbed choose` needs besides the presets: `shareability` and `contradictions`."""
    choosing: dict[str, Any] = _load("CHOOSING")
    return choosing


def make_library(raw: Mapping[str, Mapping[str, Any]]) -> Library:
    """Layers from what `compiling.read_layers` gives."""
    layers = [
        Layer(name=name, data=parts["layer"], files=parts["files"], sections=parts["sections"])
        for name, parts in raw.items()
    ]
    return {layer.name: layer for layer in sorted(layers, key=merge_order)}


def merge_order(layer: Layer) -> tuple[int, str]:
    """The sort key that makes a merge independent of the order in which layers come."""
    return SLOTS.index(layer.slot), layer.name


def offered(library: Library, slot: str) -> tuple[str, ...]:
    """The choices of a slot."""
    return tuple(layer.choice for layer in library.values() if layer.slot == slot)


def other_names(library: Library, slot: str) -> dict[str, str]:
    """What people also call the choices of a slot, in lowercase, with the choice of each."""
    found = (layer for layer in library.values() if layer.slot == slot)
    return {name: layer.choice for layer in found for name in layer.data.get("also", ())}


def has_builds(library: Library, framework: str) -> bool:
    """Whether a framework has builds for accelerators."""
    layer = library.get(f"framework/{framework}")
    return layer is not None and "accelerators" in layer.data


def general_extras(library: Library) -> tuple[str, ...]:
    """The extras that a project with all defaults can have, but those that are to be asked for."""
    from seedbed.model.choices import Choices

    plain = {f"{slot}/{getattr(Choices, slot)}" for slot in SINGLE}
    return tuple(
        layer.choice
        for layer in library.values()
        if layer.slot == "extras"
        and not layer.data.get("unasked")
        and not any(one["with"] in plain for one in layer.data.get("conflicts", ()))
    )


def select(choices: Choices, library: Library) -> tuple[Layer, ...]:
    """The layers for some choices, in the order in which they are merged.

    Raises:
        SeedbedError: for a choice that no layer offers, or two that exclude each other.
    """
    picked = [_named(library, slot, getattr(choices, slot)) for slot in SINGLE]
    picked += [_named(library, "extras", extra) for extra in choices.extras]
    chosen = {"core/project", *picked}
    chosen |= {needed for name in picked for needed in library[name].data.get("needs", ())}
    pairs = (layer for layer in library.values() if layer.slot == "pairs")
    chosen |= {pair.name for pair in pairs if chosen.issuperset(pair.data["when"])}
    layers = tuple(layer for name, layer in library.items() if name in chosen)
    for layer in layers:
        _check_conflicts(layer, chosen, choices)
    return layers


def option(field: str) -> str:
    """The command line's name of a slot or of a field of `Choices`."""
    return BY_FIELD[field].options[0].name


def _named(library: Library, slot: str, choice: str) -> str:
    name = f"{slot}/{choice}"
    if name not in library:
        also = other_names(library, slot)
        raise unknown_choice(option(slot), choice, offered(library, slot), also)
    return name


def _check_conflicts(layer: Layer, picked: set[str], choices: Choices) -> None:
    for conflict in layer.data.get("conflicts", ()):
        other = conflict["with"]
        if other in picked:
            slot, _, choice = other.partition("/")
            named = f"--{option(slot)} {choice}"
        elif "/" not in other and getattr(choices, other):
            value = getattr(choices, other)
            named = f"--{option(other)} {value if isinstance(value, str) else value[0]}"
        else:
            continue
        mine = f"--{option(layer.slot)} {layer.choice}"
        why, _, way = conflict["why"].partition("; ")
        raise usage_error(
            f"{named} and {mine} cannot be combined: {why}.",
            f"{way[:1].upper()}{way[1:]}." if way else "Leave one of them out.",
            code="choices-exclude",
        )


@lru_cache(maxsize=4)
def _load(constant: str) -> Any:
    try:
        from seedbed.layers import _compiled  # type: ignore[attr-defined]
    except ImportError:  # a checkout: the folders are the source
        from pathlib import Path

        from seedbed.layers import compiling

        readers = {
            "LAYERS": compiling.read_layers,
            "PRESETS": compiling.read_presets,
            "SKELETONS": compiling.read_skeletons,
            "CHOOSING": compiling.read_choosing,
        }
        return readers[constant](Path(__file__).parents[1] / "data")
    return getattr(_compiled, constant)
