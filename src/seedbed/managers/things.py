"""One setting of a manifest, as the table of a switch names it; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.model.flat import Address

_NAME = "pyproject.toml"


@record
class Thing:
    """A setting, an item of a list whose items are settings of their own, or a file as a whole.

    Attributes:
        file: the file that has it.
        path: its key there; empty for the file.
        value: what it says.
        item: of an item of a list, how it is called; empty for a setting.
        about: the addresses of the project that it is about.
        known: whether the model says all of it.
        idle: whether it has no effect, because another one replaces it.
    """

    file: str = _NAME
    path: tuple[str, ...]
    value: Any
    item: str = ""
    about: tuple[Address, ...] = ()
    known: bool = True
    idle: bool = False

    @property
    def table(self) -> str:
        """The dotted key that it stands at, behind the file's name where that is another one."""
        key = toml.dotted(self.path)
        return key if self.file == _NAME else f"{self.file}: {key}" if key else self.file

    @property
    def key(self) -> str:
        """What tells it from all others, such as `tool.uv.index: cpu`."""
        return f"{self.table}: {self.item}" if self.item else self.table

    @property
    def told(self) -> str:
        """The same, with what its user may not know of it."""
        return (
            f"{self.key}, which has no effect: a later one replaces it" if self.idle else self.key
        )
