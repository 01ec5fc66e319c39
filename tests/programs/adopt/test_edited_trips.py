"""Adopted projects that are edited under another manager: the edit counts, and nothing else.

Trips without an edit are in `test_adopted_trips`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from adopted_trips import MANAGERS, adopt, cases, start
from edited_trips import EDITS, OWN, TABLES, faults, manager_of, write
from pixi_trips import Step, switch

MANIFEST = "pyproject.toml"
YML = "environment.yml"
PIXI = "pixi.toml"
SEEDBED = '[tool.seedbed]\nversion = "0.1.0"\n'
ONE_LINE = "one-line"
"""A file of which seedbed reads more once it is laid out anew, as it has to be for an edit."""


def places() -> list[tuple[str, str]]:
    """The projects that adopting takes, but for one."""
    return [(kind, name) for kind, name in cases() if name != ONE_LINE]


@pytest.mark.parametrize(("place", "case"), [*enumerate(places())], ids=str)
def test_an_edit_counts_and_nothing_else_is_changed(
    tmp_path: Path, place: int, case: tuple[str, str]
) -> None:
    root = start(*case, tmp_path)
    if adopt(root)[0]:
        return  # told to its user: see `test_adopted_trips`
    others = [one for one in MANAGERS if one != manager_of(root)]
    other, edit = others[place % 3], EDITS[place // 3 % 4]
    assert faults(root, other, edit) == []


@pytest.mark.parametrize("name", OWN)
def test_what_own_tables_and_files_ask_for_alone_follows_an_edit(tmp_path: Path, name: str) -> None:
    root = write(tmp_path / "folder", OWN[name])
    assert adopt(root)[0] == 0
    wrong = {}
    for other in (one for one in MANAGERS if one != manager_of(root)):
        for edit in EDITS:
            copied = tmp_path / other / edit.name / "folder"
            shutil.copytree(root, copied)
            wrong[other, edit.name] = faults(copied, other, edit)
    assert {trip: found for trip, found in wrong.items() if found} == {}


def trip(
    folder: Path, name: str, other: str, *edits: tuple[str, str], by: tuple[str, ...] = ()
) -> tuple[Path, Step]:
    """A project that goes to another manager, is edited there, and comes back.

    Args:
        folder: where it is to lie.
        name: which one of `OWN`.
        other: the other manager.
        edits: texts in `pyproject.toml`, and what stands there instead.
        by: managers that it has between the edit and the return.
    """
    root = write(folder / "folder", OWN[name])
    assert adopt(root)[0] == 0
    home = manager_of(root)
    assert switch(root, other).status == 0
    for old, new in edits:
        text = (root / MANIFEST).read_text()
        assert old in text
        (root / MANIFEST).write_text(text.replace(old, new, 1))
    for one in by:
        assert switch(root, one).status == 0
    back = switch(root, home)
    assert (back.why, back.status, back.conflicts) == ("", 0, [])
    return root, back


def said(step: Step, kind: str) -> list[str]:
    """What a switch says of one kind."""
    rows = [row for row in step.said["result"]["switch"] if row["kind"] == kind]
    return [one for row in rows for one in row["what"]]


WITH_PIP = """\
name: x
channels:
  - conda-forge
dependencies:
  - {python}
  - {numpy}
  - pip
  - pip:{click}
    - rich
