"""`seedbed jupyter start` and `restart` on the command line."""

from __future__ import annotations

import sys
import time

from seedbed.cli import report
from seedbed.cli.jupyter_asking import may_stop, number
from seedbed.commands.jupyter_failures import StartFailedError
from seedbed.commands.jupyter_launching import LIMIT, Wanted
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.jupyter_start import Started

_LARGEST_PORT = 2**16 - 1
_DAY = 86_400
_SHOW = 0.1
"""Seconds between two changes of what the terminal shows."""


class _Progress:
    """One line on the terminal that says how long it has taken; nothing elsewhere."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._began = self._last = time.monotonic()

    def __call__(self) -> None:
        now = time.monotonic()
        if self._shown and now - self._last > _SHOW:
            self._last = now
            sys.stderr.write(f"\rStarting JupyterLab ... {now - self._began:.0f} s")
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown and self._last > self._began:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def main(action: str, values: dict[str, Any]) -> int:
    """Start the server, or start it again, and say how it is reached."""
    wanted = _wanted(values)
    progress = _Progress(shown="json" not in values)
    try:
        done = _done(action, values, wanted, progress)
    except StartFailedError as error:
        progress.end()
        if "json" not in values:
            sys.stdout.flush()
            for line in error.tail:
                sys.stderr.write(f"  {report.visible(line)}\n")
        raise
    finally:
        progress.end()
    if done is None:
        report.say("Nothing was stopped.")
        return 1
    if "json" in values:
        from seedbed.commands.jupyter_status import shown_url, tunnel_to

        server = done.server
        result = {
            "new": done.is_new,
            "url": shown_url(server),  # 'seedbed jupyter url --json' has the token
            "port": server.port,
            "pid": server.pid,
            "tunnel": tunnel_to(server) or None,
        }
        report.print_envelope("jupyter", result, list(done.notes))
        return 0
    with report.Telling("JupyterLab is running."):
        _tell(done)
    return 0


def _done(
    action: str, values: dict[str, Any], wanted: Wanted, progress: _Progress
) -> Started | None:
    """What became of it; None where it was not to be stopped."""
    if action == "start":
        from seedbed.commands.jupyter_start import start

        return start(wanted, progress)
    from seedbed.commands.jupyter_stop import restart

    if not may_stop(values):
        return None
    given = frozenset(("port", "host", "allow_root") & values.keys())
    return restart(wanted, given=given, waiting=progress)


def _wanted(values: dict[str, Any]) -> Wanted:

    host = values.get("host", Wanted().host)
    if not host or not all(char.isalnum() or char in ".:-_%" for char in host):
        raise usage_error(
            f"--host cannot be {host!r}.",
            "Give an address of this machine, such as 0.0.0.0.",
            code="bad-usage",
        )
    return Wanted(
        port=number(values, "port", -1, _LARGEST_PORT),
        host=host,
        allow_root="allow_root" in values,
        limit=float(number(values, "timeout", int(LIMIT), _DAY, 1)),
    )


def _tell(done: Started) -> None:
    from seedbed.commands.jupyter_status import shown_url, tunnel_to

    server = done.server
    for text in done.notes:
        report.note(text)
    if done.is_new:
        report.say("JupyterLab is running, and keeps running when you close this terminal:")
    else:
        report.say("JupyterLab is already running:")
    report.say("")
    report.say_raw(f"  {shown_url(server, secret=True)}\n")
    report.say("")
    if line := tunnel_to(server):
        report.say("To reach it from your own machine, run this there, then open the URL:")
        report.say(f"  {line}")
    report.say("In VS Code: Select Kernel, Existing Jupyter Server, then paste the URL.")
    report.say("To stop it: seedbed jupyter stop")
