"""What becomes of the keywords of a package of setuptools, while they are read; pure."""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.importers.imported import Remark
from seedbed.importers.pip_requirement import is_outside
from seedbed.importers.setup_cfg_text import FILE, Elsewhere
from seedbed.importers.setup_requirements import Requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.importers.setup_py import Given


class Moving:
    """What becomes of the keywords.

    Args:
        given: keywords to what is said for them.
        files: texts by path.
        plugins: whether something else that builds the package may set its version.

    Attributes:
        given: as it was passed; so are `files` and `plugins`.
        project: the keys of `[project]`.
        dynamic: those of its keys that setuptools goes on taking from elsewhere.
        settings: the keys of `[tool.setuptools.dynamic]`.
        groups: the dependency groups.
        moved: the keywords that were moved.
        told: those that there is a remark on.
        requirements: reads requirements, with the remarks on these.
        remarks: what else was not carried over as it stands.
    """

    def __init__(
        self, given: Mapping[str, Given], files: Mapping[str, str], *, plugins: bool
    ) -> None:
        self.given, self.files, self.plugins = given, files, plugins
        self.project: dict[str, Any] = {}
        self.dynamic: list[str] = []
        self.settings: dict[str, Any] = {}
        self.groups: dict[str, list[str]] = {}
        self.moved: set[str] = set()
        self.told: set[str] = set()
        self.requirements = Requirements(files)
        self.remarks: list[Remark] = []

    def text(
        self,
        keyword: str,
        field: str,
        *,
        others: tuple[type, ...] = (),
        settings: bool = True,
    ) -> str:
        """The text for a keyword; empty for none, and for one that stays where it stands."""
        given = self.given.get(keyword)
        value = given.value if given else None
        if value is None:
            return ""
        if isinstance(value, (str, *others)) and not isinstance(value, bool):
            self.moved.add(keyword)
            return str(value).strip()
        if isinstance(value, Elsewhere):
            if settings:
                self.moved.add(keyword)
                self.dynamic.append(field)
                names = list(value.names) if value.kind == FILE else value.names[0]
                self.settings[field] = Inline({value.kind: names})
        else:
            self.unknown(keyword, field)
        return ""

    def unknown(self, keyword: str, *fields: str) -> None:
        """Leave a value where it stands, since only running the file could tell it."""
        self.leave(keyword, *fields)
        beyond = " `seedbed add` doesn't reach it." if fields[0].endswith("dependencies") else ""
        text = (
            f"{keyword} can't be read without running setup.py: it stays there, and setuptools "
            f"still uses it.{beyond}"
        )
        self.tell(keyword, text)

    def leave(self, keyword: str, *fields: str) -> None:
        """Let setuptools go on taking keys of `[project]` from a keyword."""
        self.dynamic += fields
        self.stay(keyword)

    def stay(self, *keywords: str) -> None:
        """Let keywords stay where they stand."""
        self.moved -= set(keywords)

    def has(self, keyword: str) -> bool:
        """Whether something is said for a keyword, and not that there is none."""
        return keyword in self.given and bool(self.given[keyword].value)

    def is_here(self, path: str) -> bool:
        """Whether a path is that of a file in the project."""
        return bool(path) and not is_outside(path) and path in self.files

    def tell(self, keyword: str, text: str) -> None:
        """Remark on a keyword."""
        given = self.given[keyword]
        self.told.add(keyword)
        self.remarks.append(Remark(path=given.path, line=given.line, text=text))
