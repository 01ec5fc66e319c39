"""Renders every preset into `templates/`: for copying by hand, and for `nix flake init -t`.

    python -m tools.templates        # writes what has changed, removes what is no more
    python -m tools.templates check  # only says whether something would change

The layout is by manager; each of these families has a README.md written by hand, which stays as it
is. Locks of environments are not part of it: the managers make them.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from seedbed.commands.options import made
from seedbed.layers.library import load_presets
from seedbed.model.tree import BASE_PATH
from seedbed.render.compose import compose
from seedbed.update import base

HERE = Path(__file__).parent.parent / "templates"
NAME = "my-project"
"""How the rendered projects are called; who copies one renames it."""
INDEX = "index.json"
"""Name to folder and one line of help, for flake.nix."""


def main(argv: list[str]) -> int:
    """Write, or only compare; 0 when nothing had changed or all is written."""
    wanted, there = rendered(), present()
    changed = sorted(path for path in {*wanted, *there} if wanted.get(path) != there.get(path))
    for path in changed:
        print(path)
    if argv == ["check"]:
        return 1 if changed else 0
    for folder in {Path(path).parts[0] for path in there}:
        if folder != INDEX and not any(path.startswith(f"{folder}/") for path in wanted):
            shutil.rmtree(HERE / folder)
    for path in changed:
        if path in wanted:
            (HERE / path).parent.mkdir(parents=True, exist_ok=True)
            (HERE / path).write_bytes(wanted[path])
        else:
            (HERE / path).unlink(missing_ok=True)
    return 0


def rendered() -> dict[str, bytes]:
    """All files as they should be: path below the folder to content."""
    index, files = {}, {}
    for preset, data in load_presets().items():
        picked = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in data["choices"].items()
        }
        choices = made(NAME, picked)
        tree = compose(choices).files
        folder = f"{choices.manager}-templates/{preset}"
        index[preset] = {"folder": folder, "description": data["help"]}
        for path, file in tree.items():
            if file.executable:
                raise ValueError(f"{path} would lose that it is executable")
            files[f"{folder}/{path}"] = file.data
        files[f"{folder}/{BASE_PATH}"] = base.encode(tree)
    files[INDEX] = (json.dumps(index, indent=4) + "\n").encode()
    return files


def present() -> dict[str, bytes]:
    """All files that are there, but for the pages written by hand: of all, and of each family."""
    found = (path for path in HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = ((path.relative_to(HERE).as_posix(), path) for path in found)
    return {name: path.read_bytes() for name, path in names if not is_page(name)}


def is_page(name: str) -> bool:
    """Whether a file is a page written by hand: `README.md`, or that of a family of templates."""
    return name == "README.md" or (name.count("/") == 1 and name.endswith("/README.md"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
