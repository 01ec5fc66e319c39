"""Several environment files as one: what conda cannot put together, and what a program leaves out.

conda makes an environment of one file at a time: of several it takes the last, or prunes by each.
Since 26.3 `conda create` takes several, but `conda env update`, which solves before it changes
anything, does not; and `nodefaults` is a channel to it, which is not found.
"""

from __future__ import annotations

import json
import os

from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove, write_files
from seedbed.host.reading import standing
from seedbed.managers.conda.prefix import META
from seedbed.managers.conda.yaml import loads
from seedbed.model.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

NO_OTHERS = "nodefaults"
"""Among the channels of a file: those of the user's own settings stay out."""


def joined(files: Mapping[str, str]) -> str:
    """One environment file, as JSON, which is YAML.

    Args:
        files: the texts of some files, by path.

    Raises:
        SeedbedError: for one that is no YAML.
    """
    channels: dict[str, None] = {}
    packages: list[Any] = []
    by_pip: list[Any] = []
    for path, text in files.items():
        said = loads(text, path)
        channels |= dict.fromkeys(one for one in _list(said, "channels") if isinstance(one, str))
        for item in _list(said, "dependencies"):
            match item:
                case {"pip": [*some]}:
                    by_pip += some
                case _ if item not in packages:
                    packages.append(item)
    whole: dict[str, Any] = {"channels": [*channels, NO_OTHERS], "dependencies": packages}
    if by_pip:
        packages.append({"pip": by_pip})
    if found := variables(files):
        whole["variables"] = found
    return json.dumps(whole, indent=2) + "\n"


def variables(files: Mapping[str, str]) -> dict[str, str]:
    """The variables that an environment is to have by its files, with their values as they stand.

    Raises:
        SeedbedError: for a file that is no YAML.
    """
    found: dict[str, str] = {}
    for path, text in files.items():
        if "variables" not in text:
            continue
        given = loads(text, path, typed=False).get("variables")
        if isinstance(given, dict):
            found |= {name: value for name, value in given.items() if isinstance(value, str)}
    return found


def set_variables(prefix: str, new: Mapping[str, str], old: Iterable[str]) -> None:
    """Give an environment its variables, which `env update` of micromamba and locks leave out.

    Those that the user gave it by hand stay (`conda env config vars set`).

    Args:
        prefix: the environment's folder.
        new: its variables.
        old: the names of those that its files gave it until now.
    """
    path = os.path.join(prefix, META, "state")
    state = _state(path)
    given = state.get("env_vars")
    kept = given if isinstance(given, dict) else {}
    dropped = {name.upper() for name in old} - {name.upper() for name in new}
    after = {name: value for name, value in kept.items() if name.upper() not in dropped}
    after |= new
    if after == kept:
        return
    text = json.dumps({**state, "env_vars": after}, indent=4)
    with SaidPlainly(path):
        remove(f"{path}.new")  # of a run that was killed
        write_files(os.path.dirname(path), {"state.new": File(data=text.encode(), layer="")})
        folders.move(f"{path}.new", path)


def _state(path: str) -> dict[str, Any]:
    try:
        stands = standing(path)
        state = json.loads(stands.data) if stands else {}
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _list(said: Mapping[str, Any], key: str) -> list[Any]:
    found = said.get(key)
    return found if isinstance(found, list) else []
