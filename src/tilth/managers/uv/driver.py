"""Runs uv: the one on PATH when it is new enough, else the one that came with tilth."""

from __future__ import annotations

from tilth import process
from tilth.errors import ENVIRONMENT, TilthError
from tilth.managers.uv.dialect import OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class Uv:
    """uv's driver."""

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

    def lock(self, root: str) -> None:
        """Make or renew `uv.lock`.

        Raises:
            TilthError: when uv cannot.
        """
        self._do(root, "lock")

    def sync(self, root: str) -> None:
        """Make `.venv` match the lock, which is renewed first when the manifest has changed.

        Raises:
            TilthError: when uv cannot.
        """
        self._do(root, "sync")

    def become_sync(self, root: str) -> NoReturn:
        """Become `uv sync`: the exit status and all that is said are uv's own."""
        process.become([self.program(), "sync", "--project", root])

    def become_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `uv run poe TASK`; poethepoet runs it in the project's folder."""
        run = [self.program(), "run", "--project", root]
        process.become([*run, "poe", "-C", root, task, *arguments])

    def _do(self, root: str, verb: str) -> None:
        status = process.run([self.program(), verb, "--project", root], root)
        if status:
            raise TilthError(
                f"'uv {verb}' failed with exit status {status}; its own words stand above.",
                f"Mend what it names, then run 'uv sync' or 'tilth sync' in {root}.",
                code=f"{verb}-failed",
                status=ENVIRONMENT,
            )


def _find() -> tuple[str, str]:
    too_old = []
    for look in (_on_path, _bundled):
        program = look()
        version = _version(program) if program else ""
        if _parts(version) >= _parts(OLDEST):
            return program, version
        if version:
            too_old.append(f"uv {version} at {program}")
    if too_old:
        raise TilthError(
            f"uv {OLDEST} or newer is needed, and only {' and '.join(too_old)} was found.",
            "Bring it up to date, as with 'uv self update', then run 'uv sync'.",
            code="manager-too-old",
            status=ENVIRONMENT,
        )
    raise TilthError(
        "uv was not found, neither on PATH nor beside tilth.",
        "Install it (https://docs.astral.sh/uv/getting-started/installation/), then run 'uv sync'.",
        code="manager-missing",
        status=ENVIRONMENT,
    )


def _on_path() -> str:
    return process.find("uv")


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
    return words[1] if words[:1] == ["uv"] and words[1:] and words[1][0].isdigit() else ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
