"""What becomes of a `pyproject.toml` of Poetry 1: the expected texts are in `fixtures`.

https://python-poetry.org/docs/pyproject/
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter

import pytest
from imported_cases import case, names, said

from seedbed.errors import SeedbedError
from seedbed.formats.toml_edit.changes import CannotEditError
from seedbed.formats.toml_edit.scan import comments
from seedbed.importers import poetry1_text
from seedbed.importers.imported import Imported
from seedbed.importers.poetry1 import imported
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Index
from seedbed.model.source import OTHER, PATH, Source

KIND = "poetry-1"
NAME = "pyproject.toml"
HEAD = '[tool.poetry]\nname = "x-1"\nversion = "1.0"\n'
MAIN = f'{HEAD}[tool.poetry.dependencies]\npython = "^3.11"\n'


def of(text: str) -> Imported:
    found = imported({NAME: text}, "folder")
    assert found
    return found


def project_of(text: str) -> dict[str, object]:
    table: dict[str, object] = tomllib.loads(of(text).files[NAME])["project"]
    return table


def told(text: str) -> list[str]:
    return [one.text for one in of(text).remarks]


@pytest.mark.parametrize("name", names(KIND))
def test_the_text_and_the_remarks(name: str) -> None:
    wanted = case(KIND, name)
    found = imported(wanted.files, "folder")
    assert found
    assert found.files == wanted.wanted
    assert said(found) == wanted.remarks
    assert (found.form, found.manager, found.read, found.native) == (
        *("Poetry 1", "poetry"),
        *((NAME,), ()),
    )


@pytest.mark.parametrize("name", names(KIND))
def test_no_comment_is_lost(name: str) -> None:
    given = case(KIND, name)
    before, after = (Counter(comments(side[NAME])) for side in (given.files, given.wanted))
    assert after == before


@pytest.mark.parametrize("name", names(KIND))
def test_it_is_no_project_of_poetry_1_any_more(name: str) -> None:
    assert imported(case(KIND, name).wanted, "folder") is None


def test_seedbed_reads_the_result() -> None:
    reading = load_dialect("poetry").read(case(KIND, "groups").wanted)
    probes = Source(kind=PATH, address="../probes", editable=True)
    assert reading.project.dependencies == (
        Dependency(name="numpy", spec=">=1.26,<2"),
        Dependency(name="nox", spec=">=2023.4,<2024", group="all"),
        Dependency(name="black", spec=">=23.7,<24", extras=("jupyter",), group="dev"),
        Dependency(name="ipykernel", group="dev"),
        Dependency(name="pytest", spec=">=7.4,<8", group="dev"),
        Dependency(name="furo", group="docs"),
        Dependency(name="sphinx", spec="==7.2.6", group="docs"),
        Dependency(
            name="cupy-cuda12x",
            spec=">=12.2,<13",
            marker="sys_platform == 'linux'",
            group="gpu",
        ),
        Dependency(name="kit", url="git+https://git.example.org/team/kit.git@v2", group="gpu"),
        Dependency(name="probes", source=probes, group="gpu"),
    )
    assert reading.project.includes == {"all": ("docs", "gpu")}
    assert reading.project.on_demand == ("all", "docs", "gpu")
    assert (reading.unmodeled, reading.unsaid) == ((), ())


def test_seedbed_reads_where_packages_come_from() -> None:
    reading = load_dialect("poetry").read(case(KIND, "sources").wanted)
    other = Source(kind=OTHER, address="a place that only Poetry can be told")
    found = {item.key: item.index or item.source for item in reading.project.dependencies}
    assert {key[1:]: place for key, place in found.items() if place} == {
        ("lab-io", "sys_platform == 'linux'"): "lab",
        ("torch", "sys_platform == 'darwin'"): other,
        ("torch", "sys_platform != 'darwin'"): other,
        ("torchvision", ""): "torch-cuda",
        ("lab-lint", ""): "lab",
    }
    assert reading.project.indexes[2] == Index(
        name="lab", url="https://lab.example.org/simple", explicit=False, last=True
    )


def test_what_only_poetry_understands_is_told_at_a_switch() -> None:
    assert load_dialect("poetry").read(case(KIND, "only-poetry").wanted).unsaid == (
        (
            "the requirements in tool.poetry.dependencies (numpy, pydantic, plotly), because only "
            "Poetry understands the entry of pydantic"
        ),
    )
    assert load_dialect("poetry").read(case(KIND, "only-poetry-groups").wanted).unsaid == (
        (
            "the requirements in tool.poetry.group.test.dependencies (pytest, hypothesis), because "
            "only Poetry understands the entry of pytest"
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.black]\nline-length = 100\n",
        "[tool.poetry]\n",
        '[project]\nname = "x"\n[tool.poetry.group.dev]\noptional = true\n',
        'description = "poetry"\n',
    ],
)
def test_what_is_none(text: str) -> None:
    assert imported({NAME: text}, "folder") is None
    assert imported({"setup.py": text}, "folder") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.poetry\n", "pyproject.toml is not valid TOML"),
        (f"{HEAD}dependencies = 3\n", "tool.poetry.dependencies must be a table"),
        (f"{HEAD}extras = []\n", "tool.poetry.extras must be a table"),
        (f"{HEAD}group.dev = 1\n", "tool.poetry.group.dev must be a table"),
        (f"{HEAD}[build-system]\nrequires = 'x'\n", "build-system.requires must be a list"),
    ],
)
def test_what_cannot_be_read_at_all(text: str, message: str) -> None:
    with pytest.raises(SeedbedError, match=message):
        imported({NAME: text}, "folder")


@pytest.mark.parametrize(
    ("entry", "requirements"),
    [
        ('"^0.0"', ["a>=0.0,<0.1"]),
        ('"~1"', ["a>=1,<2"]),
        ('">= 1.2, < 2 || ^2.0"', ["a>=1.2,<3"]),
        ('{ version = "*", extras = ["c", "b"] }', ["a[b,c]"]),
        ('{ git = "git@h.example:o/a" }', ["a @ git+ssh://git@h.example/o/a"]),
        ('{ git = "h.example:o/a.git" }', ["a @ git+ssh://h.example/o/a.git"]),
        ('{ url = "https://h.example/a.zip", subdirectory = "b" }', None),
        ('{ version = "1", python = "3.11.*" }', ["a==1; python_version == '3.11'"]),
        ('{ version = "1", platform = "!=win32" }', ["a==1; sys_platform != 'win32'"]),
        (
            '[{ version = "1", platform = "linux" }, { version = "2", platform = "win32" }]',
            ["a==1; sys_platform == 'linux'", "a==2; sys_platform == 'win32'"],
        ),
    ],
)
def test_an_entry_in_the_standards_words(entry: str, requirements: list[str] | None) -> None:
    wanted = requirements or ["a @ https://h.example/a.zip#subdirectory=b"]
    assert project_of(f"{MAIN}a = {entry}\n")["dependencies"] == wanted


@pytest.mark.parametrize(
    "entry",
    [
        '"^1 || ^3"',
        '"latest"',
        "3",
        '{ version = "1", markers = "extra == \'cpu\'" }',
        '{ version = "1", markers = "on a full moon" }',
        '{ version = "1", platform = "linux,darwin" }',
        '{ version = "1", python = "3.*" }',
        '{ version = "1", lfs = true }',
        '{ git = "../a" }',
        '{ git = "https://h.example/a b" }',
        '{ path = "" }',
        '[{ version = "1" }, { version = "2" }]',
        "[]",
    ],
)
def test_an_entry_that_only_poetry_understands_keeps_its_table(entry: str) -> None:
    text = f'{MAIN}b = "^1"\na = {entry}\n[tool.poetry.extras]\nc = ["b"]\n'
    assert project_of(text) == {
        "name": "x-1",
        "version": "1.0",
        "requires-python": ">=3.11,<4",
        "dynamic": ["dependencies", "optional-dependencies"],
    }
    poetry = tomllib.loads(text)["tool"]["poetry"]
    del poetry["name"], poetry["version"], poetry["dependencies"]["python"]
    assert tomllib.loads(of(text).files[NAME])["tool"]["poetry"] == poetry
    assert told(text) == [
        (
            "Only Poetry understands the entry of a, so all of [tool.poetry.dependencies] stays "
            "as it is, and seedbed doesn't read it; [project] calls its requirements dynamic."
        )
    ]


def test_a_name_that_is_none_keeps_its_table() -> None:
    assert project_of(f'{MAIN}"a b" = "1"\n')["dynamic"] == ["dependencies"]


def test_the_group_main_is_poetrys_alone() -> None:
    text = f'{MAIN}a = "1"\n[tool.poetry.group.main.dependencies]\nb = "1"\n'
    assert project_of(text)["dynamic"] == ["dependencies"]
    assert told(text) == [
        (
            "Poetry adds the group main to [tool.poetry.dependencies], so both stay as they are, "
            "and seedbed doesn't read them; [project] calls its requirements dynamic."
        )
    ]


@pytest.mark.parametrize(
    ("given", "python"),
    [
        ("^3.9", ">=3.9,<4"),
        ("~3.9", ">=3.9,<3.10"),
        ("3.9.*", ">=3.9,<3.10"),
        ("3", ">=3,<4"),
        ("3.11.4", "==3.11.4"),
        (">=3.8 <3.12", ">=3.8,<3.12"),
        ("~3.9 || ~3.10", ">=3.9,<3.11"),
        ("3.8 || >=3.10", ">=3.8,!=3.9.*"),
        ("~2.7 || ^3.3", ">=2.7,!=3.0.*,!=3.1.*,!=3.2.*,<4"),
        ("*", None),
    ],
)
def test_versions_of_python(given: str, python: str | None) -> None:
    text = f'{HEAD}[tool.poetry.dependencies]\npython = "{given}"\n'
    assert project_of(text).get("requires-python") == python
    assert "dynamic" not in project_of(text)


def test_a_bare_version_of_python_is_told() -> None:
    text = f'{HEAD}[tool.poetry.dependencies]\npython = "3.10"\n'
    assert project_of(text)["requires-python"] == ">=3.10,<3.11"
    assert told(text) == [
        (
            'python = "3.10" was 3.10.0 alone to Poetry, but any 3.10 in the package\'s metadata; '
            "now it's any 3.10 in both."
        )
    ]


@pytest.mark.parametrize(
    ("requires", "wanted"),
    [
        ("poetry-core>=2", "poetry-core>=2"),
        ("poetry-core==2.*", "poetry-core==2.*"),
        ("poetry-core>=1.0,<2.0.0", "poetry-core>=2.0"),
        ("poetry_core ~= 1.9", "poetry-core>=2.0"),
        ("poetry-core<3,>=1", "poetry-core>=2.0,<3"),
        ("poetry", "poetry-core>=2.0"),
        ("poetry-core^1", "poetry-core>=2.0"),
        ("setuptools", "setuptools"),
    ],
)
def test_what_builds_it_has_to_read_it(requires: str, wanted: str) -> None:
    text = f'{HEAD}[build-system]\nrequires = ["{requires}"]\n'
    assert tomllib.loads(of(text).files[NAME])["build-system"] == {"requires": [wanted]}
    assert len(told(text)) == (wanted != requires)


@pytest.mark.parametrize(
    ("person", "wanted"),
    [
        ("Ada <ada@example.org>", {"name": "Ada", "email": "ada@example.org"}),
        ("<ada@example.org>", {"email": "ada@example.org"}),
        ("Ada, Byron & Co.", {"name": "Ada, Byron & Co."}),
        ("Ada <https://ada.example>", {"name": "Ada <https://ada.example>"}),
    ],
)
def test_people(person: str, wanted: dict[str, str]) -> None:
    assert project_of(f'{HEAD}maintainers = ["{person}"]\n')["maintainers"] == [wanted]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("mit", "MIT"),
        ("Apache-2.0 or mit", "Apache-2.0 OR MIT"),
        ("Apache License 2.0", {"text": "Apache License 2.0"}),
    ],
)
def test_a_license(given: str, wanted: object) -> None:
    assert project_of(f'{HEAD}license = "{given}"\n')["license"] == wanted


def test_a_license_without_a_packaging_that_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "packaging.licenses", None)
    assert project_of(f'{HEAD}license = "MIT"\n')["license"] == {"text": "MIT"}


def test_entry_points_of_scripts_are_scripts() -> None:
    text = f"""{HEAD}
