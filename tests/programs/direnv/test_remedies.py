"""What `.envrc` and the hook of the Nix shell say when there is no environment: what helps then.

A stand-in for Pixi says what the real one (0.77.0) said; `test_pixi_real_direnv.py` asks that one.
"""
# ruff: noqa: RUF001  # the sign before Pixi's errors

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from direnv_runs import LOCKS, Direnv, made, ready
from running import environment
from stand_ins import program

if TYPE_CHECKING:
    from collections.abc import Callable

STALE = "Error:   × lock file not up-to-date with the workspace\n"
NEWER = """\
Error:   × Lock-file version 99 is newer than supported
  help: Maximum supported version: 7 (pixi v0.77.0)
        Cannot continue with --locked or --frozen mode as the lock file cannot
        be read.
        Please update pixi to the latest version and try again.
"""
DAMAGED = """\
Error:   × Failed to load lock file from `/p/pixi.lock`
  ╰─▶ mapping values are not allowed in this context at line 2 column 8
"""
REQUIRES = """\
Error:   × this project requires pixi '>=99', but you have pixi 0.77.0
    ╭─[/p/pyproject.toml:30:18]
 30 │ requires-pixi = ">=99"
    ·                  ──┬─
    ·                    ╰── this version requirement is not satisfied
    ╰────
"""
MANIFEST = """\
Error:   × expected an array, found integer
    ╭─[/p/pyproject.toml:29:13]
 29 │ platforms = 3
    ·             ─
    ╰────
"""
OFFLINE = """\
Error:   × failed to fetch narwhals-2.29.0-0.conda
  ├─▶ Request failed after 3 retries
  ╰─▶ Connection refused (os error 111)
"""
FAILS = """\
case $* in
  *--version*) echo "pixi {version}"; exit;;
  *--no-install*) {then};;
esac
printf '%s\\n' "$*" >> "$CALLS"
printf '%s' "$WORDS" >&2
exit 1
"""
"""A Pixi that says some words and fails."""
RENEWS = 'run "pixi install --environment dev" to update pixi.lock'
REMEDIES = {
    "stale": (STALE, RENEWS),
    "newer": (
        NEWER,
        'pixi.lock was made by a newer Pixi; update Pixi, for example with "pixi self-update"',
    ),
    "damaged": (
        DAMAGED,
        'pixi.lock is damaged; run "git checkout HEAD -- pixi.lock", or delete it',
    ),
    "requires": (
        REQUIRES,
        'install a version of Pixi that "requires-pixi" in pyproject.toml allows',
    ),
    "manifest": (MANIFEST, "see the output of Pixi above"),
    "unknown": ("Error: x\n", "see the output of Pixi above"),
}
"""What Pixi says, and what helps."""
FITS = "see above what Pixi could not download or install (is the network down?)"


def by_direnv(folder: Path, root: Path, pixi: Path, words: str) -> tuple[str, list[str]]:
    """Pixi's words as they came through, and what `.envrc` says to them."""
    direnv = Direnv(folder, WORDS=words, USE_NIX="no")
    direnv.first_on_path(pixi.parent)
    direnv.allow(root)
    entered = direnv.enter(root, "echo inside")
    assert (entered.status, entered.said) == (1, "")
    said = [line.partition("direnv: ")[2] or line for line in entered.log.splitlines()]
    ready_at = next(
        number for number, line in enumerate(said) if "the environment is not ready: " in line
    )
    return "\n".join(said[:ready_at]), [line.strip() for line in said[ready_at : ready_at + 2]]


def by_hook(folder: Path, root: Path, pixi: Path, words: str) -> tuple[str, list[str]]:
    """The same of the hook that each Nix shell runs."""
    own = {
        "PATH": f"{pixi.parent}{os.pathsep}{os.environ['PATH']}",
        "WORDS": words,
        "CALLS": str(folder / "calls.log"),
    }
    script = "source .nix/hook.sh; declare -F _load _remedy; echo $environment_is"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=root, env=environment(**own), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "failed\n")
    *before, remedy, then = done.stderr.splitlines()
    return "\n".join(before), [remedy, then]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of Pixi with a lock, with direnv and with Nix."""
    made_there = made(tmp_path / "place", "pixi", "--nix", "shell")
    (made_there / "pixi.lock").write_text("version: 7\n")
    return made_there


def check(
    tmp_path: Path, root: Path, words: str, remedy: str, *, version: str = "0.77.0", then: str = ":"
) -> None:
    """Check that both say what helps, below Pixi's own words."""
    pixi = program(tmp_path / "bin" / "pixi", FAILS.format(version=version, then=then))
    above, said = by_direnv(tmp_path, root, pixi, words)
    assert words.splitlines()[0] in above
    assert said == [f"the environment is not ready: {remedy}", 'then run "direnv reload"']
    above, said = by_hook(tmp_path, root, pixi, words)
    assert words.splitlines()[0] in above
    assert said == [
        f"The environment is not loaded: {remedy}.",
        "Fix that, then open the shell again.",
    ]


