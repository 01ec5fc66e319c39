"""The extra `devcontainer`: a container to work in, for each manager and Nix mode."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIBRARY = load_library()
FOLDERS = {"uv": ".venv", "poetry": ".venv", "pixi": ".pixi/envs", "conda": ".conda"}


def texts(**choices: Any) -> dict[str, str]:
    """The files in `.devcontainer/` of a project that is called My.Net-2."""
    tree = compose(made("My.Net-2", {"extras": ("devcontainer",), **choices}), LIBRARY)
    return {
        path.removeprefix(".devcontainer/"): file.data.decode()
        for path, file in tree.files.items()
        if path.startswith(".devcontainer/")
    }


def container(**choices: Any) -> dict[str, Any]:
    """What `devcontainer.json` says."""
    found: dict[str, Any] = json.loads(texts(**choices)["devcontainer.json"])
    return found


def mount(folder: str) -> str:
    """The volume, as a folder of the project."""
    volume = "source=my-net-2-${devcontainerId}"
    return f"{volume},target=${{containerWorkspaceFolder}}/{folder},type=volume"


@pytest.mark.parametrize("manager", MANAGERS)
def test_its_files_and_what_they_say(manager: str) -> None:
    assert set(texts(manager=manager)) == {"Dockerfile", "create.sh", "devcontainer.json"}
    found = container(manager=manager)
    vscode = found.pop("customizations").pop("vscode")
    folder = FOLDERS[manager]
    create = "mkdir -p" if manager == "pixi" else "mkdir"
    copies = {"UV_LINK_MODE": "copy"} if manager == "uv" else {}
    assert found == {
        "name": "My.Net-2",
        "build": {"dockerfile": "Dockerfile"},
        "remoteUser": "vscode",
        "initializeCommand": {"environment": f"{create} {folder} || exit 0"},
        "postCreateCommand": "bash .devcontainer/create.sh",
        "mounts": [mount(folder)],
        "hostRequirements": {"gpu": "optional"},
        "runArgs": ["--shm-size=2g"],
        "containerEnv": {**copies, "NVIDIA_DRIVER_CAPABILITIES": "compute,utility"},
    }
    tree = compose(made("My.Net-2", {"extras": ("vscode",), "manager": manager}), LIBRARY)
    assert vscode["settings"] == json.loads(tree.files[".vscode/settings.json"].data)
    recommended = json.loads(tree.files[".vscode/extensions.json"].data)["recommendations"]
    assert vscode["extensions"] == recommended


DOCKERFILE = """\
# The container in which you work: VS Code and other tools build it as devcontainer.json says. The
# Python packages are not in it: create.sh installs them in a volume.
#
# Pin the image by adding its digest, as in python:3.12-slim@sha256:…
ARG BASE=python:3.12-slim-trixie
FROM ${BASE}

