"""Stands in for `jupyterlab.labapp`: starts in no time, and has what seedbed asks of the API.

`STAND_IN` says what goes wrong: `dies`, `full` (the disk), `port` (taken meanwhile), `mute` (never
answers), `deaf` (to SIGTERM), `open` (wants no token), `busy` (its kernel computes),
`chatty` (prints 12 MiB, then a line, as what it has started does).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODE = os.environ.get("STAND_IN", "")
KERNEL = {"id": "1", "name": "python3", "execution_state": "busy" if MODE == "busy" else "idle"}
SESSION = {"path": "first.ipynb", "kernel": KERNEL}
CHILD = """
import os, time
parent = os.getppid()
while os.getppid() == parent:
    print("more", flush=True)
    time.sleep(0.02)
"""
ANSWERS = {"status": {"kernels": 1}, "kernels": [KERNEL], "sessions": [SESSION]}


def main() -> None:
    given = dict(word[2:].split("=", 1) for word in sys.argv[1:] if "=" in word)
    token = given["IdentityProvider.token"]
    print(f"it begins with {len(sys.argv)} words", file=sys.stderr, flush=True)
    if MODE == "dies":
        raise RuntimeError("the stand-in dies")
    if MODE == "full":
        raise OSError(28, "No space left on device")
    if MODE == "port":
        sys.exit("ERROR: the port 8888 is already in use")
    if MODE == "chatty":
        for _ in range(12 << 10):
            print("x" * 1023, file=sys.stderr)
    if MODE == "mute":
        time.sleep(600)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            may = MODE == "open" or self.headers["Authorization"] == f"token {token}"
            body = json.dumps(ANSWERS.get(self.path.rpartition("/")[2])).encode()
            self.send_response(200 if may else 403)
            self.end_headers()
            self.wfile.write(body if may else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    port = int(given.get("ServerApp.port", "0"))
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    port = server.server_address[1]
    place = Path(os.environ["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{os.getpid()}.json"
    facts = {
        "base_url": "/", "hostname": "127.0.0.1", "pid": os.getpid(), "port": port,
        "root_dir": given["ServerApp.root_dir"], "secure": False, "token": token,
        "url": f"http://127.0.0.1:{port}/",
    }  # fmt: skip
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(facts))
    page = place.with_name(f"jpserver-{os.getpid()}-open.html")
    page.write_text(f"{facts['url']}lab?token={token}")
    if MODE == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        ending = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: ending.set())

        def end() -> None:
            ending.wait()
            server.shutdown()

        threading.Thread(target=end, daemon=True).start()
    if MODE == "chatty":
        subprocess.Popen([sys.executable, "-c", CHILD])
    server.serve_forever(poll_interval=0.02)
    place.unlink()
    page.unlink()


if __name__ == "__main__":
    main()
