"""Runs uv: the one on PATH when it is new enough, else the one that came with tilth."""

from __future__ import annotations

from tilth import process
from tilth.errors import ENVIRONMENT, TilthError
from tilth.managers.uv.dialect import OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


class Uv:
    """uv's driver."""

    name = "uv"
    commands = ("uv sync",)
    """What a user types to make the environment without tilth."""

    def __init__(self) -> None:
        self._program = ""
        self._version = ""

    def program(self) -> str:
        """The path of uv.

        Raises:
            TilthError: when there is none, or only ones that are too old.
        """
        if not self._program:
            self._program, self._version = _find()
        return self._program

    def version(self) -> str:
        """The program's version, such as `0.13.8`."""
        self.program()
        return self._version

    def lock(self, root: Path) -> None:
        """Make or renew `uv.lock`.

        Raises:
            TilthError: when uv cannot.
        """
        self._do(root, "lock")

    def sync(self, root: Path) -> None:
        """Make `.venv` match the lock, which is renewed first when the manifest has changed.

        Raises:
            TilthError: when uv cannot.
        """
        self._do(root, "sync")

    def run_task(self, root: Path, task: str, arguments: list[str]) -> int:
        """Become `uv run poe TASK`; poethepoet runs it in the project's folder."""
        project = ["--project", str(root)]
        process.become([self.program(), "run", *project, "poe", "-C", str(root), task, *arguments])

    def _do(self, root: Path, verb: str) -> None:
        status = process.run([self.program(), verb, "--project", str(root)], root)
        if status:
            raise TilthError(
                f"'uv {verb}' failed with exit status {status}; its own words stand above.",
                f"Mend what it names, then run 'uv sync' or 'tilth sync' in {root}.",
                code=f"{verb}-failed",
                status=ENVIRONMENT,
            )


def _find() -> tuple[str, str]:
    found = []
    for program in (process.find("uv"), _bundled()):
        version = _version(program) if program else ""
        if _parts(version) >= _parts(OLDEST):
            return program, version
        if version:
            found.append(f"uv {version} at {program}")
    if found:
        raise TilthError(
            f"uv {OLDEST} or newer is needed, and only {' and '.join(found)} was found.",
            "Bring it up to date with 'uv self update', or by the way it was installed.",
            code="manager-too-old",
            status=ENVIRONMENT,
        )
    raise TilthError(
        "uv was not found, neither on PATH nor beside tilth.",
        "Install it (https://docs.astral.sh/uv/getting-started/installation/), then run 'uv sync'.",
        code="manager-missing",
        status=ENVIRONMENT,
    )


def _bundled() -> str:
    try:
        from uv import find_uv_bin
    except ImportError:
        return ""
    try:
        return str(find_uv_bin())
    except FileNotFoundError:
        return ""


def _version(program: str) -> str:
    words = process.output([program, "--version"]).split()  # "uv 0.13.8 (…)"
    return words[1] if len(words) > 1 and words[0] == "uv" else ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
