"""Native manifests that come back: none brings what builds the package."""

from __future__ import annotations

import pytest

from seedbed.update.aside import Aside
from seedbed.update.natives import became, brought_back

STANDS = {"pyproject.toml": '[project]\nname = "soil"\n'}
POETRY = '[tool.poetry]\nname = "soil"\n'
CORE = 'build-backend = "poetry.core.masonry.api"\n'


def is_brought_back(text: str) -> bool:
    aside = Aside(natives={"pyproject.toml": text}, became=became(STANDS))
    return brought_back(aside, STANDS, {"manager": "poetry"}) is not None


@pytest.mark.parametrize(
    "build",
    ["", f'[build-system]\nrequires = ["poetry-core>=1.0.0", "poetry>=0.12,<2"]\n{CORE}'],
)
def test_poetry_comes_back(build: str) -> None:
    assert is_brought_back(POETRY + build)


@pytest.mark.parametrize(
    "text",
    [
        f'{POETRY}[build-system]\nrequires = ["poetry-core", "other"]\n{CORE}',
        f'{POETRY}[build-system]\nrequires = ["poetry-core @ https://h.example/x"]\n{CORE}',
        f'{POETRY}[build-system]\nrequires = ["other"]\n',
        f"build-system = 1\n{POETRY}",
        f"{POETRY}[build-system]\nrequires = [1]\n",
        "tool = 1\n",
    ],
)
def test_nothing_else_that_builds_comes_back(text: str) -> None:
    assert not is_brought_back(text)
