"""What becomes of environment files: the expected texts are in `fixtures/adopted/environment`.

https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
"""

from __future__ import annotations

import tomllib

import pytest
from counting import calls
from imported_cases import case, names, said

from seedbed.errors import SeedbedError
from seedbed.importers.environment import imported
from seedbed.importers.environment_names import places
from seedbed.importers.imported import Imported
from seedbed.managers.registry import load_dialect
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

KIND = "environment"
NAME, MAIN = "pyproject.toml", "environment.yml"
CONDA = load_dialect("conda")
BESIDE = "beside-a-package"
"""The one with a `[project]`, which stays as it is: the two may say different things."""
EXCEPT = {BESIDE, "no-python", "one-line"}
"""Those with variables of their own, or a layout, that an update cannot add to."""


def of(name: str) -> Imported:
    found = imported(case(KIND, name).files, "folder")
    assert found
    return found


def only(text: str, **files: str) -> Imported:
    found = imported({MAIN: text, **files}, "folder")
    assert found
    return found


@pytest.mark.parametrize("name", names(KIND))
def test_the_texts_and_the_remarks(name: str) -> None:
    wanted = case(KIND, name)
    assert of(name).files == wanted.wanted
    assert said(of(name)) == wanted.remarks


@pytest.mark.parametrize("name", [name for name in names(KIND) if name != BESIDE])
def test_seedbed_reads_the_same_in_both_files(name: str) -> None:
    reading = CONDA.read(of(name).files)
    assert reading.other is None
    table = tomllib.loads(of(name).files[NAME])
    assert reading.project.name == table["project"]["name"]
    assert reading.project.python == table["project"].get("requires-python", "")
    listed = [one.requirement for one in reading.project.dependencies if not one.group]
    assert listed == table["project"]["dependencies"]


@pytest.mark.parametrize("name", sorted({*names(KIND)} - EXCEPT))
def test_an_update_leaves_it_as_it_is(name: str) -> None:
    files = dict(of(name).files)
    files[MAIN] += 'variables:\n  PYTHONNOUSERSITE: "1"\n'  # as all of seedbed's have it
    merged = merge_manifest(CONDA, CONDA, Sides(base=files, ours=files, theirs=files))
    assert {path: one.text for path, one in merged.files.items()} == files
    assert not any(one.conflicts for one in merged.files.values())


def test_what_conda_alone_has_is_no_requirement() -> None:
    project = CONDA.read(of("pytorch-and-cuda").files).project
    assert [(one.conda, one.spec) for one in project.system_packages] == [
        ("cudatoolkit", "11.3.*"),
        ("opencv", ""),
    ]
    assert [one.conda for one in project.dependencies if one.name == "torch"] == ["pytorch"]
    assert project.channels == ("pytorch", "nvidia", "conda-forge", "defaults")


def test_an_index_is_that_of_what_only_it_has() -> None:
    project = CONDA.read(of("index-options").files).project
    assert [(one.name, one.index) for one in project.dependencies] == [
        ("librosa", ""),
        ("openai-whisper", ""),
        ("torch", "download-pytorch-org-whl-cu118"),
        ("torchaudio", "download-pytorch-org-whl-cu118"),
    ]
    assert [one.explicit for one in project.indexes] == [True, False]


def test_what_was_read() -> None:
    assert of("with-dev").form == "environment.yml"
    assert of("with-dev").manager == "conda"
    assert of("with-dev").read == (MAIN, "environment_dev.yml")
    assert of("with-dev").native == ("environment_dev.yml",)
    assert of("beside-settings").read == ("env.yml", NAME)
    assert of("beside-settings").native == ("env.yml",)
    assert of("single-equals").native == ()


@pytest.mark.parametrize(
    "files",
    [
        {},
        {NAME: "[project]\nname = 'x'\n"},
        {"conda-lock.yml": "dependencies: []\n"},
        {"docs/environment.yml": "dependencies: []\n"},
        {"env.yml": "services: []\n"},
        {"conda.yaml": "a: [\n"},
        {"environment.json": "{}"},
    ],
)
def test_no_environment_file(files: dict[str, str]) -> None:
    assert imported(files, "folder") is None


@pytest.mark.parametrize(
    ("paths", "order"),
    [
        ("environment-dev.yml environment.yaml", "environment.yaml environment-dev.yml"),
        ("env.yml conda.yml environment.yml", "environment.yml env.yml conda.yml"),
        ("environment.yaml environment.yml", "environment.yml environment.yaml"),
        ("environment-gpu.yml environment-cpu.yml", "environment-cpu.yml environment-gpu.yml"),
        ("environment_dev.yml environment.lab.yml", "environment.lab.yml environment_dev.yml"),
        ("gpu-environment.yml conda_env.yaml", "conda_env.yaml gpu-environment.yml"),
        ("conda-lock.yml my-conda.yml environments.yml", ""),
        ("Environment.yml", "Environment.yml"),
    ],
)  # fmt: skip
def test_the_files_by_their_names(paths: str, order: str) -> None:
    assert [place.path for place in places(paths.split())] == order.split()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("name: Lab_2", "Lab_2"),
        ("name: my lab", "my-lab"),
        ("name: base", "folder"),
        ("name:", "folder"),
        ("", "folder"),
    ],
)
def test_the_name(given: str, name: str) -> None:
    found = only(f"{given}\nchannels: [a]\ndependencies: [scipy]\n")
    assert tomllib.loads(found.files[NAME])["project"]["name"] == name


