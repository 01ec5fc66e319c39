"""What is said of a `[project]` that an importer adds to a project; pure."""

from __future__ import annotations

from seedbed.importers.imported import Remark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from typing import Any

NAME = "pyproject.toml"
_SETUPTOOLS = ("setup.cfg", "setup.py")


def about_project(files: Container[str], there: Mapping[str, Any]) -> Iterator[Remark]:
    """What a new `[project]` means to the others that read it.

    Args:
        files: the paths of the project's files.
        there: what `pyproject.toml` said before.
    """
    if "project" in there:
        return
    if NAME in files:
        yield Remark(path=NAME, text="A [project] was added, with a name and a version.")
    for path in _SETUPTOOLS:
        if path in files:
            text = (
                f"With a [project] in {NAME}, setuptools no longer takes requirements and other "
                f"metadata from {path}: move them there."
            )
            yield Remark(path=path, text=text)
            return
