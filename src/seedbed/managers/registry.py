"""The parts of the managers, by name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.protocols import Dialect, Driver


def load_dialect(manager: str) -> Dialect:
    """The dialect of a manager."""
    from importlib import import_module

    dialect: Dialect = import_module(f"seedbed.managers.{manager}.dialect")
    return dialect


def load_driver(manager: str) -> Driver:
    """The driver of a manager."""
    from importlib import import_module

    driver: Driver = import_module(f"seedbed.managers.{manager}.driver").Driver()
    return driver
