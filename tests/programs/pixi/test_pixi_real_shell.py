"""What the real `pixi shell` does on a terminal, as docs/pixi-shell.md says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pexpect
import pytest
from direnv_runs import made
from terminal import UP, without_colours

if TYPE_CHECKING:
    from pathlib import Path

    from pixi_runs import Pixi

pytestmark = [pytest.mark.slow, pytest.mark.network]


@pytest.mark.parametrize(
    ("options", "prompt"),
    [([], "(x-1:dev) mine> "), (["--change-ps1", "false"], "\nmine> ")],
)
def test_it_enters_dev_and_the_arrow_keys_work(
    pixi_with_channel: Pixi, tmp_path: Path, options: list[str], prompt: str
) -> None:
    pixi = pixi_with_channel
    root = made(tmp_path / "place", "pixi")
    pixi.run("install", "--environment", "dev", cwd=root)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".bashrc").write_text("PS1='mine> '\n")
    more = {"HOME": str(home), "SHELL": "/bin/bash", "TERM": "xterm-256color"}
    shell = pexpect.spawn(
        "/bin/bash",
        ["-c", '"$0" shell --environment dev "$@"; exit', pixi.program, *options],
        cwd=str(root),
        env={**pixi.variables, **more},
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 200),
    )
    said = _until_quiet(shell)
    assert said.replace("\r", "").endswith(prompt), said
    shell.send("type -p pytest\r")
    assert f"\n{root}/.pixi/envs/dev/bin/pytest\n" in _until_quiet(shell).replace("\r", "")
    shell.send(f"{UP}\r")
    assert f"\n{root}/.pixi/envs/dev/bin/pytest\n" in _until_quiet(shell).replace("\r", "")
    shell.send("exit\r")
    shell.expect(pexpect.EOF)


def _until_quiet(shell: pexpect.spawn[str]) -> str:
    """What it prints until it waits for two seconds, without colors."""
    said = ""
    while True:
        try:
            said += shell.read_nonblocking(4096, timeout=2 if "mine> " in said else 60)
        except pexpect.TIMEOUT:
            return without_colours(said)
