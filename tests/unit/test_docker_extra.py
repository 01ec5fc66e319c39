"""The extra `docker`: the Dockerfile of each manager, and what it may copy."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import Any

import pytest

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

LIBRARY = load_library()
UV = """\
# The image has what the package needs, and no tools: docs/development.md says how to use it.
#
# Tags can move. To get the same bytes each time, pin the images below by their digests, as in
# debian:bookworm-slim@sha256:…, which `docker buildx imagetools inspect IMAGE` prints.

# Its Python runs the project. The packages bring everything else, including CUDA's libraries. A
# GPU's driver comes from the host. So a base with CUDA would only be larger.
ARG BASE=python:3.12-slim-bookworm
ARG UV=ghcr.io/astral-sh/uv:0.13.8

FROM ${UV} AS uv

FROM ${BASE} AS environment
# The user isn't root. Libraries keep caches in their user's home.
RUN useradd --create-home --uid 1000 app \\
    && install --directory --owner=app --group=app /app/data /app/runs
WORKDIR /app

# uv and its cache are there for one command only, so that the image doesn't contain them. An empty
# package stands in for the code, on which these layers must not depend. Bytecode that is never
# compared with its source loads faster, and doesn't depend on when the image was built.
COPY pyproject.toml uv.lock ./
RUN --mount=type=bind,from=uv,source=/uv,target=/opt/uv \\
    --mount=type=cache,target=/root/.cache/uv \\
    export UV_LINK_MODE=copy UV_PYTHON=python3 UV_PYTHON_DOWNLOADS=never \\
        UV_COMPILE_BYTECODE=1 PYC_INVALIDATION_MODE=UNCHECKED_HASH \\
    && mkdir -p src/my_net_2 \\
    && touch README.md LICENSE src/my_net_2/__init__.py \\
    && /opt/uv sync --locked --no-dev \\
    && rm README.md LICENSE
ENV PATH=/app/.venv/bin:$PATH

# The code comes last: if only the code changes, all that is above is reused.
FROM environment
ENV PYTHONUNBUFFERED=1
CMD ["python", "-m", "my_net_2.train"]
COPY src src
RUN python -m compileall -q --invalidation-mode checked-hash src
USER 1000
"""


def texts(**choices: Any) -> dict[str, str]:
    """The files of a project with the extra; its name is My.Net-2."""
    tree = compose(made("My.Net-2", {"extras": ("docker",), **choices}), LIBRARY)
    return {path: file.data.decode() for path, file in tree.files.items()}


def dockerfile(**choices: Any) -> str:
    return texts(**choices)["Dockerfile"]


def test_it_is_a_choice() -> None:
    assert "docker" in offered(LIBRARY, "extras")
    without = texts(extras=())
    assert not {"Dockerfile", ".dockerignore"} & set(without)
    assert "docker" not in without["docs/development.md"]


def test_the_whole_file_of_uv() -> None:
    assert dockerfile(manager="uv") == UV


def test_without_a_framework_it_starts_python() -> None:
    found = texts(framework="none")
    assert 'CMD ["python"]\n' in found["Dockerfile"]
    assert "The container starts Python." in found["docs/development.md"]


def test_groups_stay_out() -> None:
    assert "/opt/uv sync --locked --no-dev --no-group docs \\" in dockerfile(
        extras=("docker", "docs")
    )
    assert "poetry install --only main --compile \\" in dockerfile(manager="poetry")
    assert "/opt/pixi install --locked \\" in dockerfile(manager="pixi")
    conda = dockerfile(manager="conda", extras=("docker", "docs"))
    assert "environment-dev.yml" not in conda
    assert "environment-docs.yml" not in conda


@pytest.mark.parametrize("manager", sorted(MANAGERS))
def test_it_copies_what_the_context_has_and_nothing_else(manager: str) -> None:
    found = texts(manager=manager)
    copied = {
        name
        for line in re.findall(r"^COPY (.*) \S+$", found["Dockerfile"], re.MULTILINE)
        for name in line.split()
    }
    lines = found[".dockerignore"].splitlines()
    assert lines[:2] == [
        "# Only what the Dockerfile copies: data, runs, environments, and secrets stay out.",
        "*",
    ]
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert {one for one in let_in if not any(fnmatch(one, name) for name in copied)} == set()
    assert {name for name in copied if not any(fnmatch(one, name) for one in let_in)} == set()
    assert lines[-3:] == ["**/__pycache__", "**/*.py[cod]", "**/.env"]


@pytest.mark.parametrize("manager", sorted(MANAGERS))
def test_nothing_runs_as_root_and_the_code_comes_last(manager: str) -> None:
    lines = dockerfile(manager=manager).splitlines()
    assert lines[-3:] == [
        "COPY src src",
        "RUN python -m compileall -q --invalidation-mode checked-hash src",
        "USER 1000",
    ]
    assert [line for line in lines if line.startswith("COPY src")] == ["COPY src src"]


def test_system_packages_that_the_manager_does_not_bring_come_from_debian() -> None:
    packages = ("ffmpeg", "graphviz", "mytool:conda=:debian=", "other:conda=:debian=libother1")
    assert """\
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends \\
        ffmpeg \\
        graphviz \\
        libother1 \\
    && rm -rf /var/cache/apt/* /var/lib/apt/lists/*
# No package of Debian is known for mytool. If the code needs it, install it here.
""" in dockerfile(system_packages=packages)
    assert """\
        ca-certificates \\
        libother1 \\
    && rm -rf /var/cache/apt/* /var/lib/apt/lists/*
# No package of Debian is known for mytool. If the code needs it, install it here.
""" in dockerfile(manager="pixi", system_packages=packages)


def test_tools_of_a_group_stay_out() -> None:
    assert "pandoc" not in dockerfile(extras=("docker", "docs"))


@pytest.mark.parametrize(
    ("manager", "version", "line"),
    [
        ("pixi", "", "ARG CONDA_OVERRIDE_CUDA=13.0"),
        ("pixi", "12.9", "ARG CONDA_OVERRIDE_CUDA=12.0"),  # the oldest driver that can run it
        ("conda", "", "ARG CONDA_OVERRIDE_CUDA=13.0"),
        ("conda", "12.9", "ARG CONDA_OVERRIDE_CUDA=12.9"),
        ("uv", "", None),
        ("poetry", "", None),
    ],
)
def test_what_solves_for_cuda_is_told_of_the_driver(
    manager: str, version: str, line: str | None
) -> None:
    lines = dockerfile(
        manager=manager, framework="pytorch", accelerator="cuda", accelerator_version=version
    ).splitlines()
    assert [one for one in lines if "CUDA_" in one or "_CUDA" in one] == ([line] if line else [])
    assert not [one for one in dockerfile(manager=manager).splitlines() if "_CUDA" in one]


def test_a_project_without_linux_is_refused() -> None:
    with pytest.raises(SeedbedError) as refused:
        texts(platforms=("osx-arm64", "win-64"))
    assert str(refused.value) == (
        "The extra docker needs Linux, but the lock covers only osx-arm64, win-64. "
        "Add linux-64 to the platforms, or leave docker out."
    )
    assert refused.value.code == "needs-linux"
