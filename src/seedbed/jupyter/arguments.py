"""What JupyterLab is started with."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.jupyter.server import Server

_OF_ANOTHER = re.compile(r"JPY_|JUPYTER_TOKEN|JUPYTER_SERVER_|PYTHONHOME$|PYTHONSAFEPATH$")
"""Variables of a server or an interpreter in which seedbed itself may have been started."""


def arguments(server: Server) -> list[str]:
    """The arguments of `jupyter lab`. They hold the token: no process may be started with them.

    Args:
        server: what is to be started.
    """
    words = [
        "--no-browser",
        f"--ServerApp.root_dir={server.root}",
        f"--ServerApp.ip={server.host}",
        f"--IdentityProvider.token={server.token}",
    ]
    if server.asked_port >= 0:
        words += [f"--ServerApp.port={server.asked_port}", "--ServerApp.port_retries=0"]
    if server.allow_root:
        words.append("--allow-root")
    return words


def variables(given: Mapping[str, str], environment: str, *, of_conda: bool) -> dict[str, str]:
    """The variables of a server that runs in an environment.

    Args:
        given: those that it would get otherwise.
        environment: the environment's folder.
        of_conda: whether that is an environment of conda's or Pixi's.
    """
    import os

    kept = {name: value for name, value in given.items() if not _OF_ANOTHER.match(name)}
    programs = os.path.join(environment, "Scripts" if os.name == "nt" else "bin")
    path = kept.get("PATH", os.defpath)
    return {
        **kept,
        "PATH": f"{programs}{os.pathsep}{path}",
        ("CONDA_PREFIX" if of_conda else "VIRTUAL_ENV"): environment,
        # a kernel of the user's must not stand in for the environment's own of the same name
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONUNBUFFERED": "1",
    }
