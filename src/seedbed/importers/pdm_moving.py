"""What PDM's tables become for uv, while they are read; pure."""

from __future__ import annotations

from seedbed.importers.imported import Remark
from seedbed.importers.writing import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.formats.tables import Section

    Path = tuple[str, ...]

PDM, UV, GROUPS = ("tool", "pdm"), ("tool", "uv"), "dependency-groups"


class Moving:
    """What PDM's tables become.

    Args:
        manifest: the parsed `pyproject.toml`.
        files: texts by path.
        lines: the keys of the manifest to their lines, counted from 1.

    Attributes:
        manifest: as given; so are `files`.
        pdm: its table `[tool.pdm]`.
        uv: what `[tool.uv]` is to say beside what it says.
        changes: other keys to their new values.
        remarks: what is to be said of it.
    """

    def __init__(
        self, manifest: Section, files: Mapping[str, str], lines: Mapping[Path, int]
    ) -> None:
        self.manifest, self.files, self._lines = manifest, files, lines
        self.pdm = manifest.section(*PDM)
        self.uv: dict[str, Any] = {}
        self.changes: dict[Path, Any] = {}
        self.remarks: list[Remark] = []

    def tell(self, text: str, *names: str) -> None:
        """Remark on a key of `[tool.pdm]`."""
        self.tell_of((*PDM, *names), text)

    def tell_of(self, path: Path, text: str) -> None:
        """Remark on any key."""
        known = (path[:length] for length in range(len(path), 0, -1))
        line = next((self._lines[one] for one in known if one in self._lines), 0)
        self.remarks.append(Remark(path=NAME, text=text, line=line))
