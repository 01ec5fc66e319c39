"""A manifest that a project can be adopted from."""

from __future__ import annotations

from seedbed.model.choices import OWN
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.importers.imported import Imported


@record
class Found:
    """A manifest that a project can be adopted from.

    Attributes:
        form: what it is, for people.
        path: its file, as `--from` names it.
        manager: the manager that reads it, or that is to.
        layout: the project's layout once it is adopted.
        imported: what an importer understood of it; None where its files say it as seedbed would.
        is_noted: whether it only supplements another one.
    """

    form: str
    path: str
    manager: str
    layout: str = OWN
    imported: Imported | None = None
    is_noted: bool = False

    @property
    def is_native(self) -> bool:
        """Whether the manager reads it as it stands."""
        return self.imported is None or self.layout != OWN

    @property
    def is_script(self) -> bool:
        """Whether it is the block of a script."""
        return self.path.endswith(".py") and self.path != "setup.py"
