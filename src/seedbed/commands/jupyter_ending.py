"""Ends a server, politely first, with its kernels and nothing else."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host import processes
from seedbed.host.lab_script import pages_of
from seedbed.host.private import drop
from seedbed.jupyter import state as states

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.host.processes import Process
    from seedbed.jupyter.server import Server

_KERNELS = 3.0
"""Seconds that kernels have to see that their server is gone."""


def end(process: Process, server: Server, *, polite: float) -> bool:
    """End a server with its kernels, and return when all are gone.

    What runs in its terminals ends with these, or goes on if somebody wanted it to (`nohup`).

    Args:
        process: the server.
        server: what is recorded of it.
        polite: seconds that it has to end by itself.

    Returns:
        Whether it had to be killed.

    Raises:
        SeedbedError: when it cannot be ended.
    """
    children = processes.below(process, "kernel-")
    if os.name == "nt" and server.is_ready:
        states.api(server, "shutdown", method="POST")
    processes.ask_to_end(process)
    forced = not processes.wait_for_end([process], polite)
    if forced:
        processes.kill(process)
        if not processes.wait_for_end([process], polite):
            raise SeedbedError(
                f"Process {process.pid} can't be stopped: it is waiting for a disk or a driver.",
                "Wait, then run the same command again. If that doesn't help, restart the machine.",
                code="jupyter-stuck",
            )
    if not processes.wait_for_end(children, _KERNELS):
        for child in children:
            processes.kill(child)
        processes.wait_for_end(children, _KERNELS)
    tidy(server)
    return forced


def tidy(server: Server) -> None:
    """Remove what Jupyter notes of a server that runs, where that one had no time to."""
    if not server.runtime:
        return
    facts = states.of_jupyter(server.runtime, server.pid)
    if facts is not None and facts["token"] == server.token:
        for name in (f"jpserver-{server.pid}.json", *pages_of(server.pid)):
            drop(os.path.join(server.runtime, name))
