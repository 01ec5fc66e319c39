"""How a server is, from what is recorded of it and what is found: pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.jupyter.places import Place
    from seedbed.jupyter.server import Server


@record
class Found:
    """What was found of a server that is recorded.

    Attributes:
        identity: of the process that has its number now; empty for none.
        answers: whether its API answers.
        exit: what it noted when it ended: `0` for an orderly end; None where it noted nothing.
        made: of the environment that stands in the place of its own; empty for none.
    """

    identity: str = ""
    answers: bool = False
    exit: int | None = None
    made: str = ""


@record
class State:
    """How a project's server is.

    Attributes:
        status: `none`, `running`, `starting`, `silent` (it runs, but its API does not answer),
            `ended` (in order, though not by seedbed), `crashed`, `killed`, `restarted` (the machine
            was), `reused` (its number belongs to another process now), `moved` (it runs, but was
            started before the project's folder was moved).
        server: what is recorded; None for `none`.
        environment: of a server that runs, `same`, `missing` or `other`; empty otherwise.
        place: where it is recorded, if that isn't the place for the project's folder.
    """

    status: str = "none"
    server: Server | None = None
    environment: str = ""
    place: Place | None = None

    @property
    def is_running(self) -> bool:
        """Whether it runs and answers."""
        return self.status == "running"

    @property
    def is_alive(self) -> bool:
        """Whether its process is there."""
        return self.status in {"running", "starting", "silent", "moved"}

    @property
    def message(self) -> str:
        """One sentence that says how it is."""
        number, root = (self.server.pid, self.server.root) if self.server else (0, "")
        return {
            "none": "JupyterLab isn't running for this project.",
            "running": "JupyterLab is running.",
            "starting": "JupyterLab is still starting.",
            "silent": f"JupyterLab is running (process {number}) but doesn't answer.",
            "moved": f"JupyterLab is still running from this project's old folder, {root} (process "
            f"{number}).",
            "ended": "JupyterLab was shut down, but not by seedbed.",
            "crashed": "JupyterLab crashed.",
            "killed": "JupyterLab is gone: something killed it, or the system ran out of memory.",
            "restarted": "JupyterLab is gone: the machine was restarted.",
            "reused": f"JupyterLab is gone; its process number, {number}, now belongs to another "
            "program.",
        }[self.status]

    @property
    def warning(self) -> str:
        """One sentence about its environment; empty where nothing is wrong."""
        return {
            "missing": "Its environment was deleted, so kernels can't start: run 'seedbed sync', "
            "then 'seedbed jupyter restart'.",
            "other": "Its environment was created again after JupyterLab had started: run "
            "'seedbed jupyter restart'.",
        }.get(self.environment, "")


def judge(server: Server, found: Found, boot: str) -> State:
    """How a server is.

    Args:
        server: what is recorded of it.
        found: what was found.
        boot: what tells this start of the machine from others; empty where unknown. An identity
            begins with that of its process.
    """
    if found.identity == server.identity:
        status = "running" if found.answers else "silent" if server.is_ready else "starting"
        same = not server.made or server.made == found.made
        environment = "same" if same else "other" if found.made else "missing"
        return State(status=status, server=server, environment=environment)
    if found.exit is not None:
        return State(status="crashed" if found.exit else "ended", server=server)
    if boot and not server.identity.startswith(boot):
        return State(status="restarted", server=server)
    return State(status="reused" if found.identity else "killed", server=server)
