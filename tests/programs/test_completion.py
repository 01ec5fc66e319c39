"""The completion scripts, in the real shells."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest
from cli import seedbed
from running import PLAIN, environment
from terminal import without_colours

from seedbed.layers.library import load_library, offered

if TYPE_CHECKING:
    from collections.abc import Callable

# what is typed before the tabulator, and the only way to go on from there
UNIQUE = [
    ("seedbed n", "seedbed new"),
    ("seedbed completion z", "seedbed completion zsh"),
    ("seedbed new x --framework s", "seedbed new x --framework sklearn"),
    ("seedbed new x --with vs", "seedbed new x --with vscode"),
    ("seedbed new x --with github,v", "seedbed new x --with github,vscode"),
    ("seedbed new x --framework-", "seedbed new x --framework-version"),
    ("seedbed new x --sys", "seedbed new x --system-package"),
    ("seedbed new x --system-package ffm", "seedbed new x --system-package ffmpeg"),
    ("seedbed new x --system-package jq,g+", "seedbed new x --system-package jq,g++"),
    (
        "seedbed update --set system-packages=jq,ffm",
        "seedbed update --set system-packages=jq,ffmpeg",
    ),
    ("seedbed run tr", "seedbed run train"),
    ("seedbed expl", "seedbed explain"),
    ("seedbed explain pyp", "seedbed explain pyproject.toml"),
    ("seedbed sta", "seedbed status"),
    ("seedbed status te", "seedbed status tests/"),
    ("seedbed remove matp", "seedbed remove matplotlib"),
    ("seedbed add polars --group d", "seedbed add polars --group dev"),
    ("seedbed compat ten", "seedbed compat tensorflow"),
    ("seedbed compat torch 1", "seedbed compat torch 1.13"),
    ("seedbed compat tf --cuda 11", "seedbed compat tf --cuda 11.8"),
    ("seedbed cho", "seedbed choose"),
    ("seedbed choose --nix m", "seedbed choose --nix mixed"),
    ("seedbed choose --existing p", "seedbed choose --existing poetry"),
    ("seedbed choose --accelerator r", "seedbed choose --accelerator rocm"),
    ("seedbed compat verify --rows p", "seedbed compat verify --rows pytorch"),
]
SETUP = {
    "bash": r"""bind -x '"\C-xs": printf "<%s>\n" "$READLINE_LINE"'""",
    "zsh": r"""s() { print -r -- "<$BUFFER>" }; zle -N s; bindkey '^Xs' s""",
}
"""Binds two keys to a command which shows the line as it stands."""
BEFORE = {"bash": "", "zsh": "autoload -Uz compinit; compinit -u -D;"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("project")
    assert seedbed("new", "x", *PLAIN, cwd=place).returncode == 0
    return place / "x"


def _environment(home: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return environment(PATH=path, HOME=str(home), TERM="dumb", INPUTRC=os.devnull)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_tabulator_completes(
    tmp_path: Path, project: Path, need: Callable[[str], str], shell: str
) -> None:
    arguments = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
    child = pexpect.spawn(
        need(shell),
        arguments[shell],
        cwd=str(project),
        env=_environment(tmp_path),
        encoding="utf-8",
        timeout=20,
    )
    source = f'{BEFORE[shell]} eval "$(seedbed completion {shell})"'
    child.sendline(f'{source}; {SETUP[shell]}; echo re""ady')
    child.expect_exact("ready\r\n")
    for typed, completed in UNIQUE:
        child.send(f"{typed}\t\x18s")
        child.expect(r"<[^<>]*>")
        assert str(child.after)[1:-1].rstrip() == completed, without_colours(str(child.before))
        child.send("\x15")  # clears the line
    child.sendline("exit")
    child.expect(pexpect.EOF)
    child.close()


def _fish(fish: str, typed: str, home: Path, cwd: Path) -> dict[str, str]:
    script = f"seedbed completion fish | source; complete -C '{typed}'"
    run = subprocess.run(
        [fish, "--no-config", "-c", script],
        cwd=cwd,
        env=_environment(home),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert run.stderr == ""
    lines = [line.partition("\t") for line in run.stdout.splitlines()]
    return {value: text for value, _, text in lines}


@pytest.mark.parametrize(("typed", "completed"), UNIQUE)
def test_fish_completes(
    tmp_path: Path, project: Path, need: Callable[[str], str], typed: str, completed: str
) -> None:
    assert list(_fish(need("fish"), typed, tmp_path, project)) == [completed.rpartition(" ")[2]]


def test_fish_shows_what_each_value_means(
    tmp_path: Path, project: Path, need: Callable[[str], str]
) -> None:
    values = _fish(need("fish"), "seedbed new x --with github,", tmp_path, project)
    extras = offered(load_library(), "extras")
    assert sorted(values) == [f"github,{extra}" for extra in sorted(extras)]
    assert values["github,github"].startswith("CI on Linux, macOS, and Windows")


def test_bash_offers_every_value(project: Path, need: Callable[[str], str], tmp_path: Path) -> None:
    script = """
    eval "$(seedbed completion bash)"
    COMP_LINE='seedbed new x --framework ' COMP_POINT=26 COMP_TYPE=9
    _python_argcomplete seedbed
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    run = subprocess.run(
        [need("bash"), "--norc", "-c", script],
        cwd=project,
        env=_environment(tmp_path),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert run.stdout.split() == list(offered(load_library(), "framework"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_all_that_is_printed(
    tmp_path: Path, need: Callable[[str], str], shell: str
) -> None:
    run = seedbed("completion", shell, cwd=tmp_path)
    assert run.returncode == 0
    check = [need(shell), "--no-execute" if shell == "fish" else "-n", "/dev/stdin"]
    parsed = subprocess.run(check, input=run.stdout, text=True, capture_output=True, check=False)
    assert parsed.returncode == 0, parsed.stderr
    assert not re.search(r"\x1b", run.stdout)
