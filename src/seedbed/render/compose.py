"""Choices go in, a tree of files in memory comes out. Nothing here touches the disk."""

from __future__ import annotations

from seedbed.errors import usage_error
from seedbed.formats import markdown
from seedbed.layers.library import load_library, select
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.metadata import BUILT_IN, DERIVED
from seedbed.model import choices as choosing
from seedbed.model.names import canonical, check_channel, check_not_a_dependency
from seedbed.model.project import Platform, Project, SystemPackage
from seedbed.model.record import replace
from seedbed.model.tree import File, Tree
from seedbed.model.versions import minors, release
from seedbed.render.combine import Merged, collision, merge
from seedbed.render.sections import MODEL, assemble, filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from seedbed.layers.library import Layer, Library
    from seedbed.model.choices import Choices
    from seedbed.render.sections import Keys

NIX_PYTHON = "3.13"
"""The newest Python that a flake takes from nixpkgs where the project leaves the choice."""
CHOICES = "choices"
"""What `Tree` names as the giver of a value that the user picked."""


def compose(choices: Choices, library: Library | None = None) -> Tree:
    """The files of a project.

    Args:
        choices: what the user picked.
        library: the layers to take; those that came with seedbed when left out.

    Raises:
        SeedbedError: when a choice is not offered, two exclude each other, or layers collide; also
            for a channel that the manager does not know.
    """
    layers = select(choices, load_library() if library is None else library)
    words = placeholders(choices)
    for layer in layers:
        words.update(layer.data.get("words", {}))
    merged = as_chosen(merge(layers, base_project(choices, layers), words), choices, layers)
    dialect = load_dialect(choices.manager)
    if choices.channels:
        _check_channels(choices, dialect.expressible(merged.project).channels)
    check_not_a_dependency(choices.name, choices.package, _modules(layers, merged.project))
    files = dict(_layer_files(layers, words))
    keys: dict[str, Keys] = {}
    for path, document in dialect.write(merged.project).items():
        if path == "pyproject.toml":
            document.put_tree(("tool", "seedbed"), choosing.to_table(choices), (CHOICES,))
        origins = {**merged.origins, BUILT_IN: (MODEL,), DERIVED: (MODEL,)}
        keys[path] = document.origins(origins, CHOICES)
        data = document.render(merged.project.notes).encode()
        _add(files, path, File(data=data, layer=f"manager/{choices.manager}"))
    for path, file, givers in assemble(layers, merged, words):
        _add(files, path, file)
        keys[path] = givers
    runs = {name for layer in layers for name in layer.data.get("runs", ())}
    return Tree(files=dict(sorted(files.items())), keys=keys, runs=tuple(sorted(runs)))


def base_project(choices: Choices, layers: tuple[Layer, ...]) -> Project:
    """The part of the model that comes from the user's choices."""
    licences = [path for layer in layers if layer.slot == "license" for path in layer.files]
    system_packages: tuple[SystemPackage, ...] = ()
    if choices.system_packages:
        from seedbed.render.system_packages import resolve  # only for what needs it

        system_packages = resolve(choices)
    return Project(
        name=choices.name,
        package=choices.package,
        description=choices.description,
        authors=choices.authors,
        license_files=tuple(licences),
        python=choices.python,
        platforms=tuple(Platform(name=one, subdir=one) for one in choices.platforms),
        system_packages=system_packages,
    )


def as_chosen(merged: Merged, choices: Choices, layers: tuple[Layer, ...]) -> Merged:
    """Let what the user picked win over what layers gave: the framework's version, channels."""
    project, origins = merged.project, dict(merged.origins)
    if choices.channels:
        project = replace(project, channels=choices.channels)
    if choices.framework_version:
        names = {layer.data["framework"] for layer in layers if "framework" in layer.data}
        pinned = {item for item in project.dependencies if item.name in names}
        spec = choices.framework_version
        project = replace(
            project,
            dependencies=tuple(
                replace(item, spec=spec) if item in pinned else item
                for item in project.dependencies
            ),
        )
        for item in pinned:
            address = ("dependencies", *item.key)
            origins[address] = (*origins[address], CHOICES)
    return Merged(project=project, origins=origins)


def _check_channels(choices: Choices, known: Collection[str]) -> None:
    """Refuse what is no channel, or none to the manager."""
    title = MANAGERS[choices.manager].title
    for channel in choices.channels:
        _check_no_secret(choices, channel)
        check_channel(channel)
        if channel not in known and channel != "nodefaults":  # the manager has none to leave out
            raise usage_error(
                f"{title} has no channel {channel!r}: only conda understands that name.",
                "Name the channels that you want: --channel conda-forge for a new project, "
                "'seedbed update --set channels=conda-forge' for this one.",
                code="bad-channel",
            )


def _check_no_secret(choices: Choices, channel: str) -> None:
    """Refuse a channel with a password or a token, which everybody could read in the project."""
    from seedbed.model.credentials import secret_in

    if found := secret_in(channel):
        raise usage_error(
            f"The channel {found.address} contains a password or a token, which would end up in "
            "the project's files.",
            f"Leave it out, and log in: {MANAGERS[choices.manager].login.format(host=found.host)}.",
            code="secret-in-address",
        )


def placeholders(choices: Choices) -> dict[str, str]:
    """The words that layers may use, each safe in every file but `description` (Markdown)."""
    versions = minors(choices.python)
    return {
        "name": choices.name,
        "dist": canonical(choices.name),
        "package": choices.package,
        "description": markdown.escape(choices.description),
        "python_min": versions[0],
        "python_max": versions[-1],
        "python_target": "py" + versions[0].replace(".", ""),
        "python_versions": "[" + ", ".join(f'"{version}"' for version in versions) + "]",
        "nix_python": _nix_python(versions),
    }


def _nix_python(versions: tuple[str, ...]) -> str:
    """The attribute of nixpkgs for the newest of some Python versions that wheels are made for."""
    settled = [version for version in versions if release(version) <= release(NIX_PYTHON)]
    return "python" + (settled[-1] if settled else versions[0]).replace(".", "")


def _modules(layers: tuple[Layer, ...], project: Project) -> dict[str, str]:
    """The packages that the project will install, as far as they are known, and their modules."""
    modules = {canonical(item.name): item.module for item in project.dependencies}
    for layer in layers:
        modules |= layer.data.get("brings", {})
    return modules


def _layer_files(layers: tuple[Layer, ...], words: Mapping[str, str]) -> Iterator[tuple[str, File]]:
    files: dict[str, File] = {}
    for layer in layers:
        for path, (text, executable) in layer.files.items():
            target = path.replace("__package__", words["package"])
            data = filled(layer, path, text, words).encode()
            _add(files, target, File(data=data, layer=layer.name, executable=executable))
    yield from files.items()


def _add(files: dict[str, File], path: str, file: File) -> None:
    if path in files:
        raise collision(path, files[path].layer, file.layer)
    files[path] = file
