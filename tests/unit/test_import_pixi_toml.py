"""What becomes of `pixi.toml`: the expected texts are in `fixtures/adopted/pixi-toml`.

https://pixi.sh/latest/python/pyproject_toml/
"""

from __future__ import annotations

import tomllib

import pytest
from counting import calls
from imported_cases import case, names, said

from seedbed.errors import SeedbedError
from seedbed.importers.imported import Imported
from seedbed.importers.pixi_toml import imported
from seedbed.managers.pixi.rules import ACCEPTS, REFUSES, judge
from seedbed.managers.registry import load_dialect

KIND = "pixi-toml"
NAME = "pyproject.toml"
HEAD = '[workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
PYTHON = '[dependencies]\npython = "3.12.*"\n'
UNJUDGED = {"old-names", "package-to-build", "passwords"}
"""Those of which the rules do not tell: a file, a package to build, a variable in an address."""


def of(name: str) -> Imported:
    found = imported(case(KIND, name).files, "folder")
    assert found
    return found


@pytest.mark.parametrize("name", names(KIND))
def test_the_text_and_the_remarks(name: str) -> None:
    wanted = case(KIND, name)
    assert of(name).files == wanted.wanted
    assert said(of(name)) == wanted.remarks


@pytest.mark.parametrize("name", names(KIND))
def test_pixi_accepts_the_result_where_it_accepts_the_file(name: str) -> None:
    given = of(name)
    before = judge(case(KIND, name).files[given.native[0]], "pixi.toml").answer
    assert judge(given.files[NAME]).answer == before
    assert (before == ACCEPTS) == (name not in UNJUDGED | {"refused"})


@pytest.mark.parametrize("name", names(KIND))
def test_seedbed_reads_the_result(name: str) -> None:
    table = tomllib.loads(case(KIND, name).wanted[NAME])
    reading = load_dialect("pixi").read(of(name).files)
    assert reading.project.name == table["project"]["name"]
    given = table["tool"]["pixi"]["workspace"]["channels"]
    channels = [
        (0, one) if type(one) is str else (-one["priority"], one["channel"]) for one in given
    ]
    channels.sort(key=lambda one: one[0])
    assert list(reading.project.channels) == [one for _, one in channels]


def test_what_was_read() -> None:
    assert of("features").form == "pixi.toml"
    assert of("features").manager == "pixi"
    assert of("features").read == ("pixi.toml",)
    assert of("editable-package").read == ("pixi.toml", NAME)
    assert of("editable-package").native == ("pixi.toml",)
    assert of("mojo").native == ("mojoproject.toml",)


def test_seedbed_knows_the_packages_of_a_feature() -> None:
    reading = load_dialect("pixi").read(of("features").files)
    assert reading.own
    assert [(one.group, one.name, one.spec) for one in reading.own.dependencies] == [
        ("", "numpy", ">=1.26"),
        ("lint", "ruff", ">=0.6"),
        ("test", "pytest", ""),
        ("test", "pytest-cov", ""),
        ("viz", "cmcrameri", ""),
        ("viz", "matplotlib", ""),
        ("viz", "pyvista", ">=0.44"),
    ]


@pytest.mark.parametrize("there", [{}, {NAME: "[project]\nname = 'x'\n"}])
def test_no_file_of_pixis(there: dict[str, str]) -> None:
    assert imported(there, "folder") is None


def test_pixi_looks_for_pyproject_before_mojos_manifest() -> None:
    there = {"mojoproject.toml": HEAD, NAME: f"[tool.pixi.{HEAD[1:]}"}
    assert imported(there, "folder") is None
    assert imported({**there, NAME: ""}, "folder") is not None


@pytest.mark.parametrize(
    ("key", "folder", "name"),
    [
        ("", "Tide_Tables", "Tide_Tables"),
        ("", "Tide tables", "tide-tables"),
        ("", "…", "project"),
        ('name = "a b"\n', "c", "a-b"),
        ('name = "…"\n', "c", "c"),
        ("name = 1\n", "c", "c"),
    ],
)
def test_the_name(key: str, folder: str, name: str) -> None:
    given = imported({"pixi.toml": f"{HEAD}{key}"}, folder)
    assert given
    assert tomllib.loads(given.files[NAME])["project"]["name"] == name


@pytest.mark.parametrize(("given", "version"), [("1.2", "1.2"), ("1.2_3rd", "0.1.0")])
def test_the_version_is_one_that_python_knows(given: str, version: str) -> None:
    text = f'{HEAD}version = "{given}"\n{PYTHON}'
    found = imported({"pixi.toml": text}, "x")
    assert found
    assert tomllib.loads(found.files[NAME])["project"]["version"] == version


def test_an_inline_table_that_none_can_add_to_is_written_anew() -> None:
    stands = 'tool = { mypy = { strict = true } }  # mine\n[project]\nname = "x"\n'
    found = imported({"pixi.toml": HEAD + PYTHON, NAME: stands}, "x")
    assert found
    assert found.files[NAME] == (
        '[tool.mypy]\nstrict = true\n\n[tool.pixi.workspace]\nchannels = ["conda-forge"]\n'
        'platforms = ["linux-64"]\n\n[tool.pixi.dependencies]\npython = "3.12.*"\n\n'
        '[project]\nname = "x"\n'
    )
    assert said(found) == [
        "pyproject.toml It is written anew, without its comments: [tool] is in one line."
    ]


def test_a_date_that_pixi_would_meet_in_pyproject() -> None:
    stands = '[project]\nname = "x"\n[tool.uv]\nexclude-newer = 2025-06-01\n'
    found = imported({"pixi.toml": HEAD + PYTHON, NAME: stands}, "x")
    assert found
    assert judge(found.files[NAME]).answer == REFUSES
    assert said(found) == [
        (
            "pyproject.toml:4 Pixi will refuse this file with the tables of pixi.toml in it:"
            " tool.uv.exclude-newer is a date or time, which Pixi does not accept anywhere in the"
            " file."
        )
    ]


def test_an_extra_called_default_is_in_all_environments() -> None:
    stands = '[project]\nname = "x"\n[project.optional-dependencies]\ndefault = ["six"]\n'
    found = imported({"pixi.toml": HEAD + PYTHON, NAME: stands}, "x")
    assert found
    assert said(found) == [
        (
            "pyproject.toml:4 The extra default joins Pixi's feature of the same name: environments"
            " with that feature also get six."
        )
    ]


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("pixi.toml", "[workspace\n", "bad-toml"),
        ("pixi.toml", "\ufeff[workspace]\n", "bad-toml"),
        (NAME, "[project\n", "bad-toml"),
        (NAME, "project = 1\n", "bad-manifest"),
        (NAME, "tool = []\n", "bad-manifest"),
    ],
)
def test_no_toml(path: str, text: str, code: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        imported({"pixi.toml": HEAD, path: text}, "x")
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "# nothing\n", "[feature]\n", "workspace = 1\n", "tasks = 1"])
def test_odd_files_do_not_matter(text: str) -> None:
    found = imported({"pixi.toml": text}, "x")
    assert found
    assert tomllib.loads(found.files[NAME])["project"] == {"name": "x", "version": "0.1.0"}
    assert "Pixi refuses this file" in found.remarks[-1].text


def test_the_work_grows_with_the_text_only() -> None:
    def work(number: int) -> int:
        tasks = "".join(f'task-{one} = {{ cmd = "echo {one}" }}\n' for one in range(number))
        files = {"pixi.toml": f"{HEAD}{PYTHON}[tasks]\n{tasks}"}
        return calls(lambda: imported(files, "x"))

    work(100)
    assert work(4_000) < 9 * work(500)
