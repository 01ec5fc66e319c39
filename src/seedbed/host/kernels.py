"""Jupyter's kernels: which there are, and the programs that they start."""

from __future__ import annotations

import json
import os
import sys

from seedbed.host.reading import standing
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SYSTEM = ("/usr/local/share/jupyter", "/usr/share/jupyter")
_MOST = 500


@record
class Kernel:
    """A kernel that Jupyter offers.

    Attributes:
        name: the name of its folder, by which notebooks call it.
        folder: the folder that describes it.
        program: the program that it starts; empty where that is not an absolute path.
    """

    name: str
    folder: str
    program: str


def user_folder(variables: Mapping[str, str]) -> str:
    """The folder of Jupyter's data that belongs to the user.

    https://docs.jupyter.org/en/latest/use/jupyter-directories.html
    """
    home = variables.get("HOME") or os.path.expanduser("~")
    if named := variables.get("JUPYTER_DATA_DIR"):
        return named
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Jupyter")
    if os.name == "nt":
        return os.path.join(variables.get("APPDATA", home), "jupyter")
    return os.path.join(variables.get("XDG_DATA_HOME") or f"{home}/.local/share", "jupyter")


def all_folders(environment: str, variables: Mapping[str, str]) -> list[str]:
    """The folders in which the Jupyter of an environment looks for kernels.

    Args:
        environment: its folder; empty for none.
        variables: the environment variables.
    """
    named = variables.get("JUPYTER_PATH", "").split(os.pathsep)
    own = [os.path.join(environment, "share", "jupyter")] if environment else []
    return [*filter(None, named), user_folder(variables), *own, *_SYSTEM]


def kernels_in(folders: Iterable[str]) -> list[Kernel]:
    """The kernels in some folders of Jupyter's data; what cannot be read is left out."""
    found = []
    for folder in folders:
        top = os.path.join(folder, "kernels")
        try:
            names = sorted(os.listdir(top))[:_MOST]
        except OSError:
            continue
        described = (_kernel(os.path.join(top, name)) for name in names)
        found += [kernel for kernel in described if kernel]
    return found


def _kernel(folder: str) -> Kernel | None:
    try:
        stands = standing(os.path.join(folder, "kernel.json"), 1 << 18, follow=True)
        said = json.loads(stands.data) if stands else None
    except (OSError, ValueError, RecursionError):
        return None
    match said:
        case {"argv": [str() as program, *_]}:
            return Kernel(
                name=os.path.basename(folder).lower(),
                folder=folder,
                program=program if os.path.isabs(program) else "",
            )
    return None
