"""What becomes of `setup.cfg` and `setup.py`: the texts are in `fixtures/adopted/setup-{cfg,py}`.

https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html
"""

from __future__ import annotations

import tomllib

import pytest
from counting import calls
from imported_cases import case, names, said

from seedbed.errors import SeedbedError
from seedbed.importers.imported import Imported
from seedbed.importers.setup_cfg import imported
from seedbed.managers.registry import load_dialect

NAME = "pyproject.toml"
CASES = [(kind, name) for kind in ("setup-cfg", "setup-py") for name in names(kind)]
KIND = "long_description_content_type"
CALL = "from setuptools import setup\n"


def of(kind: str, name: str) -> Imported:
    found = imported(case(kind, name).files, "folder")
    assert found
    return found


def from_script(text: str) -> Imported:
    found = imported({"setup.py": CALL + text}, "folder")
    assert found
    return found


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_the_text_and_the_remarks(kind: str, name: str) -> None:
    wanted = case(kind, name)
    assert of(kind, name).files == wanted.wanted
    assert said(of(kind, name)) == wanted.remarks


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_adopting_twice_changes_nothing(kind: str, name: str) -> None:
    files = case(kind, name).files
    assert imported({**files, **of(kind, name).files}, "folder") is None


def test_seedbed_knows_what_it_says() -> None:
    project = load_dialect("uv").read(of("setup-py", "plain").files).project
    assert (project.name, project.version, project.python) == ("tide_tables", "1.2", ">=3.7,<4")
    assert project.scripts == {"tides": "tides.cli:main"}
    assert [(one.group, one.optional, one.requirement) for one in project.dependencies] == [
        ("", "", "colorama; sys_platform == 'win32'"),
        ("", "", "importlib-metadata; python_version < '3.8'"),
        ("", "", "numpy>=1.20"),
        ("", "all", "matplotlib"),
        ("", "all", "pytest"),
        ("", "plot", "matplotlib"),
        ("", "test", "pytest"),
        ("test", "", "pytest"),
    ]


def test_what_was_read() -> None:
    found = of("setup-cfg", "files-and-build-system")
    assert (found.form, found.manager, found.native) == ("setup.cfg", "uv", ())
    assert found.read == ("setup.cfg", "requirements.txt", "base.txt", NAME)
    assert of("setup-py", "beside-setup-cfg").form == "setup.cfg and setup.py"


@pytest.mark.parametrize(
    "there",
    [
        {},
        {NAME: ""},
        {"setup.cfg": "[flake8]\nmax-line-length = 100\n"},
        {"setup.cfg": "no section\n"},
        {"setup.py": CALL, NAME: "[project]\nname = 'x'\n"},
        {"setup.py": CALL, NAME: "[tool.poetry]\npackages = []\n"},
        {"setup.py": CALL, NAME: "[tool.flit.metadata]\nmodule = 'x'\n"},
    ],
)
def test_no_package_of_setuptools(there: dict[str, str]) -> None:
    assert imported(there, "folder") is None


@pytest.mark.parametrize(
    ("files", "code", "message"),
    [
        ({"setup.py": CALL, NAME: "[x\n"}, "bad-toml", "pyproject.toml is not valid TOML"),
        (
            {"setup.cfg": "[metadata]\nname = x\nwhat\n"},
            "bad-manifest",
            "line 3 is neither",
        ),
        ({"setup.cfg": "x = 1\n[options]\n"}, "bad-manifest", "line 1 is neither"),
    ],
)
def test_files_that_cannot_be_parsed(files: dict[str, str], code: str, message: str) -> None:
    with pytest.raises(SeedbedError, match=message) as caught:
        imported(files, "x")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        ("a = ['numpy']\nsetup(install_requires=a + ['pandas'])", ["numpy", "pandas"]),
        ("a: list = ['numpy']\nsetup(**{'install_requires': a})", ["numpy"]),
        ("a = dict(install_requires='numpy\\npandas\\n')\nsetup(**a)", ["numpy", "pandas"]),
        ("a = {'x': ['numpy']}\nsetup(install_requires=('six', *()) if 0 else a['x'])", None),
        ("a = {'x': ['numpy']}\nsetup(install_requires=a['x'])", ["numpy"]),
        ("a = ['numpy']\na.append('six')\nsetup(install_requires=a)", None),
        ("a = ['numpy']\na += ['six']\nsetup(install_requires=a)", None),
        ("a = ['numpy']\nif 1:\n    a = []\nsetup(install_requires=a)", None),
        ("a = ['numpy']\nfor b in a:\n    pass\nsetup(install_requires=a)", ["numpy"]),
        ("def f():\n    return ['numpy']\nsetup(install_requires=f())", None),
        ("a = 'x'\n" + "a = a + a\n" * 60 + "setup(install_requires=a)", None),
        (f"setup(install_requires={'+'.join(['[]'] * 300)})", None),
    ],
)
def test_what_a_script_says_without_being_run(text: str, requirements: list[str] | None) -> None:
    table = tomllib.loads(from_script(text).files[NAME])["project"]
    assert table.get("dependencies") == requirements
    assert ("dependencies" in table.get("dynamic", [])) == (requirements is None)


