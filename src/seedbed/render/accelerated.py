"""Applies the choice of an accelerator to bound layers: which build they ask for. Pure."""

from __future__ import annotations

from seedbed.accelerators.choosing import build_of, check, python_range
from seedbed.accelerators.refusing import named, not_together
from seedbed.accelerators.tables import load_tables
from seedbed.accelerators.wanted import wanted
from seedbed.managers.base import MANAGERS
from seedbed.model.record import replace
from seedbed.model.versions import OLDER
from seedbed.render.bind import layer_with

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.accelerators.build import Build
    from seedbed.accelerators.wanted import Wanted
    from seedbed.layers.library import Layer
    from seedbed.model.choices import Choices
    from seedbed.render.bind import Bound


def accelerated(choices: Choices, bound: Bound) -> Bound:
    """Bound layers of a project whose framework has builds for accelerators, and its platforms.

    The requirement on the framework gets its index; all else that picks a build is given by the
    accelerator's layer.

    Raises:
        SeedbedError: for a combination that no build is for.
    """
    tables, asked = load_tables(), asked_of(choices, bound.layers)
    check(tables, asked)
    _check_nix(choices, asked, bound.layers)
    row = MANAGERS[choices.manager]
    build = build_of(tables, asked, named=row.named_platforms)
    for kind in (kind for layer in bound.layers for kind in layer.data.get("builds", ())):
        from seedbed.accelerators.idioms import beside  # only PyTorch has two for one system

        build = beside(tables, asked, kind, build)
    platforms = tuple(sorted(build.platforms, key=lambda one: one.rank))
    layers = tuple(_built(layer, build) for layer in bound.layers)
    layers = _capped(choices, asked, _limited(layers, _limits(bound, build)))
    return replace(
        bound,
        base=replace(bound.base, platforms=platforms),
        layers=layers,
        picked=_picked(bound, build),
    )


def asked_of(choices: Choices, layers: tuple[Layer, ...]) -> Wanted:
    """What some choices ask of the framework that their layers have."""
    own = next(
        table
        for layer in layers
        for table in layer.data.get("dependencies", ())
        if table.get("accelerated")
    )
    channels = MANAGERS[choices.manager].uses_channels and "conda" in own
    return wanted(choices, own.get("spec", ""), channels=channels)


def _check_nix(choices: Choices, asked: Wanted, layers: tuple[Layer, ...]) -> None:
    """Refuse Nix with a Python that nixpkgs has dropped.

    https://github.com/NixOS/nixpkgs/pull/490538
    """
    if choices.nix == "none" or asked.pythons[-1] not in OLDER:
        return
    (title,) = (one.data["title"] for one in layers if one.slot == "framework")
    raise not_together(
        f"--nix {choices.nix}",
        named(title, asked.spec),
        f"it needs Python {asked.pythons[-1]}, which nixpkgs has dropped",
        "Use --nix none, or a newer --framework-version.",
    )


def _limits(bound: Bound, build: Build) -> dict[str, str]:
    """The ranges that a build needs of packages beside it in this project."""
    required = {one["name"] for layer in bound.layers for one in layer.data.get("dependencies", ())}
    more = build.with_tensorboard if "tensorboard" in required else ()
    return dict((*build.limits, *more))


def _limited(layers: tuple[Layer, ...], limits: dict[str, str]) -> tuple[Layer, ...]:
    """Layers with the ranges that a build needs of packages beside it.

    What a layer requires gets that range; what none requires is required by the framework's layer.
    """
    if not limits:
        return layers
    found = []
    for layer in layers:
        tables = layer.data.get("dependencies", ())
        changed = [{**one, "spec": limits.get(one["name"], one.get("spec", ""))} for one in tables]
        found.append(layer_with(layer, dependencies=changed) if tables else layer)
    required = {one["name"] for layer in found for one in layer.data.get("dependencies", ())}
    more = [{"name": one, "spec": spec} for one, spec in limits.items() if one not in required]
    return tuple(
        layer_with(one, dependencies=[*one.data["dependencies"], *more])
        if one.slot == "framework"
        else one
        for one in found
    )


def _capped(choices: Choices, asked: Wanted, layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Layers of a project whose framework ends the range of Python: repo-review would ask why."""
    if "<" not in choices.python or "<" not in python_range(load_tables(), asked):
        return layers
    why = {
        one.name: f"{one.data['title']} has no wheels for newer Pythons"
        for one in layers
        if one.slot == "framework"
    }
    return tuple(
        layer_with(one, tools=_with_ignored(one.data.get("tools", {}), "PP004", why[one.name]))
        if one.name in why
        else one
        for one in layers
    )


def _with_ignored(tools: Mapping[str, Any], code: str, why: str) -> dict[str, Any]:
    """Settings of tools with one more check that repo-review leaves out."""
    review = dict(tools.get("repo-review", {}))
    return {**tools, "repo-review": {**review, "ignore": {**review.get("ignore", {}), code: why}}}


def _picked(bound: Bound, build: Build) -> frozenset[tuple[str, ...]]:
    """What you picked; of the requirements, those that stand for the framework."""
    others = {address for address in bound.picked if address[0] != "dependencies"}
    if others == bound.picked or not build.requirements:
        return bound.picked
    return frozenset(others | {("dependencies", *one.key) for one in build.requirements})


def _built(layer: Layer, build: Build) -> Layer:
    if layer.slot == "accelerator":
        more = {
            "dependencies": [_table(one) for one in build.dependencies],
            "indexes": [_table(one) for one in build.indexes],
            "system-packages": [_table(one) for one in build.system_packages],
        }
        given = {key: [*layer.data.get(key, ()), *tables] for key, tables in more.items() if tables}
        return layer_with(layer, **given)
    tables = layer.data.get("dependencies", ())
    if not any(table.get("accelerated") for table in tables):
        return layer
    (own,) = (one for one in tables if one.get("accelerated"))
    rest = [one for one in tables if one is not own]
    stands = [{**own, **_table(one)} for one in build.requirements] or [own]
    layer = layer_with(layer, dependencies=[*rest, *({**one, **_source(build)} for one in stands)])
    if not build.groups:
        return layer
    names = [name for name, _ in build.groups]
    grouped = [{**own, **_source(one), "group": name} for name, one in build.groups]
    return layer_with(
        layer,
        dependencies=[*layer.data["dependencies"], *grouped],
        exclusive=[names],
        on_demand=names[1:],
    )


def _source(build: Build) -> dict[str, str]:
    """Where a build comes from, as the table of a requirement says it."""
    return {"index": build.index, "index_marker": build.index_marker} if build.index else {}


def _table(value: object) -> dict[str, Any]:
    """A record as a table of `layer.toml` has it."""
    table = {key: given for key, given in value.__dict__.items() if given}
    if "module" in table:
        table["import"] = table.pop("module")
    return table
