"""Where a requirement that is added comes from, and what it is called there."""

from __future__ import annotations

import pytest

from seedbed.managers.shared.conda_names import known_conda_name, known_python_names
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.shared.sides import CONDA, PYPI, meant, module_of, placed
from seedbed.model.record import replace


@pytest.mark.parametrize(
    ("text", "side", "conda", "why"),
    [
        ("polars>=1", "", "polars", "from conda channels"),
        ("torch", "", "pytorch", "from conda channels, where it is called pytorch"),
        ("opencv-python", "", "py-opencv", "from conda channels, where it is called py-opencv"),
        ("tensorflow", "", "", "from PyPI, because seedbed takes TensorFlow and what is built on it from there (--conda takes conda's package)"),  # noqa: E501
        ("Flax>=0.12", "", "", "from PyPI, because seedbed takes JAX and what is built on it from there (--conda takes conda's package)"),  # noqa: E501
        ("jax", CONDA, "jax", "from conda channels"),
        ("polars", PYPI, "", "from PyPI, as you asked"),
        ("acme", CONDA, "acme", "from conda channels"),
        ("acme", "", "", "from PyPI, because seedbed knows no conda package for it (--conda takes one by that name)"),  # noqa: E501
        ("polars[gpu]", "", "", "from PyPI, because conda packages have no extras"),
        ("polars; sys_platform == 'linux'", "", "", "from PyPI, because conda packages cannot depend on a marker"),  # noqa: E501
        ("polars===1.0", "", "", "from PyPI, because conda has no operator '==='"),
        ("polars @ https://example.com/polars.whl", CONDA, "", "from its address, which conda channels cannot replace"),  # noqa: E501
    ],
)  # fmt: skip
def test_the_table_of_names_decides(text: str, side: str, conda: str, why: str) -> None:
    found = placed(parse_requirement(text), side, {})
    assert (found.item.conda, found.why) == (conda, why)


def test_the_projects_own_names_go_first() -> None:
    item = parse_requirement("polars")
    assert placed(item, "", {"polars": "acme-polars"}).item.conda == "acme-polars"
    assert placed(item, "", {"polars": ""}).item.conda == ""
    assert placed(parse_requirement("jax"), "", {"jax": "jax"}).item.conda == "jax"


def test_the_side_of_the_requirement_before_stays() -> None:
    item = parse_requirement("acme>=2")
    assert placed(item, "", {}, replace(item, conda="acme-core")).item.conda == "acme-core"
    jax = parse_requirement("jax>=0.7")
    assert placed(jax, "", {}, replace(jax, conda="jax")).item.conda == "jax"
    polars = parse_requirement("polars>=2")
    assert placed(polars, "", {}, polars).item.conda == ""
    assert placed(polars, CONDA, {}, polars).item.conda == "polars"


@pytest.mark.parametrize(
    ("typed", "channels", "name"),
    [
        ("pytorch", False, "torch"),
        ("sklearn", False, "scikit-learn"),
        ("opencv>=4", False, "opencv-python"),
        ("PIL", True, "pillow"),
        ("matplotlib-base", True, "matplotlib"),
        ("matplotlib-base", False, "matplotlib-base"),  # nobody means conda's name there
        ("quaternion", False, "quaternion"),
        ("build", True, "build"),
        ("numpy", True, "numpy"),
        ("pytorch @ https://example.com/a.whl", True, "pytorch"),
    ],
)
def test_what_people_call_packages_is_understood(typed: str, channels: bool, name: str) -> None:
    assert meant(parse_requirement(typed), channels=channels).name == name


def test_no_package_that_is_known_is_taken_for_another() -> None:
    for name in known_python_names():
        assert meant(parse_requirement(name), channels=True).name == name
        assert known_conda_name(name)


def test_modules_have_their_own_names() -> None:
    assert [*map(module_of, ("scikit-learn", "pillow", "opencv-python", "torch", "my-kit"))] == [
        "sklearn", "PIL", "cv2", "torch", "my_kit",
    ]  # fmt: skip
