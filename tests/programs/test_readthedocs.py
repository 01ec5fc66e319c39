"""What `.readthedocs.yaml` says is run as Read the Docs does it: its jobs, then Sphinx."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cli import seedbed
from poetry_runs import lock
from ruamel.yaml import YAML
from running import PLAIN
from uv import find_uv_bin

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.network]


def made(place: Path, manager: str) -> Path:
    """A project with documentation."""
    options = ("--framework", "none", "--manager", manager, "--with", "docs")
    done = seedbed("new", "my-net", *PLAIN, *options, cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "my-net"


class Builder:
    """A machine of Read the Docs: its variables, and stand-ins for what it installs by asdf."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root = root
        self.environment = place / "environment"
        (place / "bin").mkdir()
        (place / "home").mkdir()
        (place / "bin" / "asdf").write_text("#!/bin/sh\n")
        (place / "bin" / "asdf").chmod(0o755)
        (place / "bin" / "uv").symlink_to(find_uv_bin())
        (place / "bin" / "python").symlink_to(sys.executable)
        kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        self.variables = {
            **kept,
            "HOME": str(place / "home"),
            "PATH": f"{self.environment}/bin:{place / 'bin'}:/usr/bin:/bin",
            "READTHEDOCS_VIRTUALENV_PATH": str(self.environment),
            "READTHEDOCS_OUTPUT": str(place / "output"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        settings: dict[str, Any] = YAML(typ="safe").load(root / ".readthedocs.yaml")
        self.settings = settings

    def run(self, command: str) -> None:
        """Run a command; it must succeed."""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.root, env=self.variables,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def build(self) -> Path:
        """Run the jobs in their order, and build the pages; the folder that they are in."""
        jobs = self.settings["build"]["jobs"]
        usual = {"create_environment": ['python -m venv "$READTHEDOCS_VIRTUALENV_PATH"']}
        for stage in ("create_environment", "install"):
            for name in (f"pre_{stage}", stage, f"post_{stage}"):
                for command in jobs.get(name, usual.get(name, ())):
                    self.run(command)
        sphinx = self.settings["sphinx"]
        assert sphinx == {"configuration": "docs/conf.py", "fail_on_warning": True}
        self.run('python -m sphinx -T -W --keep-going -b html docs "$READTHEDOCS_OUTPUT/html"')
        return Path(self.variables["READTHEDOCS_OUTPUT"]) / "html"


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_the_pages_are_built(manager: str, need: Callable[[str], str], tmp_path: Path) -> None:
    root = made(tmp_path, manager)
    if manager == "uv":
        subprocess.run([find_uv_bin(), "lock"], cwd=root, capture_output=True, check=True)
    else:
        lock(need("poetry"), root, tmp_path / "settings")
    builder = Builder(root, tmp_path)
    pages = builder.build()
    assert "module-my_net" in (pages / "api.html").read_text(encoding="utf-8")
    # no tools of the group dev
    assert not (builder.environment / "bin" / "mypy").exists()
