"""Runs each program on a pair: its old project with the user's edit, then the newer template."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import template as words
from bench.update import pairs
from bench.update.facts import SKIPPED
from bench.update.judging import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.update.facts import Files
    from bench.update.judging import Pair
    from bench.update.templates import Template

    Command = Sequence[str | Path]

MARKER = b"<<<<<<< "


@dataclass
class Prepared:
    """A program, ready to update projects of one template.

    Attributes:
        name: the program.
        own: the files of its own in a project, such as what it remembers of the template.
        command: updates the project in a folder.
        reported: the files that it reports conflicts in: from what it printed, and the files.
        environment: the variables that it runs with.
        with_git: whether it needs a repository in which all is committed.
    """

    name: str
    own: Files
    command: Command
    reported: Callable[[str, Files], set[str]]
    environment: dict[str, str]
    with_git: bool = True


def merge(program: Prepared, pair: Pair, work: Path) -> Verdict:
    """Let a program update a project with an edit, and judge what comes of it."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    pairs.write(work, {**pair.mine, **program.own})
    if program.with_git:
        commit(work, program.environment)
    start = time.monotonic()
    done = subprocess.run(
        [str(word) for word in program.command],
        cwd=work, env=program.environment, capture_output=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    seconds = time.monotonic() - start
    result = pairs.read(work)
    said = done.stdout.decode(errors="replace")
    try:
        told = program.reported(said, result)
    except ValueError:
        told = set()
    if done.returncode and not told:
        return Verdict(failed=done.stderr.decode(errors="replace")[-300:], seconds=seconds)
    left = {path: data for path, data in result.items() if not path.endswith((".rej", ".orig"))}
    return judge(pair, left, told, seconds)


def prepare_seedbed(
    seedbed: Path, template: Template, whole: Files, environment: dict[str, str]
) -> Prepared:
    """Make seedbed ready: its own files are those of the old project."""

    def reported(said: str, _: Files) -> set[str]:
        files = json.loads(said)["result"]["files"]
        return {file["path"] for file in files if file["conflicts"]}

    own = {path: data for path, data in whole.items() if path.startswith(".seedbed/")}
    command: Command = [seedbed, *pairs.update(template), "--json"]
    return Prepared("seedbed", own, command, reported, environment, with_git=False)


def prepare_copier(
    copier: Path, folder: Path, sides: tuple[Files, Files], environment: dict[str, str]
) -> Prepared:
    """Make copier ready: a template with both versions, and a project of the older one."""
    model = folder / "for-copier"
    _versions(model, sides, words.for_copier, environment)
    made = folder / "by-copier"
    run([copier, "copy", "--defaults", "--quiet", "--vcs-ref=v1", model, made], folder, environment)
    own = {".copier-answers.yml": (made / ".copier-answers.yml").read_bytes()}
    command: Command = [copier, "update", "--defaults", "--quiet", "--vcs-ref=v2"]
    return Prepared("copier", own, command, _in_files, environment)


def prepare_cruft(
    cruft: Path, folder: Path, sides: tuple[Files, Files], environment: dict[str, str]
) -> Prepared:
    """Make cruft ready, with a template of cookiecutter's."""
    model = folder / "for-cruft"
    _versions(model, sides, words.for_cookiecutter, environment)
    made = folder / "by-cruft"
    made.mkdir()
    create: Command = [
        cruft,
        "create",
        "--no-input",
        "--checkout",
        "v1",
        "--output-dir",
        made,
        model,
    ]
    run(create, folder, environment)
    own = {".cruft.json": (made / words.NAME / ".cruft.json").read_bytes()}
    command: Command = [cruft, "update", "--skip-apply-ask", "--checkout", "v2"]
    return Prepared("cruft", own, command, _in_files, environment)


def commit(root: Path, environment: dict[str, str]) -> None:
    """Commit all that is in a folder; a repository is made where there is none."""
    if not (root / ".git").exists():
        run(["git", "init", "--quiet", "."], root, environment)
    run(["git", "add", "--all", "--force"], root, environment)
    run(["git", "commit", "--quiet", "--no-verify", "--message", "x"], root, environment)


def _versions(
    model: Path,
    sides: tuple[Files, Files],
    write: Callable[[Path, Path], None],
    environment: dict[str, str],
) -> None:
    """A repository with a template of each side, tagged v1 and v2."""
    for tag, files in zip(("v1", "v2"), sides, strict=True):
        project = model.with_name(f"{model.name}-{tag}")
        shown = {path: data for path, data in files.items() if not path.startswith(SKIPPED)}
        pairs.write(project, shown)
        fresh = model.with_name(f"{model.name}-{tag}-template")
        write(project, fresh)
        model.mkdir(exist_ok=True)
        pairs.write(model, pairs.read(fresh))
        commit(model, environment)
        run(["git", "tag", tag], model, environment)


def _in_files(_: str, files: Files) -> set[str]:
    """Where markers stand, or pieces that were not applied."""
    marked = {
        path for path, data in files.items() if data.startswith(MARKER) or b"\n" + MARKER in data
    }
    return marked | {path.removesuffix(".rej") for path in files if path.endswith(".rej")}


def run(command: Command, cwd: Path, environment: dict[str, str]) -> None:
    """Run a program that is not judged; it has to succeed."""
    words = [str(word) for word in command]
    subprocess.run(words, cwd=cwd, env=environment, check=True, capture_output=True)
