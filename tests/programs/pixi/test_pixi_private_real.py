"""Private channels with the real Pixi: nothing is asked outside, and a login is named."""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import small_index
from pixi_runs import Pixi
from running import SEEDBED

_LOGIN = "Basic " + base64.b64encode(b"ada:let-me-in").decode()
_ENTRY = '"{}" = {{ same-name-heuristic = true, mapping-mode = "replace" }}'


class _Locked(SimpleHTTPRequestHandler):
    """Serves a folder, and `/team` only to those who log in."""

    def do_GET(self) -> None:
        if self.path.startswith("/team") and self.headers["Authorization"] != _LOGIN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="team"')
            self.end_headers()
        else:
            super().do_GET()

    do_HEAD = do_GET  # noqa: N815  # so is it called there

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("server")
    small_index.make(made)
    small_index.make_channel(made)
    (made / "conda-forge").rename(made / "team")
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The address of a server whose channel asks for a password."""
    handler = partial(_Locked, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


def project(root: Path, server: str, channel: str) -> Path:
    """A project whose only channel is a private one, before seedbed has said anything of it."""
    small_index.pixi_project(root, server)
    manifest = root / "pyproject.toml"
    entry = _ENTRY.format(channel)
    text = manifest.read_text().replace(
        "[tool.pixi.pypi-options]",
        f"[tool.pixi.workspace.conda-pypi-map]\n{entry}\n\n[tool.pixi.pypi-options]",
    )
    manifest.write_text(text.replace('["conda-forge"]', f'["{channel}"]'))
    return root


def run(found: Pixi, root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return found.let(*SEEDBED, *words, cwd=root, check=False)


def test_a_private_channel_needs_nothing_else(
    pixi: Pixi, tmp_path: Path, folder: Path, server: str
) -> None:
    """No mirror stands in for prefix.dev, which cannot be reached."""
    real = Pixi(pixi.program, tmp_path / "home", tmp_path / "caches")
    channel = (folder / "team").as_uri()
    root = project(tmp_path / "x-1", server, channel)
    words = (
        "--yes",
        "--no-sync",
        "--no-git",
        "--manager",
        "pixi",
        "--framework",
        "none",
        "--channel",
        channel,
    )
    assert run(real, tmp_path, "new", "other", *words).returncode == 0
    assert _ENTRY.format(channel) in (tmp_path / "other" / "pyproject.toml").read_text()
    done = run(real, root, "add", "polars")
    assert done.returncode == 0, done.stderr
    lock = (root / "pixi.lock").read_text()
    assert "/polars-1.0-" in lock
    assert "- pypi: " not in lock


def test_a_server_that_wants_a_login(pixi: Pixi, tmp_path: Path, server: str) -> None:
    real = Pixi(pixi.program, tmp_path / "home", tmp_path / "caches")
    root = project(tmp_path / "x-1", server, f"{server}/team")
    before = (root / "pyproject.toml").read_bytes()
    done = run(real, root, "add", "polars")
    error, hint = done.stderr.splitlines()[-2:]
    assert error.startswith(
        "error: 'pixi lock' failed: HTTP status client error (401 Unauthorized)"
    )
    assert hint == (
        "hint: 127.0.0.1 wants a login, or refuses yours. To log in: pixi auth login 127.0.0.1. "
        "pyproject.toml is as it was."
    )
    assert (root / "pyproject.toml").read_bytes() == before
    login = ("auth", "login", "127.0.0.1", "--username", "ada", "--password", "let-me-in")
    real.run(*login, cwd=tmp_path)
    done = run(real, root, "add", "polars")
    assert done.returncode == 0, done.stderr