@pytest.mark.parametrize(
    ("expression", "is_read"),
    [
        ("open('requirements.txt').read().split()", True),
        ("[one for one in open('./requirements.txt')]", True),
        ("lines('requirements.txt')", True),
        ("of_file()", True),
        ("open(HERE + '/requirements.txt').readlines()", True),
        ("open('../requirements.txt').readlines()", False),
        ("open('other.txt').readlines()", False),
        ("open('requirements.txt').readlines() + open('more.txt').readlines()", False),
    ],
)
def test_a_requirements_file_that_a_script_reads(expression: str, *, is_read: bool) -> None:
    helper = "def of_file():\n    return open('requirements.txt').readlines()\n"
    script = f"{CALL}{helper}setup(install_requires={expression})\n"
    files = {"setup.py": script, "requirements.txt": "numpy\n", "more.txt": "six\n"}
    found = imported(files, "x")
    assert found
    table = tomllib.loads(found.files[NAME])["project"]
    assert table.get("dependencies") == (["numpy"] if is_read else None)
    assert ("requirements.txt" in found.read) == is_read


@pytest.mark.parametrize(
    ("name", "email", "people"),
    [
        ("Ada", "a@x.example", [{"name": "Ada", "email": "a@x.example"}]),
        ("Berg, Ada", "a@x.example", [{"name": "Berg, Ada", "email": "a@x.example"}]),
        ("Ada, Bo", "", [{"name": "Ada"}, {"name": "Bo"}]),
        (
            "Ada",
            "a@x.example, b@x.example",
            [{"name": "Ada"}, {"email": "a@x.example"}, {"email": "b@x.example"}],
        ),
        ("", "", None),
    ],
)
def test_people(name: str, email: str, people: list[dict[str, str]] | None) -> None:
    found = from_script(f"setup(author={name!r}, author_email={email!r})")
    assert tomllib.loads(found.files[NAME])["project"].get("authors") == people


@pytest.mark.parametrize(
    ("keywords", "readme"),
    [
        ("long_description = file: README.md", "README.md"),
        (
            f"long_description = file: README.md\n{KIND} = text/markdown; charset=UTF-8",
            "README.md",
        ),
        (
            f"long_description = file: README.md\n{KIND} = text/plain",
            {"file": "README.md", "content-type": "text/plain"},
        ),
        ("long_description = file: GONE.md", None),
        ("long_description = file:", None),
    ],
)
def test_the_readme(keywords: str, readme: object) -> None:
    found = imported({"setup.cfg": f"[metadata]\n{keywords}\n", "README.md": ""}, "x")
    assert found
    table = tomllib.loads(found.files[NAME])
    assert table["project"].get("readme") == readme
    assert ("readme" in table["project"].get("dynamic", [])) == (readme is None)


@pytest.mark.parametrize("text", ["", "\ufeff", "x = 1\n", "def setup(): pass\n", "(" * 5000])
def test_odd_scripts_do_not_matter(text: str) -> None:
    found = imported({"setup.py": text, NAME: "\ufeff# mine\n"}, "x")
    assert found
    project = tomllib.loads(found.files[NAME])["project"]
    assert project == {"name": "x", "dynamic": ["version"]}
    assert "Nothing was read from it" in said(found)[0]


@pytest.mark.parametrize("files", [{"setup.py": "setup()\n"}, {"setup.cfg": "[metadata]\nx = y\n"}])
def test_a_package_without_a_version(files: dict[str, str]) -> None:
    found = imported(files, "x")
    assert found
    assert tomllib.loads(found.files[NAME])["project"] == {"name": "x", "version": "0.0.0"}


def test_the_work_grows_with_the_text_only() -> None:
    def work(number: int) -> int:
        rows = "".join(f"    package-{number}-{one}>=1\n" for one in range(number))
        files = {"setup.cfg": f"[options]\ninstall_requires =\n{rows}"}
        return calls(lambda: imported(files, "x"))

    work(100)
    assert work(4_000) < 9 * work(500)