# hadolint ignore=DL3008
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends \\
        bash-completion ca-certificates curl git less nano openssh-client procps sudo \\
    && rm -rf /var/lib/apt/lists/*

COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /uvx /usr/local/bin/

# You work as this user, not as root. On Linux, tools give it your own number.
RUN useradd --uid 1000 --create-home --shell /bin/bash vscode \\
    && echo "vscode ALL=(root) NOPASSWD: ALL" >/etc/sudoers.d/vscode \\
    && chmod 0440 /etc/sudoers.d/vscode
USER 1000
"""
CREATE = """\
#!/usr/bin/env bash
# Creates the environment, once the container is there. Run it again after a change of the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

# a new volume belongs to root
sudo chown "$(id --user):$(id --group)" FOLDER
"""
SYNCS = {
    "uv": "uv sync\n",
    "poetry": "poetry sync --no-interaction\n",
    "pixi": "pixi install --environment dev\n",
    "conda": """\
# micromamba creates nothing in a folder that is there; with this, it takes it for an environment
mkdir -p .conda/conda-meta
touch .conda/conda-meta/history
files=(environment*.yml)
micromamba install --yes --prefix ./.conda --override-channels "${files[@]/#/--file=}"
if [[ -e setup.py ]] || grep -q '^\\[build-system\\]' pyproject.toml; then
  set -- --no-build-isolation
  # if you adopted the project, no environment file lists what builds it, so pip gets that
  if grep -q '^layout = ' pyproject.toml; then set --; fi
  .conda/bin/python -m pip --isolated install --no-deps "$@" --editable .
fi
""",
}
PROGRAMS = {
    "poetry": """\
RUN python -m venv /opt/poetry \\
    && /opt/poetry/bin/pip install --no-cache-dir poetry==2.5.1 \\
    && ln -s /opt/poetry/bin/poetry /usr/local/bin/poetry
""",
    "pixi": "COPY --from=ghcr.io/prefix-dev/pixi:0.77.0 /usr/local/bin/pixi /usr/local/bin/pixi\n",
    "conda": "COPY --from=mambaorg/micromamba:2.9.0 /bin/micromamba /usr/local/bin/micromamba\n",
}


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_manager_is_in_it_and_syncs(manager: str) -> None:
    found = texts(manager=manager)
    assert found["create.sh"] == CREATE.replace("FOLDER", FOLDERS[manager]) + SYNCS[manager]
    if manager == "uv":
        assert found["Dockerfile"] == DOCKERFILE
    else:
        assert "\n\n" + PROGRAMS[manager] in found["Dockerfile"]
        base = "python:3.12-slim-trixie" if manager == "poetry" else "debian:trixie-slim"
        assert f"\nARG BASE={base}\n" in found["Dockerfile"]


def test_the_image_has_a_python_that_the_project_allows() -> None:
    assert "ARG BASE=python:3.13-slim-trixie\n" in texts(python=">=3.13,<3.14")["Dockerfile"]


def test_what_debian_has_to_bring_is_installed() -> None:
    text = texts(extras=("devcontainer", "docs"))["Dockerfile"]
    assert "    && apt-get install --yes --no-install-recommends pandoc \\\n" in text
    text = texts(extras=("devcontainer", "docs"), manager="pixi")["Dockerfile"]
    assert "pandoc" not in text


def test_direnv_is_there_and_may_load_the_environment() -> None:
    found = texts(extras=("devcontainer", "direnv"))
    assert 'echo "eval \\"\\$(direnv hook bash)\\"" >>/etc/bash.bashrc' in found["Dockerfile"]
    assert found["create.sh"].endswith("\nuv sync\n\ndirenv allow .\n")


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_of_a_nix_build_editors_find_the_environment_where_they_look_for_it(manager: str) -> None:
    found = container(manager=manager, nix="build")
    settings = found["customizations"]["vscode"]["settings"]
    assert settings["python.defaultInterpreterPath"] == ("${workspaceFolder}/.venv-nix/bin/python")
    assert found["mounts"] == [mount(".venv"), mount(".venv-nix")]
    assert found["initializeCommand"] == {
        "environment": "mkdir .venv || exit 0",
        "built": "mkdir .venv-nix || exit 0",
    }


def test_without_the_extra_there_is_none() -> None:
    assert texts(extras=("vscode", "direnv", "docs")) == {}


def test_what_runs_by_itself_is_told() -> None:
    tree = compose(made("x-1", {"extras": ("devcontainer",)}), LIBRARY)
    assert {path for path in tree.runs if path.startswith(".devcontainer/")} == {
        ".devcontainer/Dockerfile",
        ".devcontainer/create.sh",
        ".devcontainer/devcontainer.json",
    }


@pytest.mark.parametrize("manager", MANAGERS)
def test_linters_find_nothing(need: Callable[[str], str], tmp_path: Path, manager: str) -> None:
    hadolint, shellcheck = need("hadolint"), need("shellcheck")
    seen: set[str] = set()
    for mode in offered(LIBRARY, "nix"):
        for extras in ((), ("direnv",), ("docs", "direnv", "jupyter")):
            try:
                found = texts(manager=manager, nix=mode, extras=("devcontainer", *extras))
            except SeedbedError as error:
                assert error.code == "choices-exclude"
                continue
            for name in ("Dockerfile", "create.sh"):
                if found[name] not in seen:
                    seen.add(found[name])
                    (tmp_path / f"{len(seen)}-{name}").write_text(found[name])
    files = sorted(tmp_path.iterdir())
    assert len(files) >= 4
    scripts = [path for path in files if path.suffix == ".sh"]
    dockerfiles = [path for path in files if path not in scripts]
    commands: list[list[str | Path]]
    commands = [[hadolint, "--no-color", *dockerfiles], [shellcheck, *scripts]]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), command
