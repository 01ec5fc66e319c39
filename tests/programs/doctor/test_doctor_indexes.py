"""What doctor says of PyTorch's index, and of impostors, in less usual places."""

from __future__ import annotations

from pathlib import Path

import pytest
from doctor_runs import BARE, codes, only

URL = "https://download.pytorch.org/whl/cu130"
PYPROJECT = '[project]\nname = "a"\nversion = "1"\n'
PIXI = '[workspace]\nchannels = []\nplatforms = ["linux-64"]\n'
ENVIRONMENT = "dependencies:\n  - python\n  - pip\n  - pip:\n      - {}\n"


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("pyproject.toml", '[tool.poetry.group.a.dependencies]\n{} = "*"\n', "group.a.depend"),
        ("pyproject.toml", '[tool.poetry.dev-dependencies]\n{} = "*"\n', "y.dev-dependencies"),
        ("pyproject.toml", "[tool.uv]\ndev-dependencies = ['{}']\n", "tool.uv.dev-dependencies"),
        (
            "pyproject.toml",
            '[tool.pixi.feature.a.pypi-dependencies]\n{} = "*"\n',
            "tool.pixi.feature.a.pypi-dependencies",
        ),
        (
            "pyproject.toml",
            '[tool.pixi.feature.a.target.unix.pypi-dependencies]\n{} = "*"\n',
            "tool.pixi.feature.a.target.unix.pypi-dependencies",
        ),
        ("pixi.toml", PIXI + '[pypi-dependencies]\n{} = "*"\n', "pypi-dependencies"),
        (
            "pixi.toml",
            PIXI + '[feature.a.pypi-dependencies]\n{} = "*"\n',
            "feature.a.pypi-dependencies",
        ),
        ("environment.yml", ENVIRONMENT, "dependencies.pip"),
        ("environment-dev.yml", ENVIRONMENT, "dependencies.pip"),
    ],
)
def test_an_impostor(tmp_path: Path, name: str, text: str, where: str) -> None:
    (tmp_path / "environment.yml").write_text(ENVIRONMENT.replace("{}", "torch"))
    (tmp_path / name).write_text(text.replace("{}", "torchrun"))
    found = only(tmp_path, "SB106")
    assert found.path == name
    assert f"{where}" in found.what
    assert found.what.endswith("requires torchrun from PyPI, which is not PyTorch's launcher.")
    (tmp_path / name).write_text(text.replace("{}", "torch"))
    assert codes(tmp_path, "SB106") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\nname = "Pixi"\n\n' + PIXI.replace("[", "[tool.pixi.", 1)),
        ("pixi.toml", PIXI.replace("]", ']\nname = "pixi"', 1)),
    ],
)
def test_a_project_of_that_name_is_no_impostor(tmp_path: Path, name: str, text: str) -> None:
    table = "tool.pixi.pypi-dependencies" if name == "pyproject.toml" else "pypi-dependencies"
    path = '{ path = ".", editable = true }'
    (tmp_path / name).write_text(f"{text}\n[{table}]\npixi = {path}\n")
    assert codes(tmp_path, "SB106") == []
    (tmp_path / name).write_text(f"{text}\n[{table}]\npixi = {path}\ntorchrun = '*'\n")
    assert "requires torchrun" in only(tmp_path, "SB106").what


def test_pixi_from_a_channel_is_pixi(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text(f'{PIXI}[dependencies]\npixi = "*"\n')
    assert codes(tmp_path, "SB106") == []


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("pypi-options", f'extra-index-urls = ["https://example.org", "{URL}"]'),
        ("pypi-options", f'index-url = "{URL}"'),
        ("feature.a.pypi-options", f'extra-index-urls = ["{URL}"]'),
    ],
)
@pytest.mark.parametrize("name", ["pixi.toml", "pyproject.toml"])
def test_an_index_of_pixi(tmp_path: Path, name: str, table: str, key: str) -> None:
    start, above = (PIXI, "") if name == "pixi.toml" else (PYPROJECT, "tool.pixi.")
    (tmp_path / name).write_text(f"{start}[{above}{table}]\n{key}\n")
    found = only(tmp_path, "SB205")
    word = key.partition(" ")[0]
    assert found.what == f"{above}{table}.{word} names {URL} for all packages."
    assert (found.path, found.line) == (name, 5)
    assert found.how == (
        f'Remove the URL, and add `index = "{URL}"` to `torch` and `torchvision` under '
        "`pypi-dependencies`."
    )
    (tmp_path / name).write_text(
        f'{start}[{above}pypi-dependencies]\ntorch = {{ version = "*", index = "{URL}" }}\n'
    )
    assert codes(tmp_path, "SB205") == []


def test_what_works_instead_of_an_extra_index(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'{PYPROJECT}[tool.uv]\nextra-index-url = ["{URL}"]\n')
    assert only(tmp_path, "SB205").how == (
        "Remove the URL. Write a table `[[tool.uv.index]]` in pyproject.toml instead, with a name, "
        "the URL, and `explicit = true`, and name it for `torch` and `torchvision` under "
        "`[tool.uv.sources]`."
    )


def test_an_index_in_uv_toml(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(BARE)
    (tmp_path / "uv.toml").write_text(f'# of ours\n[[index]]\nname = "pt"\nurl = "{URL}"\n')
    found = only(tmp_path, "SB205")
    assert (found.path, found.line) == ("uv.toml", 2)
    assert found.what == "The index 'pt' in uv.toml is not explicit."
    assert found.how == (
        "Move it to a table `[[tool.uv.index]]` in pyproject.toml, since `[tool.uv.sources]` "
        "cannot name an index of uv.toml. There, add `explicit = true`, and name it for `torch` "
        "and `torchvision` under `[tool.uv.sources]`."
    )
    (tmp_path / "uv.toml").write_text(f'extra-index-url = ["{URL}"]\n')
    found = only(tmp_path, "SB205")
    assert found.what == f"extra-index-url in uv.toml names {URL}, which is never explicit."
    (tmp_path / "uv.toml").write_text("offline = true\n")
    assert codes(tmp_path, "SB205") == []


def test_beside_uv_toml_uv_ignores_its_indexes_in_pyproject_toml(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'{BARE}[[tool.uv.index]]\nurl = "{URL}"\n')
    assert codes(tmp_path, "SB205") == ["SB205"]
    (tmp_path / "uv.toml").write_text("offline = true\n")
    assert codes(tmp_path, "SB205") == []


def test_a_torch_backend_in_uv_toml(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(BARE)
    (tmp_path / "uv.toml").write_text('torch-backend = "auto"\n')
    found = only(tmp_path, "SB206")
    assert found.what == "torch-backend = 'auto' has no effect on uv.lock."
    assert (found.path, found.line, found.advice) == ("uv.toml", 1, True)


@pytest.mark.parametrize(
    ("line", "advice"),
    [(f"--extra-index-url {URL}", True), (f"--index-url={URL}", False), (f"-i {URL}", False)],
)
def test_an_index_for_pip(tmp_path: Path, line: str, advice: bool) -> None:
    (tmp_path / "environment.yml").write_text(ENVIRONMENT.replace("{}", line))
    found = only(tmp_path, "SB205")
    assert found.what == f"environment.yml lets pip look for every package at {URL}."
    assert (found.path, found.advice) == ("environment.yml", advice)
    (tmp_path / "environment.yml").write_text(ENVIRONMENT.replace("{}", "--pre"))
    assert codes(tmp_path, "SB205") == []
