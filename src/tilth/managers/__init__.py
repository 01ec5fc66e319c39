"""Managers: the programs that lock and install. One folder each.

`dialect.py` writes and reads the manager's manifest; it is pure. `driver.py` runs the program.
"""

from __future__ import annotations

from tilth.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn, Protocol

    from tilth.document import Document
    from tilth.project import Project


@record
class Reading:
    """What a dialect read.

    Attributes:
        project: what the model knows of it.
        unknown: dotted keys, or items of lists, that the model does not know; they are the user's,
            stay as they are, and are reported where a command would have to translate them.
    """

    project: Project
    unknown: tuple[str, ...] = ()


if TYPE_CHECKING:

    class Dialect(Protocol):
        """Writes and reads a manager's manifest, without touching the disk."""

        def write(self, project: Project) -> Mapping[str, Document]:
            """The manifest files of a project, by path."""

        def read(self, files: Mapping[str, str]) -> Reading:
            """The project that some manifest files describe, and what the model does not know.

            `read(write(p)).project == expressible(p)` for every project.
            """

        def expressible(self, project: Project) -> Project:
            """The project without what the manifest cannot hold."""

    class Driver(Protocol):
        """Runs the manager's program in a project, whose folder is an absolute path."""

        def program(self) -> str:
            """The program's path."""

        def version(self) -> str:
            """The program's version."""

        def lock(self, root: str) -> None:
            """Make or renew the lock."""

        def sync(self, root: str) -> None:
            """Make the environment match the lock."""

        def become_sync(self, root: str) -> NoReturn:
            """Turn this process into the manager's sync."""

        def become_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
            """Turn this process into a task of the project."""


MANAGERS = {"uv": "uv run poe"}
"""The managers that tilth can drive, and how people run a task with each, before its name."""


def load_dialect(manager: str) -> Dialect:
    """The dialect of a manager."""
    if manager == "uv":
        from tilth.managers.uv import dialect

        return dialect
    raise ValueError(f"no such manager: {manager}")


def load_driver(manager: str) -> Driver:
    """The driver of a manager."""
    if manager == "uv":
        from tilth.managers.uv.driver import Uv

        return Uv()
    raise ValueError(f"no such manager: {manager}")