[tool.poetry.plugins.console_scripts]
a = "x:a"
[tool.poetry.plugins.gui_scripts]
b = "x:b"
[tool.poetry.scripts]
c = {{ callable = "x:c" }}
"""
    assert project_of(text)["scripts"] == {"a": "x:a"}
    assert project_of(text)["gui-scripts"] == {"b": "x:b"}
    assert told(text) == [
        (
            "The script c stays in [tool.poetry.scripts], but Poetry 2 doesn't read it: it needs a "
            "reference and a type."
        )
    ]


def test_a_table_on_one_line_is_edited_there() -> None:
    text = 'tool = { poetry = { name = "x-1", version = "1.0", packages = [] } } # all\n'
    assert of(text).files[NAME] == (
        "tool = { poetry = { packages = [] } } # all\n\n"
        '[project]\nname = "x-1"\nversion = "1.0"\ndependencies = []\n'
    )


def test_a_text_that_cannot_be_edited_in_place_is_written_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> str:
        raise CannotEditError

    monkeypatch.setattr(poetry1_text, "edit", refuse)
    text = f"# all\n{HEAD}"
    assert of(text).files[NAME] == '[project]\nname = "x-1"\nversion = "1.0"\ndependencies = []\n'
    lost = (
        "The file's comments and its layout are lost, because its tables can't be edited in place."
    )
    assert told(text) == [lost]


@pytest.mark.parametrize(
    ("source", "priority", "count"),
    [
        ("default = true", "primary", 1),
        ('priority = "default"', "primary", 1),
        ("secondary = true", "supplemental", 1),
        ('priority = "explicit"', "explicit", 0),
        ('priority = "primary"', "primary", 1),
        ("default = false", None, 1),
    ],
)
def test_the_priority_of_a_source(source: str, priority: str | None, count: int) -> None:
    text = f'{HEAD}[[tool.poetry.source]]\nname = "a"\nurl = "https://a.example"\n{source}\n'
    (found,) = tomllib.loads(of(text).files[NAME])["tool"]["poetry"]["source"]
    assert found == {"name": "a", "url": "https://a.example"} | (
        {"priority": priority} if priority else {}
    )
    assert len(told(text)) == count


def test_pypi_is_named_or_not() -> None:
    text = f'{HEAD}[[tool.poetry.source]]\nname = "a"\nurl = "https://a.example"\n'
    assert told(text) == [
        (
            "Poetry 2 doesn't ask PyPI beside a, as Poetry 1 did: name PyPI as a source, too, or "
            'give a the priority "supplemental" or "explicit".'
        )
    ]
    assert told(f'{text}[[tool.poetry.source]]\nname = "PyPI"\n') == []


def test_a_byte_order_mark_is_left_out() -> None:
    assert of(f"\ufeff{HEAD}").files == of(HEAD).files
    (mark,) = told(f"\ufeff{HEAD}")
    assert mark.startswith("The byte order mark at the beginning of the file is left out")


def test_an_extra_of_what_nothing_requires() -> None:
    text = f'{MAIN}[tool.poetry.extras]\nall = ["nothing"]\n'
    assert project_of(text)["optional-dependencies"] == {"all": []}
    assert told(text) == ["nothing is left out of the extra all: the project doesn't require it."]


def test_groups_that_only_include_each_other_stay() -> None:
    text = f"""{HEAD}
[tool.poetry.group.a]
include-groups = ["b"]
[tool.poetry.group.b]
include-groups = ["a"]
"""
    assert "dependency-groups" not in tomllib.loads(of(text).files[NAME])
    assert len(told(text)) == 2
