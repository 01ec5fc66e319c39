"""The three texts of `pyproject.toml`; pure."""

from __future__ import annotations

from seedbed.model.record import record

NAME = "pyproject.toml"


@record
class Texts:
    """One text three times: as generated last, as it stands there, as generated now."""

    base: str
    ours: str
    theirs: str
