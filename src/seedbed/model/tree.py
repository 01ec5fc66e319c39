"""A project's files in memory: what they hold, and which layer gave them."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

BASE_PATH = ".seedbed/base"
"""Where a project keeps the tree that seedbed last wrote."""
CONFLICTS_PATH = ".seedbed/conflicts"
"""Where an update reports what both it and the user changed."""
LINK = "link"
"""The layer of a file that stands behind a symbolic link."""


@record
class File:
    """One file.

    Attributes:
        data: its bytes.
        layer: the layer that gave it, or the model it was rendered from, such as `core/project`.
        executable: whether it carries the executable bit.
    """

    data: bytes
    layer: str
    executable: bool = False


@record
class Tree:
    """A project's files.

    Attributes:
        files: path relative to the project, with forward slashes, to its file; sorted by path.
        keys: for each structured file, dotted key to the layers that gave its value.
        runs: the files that the project executes by itself once it is entered, cloned or pushed.
    """

    files: Mapping[str, File]
    keys: Mapping[str, Mapping[str, tuple[str, ...]]]
    runs: tuple[str, ...] = ()
