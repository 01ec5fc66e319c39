"""Reads the folders of layers and presets, and tables; turns them into one module for the wheel.

An installed seedbed imports that module instead of parsing some thirty small files at each start
(`hatch_build.py` calls `compile_layers`); a checkout reads the folders. Standard library only.
"""

from __future__ import annotations

try:
    import tomli as tomllib  # the rest of seedbed reads with it; where wheels are built it may lack
except ImportError:
    import tomllib  # type: ignore[no-redef]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    Raw = dict[str, dict[str, Any]]

_PAGES = ("readme", "environment", "development", "agents")
SECTIONS = (*_PAGES, "workflow", "envrc", "hook", "shell", "pin", "container", "create", "docker")
"""The folders of a layer that hold parts of files, to which many layers add."""


def read_layers(root: Path) -> Raw:
    """The layers below `root/layers`, by name (`slot/choice`), sorted.

    Each is a dict of `layer` (the parsed layer.toml), `files` (path to text and executable bit)
    and `sections` (the file that they are parts of, to file name to text).
    """
    tops = sorted((root / "layers").glob("*/*/layer.toml"))
    return {
        top.parent.relative_to(root / "layers").as_posix(): _read_layer(top.parent) for top in tops
    }


def read_presets(root: Path) -> Raw:
    """The presets below `root/presets`, by name, sorted: the parsed TOML files."""
    return {
        path.stem: tomllib.loads(_text(path)) for path in sorted((root / "presets").glob("*.toml"))
    }


def read_skeletons(root: Path) -> Raw:
    """What `seedbed add` starts from, below `root/skeletons`: name to path to text and mode."""
    return {
        folder.name: _read_files(folder / "files")
        for folder in sorted((root / "skeletons").iterdir())
    }


def read_system_packages(root: Path) -> Raw:
    """The system packages that seedbed knows, by name: the parsed table."""
    return tomllib.loads(_text(root / "system_packages.toml"))


def read_choosing(root: Path) -> Raw:
    """What `seedbed choose` needs besides the presets: the parsed table."""
    return tomllib.loads(_text(root / "choosing.toml"))


def read_accelerators(root: Path) -> Raw:
    """The tables of drivers, builds, and indexes below `root/accelerators`, by name, sorted."""
    tables = sorted((root / "accelerators").glob("*.toml"))
    return {path.stem: tomllib.loads(_text(path)) for path in tables}


def compile_layers(root: Path) -> str:
    """The source of a module with `LAYERS`, `PRESETS`, and all other data, by the same names."""
    return (
        '"""Made from the data of the package when it was built."""\n\n'
        f"LAYERS = {read_layers(root)!r}\n\n"
        f"PRESETS = {read_presets(root)!r}\n\n"
        f"SKELETONS = {read_skeletons(root)!r}\n\n"
        f"CHOOSING = {read_choosing(root)!r}\n\n"
        f"SYSTEM_PACKAGES = {read_system_packages(root)!r}\n\n"
        f"ACCELERATORS = {read_accelerators(root)!r}\n"
    )


def _read_files(folder: Path) -> dict[str, tuple[str, bool]]:
    """The files below a folder: path to text and executable bit."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ValueError(f"{path}: a layer holds no symbolic links")
        if path.is_file() and "__pycache__" not in path.parts:
            executable = bool(path.stat().st_mode & 0o100)
            files[path.relative_to(folder).as_posix()] = (_text(path), executable)
    return files


def _read_layer(folder: Path) -> dict[str, Any]:
    files = _read_files(folder / "files")
    sections = {
        kind: {path.name: _text(path) for path in sorted((folder / kind).iterdir())}
        for kind in SECTIONS
        if (folder / kind).is_dir()
    }
    layer = tomllib.loads(_text(folder / "layer.toml"))
    return {"layer": layer, "files": files, "sections": sections}


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
