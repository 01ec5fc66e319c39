"""The pages of a project: a short README, AGENTS.md, and the rest in `docs/`."""

from __future__ import annotations

import re

import pytest

from seedbed.layers.library import general_extras, load_library
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)
BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def texts(**choices: object) -> dict[str, str]:
    """The files of a project by path."""
    found = compose(make_choices("x-1", **choices), LIBRARY).files
    return {path: file.data.decode() for path, file in found.items()}


def commands(page: str) -> list[str]:
    """The commands in the code blocks of a page, without prompts and comments."""
    lines = "".join(BLOCK.findall(page)).splitlines()
    return [re.sub(r"\s+# .*", "", line.removeprefix("$ ")) for line in lines]


READMES = {
    "uv": """\
        uv sync
        uv run poe train
        uv run poe test
        uv run poe lint
        uv run poe --help
        uv add pandas
        uv add --dev ipython
        uv sync --upgrade
        git checkout HEAD uv.lock && uv lock""",
    "pixi": """\
        pixi install --environment dev
        pixi shell --environment dev
        pixi run train
        pixi run test
        pixi run lint
        pixi task list
        pixi add --pypi "pandas>=2"
        pixi add --pypi --feature dev "ipython>=9"
        pixi add graphviz
        pixi update
        git checkout HEAD pixi.lock && pixi lock""",
    "poetry": """\
        poetry sync
        poetry run poe train
        poetry run poe test
        poetry run poe lint
        poetry run poe --help
        poetry add pandas
        poetry add --group dev ipython
        poetry update
        git checkout HEAD poetry.lock && poetry lock""",
    "conda": """\
        micromamba create --override-channels --prefix ./.conda --file environment.yml \
--file environment-dev.yml
        .conda/bin/python -m pip --isolated install --no-deps --no-build-isolation --editable .
        micromamba run --prefix ./.conda poe train
        micromamba run --prefix ./.conda poe test
        micromamba run --prefix ./.conda poe lint
        micromamba env update --prefix ./.conda --prune --file environment.yml \
--file environment-dev.yml""",
}
"""The commands of each README, without Nix and the extras `docs` and `direnv`."""


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_commands_of_a_readme(manager: str) -> None:
    expected = [line.strip() for line in READMES[manager].splitlines()]
    text = texts(manager=manager)["README.md"]
    assert [one for one in commands(text) if " evaluate" not in one] == expected
    assert "takes a while" in text
    assert MANAGERS[manager].home in text


@pytest.mark.parametrize("manager", ["uv", "poetry"])
@pytest.mark.parametrize(
    ("nix", "way"), [("none", "`sudo apt install graphviz`"), ("shell", "`.nix/packages.nix`")]
)
def test_a_readme_says_where_system_packages_go(manager: str, nix: str, way: str) -> None:
    text = texts(manager=manager, nix=nix)["README.md"]
    assert way in text
    assert (commands(text).count("nix develop ./.nix") == 1) == (nix == "shell")
    assert ("docs/nix.md" in texts(manager=manager, nix=nix)) == (nix == "shell")


def test_a_readme_says_how_direnv_is_allowed() -> None:
    assert "`direnv allow`" in texts(extras=("direnv",))["README.md"]
    assert "direnv" not in texts(extras=())["README.md"]