@pytest.mark.parametrize(
    ("line", "python"),
    [
        ("python", None),
        ("python=3.8", "==3.8.*"),
        ("python 3.9.*", "==3.9.*"),
        ("python>=3.7,<3.10", ">=3.7,<3.10"),
        ("conda-forge::python=3.6", "==3.6.*"),
        ("python=3.10.13=h955ad1f_0", "==3.10.13"),
        ("python 3.8|3.9", None),
    ],
)
def test_the_range_of_python(line: str, python: str | None) -> None:
    found = only(f"channels: [a]\ndependencies:\n- {line}\n")
    assert tomllib.loads(found.files[NAME])["project"].get("requires-python") == python


def test_lists_that_include_each_other_are_not_followed() -> None:
    text = "channels: [a]\ndependencies:\n- pip:\n  - -r a.txt\n"
    found = only(text, **{"a.txt": "-r b.txt\n", "b.txt": "-r a.txt\n"})
    assert found.files[MAIN] == text
    assert said(found) == [
        (
            "environment.yml:4 a.txt has more than plain requirements (-r b.txt), so this line"
            " stays, and seedbed doesn't read it."
        )
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "dependencies:\n", "name: x\n"])
def test_empty_files(text: str) -> None:
    table = tomllib.loads(only(text).files[NAME])
    assert table["project"]["dependencies"] == []
    assert said(only(text)) == [
        "environment.yml It names no channels: seedbed takes that for defaults, as conda does."
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: [\n", "bad-yaml"),
        ("- numpy\n", "bad-manifest"),
        ("dependencies: numpy\n", "bad-manifest"),
        ("channels: conda-forge\n", "bad-manifest"),
        ("name: 2024\n", "bad-manifest"),
        ("# x\n" * 300_000, "too-large"),
    ],
)
def test_files_that_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        only(text)
    assert caught.value.code == code
    assert MAIN in caught.value.message


def test_a_second_file_that_cannot_be_read_is_told() -> None:
    found = only("channels: [a]\ndependencies: [scipy]\n", **{"environment-dev.yml": "a: [\n"})
    assert said(found) == [
        (
            "environment-dev.yml It was not read: environment-dev.yml is not valid YAML: expected"
            " the node content, but found '<stream end>' (line 2, column 1)."
        )
    ]


def test_what_a_group_has_stays_in_its_file() -> None:
    more = "channels: [a]\ndependencies:\n- a::b\n- pip:\n  - ./x\nvariables: {A: b}\n"
    found = only("channels: [a]\ndependencies: [scipy]\n", **{"environment_dev.yml": more})
    assert said(found) == [
        "environment_dev.yml:6 variables stay there, where conda alone reads them.",
        (
            "environment_dev.yml:3 a::b: the channel stays in environment_dev.yml alone; seedbed"
            " reads the rest."
        ),
        "environment_dev.yml:5 ./x stays in environment_dev.yml, and seedbed doesn't read it.",
    ]


def test_a_list_is_no_second_environment() -> None:
    found = only("channels: [a]\ndependencies: [scipy]\n", **{"env.yml": "- a\n"})
    assert said(found) == []
    with pytest.raises(SeedbedError):
        only("channels: [a]\ndependencies: 3\n", **{"env.yml": "dependencies: [scipy]\n"})


@pytest.mark.parametrize(
    "item",
    [
        "null",
        "3",
        "{a: b, c: d}",
        "{pip: rich}",
        "{pip: [null, 3, {a: b}, [x]]}",
        "[a]",
        "'\u202e'",
    ],
)
def test_odd_items_are_kept_and_told(item: str) -> None:
    text = f"channels: [a]\ndependencies:\n- scipy\n- {item}\n"
    found = only(text)
    assert found.files[MAIN] == text
    assert tomllib.loads(found.files[NAME])["project"]["dependencies"] == ["scipy"]
    assert all(one.text.endswith(".") for one in found.remarks)
    assert found.remarks


def test_the_work_grows_with_the_text_only() -> None:
    def work(number: int) -> int:
        lines = "".join(f"- package-{one}=1.{one}=h{one}_0\n" for one in range(number))
        return calls(lambda: only(f"channels: [a]\ndependencies:\n{lines}"))

    work(10)  # what is made once
    assert work(4_000) < 9 * work(500)