@pytest.mark.parametrize("case", REMEDIES)
def test_pixis_words_tell_what_helps(
    tmp_path: Path, need: Callable[[str], str], root: Path, case: str
) -> None:
    need("direnv")
    lock = (root / "pixi.lock").read_bytes()
    check(tmp_path, root, *REMEDIES[case])
    assert (root / "pixi.lock").read_bytes() == lock


def test_what_cannot_be_downloaded_while_the_lock_fits(
    tmp_path: Path, need: Callable[[str], str], root: Path
) -> None:
    need("direnv")
    check(tmp_path, root, OFFLINE, FITS, then="exit 0")


def test_no_lock_that_could_be_made(tmp_path: Path, need: Callable[[str], str], root: Path) -> None:
    need("direnv")
    (root / "pixi.lock").unlink()
    then = f"printf '%s' '{STALE}' >&2; exit 1"
    remedy = "see above why Pixi cannot create pixi.lock"
    check(tmp_path, root, OFFLINE, remedy, then=then)


@pytest.mark.parametrize(
    ("version", "remedy"),
    [
        (
            "0.70.2",
            'Pixi 0.71 or newer is needed; update Pixi, for example with "pixi self-update"',
        ),
        (
            "downloader",
            '"pixi" on your PATH is a different program (PyPI has one); get Pixi from https://pixi.sh',
        ),
    ],
)
def test_another_program_and_one_that_is_too_old(
    tmp_path: Path, need: Callable[[str], str], root: Path, version: str, remedy: str
) -> None:
    need("direnv")
    check(tmp_path, root, "no such option: --no-completions\n", remedy, version=version)


def test_one_that_says_nothing_has_failed(
    tmp_path: Path, need: Callable[[str], str], root: Path
) -> None:
    need("direnv")
    pixi = program(tmp_path / "bin" / "pixi", "exit 0")
    _, said = by_hook(tmp_path, root, pixi, "")
    assert "is a different program" in said[0]


@pytest.mark.parametrize("manager", ["uv", "poetry", "pixi"])
def test_the_first_entry_makes_the_lock(
    tmp_path: Path, need: Callable[[str], str], manager: str
) -> None:
    need("direnv")
    if manager == "pixi":
        direnv, root = ready(tmp_path, "pixi")
        (root / "pixi.lock").unlink()
        direnv.calls()
        entered = direnv.enter(root, "echo inside")
        (call,) = direnv.calls()
        assert call.startswith("pixi shell-hook --manifest-path ")
        assert "--locked" not in call
    else:
        need(manager)
        direnv = Direnv(tmp_path)
        root = made(tmp_path / "place", manager)
        direnv.allow(root)
        entered = direnv.enter(root, "echo inside")
        assert (root / LOCKS[manager]).is_file()
    assert (entered.status, entered.said) == (0, "inside"), entered.log
    assert not entered.red


@pytest.mark.parametrize(
    ("manager", "remedy"),
    [
        ("uv", 'see the output of uv above; if uv.lock is out of date, run "uv sync"'),
        (
            "poetry",
            'see the output of Poetry above; if poetry.lock is out of date, run "poetry lock"',
        ),
        ("conda", "see the output above"),
    ],
)
def test_the_others_say_themselves_what_helps(
    tmp_path: Path, need: Callable[[str], str], manager: str, remedy: str
) -> None:
    need("direnv")
    direnv, root = ready(tmp_path, manager)
    direnv.stand_in(manager, "echo 'its own words' >&2; exit 7")
    entered = direnv.enter(root, "echo inside")
    assert "its own words" in entered.log
    assert any(f"the environment is not ready: {remedy}\x1b" in line for line in entered.red), (
        entered.red
    )
