"""Puts layers, presets and tables into a wheel as one module, so that start-up reads one file.

A clone needs none of this: without `seedbed/layers/_compiled.py` the layers are read from their
folders. The module is made in a temporary folder, because a stale copy in `src/` would win over the
layers that somebody is editing there.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileLayers(BuildHookInterface[BuilderConfig]):
    """Adds `seedbed/layers/_compiled.py` to every wheel that is not an editable one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the layers and name the result among the wheel's files."""
        if sys.version_info < (3, 11):  # noqa: UP036
            # pip builds before it reads `requires-python`, and would show a traceback
            sys.exit("seedbed needs Python 3.11 or newer.")
        if version == "editable":
            return
        source = Path(self.root, "src")
        self._folder = tempfile.TemporaryDirectory(prefix="seedbed-build-")
        made = Path(self._folder.name, "_compiled.py")
        made.write_text(_compile(source), encoding="utf-8", newline="\n")
        build_data["force_include"][str(made)] = "seedbed/layers/_compiled.py"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()


def _compile(source_root: Path) -> str:
    """Return the source that seedbed's own compiler makes of its layers."""
    sys.path.insert(0, str(source_root))
    try:
        compiler = importlib.import_module("seedbed.layers.compiling")
        source: str = compiler.compile_layers(source_root / "seedbed" / "data")
    finally:
        sys.path.remove(str(source_root))
    return source
