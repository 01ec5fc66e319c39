"""Where the records and logs of servers lie: a folder a project, in the user's state folder."""

from __future__ import annotations

import hashlib
import os

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@record
class Place:
    """The folder of one project's server.

    Attributes:
        top: the folder of all of them.
        folder: the project's own.
    """

    top: str
    folder: str

    @property
    def record(self) -> str:
        """What is known of the server, its token too."""
        return os.path.join(self.folder, "server.json")

    @property
    def log(self) -> str:
        """What the server says."""
        return os.path.join(self.folder, "jupyter.log")

    @property
    def lock(self) -> str:
        """Held by who starts or stops the server."""
        return os.path.join(self.folder, "lock")

    @property
    def given(self) -> str:
        """The arguments of a server that is being started, its token too; it removes them."""
        return os.path.join(self.folder, "given.json")

    @property
    def begun(self) -> str:
        """What a server notes of itself when it begins."""
        return os.path.join(self.folder, "begun.json")

    @property
    def ended(self) -> str:
        """Its exit status, which it notes when it ends."""
        return os.path.join(self.folder, "ended.json")

    @property
    def kept(self) -> str:
        """The record of a server that a restart ended and has not started again."""
        return os.path.join(self.folder, "kept.json")

    @property
    def data(self) -> str:
        """Where its kernel is registered if the environment takes nothing."""
        return os.path.join(self.folder, "data")


def place_of(root: str, variables: Mapping[str, str], system: str, machine: str) -> Place:
    """Where the server of a project is recorded.

    Args:
        root: the project's folder, without links in it.
        variables: those of this process.
        system: as `sys.platform` has it.
        machine: the machine's name, where homes may be shared: process numbers are its own.
    """
    top = os.path.join(_state_folder(variables, system), "seedbed", "jupyter")
    key = hashlib.sha256(f"{machine}\0{root}".encode("utf-8", "surrogateescape")).hexdigest()
    name = "".join(char if char.isalnum() else "-" for char in os.path.basename(root)[:30])
    return Place(top=top, folder=os.path.join(top, f"{name}-{key[:16]}"))


def _state_folder(variables: Mapping[str, str], system: str) -> str:
    """Where a user's programs keep what outlives them.

    https://specifications.freedesktop.org/basedir-spec/latest/ for Linux.
    """
    if system == "win32":
        found = variables.get("LOCALAPPDATA", "")
        return found if os.path.isabs(found) else os.path.expanduser(r"~\AppData\Local")
    if system == "darwin":
        return os.path.expanduser("~/Library/Application Support")
    found = variables.get("XDG_STATE_HOME", "")
    return found if os.path.isabs(found) else os.path.expanduser("~/.local/state")


def runtime_folders(variables: Mapping[str, str], system: str) -> list[str]:
    """Where Jupyter may keep what it knows of running servers, the likeliest first.

    https://docs.jupyter.org/en/latest/use/jupyter-directories.html
    """
    if found := variables.get("JUPYTER_RUNTIME_DIR", ""):
        return [found]
    if found := variables.get("JUPYTER_DATA_DIR", ""):
        return [os.path.join(found, "runtime")]
    if system == "win32":
        folders = [os.path.join(variables.get("APPDATA", ""), "jupyter")]
    elif system == "darwin":
        names = ("Jupyter", os.path.join("Application Support", "Jupyter"))
        folders = [os.path.join(os.path.expanduser("~/Library"), name) for name in names]
    else:
        found = variables.get("XDG_DATA_HOME", "") or os.path.expanduser("~/.local/share")
        folders = [os.path.join(found, "jupyter")]
    return [os.path.join(folder, "runtime") for folder in folders]
