"""What a folder's files declare: its manifest, its manager, how it uses Nix."""

from __future__ import annotations

import os
from functools import cached_property

from seedbed.checks.folder import MANIFEST, Folder
from seedbed.checks.guessing import PIXI, guess_manager
from seedbed.errors import SeedbedError
from seedbed.model.choices import ENVIRONMENT, PIXI_TOML
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.managers.base import Manager


class Declared(Folder):
    """A folder, with what its files declare."""

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What `pyproject.toml` holds; nothing where it is missing or broken."""
        if self.project is not None:
            return self.project.manifest
        return self.toml(MANIFEST)

    def toml(self, relative: str) -> Mapping[str, Any]:
        """What a TOML file of the project holds; nothing where it is missing or broken."""
        from seedbed.formats.toml import loads

        try:
            return loads(self.text(relative) or "")
        except (ValueError, RecursionError):
            return {}

    def table(self, *names: str) -> Mapping[str, Any]:
        """A table of `pyproject.toml`; an empty one where there is none."""
        return _below(self.manifest, names)

    @cached_property
    def manifest_name(self) -> str:
        """The manifest that the manager reads: `pyproject.toml` in all projects that seedbed made.

        In others, that of Pixi may be `pixi.toml`, and that of conda `environment.yml`.
        """
        if self.project is not None:
            layout = self.project.table.get("layout")
            return {PIXI_TOML: PIXI, ENVIRONMENT: "environment.yml"}.get(str(layout), MANIFEST)
        if not self.is_ours:
            if self.manager == "pixi" and os.path.isfile(self.path(PIXI)):
                return PIXI
            if self.manager == "conda" and not os.path.isfile(self.path(MANIFEST)):
                return "environment.yml"
        return MANIFEST

    @cached_property
    def _pixi(self) -> Mapping[str, Any]:
        if self.manifest_name != PIXI:
            return self.table("tool", "pixi")
        return self.toml(PIXI)

    def pixi(self, *names: str) -> Mapping[str, Any]:
        """A table of Pixi's, from `pixi.toml` or from `[tool.pixi]`; an empty one for none."""
        return _below(self._pixi, names)

    @property
    def pixi_path(self) -> tuple[str, ...]:
        """The keys that lead to Pixi's tables in the manifest that holds them."""
        return () if self.manifest_name == PIXI else ("tool", "pixi")

    @cached_property
    def manager(self) -> str:
        """The manager; in a folder that is not ours, the one whose files are there; may be empty.

        Empty, too, where `[tool.seedbed]` names none that seedbed knows.
        """
        from seedbed.managers.base import MANAGERS

        if self.project is None:
            return guess_manager(self.root, self.manifest)
        named = self.project.table.get("manager")
        return named if isinstance(named, str) and named in MANAGERS else ""

    @cached_property
    def row(self) -> Manager | None:
        """What is known of the manager without running it, with the commands for here."""
        from seedbed.managers.here import typed

        if not self.manager:
            return None
        row = typed(self.manager, self.root)
        if self.manager == "pixi" and "dev" not in self.pixi("environments"):
            return replace(row, sync="pixi install")
        return row

    @cached_property
    def nix(self) -> str:
        """How the project uses Nix; `none` where it does not, or says so in an unknown way."""
        from seedbed.workspace import nix_of

        try:
            return "none" if self.project is None else nix_of(self.project)
        except SeedbedError:
            return "none"


def _below(value: Any, names: Iterable[str]) -> Mapping[str, Any]:
    """The table that some keys lead to; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
