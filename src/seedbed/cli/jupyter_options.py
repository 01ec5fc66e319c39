"""The command line of `seedbed jupyter`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import Option

ACTIONS = {
    "start": "Start it in the background; it keeps running when you log out",
    "stop": "Stop it and its kernels",
    "restart": "Stop it, and start it again with the same URL",
    "status": "Show whether it is running",
    "url": "Print its URL, with the token",
    "logs": "Print the end of its log",
    "open": "Open it in your browser",
}
"""What the command can do, each with one line of help."""

*_ALL_BUT_LAST, _LAST = ACTIONS
_START = (
    Valued(
        option=Option(
            name="port",
            help="The port; 0 for any that is free (default: 8888, or the next free one).",
            metavar="PORT",
        )
    ),
    Valued(
        option=Option(
            name="host",
            help="The address to listen on, such as 0.0.0.0, so that other machines reach it "
            "(default: only this machine).",
            metavar="ADDRESS",
        )
    ),
    Flag(name="allow-root", dest="allow_root", help="Start it even if you are root."),
    Valued(
        option=Option(
            name="timeout",
            help="How long to wait until it answers, in seconds (default: 120).",
            metavar="SECONDS",
        )
    ),
)
_STOP = (Flag(name="yes", short="y", dest="yes", help="Stop it even if a kernel is busy."),)
_LOGS = (
    Valued(option=Option(name="lines", help="How many lines to print (default: 50).", metavar="N")),
    Flag(name="follow", short="f", dest="follow", help="Go on printing as the log grows."),
)

OF_ACTIONS = {
    "port": ("start", "restart"),
    "host": ("start", "restart"),
    "allow_root": ("start", "restart"),
    "timeout": ("start", "restart"),
    "yes": ("stop", "restart"),
    "lines": ("logs",),
    "follow": ("logs",),
}
"""The actions that take an option, by the name of its value."""

JUPYTER = Command(
    name="jupyter",
    summary="Run JupyterLab in the background; it survives the terminal and SSH.",
    usage=f"{'|'.join(ACTIONS)} [options]",
    arguments=(
        Argument(
            name="action",
            help="What to do.",
            offers="jupyter-action",
            needed=f"Say what to do: {', '.join(_ALL_BUT_LAST)}, or {_LAST}.",
        ),
    ),
    sections=(
        ("Options of 'start' and 'restart'", _START),
        ("Options of 'stop' and 'restart'", _STOP),
        ("Options of 'logs'", _LOGS),
        ("Options", (JSON,)),
    ),
    examples=(
        ("seedbed jupyter start", "start JupyterLab, and print its URL"),
        ("seedbed jupyter start --port 0", "use any free port"),
        ("seedbed jupyter logs -f", "watch the log"),
        ("seedbed jupyter stop", "stop it and its kernels"),
    ),
)