"""
PYTHON = "requires-python = "


@pytest.mark.parametrize("other", ["uv", "poetry"])
@pytest.mark.parametrize(
    ("edit", "comes"),
    [
        (('"rich"', '"rich", "click"'), {"click": "\n    - click"}),
        (('"numpy"', '"numpy>=2"'), {"numpy": "numpy >=2"}),
        ((f'{PYTHON}">=3.11"', f'{PYTHON}">=3.12"'), {"python": "python >=3.12"}),
    ],
    ids=["a new one", "its range", "Python"],
)
def test_a_conda_package_stays_one(
    tmp_path: Path, other: str, edit: tuple[str, str], comes: dict[str, str]
) -> None:
    root, back = trip(tmp_path, "a file beside [project]", other, edit)
    gaps = {"python": "python>=3.11", "numpy": "numpy", "click": "", **comes}
    assert (root / YML).read_text() == WITH_PIP.format(**gaps)
    listed = '["rich", "click"]' if "click" in comes else '["rich"]'
    assert f"\ndependencies = {listed}\n" in (root / MANIFEST).read_text()
    assert "numpy, from conda channels as numpy" in said(back, "restored")


PACKAGES = f"{TABLES}{{packages}}\n"
SCIPY = 'scipy = "*"\n'


@pytest.mark.parametrize("other", ["uv", "poetry"])
@pytest.mark.parametrize(
    ("edit", "packages"),
    [
        (('"numpy<3", ', ""), SCIPY),
        (('"numpy<3"', '"numpy>=3"'), f'numpy = ">=3"\n{SCIPY}'),
    ],
    ids=["removed", "its range"],
)
def test_what_pixis_tables_had_alone_follows_the_list_that_it_became(
    tmp_path: Path, other: str, edit: tuple[str, str], packages: str
) -> None:
    root, back = trip(tmp_path, "tables of Pixi", other, edit)
    assert (root / MANIFEST).read_text().startswith(PACKAGES.format(packages=packages) + SEEDBED)
    assert said(back, "kept") == []
    if "numpy" in packages:
        assert "numpy, from conda channels as numpy" in said(back, "restored")
    else:
        assert "what you removed meanwhile: numpy" in said(back, "left out")


PINNED = PACKAGES.replace('">=3.11"', "{python}").format(
    python='">=3.12"', packages='python = ">=3.12"\n'
)
EDIT_PYTHON = f'{PYTHON}"==3.11.*"', f'{PYTHON}">=3.12"'


@pytest.mark.parametrize("by", [(), ("poetry",), ("conda",)], ids=" ".join)
def test_a_pinned_python_follows_requires_python(tmp_path: Path, by: tuple[str, ...]) -> None:
    root, back = trip(tmp_path, "a pinned Python", "uv", EDIT_PYTHON, by=by)
    assert (root / MANIFEST).read_text().startswith(PINNED + SEEDBED)
    edited = "" if by else ", with your edit"  # behind a third manager, nobody knows what stood
    assert f'tool.pixi.dependencies.python = ">=3.12"{edited}' in said(back, "restored")
    assert said(back, "kept") == []
    assert "kept" not in (root / ".seedbed/aside.toml").read_text()


FROM_PYPI = """\
[tool.pixi.dependencies]
numpy = "<3"

[tool.pixi.pypi-dependencies]
{rich}
{click}
{lib}
[tool.pixi.feature.dev.pypi-dependencies]
{ruff}

[tool.pixi.environments]
dev = ["dev"]

"""
LIB = 'lib = { path = "lib", editable = true }\n'


@pytest.mark.parametrize("other", ["uv", "poetry"])
@pytest.mark.parametrize(
    ("edit", "gaps"),
    [
        (('"click>=8"', '"click>=9"'), {"click": 'click = ">=9"'}),
        (
            ("rich[jupyter]>=13", "rich[jupyter]>=14"),
            {"rich": 'rich = { version = ">=14", extras = ["jupyter"] }'},
        ),
        (('"lib", ', ""), {"lib": ""}),
        (("ruff>=0.9", "ruff>=0.12"), {"ruff": 'ruff = ">=0.12"'}),
    ],
    ids=["a range", "that of a table", "a folder removed", "of a feature"],
)
def test_pypi_dependencies_follow_the_list_that_they_became(
    tmp_path: Path, other: str, edit: tuple[str, str], gaps: dict[str, str]
) -> None:
    root, _ = trip(tmp_path, "pypi-dependencies of Pixi", other, edit)
    given = {
        "rich": 'rich = { version = ">=13", extras = ["jupyter"] }',
        "click": 'click = ">=8"',
        "lib": LIB,
        "ruff": 'ruff = ">=0.9"',
    }
    text = (root / MANIFEST).read_text()
    assert FROM_PYPI.format(**{**given, **gaps}) in text
    assert "\ndependencies = " not in text
    assert "dependency-groups" not in text


def test_a_pinned_python_that_fits_stays(tmp_path: Path) -> None:
    edit = f'{PYTHON}"==3.11.*"', f'{PYTHON}">=3.11.4,<3.12"'
    root, _ = trip(tmp_path, "a pinned Python", "uv", edit)
    text = (root / MANIFEST).read_text()
    assert f'\n{PYTHON}">=3.11.4,<3.12"\n' in text
    assert '\npython = "3.11.*"\n' in text


NATIVE = """\
name: x
channels:
  - conda-forge
