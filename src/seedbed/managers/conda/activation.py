"""Enters a conda environment without asking conda, which takes a second to say how.

The order is conda's own: the programs, the variables, then what packages left in `activate.d`. The
prompt stays as it is.
https://docs.conda.io/projects/conda/en/stable/dev-guide/deep-dives/activation.html
"""

from __future__ import annotations

import json
import os
import shlex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDINGS = {"fish": ".fish", "powershell": ".ps1"}
_WINDOWS = ("", "Library/mingw-w64/bin", "Library/usr/bin", "Library/bin", "Scripts", "bin")


def activation(prefix: str, shell: str) -> str:
    """Code for a shell that enters an environment.

    Args:
        prefix: the environment's folder, absolute.
        shell: bash, zsh, fish or powershell.
    """
    below = _WINDOWS if os.name == "nt" else ("bin",)
    folders = [os.path.normpath(os.path.join(prefix, folder)) for folder in below]
    variables = {
        "CONDA_PREFIX": prefix,
        "CONDA_DEFAULT_ENV": prefix,
        "CONDA_SHLVL": "1",
        **_variables(prefix),
    }
    scripts = _scripts(prefix, _ENDINGS.get(shell, ".sh"))
    if shell == "powershell":
        return "\n".join(_powershell(folders, variables, scripts))
    if shell == "fish":
        return "\n".join(_fish(folders, variables, scripts))
    return "\n".join(
        [
            f'export PATH={shlex.quote(os.pathsep.join(folders))}"${{PATH:+:$PATH}}"',
            *(f"export {name}={shlex.quote(value)}" for name, value in variables.items()),
            *(f". {shlex.quote(path)}" for path in scripts),
        ]
    )


def _fish(folders: list[str], variables: Mapping[str, str], scripts: list[str]) -> list[str]:
    return [
        f"set -gx PATH {' '.join(map(_in_fish, folders))} $PATH",
        *(f"set -gx {name} {_in_fish(value)}" for name, value in variables.items()),
        *(f"source {_in_fish(path)}" for path in scripts),
    ]


def _powershell(folders: list[str], variables: Mapping[str, str], scripts: list[str]) -> list[str]:
    path = _in_powershell(os.pathsep.join(folders) + os.pathsep)
    return [
        f"$Env:PATH = {path} + $Env:PATH",
        *(f"$Env:{name} = {_in_powershell(value)}" for name, value in variables.items()),
        *(f". {_in_powershell(path)}" for path in scripts),
    ]


def _in_fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _in_powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _scripts(prefix: str, ending: str) -> list[str]:
    folder = os.path.join(prefix, "etc", "conda", "activate.d")
    try:
        names = sorted(os.listdir(folder))
    except OSError:  # no package has any
        return []
    return [os.path.join(folder, name) for name in names if name.endswith(ending)]


def _variables(prefix: str) -> dict[str, str]:
    """The variables that were set for the environment, as by `conda env config vars set`."""
    try:
        with open(os.path.join(prefix, "conda-meta", "state"), encoding="utf-8") as file:
            state = json.load(file)
    except (OSError, ValueError):  # none were set
        return {}
    match state:
        case {"env_vars": dict() as given}:
            return {
                name: value
                for name, value in given.items()
                if name.isidentifier() and name.isascii() and isinstance(value, str)
            }
    return {}
