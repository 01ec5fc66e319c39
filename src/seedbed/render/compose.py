"""Choices go in, a tree of files in memory comes out. Nothing here touches the disk."""

from __future__ import annotations

from seedbed import __version__
from seedbed.errors import usage_error
from seedbed.layers.library import load_library, select
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.metadata import BUILT_IN, DERIVED
from seedbed.model import choices as choosing
from seedbed.model.names import canonical, check_channel, check_not_a_dependency
from seedbed.model.tree import File, Tree
from seedbed.render.bind import bind, collision
from seedbed.render.combine import CHOICES, merge
from seedbed.render.sections import MODEL, assemble, programs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from seedbed.layers.library import Layer, Library
    from seedbed.model.choices import Choices
    from seedbed.model.project import Project
    from seedbed.render.bind import Bound
    from seedbed.render.sections import Keys

_EXTERNAL = "external"
"""The extra that writes `[external]`."""


def compose(
    choices: Choices, library: Library | None = None, *, version: str = __version__
) -> Tree:
    """The files of a project.

    Args:
        choices: what the user picked.
        library: the layers to take; those that came with seedbed when left out.
        version: the seedbed that `[tool.seedbed]` names.

    Raises:
        SeedbedError: when a choice is not offered, two exclude each other, or layers collide; also
            for a channel that the manager does not know.
    """
    library = load_library() if library is None else library
    if choices.is_adopted:
        from seedbed.render.adopted import compose_adopted  # only for what needs it

        return compose_adopted(choices, library, version)
    bound = bound_to(choices, library)
    layers, merged = bound.layers, merge(bound)
    dialect = load_dialect(choices.manager)
    if choices.channels:
        _check_channels(choices, dialect.supported(merged.project).channels)
    check_not_a_dependency(choices.name, choices.package, _modules(layers, merged.project))
    files = _layer_files(layers)
    keys: dict[str, Keys] = {}
    for path, document in dialect.write(merged.project).items():
        if path == "pyproject.toml":
            document.put_tree(("tool", "seedbed"), choosing.to_table(choices, version), (CHOICES,))
            if _EXTERNAL in choices.extras:
                from seedbed.render.external import write  # only for what needs it

                write(document, programs(merged), (CHOICES,))
        origins = {**merged.origins, BUILT_IN: (MODEL,), DERIVED: (MODEL,)}
        keys[path] = document.origins(origins, CHOICES)
        data = document.render(merged.project.notes).encode()
        _add(files, path, File(data=data, layer=f"manager/{choices.manager}"))
    for path, file, givers in assemble(layers, merged):
        _add(files, path, file)
        keys[path] = givers
    runs = {name for layer in layers for name in layer.data.get("runs", ())}
    return Tree(files=dict(sorted(files.items())), keys=keys, runs=tuple(sorted(runs)))


def bound_to(choices: Choices, library: Library) -> Bound:
    """The layers for some choices, ready to be merged.

    Raises:
        SeedbedError: when a choice is not offered, or two exclude each other.
    """
    bound = bind(choices, select(choices, library))
    if any("accelerators" in layer.data for layer in bound.layers):
        from seedbed.render.accelerated import accelerated  # only for what needs it

        bound = accelerated(choices, bound)
    return bound


def _check_channels(choices: Choices, known: Collection[str]) -> None:
    """Refuse what is no channel, or none to the manager."""
    from seedbed.model.credentials import check_no_secret

    row = MANAGERS[choices.manager]
    for channel in choices.channels:
        check_no_secret(channel, row.login)
        check_channel(channel)
        if channel not in known and channel != "nodefaults":  # the manager has none to leave out
            raise usage_error(
                f"{row.title} has no channel {channel!r}: only conda understands that name.",
                "Name the channels that you want: --channel conda-forge for a new project, "
                "'seedbed update --set channels=conda-forge' for this one.",
                code="bad-channel",
            )


def _modules(layers: tuple[Layer, ...], project: Project) -> dict[str, str]:
    """The packages that the project will install, as far as they are known, and their modules."""
    modules = {canonical(item.name): item.module for item in project.dependencies}
    for layer in layers:
        modules |= layer.data.get("brings", {})
    return modules


def _layer_files(layers: tuple[Layer, ...]) -> dict[str, File]:
    files: dict[str, File] = {}
    for layer in layers:
        for path, (text, executable) in layer.files.items():
            _add(files, path, File(data=text.encode(), layer=layer.name, executable=executable))
    return files


def _add(files: dict[str, File], path: str, file: File) -> None:
    if path in files:
        raise collision(path, files[path].layer, file.layer)
    files[path] = file