dependencies:
  - python=3.11
  - {numpy}{more}
"""


@pytest.mark.parametrize("by", [(), ("poetry",), ("pixi", "poetry")], ids=" ".join)
def test_a_requirement_of_a_file_that_stayed_can_be_removed(
    tmp_path: Path, by: tuple[str, ...]
) -> None:
    root, _ = trip(tmp_path, "a file that stays", "uv", (', "pandas"', ""), by=by)
    assert (root / YML).read_text() == NATIVE.format(numpy="numpy", more="\n  - pandoc")
    assert "pandas" not in (root / MANIFEST).read_text()
    assert manager_of(root) == "conda"


def test_a_file_that_cannot_say_an_edit_does_not_come_back_without_it(tmp_path: Path) -> None:
    edit = "[tool.seedbed]", '[dependency-groups]\ndocs = ["furo"]\n\n[tool.seedbed]'
    root, _ = trip(tmp_path, "a file that stays", "uv", edit)
    assert (root / YML).read_text() == NATIVE.format(numpy="numpy", more="\n  - pandas\n  - pandoc")
    assert '\ndocs = ["furo"]\n' in (root / MANIFEST).read_text()
    assert "  - furo\n" in (root / "environment-docs.yml").read_text()


def test_what_a_third_manager_never_had_stays_in_a_file_that_stayed(tmp_path: Path) -> None:
    edit = '"pandas"', '"pandas>=2"'
    root, _ = trip(tmp_path, "a file that stays", "poetry", edit, by=("pixi",))
    wanted = NATIVE.format(numpy="numpy", more="\n  - pandas >=2\n  - pandoc")
    assert (root / YML).read_text() == wanted


def test_a_line_that_was_added_to_a_file_that_stayed_stays(tmp_path: Path) -> None:
    root = write(tmp_path / "folder", OWN["a file that stays"])
    assert adopt(root)[0] == 0
    assert switch(root, "uv").status == 0
    text = (root / MANIFEST).read_text()
    (root / MANIFEST).write_text(text.replace(', "pandas"', ""))
    (root / YML).write_text((root / YML).read_text() + "  - polars\n")
    back = switch(root, "conda")
    assert (back.status, back.conflicts) == (0, [])
    wanted = NATIVE.format(numpy="numpy", more="\n  - pandoc\n  - polars")
    assert (root / YML).read_text() == wanted


LINES = {
    "numpy>=1,<3": "numpy>=1,<3",
    "numpy >=1, <3": "numpy>=1,<3",
    "numpy =1.26": "numpy==1.26.*",
    "numpy=1.26": "numpy==1.26.*",
    "numpy==1.26.4": "numpy==1.26.4",
    "numpy 1.26.4": "numpy==1.26.4",
    "numpy=1.26.4=py311*": "numpy==1.26.4",
    "'numpy >=1,!=1.5,<3'": "numpy>=1,<3,!=1.5",
    "numpy~=1.2": "numpy~=1.2",
}
"""What a line asks for, as a requirement."""


@pytest.mark.parametrize("line", LINES)
def test_an_edited_range_takes_the_place_of_the_line(tmp_path: Path, line: str) -> None:
    root = write(tmp_path / "folder", {YML: NATIVE.format(numpy=line, more="")})
    assert adopt(root)[0] == 0
    assert switch(root, "uv").status == 0
    text = (root / MANIFEST).read_text()
    assert f'"{LINES[line]}"' in text
    (root / MANIFEST).write_text(text.replace(LINES[line], "numpy>=3"))
    back = switch(root, "conda")
    assert (back.status, back.conflicts) == (0, [])
    assert (root / YML).read_text() == NATIVE.format(numpy="numpy >=3", more="")


OF_PIXI = """\
[workspace]
name = "x"
channels = ["conda-forge"]
platforms = ["linux-64"]

