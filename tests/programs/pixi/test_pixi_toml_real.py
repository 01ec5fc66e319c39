"""The real Pixi finds the same in `pyproject.toml` as it found in `pixi.toml` before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from imported_cases import case, names
from pixi_runs import Pixi

from seedbed.importers.pixi_toml import imported

KIND = "pixi-toml"
MORE = {
    "package-in-a-feature": {
        "default": {"sounddevice", "textual"},
        "docs": {"sounddevice", "textual"},
    },
    "requirements-of-the-package": {
        "default": {"einops", "numpy", "torch", "zarr"},
        "dev": {"einops", "mypy", "numpy", "pytest", "sphinx", "torch", "zarr"},
        "py311": {"einops", "numpy", "torch", "zarr"},
    },
    "editable-package": {"default": {"numpy", "pyserial"}, "dev": {"numpy", "pyserial"}},
}
"""What Pixi asks an index for in addition: of all but the last one, a remark tells."""

OTHERS = ("passwords", "refused")
"""Those that Pixi refuses, or whose channel is another one afterwards."""


def found(pixi: Pixi, root: Path) -> dict[str, dict[str, Any]]:
    """What Pixi finds: tasks and environments."""
    tasks = json.loads(pixi.run("task", "list", "--json", cwd=root).stdout)
    info = json.loads(pixi.run("info", "--json", cwd=root).stdout)
    environments = {one.pop("name"): one for one in info["environments_info"]}
    for one in environments.values():
        del one["prefix"]
    tasks = {one.pop("environment"): one for one in tasks}
    return {"tasks": in_order(tasks), "environments": in_order(environments)}


def in_order(value: Any) -> Any:
    """The same, with lists in one order; Pixi's own changes from run to run."""
    if isinstance(value, dict):
        return {key: in_order(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=json.dumps)
    return value


@pytest.mark.parametrize("name", [name for name in names(KIND) if name not in OTHERS])
def test_the_same_environments_and_tasks(pixi: Pixi, name: str, tmp_path: Path) -> None:
    files = case(KIND, name).files
    for path, text in {**files, "LICENSE": ""}.items():
        (tmp_path / path).write_text(text)
    given = imported(files, "folder")
    assert given
    before = found(pixi, tmp_path)
    (tmp_path / given.native[0]).unlink()
    for path, text in given.files.items():
        (tmp_path / path).write_text(text)
    after = found(pixi, tmp_path)
    for key, one in after["environments"].items():
        one["pypi_dependencies"] = sorted({*one["pypi_dependencies"]} - more(name, key))
        had = before["environments"][key]
        had["pypi_dependencies"] = sorted({*had["pypi_dependencies"]} - more(name, key))
        if "default" in one["features"]:  # there is a Python always
            had["dependencies"] = sorted({*had["dependencies"], "python"})
    assert after == before


def more(name: str, environment: str) -> set[str]:
    return MORE.get(name, {}).get(environment, set())
