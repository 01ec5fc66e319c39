"""Which requirements files count, for what, and what other files say of the project."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from imported_requirements import tables, told, understood

from seedbed.errors import SeedbedError
from seedbed.importers.requirements import imported


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("requirements-dev.txt", "dev"),
        ("dev-requirements.txt", "dev"),
        ("requirements_dev.txt", "dev"),
        ("requirements.dev.txt", "dev"),
        ("dev.requirements.in", "dev"),
        ("requirements-development.txt", "dev"),
        ("requirements/dev.txt", "dev"),
        ("requirements/requirements-dev.txt", "dev"),
        ("Requirements-Docs.txt", "docs"),
        ("test_requirements.txt", "test"),
        ("requirements-lint.in", "lint"),
    ],
)
def test_a_file_s_name_is_that_of_its_group(path: str, group: str) -> None:
    found = imported({"requirements.txt": "a\n", path: "b\n"}, "x-1")
    assert found
    said = tomllib.loads(found.files["pyproject.toml"])
    assert said["dependency-groups"] == {group: ["b"]}
    assert said["project"]["dependencies"] == ["a"]


@pytest.mark.parametrize(
    "path", ["readme.txt", "requirements.yml", "other/requirements.txt", "requirements.lock"]
)
def test_other_files_are_none(path: str) -> None:
    assert imported({path: "a\n"}, "x-1") is None


def test_files_in_a_folder_are_found_though_nothing_lists_them() -> None:
    class Lazy(dict[str, str]):
        def __iter__(self) -> Any:
            return iter(["README.md"])

    found = imported(Lazy({"requirements/base.txt": "a", "requirements/test.txt": "b"}), "x-1")
    assert found
    assert found.read == ("requirements/base.txt", "requirements/test.txt")


def test_one_of_two_files_for_the_same_is_read_and_the_other_is_told_of() -> None:
    found = understood(
        version="3.11", main="a", main_in="a>=1", dev="b", **{"dev-requirements.txt": "c"}
    )
    assert found.read == ("requirements.txt", "dev-requirements.txt", ".python-version")
    assert [(one.path, one.text) for one in found.remarks] == [
        ("requirements-dev.txt", "It wasn't read: dev-requirements.txt stands for the same."),
        ("requirements.in", "It wasn't read: requirements.txt stands for the same."),
    ]


def test_a_pinned_file_beside_what_it_was_compiled_from_is_a_lock() -> None:
    found = understood(version="3.11", main_in="a>=1\n", main="a==1.2\nb==2\n")
    assert '["a>=1"]' in found.files["pyproject.toml"]
    assert found.read == ("requirements.in", ".python-version")


def test_pinned_lists_and_those_for_conda_are_no_groups() -> None:
    files = {"requirements.txt": "a", "requirements-lock.txt": "b", "conda_requirements.txt": "c"}
    found = imported({**files, "requirements-frozen.txt": "d", ".python-version": "3.11"}, "x-1")
    assert found
    assert "dependency-groups" not in found.files["pyproject.toml"]
    assert sorted(one.path for one in found.remarks) == sorted(
        path for path in [*files, "requirements-frozen.txt"] if path != "requirements.txt"
    )


# --- groups ---------------------------------------------------------------------------------------


def groups(**files: str) -> Any:
    return tables(**files).get("dependency-groups", {})


def test_a_group_does_not_repeat_what_it_gets_anyway() -> None:
    assert groups(main="a==1\nb", dev="-r requirements.txt\nc", test="a==1\nB") == {"dev": ["c"]}


def test_files_that_include_each_other_are_groups_of_which_one_includes_the_other() -> None:
    found = groups(main="a", dev="-r requirements-test.txt\nb", test="-r requirements-dev.txt\nc")
    assert found == {"dev": [{"include-group": "test"}], "test": ["b", "c"]}


def test_what_two_files_say_of_one_package_holds_together() -> None:
    files = {"main": "a>=1\n-r more.txt\n", "more.txt": "a[x]<2\na>=1\n"}
    assert tables(**files)["project"]["dependencies"] == ["a[x]>=1,<2"]


def test_groups_that_contradict_each_other_exclude_each_other() -> None:
    found = understood(version="3.11", main="x", test="a==1\nb", docs="a==2\nb")
    assert 'conflicts = [[{ group = "docs" }, { group = "test" }]]' in found.files["pyproject.toml"]
    [remark] = found.remarks
    assert remark.text == (
        "The groups docs and test exclude each other: this line asks for 'a==2', and "
        "requirements-test.txt (line 1) for 'a==1'."
    )


# --- the project itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "python"),
    [
        ({"version": "3.10.12"}, ">=3.10"),
        ({"version": "# mine\n\npypy3.9\n3.9\n3.8\n"}, ">=3.9"),
        ({"version": "cpython-3.11.2-linux\n"}, ">=3.11"),
        ({"version": "my-env", "runtime.txt": "python-3.10.12\n"}, ">=3.10"),
        ({"main": "python>=3.8,<4\na"}, ">=3.8,<4"),
        ({"main": "python=3.9.1=h1\n"}, ">=3.9"),
        (
            {
                "version": "3.12",
                "setup": "from setuptools import setup\nsetup(python_requires='>=3.9')",
            },
            ">=3.9",
        ),
    ],
)
def test_other_files_say_which_python(files: dict[str, str], python: str) -> None:
    found = tables(**{"main": "a", **files})["project"]
    assert found["requires-python"] == python


def test_without_such_a_file_that_is_told() -> None:
    found = understood(main="a")
    assert "requires-python" not in found.files["pyproject.toml"]
    assert [(one.path, one.line, one.text) for one in found.remarks] == [
        ("requirements.txt", 0, "No file says which Python versions the project supports.")
    ]


@pytest.mark.parametrize(
    ("folder", "text", "name"),
    [
        ("My.Project", "a", "My.Project"),
        ("my project!", "a", "my-project"),
        ("проект", "a", "project"),
        ("torch", "torch", "torch-project"),
        ("Torch_Lab", "torch", "Torch_Lab"),
    ],
)
def test_the_folder_s_name_is_the_project_s(folder: str, text: str, name: str) -> None:
    found = imported({"requirements.txt": text}, folder)
    assert found
    assert tomllib.loads(found.files["pyproject.toml"])["project"]["name"] == name


@pytest.mark.parametrize(
    "pyproject",
    [
        '[project]\nname = "a"\n',
        '[tool.poetry]\nname = "a"\n',
        "[tool.poetry.dependencies]\n",
        '[tool.flit.metadata]\nmodule = "a"\n',
    ],
)
def test_a_project_that_says_what_it_needs_is_none(pyproject: str) -> None:
    assert imported({"requirements.txt": "a", "pyproject.toml": pyproject}, "x-1") is None


def test_a_manifest_without_a_project_keeps_its_text() -> None:
    text = (
        '# ours\n[tool.uv]\nfind-links = ["own"]\nprerelease = "never"\n\n'
        '[dependency-groups]\ndev = ["c"]\n'
    )
    found = understood(version="3.11", main="--pre\n-f more\na", dev="b", pyproject=text)
    assert found.files["pyproject.toml"] == (
        '# ours\n[tool.uv]\nfind-links = ["own", "more"]\nprerelease = "never"\npackage = false\n'
        '\n[dependency-groups]\ndev = ["c"]\n'
        '\n[project]\nname = "x-1"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
        'dependencies = ["a"]\n'
    )
    assert [one.text for one in found.remarks] == [
        f"{key} stays as it is, though another file says something else."
        for key in ("dependency-groups.dev", "tool.uv.prerelease")
    ]


@pytest.mark.parametrize(
    ("pyproject", "text"),
    [
        ("[tool", "pyproject.toml is not valid TOML: "),
        ("tool = 1\n", "pyproject.toml is laid out so that nothing can be added to it: "),
        ("[tool.uv]\nsources = 1\n", "pyproject.toml is laid out so that nothing can be added"),
    ],
)
def test_a_manifest_that_nothing_can_be_added_to_is_an_error(pyproject: str, text: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        imported({"requirements.txt": "-e ./a", "pyproject.toml": pyproject}, "x-1")
    assert caught.value.message.startswith(text)


@pytest.mark.parametrize(
    ("setup", "dynamic", "told_of"),
    [
        ("setup(name='n', version='1')", ["version"], ""),
        ("setup(**{'name': 'n', 'description': 'd'})", ["description"], ""),
        (
            "setup(name=name(), url=U)",
            [],
            "Its name can't be read without running it, and was passed over.",
        ),
        ("setup(entry_points={'console_scripts': [], 'x.y': []})", ["scripts", "entry-points"], ""),
        (
            "setup(entry_points=E, classifiers=C)",
            ["classifiers", "scripts", "gui-scripts", "entry-points"],
            "",
        ),
        (
            "import numpy, os\nimport torch.utils\nsetup()",
            [],
            (
                "It imports numpy, torch, which an isolated build lacks: add what provides that to "
                "'requires' under [build-system]."
            ),
        ),
        ("print 'two'", [], ""),
    ],
)
def test_setuptools_keeps_what_only_setup_py_says(
    setup: str, dynamic: list[str], told_of: str
) -> None:
    found = understood(version="3.11", main="-e .", setup=setup)
    said = tomllib.loads(found.files["pyproject.toml"])
    assert sorted(said["project"].get("dynamic", [])) == sorted(dynamic)
    assert said["build-system"]["build-backend"] == "setuptools.build_meta"
    texts = [one.text for one in found.remarks][1:]
    assert texts == ([told_of] if told_of else [])


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("[flake8]\nmax-line-length = 88\n", ""),
        ("not one\n", ""),
        ("[metadata]\nname = n\n[metadata]\nname: m\nname = o\n", "o"),
    ],
)
def test_a_settings_file_of_other_tools_builds_nothing(settings: str, name: str) -> None:
    found = tables(main="a", **{"setup.cfg": settings})
    assert ("build-system" in found) == bool(name)
    assert found["project"]["name"] == (name or "x-1")


def test_a_build_that_needs_an_older_setuptools_gets_it() -> None:
    found = tables(main="a", setup="import pkg_resources\nfrom setuptools import setup\nsetup()")
    assert found["build-system"]["requires"] == ["setuptools<81"]


@pytest.mark.parametrize(
    ("paths", "main"),
    [
        (["requirements-gpu.txt"], "requirements-gpu.txt"),
        (["requirements/pt2.txt"], "requirements/pt2.txt"),
        (["requirements-dev.txt"], ""),
        (["requirements-cpu.txt", "requirements-gpu.txt"], ""),
        (["requirements-gpu.txt", "setup.py"], ""),
        (["requirements/production.txt", "requirements/base.txt"], "requirements/base.txt"),
    ],
)
def test_a_single_file_of_another_name_is_for_run_time(paths: list[str], main: str) -> None:
    found = imported(dict.fromkeys(paths, "a\n"), "x-1")
    assert found
    said = tomllib.loads(found.files["pyproject.toml"])["project"]["dependencies"]
    assert said == (["a"] if main else [])


def test_a_group_that_shares_little_with_the_main_file_loses_only_what_contradicts_it() -> None:
    files = {"main": "a==1", "dev": "a==2\nb\nc"}
    assert groups(**files) == {"dev": ["b", "c"]}
    [text] = told(**files)
    assert text == (
        "'a==2' was left out of the group dev: it can't be installed beside 'a==1', as "
        "requirements.txt (line 1) asks."
    )