# what it needs
[dependencies]
python = "3.11.*"
{numpy} # old
blas = "*"

[pypi-dependencies]
{click}

[feature.dev.dependencies]
ruff = "*"
{dev}
[environments]
dev = ["dev"]
"""


@pytest.mark.parametrize("other", ["uv", "poetry", "conda"])
@pytest.mark.parametrize(
    ("edit", "gaps"),
    [
        (('"click>=8"', '"click>=8", "rich>=13"'), {"click": 'click = ">=8"\nrich = ">=13"'}),
        (('"click>=8"', '"click>=9"'), {"click": 'click = ">=9"'}),
        (('"numpy<3"', '"numpy<4"'), {"numpy": 'numpy = "<4"'}),
        (
            ('["ruff"]', '["ruff", "pytest"]'),
            {"dev": '\n[feature.dev.pypi-dependencies]\npytest = "*"\n'},
        ),
    ],
    ids=["a new one", "a range", "a conda package's range", "one of a group"],
)
def test_pixi_toml_comes_back_with_the_edit(
    tmp_path: Path, other: str, edit: tuple[str, str], gaps: dict[str, str]
) -> None:
    root, back = trip(tmp_path, "pixi.toml", other, edit)
    said_now = {"numpy": 'numpy = "<3"', "click": 'click = ">=8"', "dev": "", **gaps}
    assert (root / PIXI).read_text() == OF_PIXI.format(**said_now)
    assert (root / MANIFEST).read_text() == (
        '[tool.seedbed]\nversion = "0.1.0"\nlayout = "pixi.toml"\nname = "x"\n'
        'python = "==3.11.*"\nmanager = "pixi"\nnix = "none"\nextras = []\n'
    )
    assert said(back, "restored")[0] == "pixi.toml comes back, with what you edited meanwhile"


def test_pixi_toml_comes_back_after_an_edit_of_what_is_no_managers(tmp_path: Path) -> None:
    edit = "[tool.seedbed]", "[tool.ruff]\nline-length = 90\n\n[tool.seedbed]"
    root, _ = trip(tmp_path, "pixi.toml", "uv", edit)
    given = {"numpy": 'numpy = "<3"', "click": 'click = ">=8"', "dev": ""}
    assert (root / PIXI).read_text() == OF_PIXI.format(**given)
    assert (root / MANIFEST).read_text().endswith("\n[tool.ruff]\nline-length = 90\n")


def test_where_pixi_toml_cannot_say_an_edit_the_table_tells(tmp_path: Path) -> None:
    edit = '"click>=8"', "\"click>=8; sys_platform == 'linux'\""
    root, back = trip(tmp_path, "pixi.toml", "uv", edit)
    assert not (root / PIXI).exists()
    assert said(back, "kept")[-1] == (
        "pixi.toml, because you edited what it had become: pyproject.toml replaces it, and git has "
        "its text"
    )


def test_the_form_of_poetry_1_that_an_edit_replaces_is_told(tmp_path: Path) -> None:
    _, back = trip(tmp_path, "Poetry 1", "uv", ('"rich>=13"', '"rich>=14"'))
    assert said(back, "kept")[-1] == (
        "its older form, because you edited what it had become: pyproject.toml replaces it, and "
        "git has its text"
    )
