"""The environment that a project's JupyterLab runs in: found, checked, entered."""

from __future__ import annotations

import os

from seedbed.commands.own_environment import check_own
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.gpu import environments
from seedbed.managers.here import environment_of
from seedbed.model.record import record
from seedbed.workspace import manager_of, nix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.workspace import Workspace

ADD = "seedbed add --dev jupyterlab ipykernel"
"""What puts JupyterLab into an environment."""
_OF_CONDA = frozenset(("pixi", "conda"))


@record
class Ready:
    """An environment that has JupyterLab.

    Attributes:
        folder: its folder.
        python: the path of its Python.
        version: JupyterLab's version.
        of_conda: whether it is an environment of conda's or Pixi's.
        before: the command that runs a program in the project's Nix shell; empty for none.
        entering: code for Bash that enters it; empty where variables are enough.
    """

    folder: str
    python: str
    version: str
    of_conda: bool
    before: tuple[str, ...]
    entering: str


def find(project: Workspace) -> Ready:
    """The environment of a project, which has JupyterLab and a kernel.

    Raises:
        SeedbedError: when there is none, or it lacks them, or git tracks it.
    """
    manager = manager_of(project)
    folder = environment_of(project.root, manager)
    python = environments.python_of(folder)
    of_conda = manager in _OF_CONDA
    if python:
        check_own(project.root, folder)
    elif _is_of_nix(project):
        folder, python, of_conda = *_from_shell(), False
    if not python:
        raise SeedbedError(
            f"The project has no environment yet ({folder}).",
            "Run 'seedbed sync' to create it.",
            code="environment-missing",
            status=ENVIRONMENT,
        )
    version = _version(project, folder)
    return Ready(
        folder=folder,
        python=python,
        version=version,
        of_conda=of_conda,
        before=_before(project.root, manager, nix_of(project)),
        entering=_entering(project.root, manager, folder) if of_conda else "",
    )


def _version(project: Workspace, folder: str) -> str:
    """JupyterLab's version in an environment.

    Raises:
        SeedbedError: when it or the kernel is not there.
    """
    found = {
        name: environments.installed(folder, name, name) for name in ("jupyterlab", "ipykernel")
    }
    missing = [name for name, one in found.items() if one is None]
    lab = found["jupyterlab"]
    if missing or lab is None:
        hint = f"Run '{ADD}', or 'seedbed update --with jupyter' for a first notebook, too."
        if _requires_lab(project):
            then = ", then enter the Nix shell again" if _is_of_nix(project) else " to install it"
            hint = f"The project requires JupyterLab: run 'seedbed sync'{then}."
        raise SeedbedError(
            f"{folder} has no {' and no '.join(missing)}.",
            hint,
            code="jupyter-missing",
            status=ENVIRONMENT,
        )
    return lab.version


def _requires_lab(project: Workspace) -> bool:
    """Whether JupyterLab, which brings the kernel, belongs to what people work in."""
    from seedbed.commands.editing import open_manifest

    try:
        found = open_manifest(project.root).project
    except SeedbedError:  # such as an update that was interrupted
        return False
    return any(
        item.key[1] == "jupyterlab" and not item.optional and item.group not in found.on_demand
        for item in found.dependencies
    )


def _is_of_nix(project: Workspace) -> bool:
    """Whether Nix builds the project's environment, and this process is in its shell."""
    return nix_of(project) in {"build", "poetry2nix"} and "IN_NIX_SHELL" in os.environ


def _from_shell() -> tuple[str, str]:
    """The environment whose Python is the first on PATH, and that Python."""
    from seedbed.host.process import find as program

    python = program("python")
    return os.path.dirname(os.path.dirname(python)), python


def _before(root: str, manager: str, nix: str) -> tuple[str, ...]:
    """The command that runs a program in the project's Nix shell, as `seedbed run` would."""
    if nix == "none" or "IN_NIX_SHELL" in os.environ:
        return ()
    from seedbed.managers.nix.program import in_shell
    from seedbed.managers.registry import load_driver

    try:
        load_driver(manager).program()
    except SeedbedError:
        try:
            return tuple(in_shell(root, nix))
        except SeedbedError:  # without either, what is installed may still run
            return ()
    return ()


def _entering(root: str, manager: str, folder: str) -> str:
    """Code for Bash that enters an environment of conda's or Pixi's; empty without a Bash."""
    if os.name == "nt":
        return ""
    from seedbed.managers.registry import load_driver

    try:
        return load_driver(manager).activation(root, "bash")
    except SeedbedError:  # Pixi is asked for it, and may be in the Nix shell alone
        from seedbed.managers.conda.activation import activation

        return activation(folder, "bash")
