"""Starts JupyterLab as people do by hand, and ends once its API answers; JupyterLab goes on.

    python lab_by_hand.py JUPYTER RUNTIME PID

JUPYTER is the program, RUNTIME the folder where it keeps what it knows of running servers; PID gets
the number of its process.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

_PAUSE = 0.02


def main() -> None:
    """Start it, and wait."""
    program, runtime, note = sys.argv[1:]
    root = ["--allow-root"] if os.geteuid() == 0 else []
    command = [program, "lab", "--no-browser", "--ServerApp.port=0", *root]
    null = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True)
    Path(note).write_text(str(child.pid), encoding="ascii")
    place = Path(runtime) / f"jpserver-{child.pid}.json"
    while not _answers(place):
        if child.poll() is not None:
            sys.exit("JupyterLab ended")
        time.sleep(_PAUSE)
    os._exit(0)


def _answers(place: Path) -> bool:
    try:
        facts = json.loads(place.read_text(encoding="utf-8"))
        with socket.create_connection(("127.0.0.1", facts["port"])) as line:
            line.sendall(f"GET /api/status?token={facts['token']} HTTP/1.0\r\n\r\n".encode())
            return b" 200 " in line.recv(64)
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    main()
