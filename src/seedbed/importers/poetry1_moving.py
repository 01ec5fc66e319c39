"""What becomes of the keys of a Poetry 1 project, while they are read; pure."""

from __future__ import annotations

from seedbed.formats.toml_edit.changes import GONE
from seedbed.importers.imported import Remark
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.formats.tables import Section

    Path = tuple[str, ...]

NAME = "pyproject.toml"
POETRY = ("tool", "poetry")
GROUPS = "dependency-groups"


@record
class Line:
    """One item of a list of requirements.

    Attributes:
        value: the requirement, or the table that includes a group.
        origin: the key that said so.
        position: its place in the list of tables that stood there; 0 where there was none.
    """

    value: Any
    origin: Path
    position: int = 0


class Moving:
    """What becomes of the keys.

    Args:
        manifest: the parsed `pyproject.toml`.
        lines: its keys to their lines, counted from 1.

    Attributes:
        manifest: as given.
        poetry: its table `[tool.poetry]`.
        project: what `[project]` says: values; lists of `Line`; tables of either.
        groups: the same of `[dependency-groups]`.
        origins: new keys to those that said the same.
        changes: other keys to their new values, or to `GONE`.
        dynamic: the keys of `[project]` that `[tool.poetry]` goes on saying.
        remarks: what is to be said of it.
    """

    def __init__(self, manifest: Section, lines: Mapping[Path, int]) -> None:
        self.manifest = manifest
        self.poetry = manifest.section(*POETRY)
        self._lines = lines
        self.project: dict[str, Any] = {}
        self.groups: dict[str, list[Line]] = {}
        self.origins: dict[Path, Path] = {}
        self.changes: dict[Path, Any] = {}
        self.dynamic: list[str] = []
        self.remarks: list[Remark] = []

    @property
    def is_package(self) -> bool:
        """Whether Poetry builds the project, and does not only install what it requires."""
        return self.poetry.values.get("package-mode") is not False

    def say(self, key: str, value: object, *origin: str) -> None:
        """Let `[project]` say something.

        Args:
            key: the key there.
            value: its value.
            origin: the key of `[tool.poetry]` that said so, which goes; none for what is new.
        """
        self.project[key] = value
        if origin:
            self.origins["project", key] = (*POETRY, *origin)
            self.drop(*origin)

    def drop(self, *names: str) -> None:
        """Take a key of `[tool.poetry]` out."""
        self.changes[*POETRY, *names] = GONE

    def leave(self, key: str) -> None:
        """Leave to `[tool.poetry]` what `[project]` has a key for."""
        self.dynamic.append(key)

    def tell(self, text: str, *names: str, anew: bool = False) -> None:
        """Remark on a key.

        Args:
            text: the sentence.
            names: the key in `[tool.poetry]`; none for the whole file.
            anew: whether it holds only once the file is written in this form.
        """
        self.tell_of((*POETRY, *names) if names else (), text, anew=anew)

    def tell_of(self, path: Path, text: str, *, anew: bool = False) -> None:
        """Remark on any key of the file."""
        known = (path[:length] for length in range(len(path), 0, -1))
        line = next((self._lines[one] for one in known if one in self._lines), 0)
        self.remarks.append(Remark(path=NAME, text=text, line=line, anew=anew))
