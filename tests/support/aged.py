"""Projects as an older seedbed would have left them, so that an update has something to bring."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cli import seedbed
from running import environment

from seedbed.model.record import replace
from seedbed.model.tree import BASE_PATH, File
from seedbed.update import base


def make(folder: Path, *options: str, git: bool = False) -> Path:
    """A new project in `folder`, without an environment; with `git`, all of it is committed."""
    root = folder / "x-1"
    made = seedbed(
        "new", root, "--yes", "--no-sync", *(() if git else ("--no-git",)), *options,
        cwd=folder, env=environment(),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    if git:
        commit(root)
    return root


def commit(root: Path) -> None:
    """Commit all that is there."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    run_git(root, "add", "--all")
    run_git(root, *who, "commit", "--quiet", "--message", "x")


def run_git(root: Path, *arguments: str) -> str:
    """Run git, and give what it says."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root, env=environment(), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


def generated(root: Path) -> dict[str, File]:
    """The files as seedbed last wrote them."""
    return base.decode((root / BASE_PATH).read_bytes())


def age(root: Path, path: str, change: tuple[str, str] | None) -> None:
    """Let a file have been generated otherwise: on disk and in the base.

    Args:
        root: the project.
        path: the file; one that the base lacks is added to it, and one that is there may go.
        change: a text that the file holds today, and what an older seedbed wrote in its place;
            None when that did not write the file at all.
    """
    files = generated(root)
    if change is None:
        del files[path]
        (root / path).unlink()
    else:
        new, old = change
        text = files[path].data.decode()
        assert text.count(new) == 1, f"{new!r} stands {text.count(new)} times in {path}"
        files[path] = replace(files[path], data=text.replace(new, old).encode())
        (root / path).write_bytes(files[path].data)
    (root / BASE_PATH).write_bytes(base.encode(files))


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Change a text in a file, as a person would."""
    place = root / path
    text = place.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    place.write_text(text.replace(old, new), encoding="utf-8")
