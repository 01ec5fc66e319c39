"""`seedbed verify` in environments of whole projects: scikit-learn's, and PyTorch's with CUDA."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli import seedbed
from generated_projects import Generated, make

pytestmark = pytest.mark.network
MODULES = {"sklearn": "sklearn/base.py", "pytorch": "torch/functional.py"}
"""A module of each framework."""
MOST = {"sklearn": 5_000, "pytorch": 20_000}
"""Files that the environment has at least."""


@pytest.fixture(scope="module", params=["sklearn", pytest.param("pytorch", marks=pytest.mark.slow)])
def framework(request: pytest.FixtureRequest) -> str:
    """The name of a framework."""
    return str(request.param)


@pytest.fixture(scope="module")
def project(framework: str, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project of it, synced, whose modules were imported."""
    made = make(framework, tmp_path_factory)
    made.run("uv", "run", "python", "-c", "import deep_net_1.train")
    return made


def verified(project: Generated, known: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit status, and what was found."""
    env = {"XDG_CACHE_HOME": str(known)}
    done = seedbed("verify", "--json", *options, cwd=project.root, env=env)
    return done.returncode, json.loads(done.stdout)["result"]


def test_every_package_is_proved_and_one_byte_is_found(
    project: Generated, framework: str, tmp_path: Path
) -> None:
    status, found = verified(project, tmp_path)
    assert (status, found["differences"], found["not_proved"]) == (0, [], [])
    levels = {one["name"]: one["level"] for one in found["packages"]}
    assert {name for name, level in levels.items() if level != "wheel"} == {"deep-net-1"}
    assert len(levels) > 40
    assert found["files"] > MOST[framework]

    (module,) = (project.root / ".venv").glob(f"lib/*/site-packages/{MODULES[framework]}")
    text = module.read_bytes()
    module.unlink()  # or the change would be in uv's cache
    module.write_bytes(text[:-1] + b" ")
    status, found = verified(project, tmp_path, "--offline")
    path = module.relative_to(project.root / ".venv").as_posix()
    said = [(one["file"], one["message"]) for one in found["differences"]]
    assert (status, said) == (1, [(path, "was changed")])
