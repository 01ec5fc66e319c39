"""Runs a cell through the API of a Jupyter server, as VS Code's "Existing Jupyter Server" does.

    python cell_script.py URL KERNEL CODE

URL is the one with the token; what the cell prints is printed. With `keep` as a fourth word, the
kernel goes on; its id is printed first.
"""

from __future__ import annotations

import json
import sys
import urllib.request
import uuid
from urllib.parse import urlsplit


def main() -> None:
    url, kernel, code, *keep = sys.argv[1:]
    parts = urlsplit(url)
    token = parts.query.removeprefix("token=")
    base = f"{parts.scheme}://{parts.netloc}"

    def ask(method: str, path: str, data: object = None) -> dict[str, str]:
        request = urllib.request.Request(  # noqa: S310  # the test's own server
            f"{base}/api/{path}", method=method, headers={"Authorization": f"token {token}"},
            data=None if data is None else json.dumps(data).encode(),
        )  # fmt: skip
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as reply:
            text = reply.read()
        found: dict[str, str] = json.loads(text) if text else {}
        return found

    started = ask("POST", "kernels", {"name": kernel})["id"]
    if keep:
        print(started)
    from websocket import create_connection  # type: ignore[import-not-found, import-untyped, unused-ignore]  # it is in the environment

    line = create_connection(
        f"ws://{parts.netloc}/api/kernels/{started}/channels",
        header=[f"Authorization: token {token}"],
        timeout=60,
    )
    own = uuid.uuid4().hex
    header = {"msg_id": own, "msg_type": "execute_request", "username": "", "session": own,
              "version": "5.3"}  # fmt: skip
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {},
               "allow_stdin": False}  # fmt: skip
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
               "channel": "shell", "buffers": []}  # fmt: skip
    line.send(json.dumps(message))
    while True:
        said = json.loads(line.recv())
        if said["parent_header"].get("msg_id") != own:
            continue
        if said["msg_type"] == "stream":
            print(said["content"]["text"], end="")
        if said["msg_type"] == "error":
            print("\n".join(said["content"]["traceback"]))
        if said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
            break  # after all that it printed; its reply may come before that
    line.close()
    if not keep:
        ask("DELETE", f"kernels/{started}")


if __name__ == "__main__":
    main()
