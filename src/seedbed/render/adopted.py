"""What seedbed generates for a project that was there before: only what was asked for. Pure.

Its manifest, its package, and its pages are the user's. Of the layers that its choices select, only
these give files: the way to use Nix, and the extras that an adopted project can have.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError, usage_error
from seedbed.formats.document import Document
from seedbed.layers.library import select
from seedbed.model.choices import to_table
from seedbed.model.names import check_name, check_package, default_package
from seedbed.model.record import replace
from seedbed.model.tree import File, Tree
from seedbed.model.versions import DEFAULT, MINORS, OLDER, minors
from seedbed.render.bind import bind, layer_with
from seedbed.render.combine import CHOICES, merge
from seedbed.render.sections import assemble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.layers.library import Layer, Library
    from seedbed.model.choices import Choices
    from seedbed.render.sections import Keys

EXTRAS = ("devcontainer", "direnv", "vscode")
"""The extras that an adopted project can have."""
NIX = ("none", "nixos", "shell")
"""The ways to use Nix that it can have; the others build the package that seedbed generates."""
_NAME = "pyproject.toml"
_OWN = ("core/nix", "nix/", "pairs/", *(f"extras/{name}" for name in EXTRAS))
_PAGES = ("readme", "environment", "development", "agents", "workflow", "docker")
_IGNORED = ("/.seedbed/*", "!/.seedbed/base", "!/.seedbed/aside.toml")
"""The lines of `.gitignore` that an adopted project needs of those that every project has."""
_WATCHED = "files.watcherExclude"
_CURRENT = "Current file"


def compose_adopted(choices: Choices, library: Library, version: str) -> Tree:
    """The files of an adopted project that are seedbed's.

    Args:
        choices: what the user picked.
        library: the layers to take.
        version: the seedbed that `[tool.seedbed]` names.

    Raises:
        SeedbedError: for a choice that an adopted project cannot have.
    """
    _check(choices)
    document = Document()
    document.put_tree(("tool", "seedbed"), to_table(choices, version), (CHOICES,))
    data = document.render({}).encode()
    files = {_NAME: File(data=data, layer=f"manager/{choices.manager}")}
    keys: dict[str, Keys] = {_NAME: document.origins({}, CHOICES)}
    plain = replace(choices, framework="none", license="none", **_usable(choices))
    layers = tuple(map(_part, select(plain, library)))
    bound = bind(plain, layers)
    merged = merge(bound)
    for layer in bound.layers:
        for path, (text, executable) in layer.files.items():
            files[path] = File(data=text.encode(), layer=layer.name, executable=executable)
    for path, file, givers in assemble(bound.layers, merged):
        files[path] = file
        keys[path] = givers
    runs = {name for layer in bound.layers for name in layer.data.get("runs", ())}
    return Tree(files=dict(sorted(files.items())), keys=keys, runs=tuple(sorted(runs)))


def _usable(choices: Choices) -> dict[str, str]:
    """Of its name and its Python what the layers can name; both are the user's."""
    try:
        check_name(choices.name)
        check_package(default_package(choices.name), choices.name)
        name = choices.name
    except SeedbedError:
        name = "project"
    python = choices.python if minors(choices.python) else DEFAULT
    if python != choices.python and choices.nix != "none":
        raise usage_error(
            f"nixpkgs has no Python for this project: its range is {choices.python!r}, and seedbed "
            f"takes {OLDER[0]} to {MINORS[-1]} from there.",
            "Leave out --nix, or widen the range first.",
            code="not-for-adopted",
        )
    return {"name": name, "package": default_package(name), "python": python}


def _check(choices: Choices) -> None:
    """Refuse what an adopted project cannot have."""
    for extra in choices.extras:
        if extra not in EXTRAS:
            raise usage_error(
                f"An adopted project cannot have the extra {extra!r}: it is made for the files "
                "that seedbed generates.",
                f"It can have {', '.join(EXTRAS)}.",
                code="not-for-adopted",
            )
    if choices.nix not in NIX:
        raise usage_error(
            f"An adopted project cannot use --nix {choices.nix}: its flake builds the package that "
            "seedbed generates.",
            "Use --nix shell, or --nix nixos on NixOS.",
            code="not-for-adopted",
        )


def _part(layer: Layer) -> Layer:
    """What a layer gives to an adopted project."""
    own = layer.name.startswith(_OWN)
    files = {
        path: file for path, file in layer.files.items() if own and not path.startswith("docs/")
    }
    kept = {name: parts for name, parts in layer.sections.items() if name not in _PAGES}
    data = dict(layer.data)
    for key in ("dependencies", "tasks", "tools", "indexes", "exclusive", "attributes", "notes"):
        data.pop(key, None)
    if layer.name == "core/project":
        data |= {"renders": ["ignore"], "ignore": list(_IGNORED), "editor": _editor(data)}
    elif not own and layer.slot != "manager":
        data = {key: value for key, value in data.items() if key == "placeholders"}
        kept = {}
    return replace(layer_with(layer), data=data, files=files, sections=kept)


def _editor(data: dict[str, object]) -> dict[str, object]:
    """What an editor gets that has nothing to do with tests, or with how files are written."""
    editor = data.get("editor")
    given = editor if isinstance(editor, dict) else {}
    python = [name for name in given.get("extensions", ()) if name.startswith("ms-python.")]
    settings = given.get("settings", {})
    return {
        "extensions": python,
        "settings": {_WATCHED: settings.get(_WATCHED, {})},
        "launch": {_CURRENT: given.get("launch", {}).get(_CURRENT, {})},
    }
