"""`seedbed jupyter` on the command line."""

from __future__ import annotations

import os
import sys

from seedbed.cli import report
from seedbed.cli.jupyter_asking import may_stop, number
from seedbed.cli.jupyter_options import ACTIONS, OF_ACTIONS
from seedbed.errors import nearest, usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from seedbed.jupyter.left import Left

_LINES = 50
_NAMES = {"allow_root": "allow-root"}


def main(values: dict[str, Any]) -> int:
    """Do one of `ACTIONS`."""
    action = values["action"]
    if action not in ACTIONS:
        meant = nearest(action, tuple(ACTIONS))
        raise usage_error(
            f"'seedbed jupyter' has no action {action!r}.",
            f"Did you mean '{meant}'?" if meant else f"Choose from: {', '.join(ACTIONS)}.",
            code="bad-usage",
        )
    for name, actions in OF_ACTIONS.items():
        if name in values and action not in actions:
            raise usage_error(
                f"'seedbed jupyter {action}' has no option --{_NAMES.get(name, name)}.",
                f"It is an option of 'seedbed jupyter {actions[0]}'.",
                code="bad-usage",
            )
    if action in {"start", "restart"}:
        from seedbed.cli import jupyter_start

        return jupyter_start.main(action, values)
    doing: dict[str, Callable[[dict[str, Any]], int]] = {
        "stop": _stop,
        "status": _status,
        "url": _url,
        "logs": _logs,
        "open": _open,
    }
    return doing[action](values)


def _stop(values: dict[str, Any]) -> int:
    from seedbed.commands.jupyter_stop import stop

    if not may_stop(values):
        report.say("Nothing was stopped.")
        return 1
    done = stop()
    was = done.before
    if "json" in values:
        result = {"before": was.status, "stopped": was.is_alive, "forced": done.forced}
        report.print_envelope("jupyter", result, [])
        return 0
    if was.is_alive:
        how = " It didn't respond, so seedbed killed it." if done.forced else ""
        report.say(f"JupyterLab was stopped.{how}")
    else:
        report.say(was.message)
    for other in done.strangers:
        report.note(
            f"A server that you started yourself is still running here (process {other.pid}, "
            f"{other.url}): seedbed stops only its own."
        )
    return 0


def _status(values: dict[str, Any]) -> int:
    from seedbed.commands.jupyter_status import status

    found = status()
    state, server = found.state, found.state.server
    code = 0 if state.is_running else 1
    if "json" in values:
        result = {
            "project": found.root,
            "status": state.status,
            "running": state.is_running,
            "message": state.message,
            "warning": state.warning or None,
            "url": found.url or None,
            "host": server.host if server else None,
            "port": server.port if server and server.is_ready else None,
            "pid": server.pid if server else None,
            "started": server.started if server else None,
            "version": server.version if server else None,
            "environment": server.environment if server else None,
            "environment_state": state.environment or None,
            "log": found.log or None,
            "others": [{"pid": one.pid, "url": one.url} for one in found.strangers],
            "left": [
                {"pid": one.server.pid, "project": one.server.root, "now": one.now or None}
                for one in found.left
            ],
        }
        report.print_envelope("jupyter", result, [])
        return code
    report.say(state.message)
    if server is not None and found.url:
        from datetime import datetime

        began = datetime.fromtimestamp(server.started).astimezone()
        report.say(f"  URL      {found.url} ('seedbed jupyter url' adds the token)")
        report.say(f"  Process  {server.pid}, since {began:%Y-%m-%d %H:%M}")
        report.say(f"  Lab      {server.version}, from {server.environment}")
    if found.log:
        report.say(f"  Log      {found.log}")
    if state.warning:
        report.note(state.warning)
    for other in found.strangers:
        report.say(
            f"A server that you started yourself is running here: process {other.pid}, {other.url}"
        )
    for left in found.left:
        report.note(_of_left(left))
    if state.status == "moved":
        report.say("To start it again in the new folder: seedbed jupyter restart")
    if not state.is_alive:
        report.say("To start it: seedbed jupyter start")
    return code


def _of_left(left: Left) -> str:
    """What to say of a server whose project was moved or deleted."""
    running = f"JupyterLab (process {left.server.pid}) is still running from {left.server.root}"
    if left.now:
        return f"{running}, which is now {left.now}: run 'seedbed jupyter stop' there to end it."
    end = "taskkill /F /T /PID" if os.name == "nt" else "kill"
    return f"{running}, but that folder is gone. To end it, run '{end} {left.server.pid}'."


def _url(values: dict[str, Any]) -> int:
    from seedbed.commands.jupyter_status import running, shown_url, tunnel_to

    server = running()
    url, line = shown_url(server, secret=True), tunnel_to(server)
    if "json" in values:
        result = {"url": url, "token": server.token, "tunnel": line or None}
        report.print_envelope("jupyter", result, [], secret=True)
        return 0
    report.say_raw(f"{url}\n")
    if line and sys.stderr.isatty():
        report.note(f"On your own machine, run this first: {line}")
    return 0


def _logs(values: dict[str, Any]) -> int:
    from seedbed.commands.jupyter_status import log_path
    from seedbed.host.following import last_lines, lines_from

    count = number(values, "lines", _LINES, 9_999_999)
    path = log_path()
    if "json" in values:
        report.print_envelope("jupyter", {"path": path, "lines": last_lines(path, count)}, [])
    elif "follow" in values:
        try:
            for line in lines_from(path, count):
                report.say(line)
                sys.stdout.flush()
        except KeyboardInterrupt:
            return 130
    else:
        for line in last_lines(path, count):
            report.say(line)
    return 0


def _open(values: dict[str, Any]) -> int:
    from seedbed.commands.jupyter_status import open_page, shown_url, tunnel_to

    server, opened = open_page()
    line = tunnel_to(server)
    if "json" in values:
        result = {"opened": opened, "url": shown_url(server), "tunnel": line or None}
        report.print_envelope("jupyter", result, [])
        return 0
    if opened:
        report.say("JupyterLab opens in your browser.")
        return 0
    report.say("seedbed can't open a browser here. Open this URL yourself:")
    report.say_raw(f"{shown_url(server, secret=True)}\n")
    if line:
        report.say(f"On your own machine, run this first: {line}")
    return 0
