"""`seedbed adopt` in projects with odd manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt, stands
from cli import seedbed

if TYPE_CHECKING:
    from pathlib import Path

EMPTY_TABLE = """\
[workspace]

[dependencies]
python = ">=3.11"
"""


def test_an_empty_table_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text(EMPTY_TABLE)
    assert adopt(tmp_path, "--manager", "poetry")[0] == 0
    assert "pixi.toml" not in stands(tmp_path)
    assert seedbed("update", "--manager", "pixi", "--no-sync", "-y", cwd=tmp_path).returncode == 0
    assert stands(tmp_path)["pixi.toml"] == EMPTY_TABLE


def test_a_shell_enters_the_environment_that_is_there(tmp_path: Path) -> None:
    manifest = '[workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
    (tmp_path / "pixi.toml").write_text(f'{manifest}[dependencies]\npython = "3.12.*"\n')
    assert adopt(tmp_path, "--nix", "shell")[0] == 0
    assert ".pixi/envs/default of the project" in stands(tmp_path)[".nix/hook.sh"]
    again = seedbed("update", "--no-sync", cwd=tmp_path)
    assert again.stdout.splitlines()[0] == "Everything is up to date."


def test_a_shell_has_the_python_of_later_updates(tmp_path: Path) -> None:
    project = '[project]\nname = "soil"\nversion = "1"\nrequires-python = ">=3.10"\n'
    (tmp_path / "pyproject.toml").write_text(project)
    (tmp_path / "environment.yml").write_text("name: soil\ndependencies:\n  - python=3.11\n")
    assert adopt(tmp_path, "--nix", "shell")[0] == 0
    again = seedbed("update", "--no-sync", cwd=tmp_path)
    assert again.stdout.splitlines()[0] == "Everything is up to date."


@pytest.mark.parametrize(
    "name", ["environment.yml", "environment-dev.yml", "requirements.txt", "setup.py", "run.py"]
)
def test_links_out_of_the_project_are_told_and_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside").write_text("secret\n")
    root = tmp_path / "soil"
    root.mkdir()
    (root / name).symlink_to("../outside")
    done = seedbed("adopt", "-y", "--no-sync", cwd=root)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "error: There is nothing to adopt here: no file says which packages the project needs, "
        f"and {name} is a link out of the project."
    )
    (root / "Pipfile").write_text('[packages]\nclick = "*"\n')
    status, document = adopt(root)
    assert status == 0
    assert {
        "file": name,
        "line": None,
        "text": "It is a link that leads out of the project, so it wasn't read.",
    } in document["result"]["found"]["not_understood"]


def test_a_large_lock_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "soil"\nversion = "1"\n')
    with (tmp_path / "uv.lock").open("wb") as lock:
        lock.truncate(20 << 20)
    status, document = adopt(tmp_path)
    assert status == 0
    assert document["result"]["found"]["form"] == "pyproject.toml, uv"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# x\n" * (1 << 20), "is larger than 2 MiB"),
        ("".join(f"package-{number}\n" for number in range(10_001)), "has more than 10,000 lines"),
    ],
    ids=["bytes", "lines"],
)
def test_no_time_goes_into_what_is_no_manifest(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "requirements.txt").write_text(text)
    status, document = adopt(tmp_path)
    assert status == 1
    assert document["error"]["message"] == (
        f"requirements.txt {what}: seedbed adopts no such project."
    )
    assert stands(tmp_path).keys() == {"requirements.txt"}


@pytest.mark.parametrize("manager", ["uv", "poetry", "pixi", "conda"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Pipfile", '[packages]\nclick = "*"\n[scripts]\nget = "curl {}"\n'),
        ("setup.cfg", "[metadata]\nname = soil\nurl = {}\n[options]\ninstall_requires = click\n"),
        ("setup.py", 'from setuptools import setup\nsetup(name="soil", url="{}")\n'),
        ("environment.yml", "channels:\n  - {}\ndependencies:\n  - python=3.12\n"),
        ("pixi.toml", '[workspace]\nchannels = ["{}"]\nplatforms = ["linux-64"]\n'),
    ],
)
def test_a_password_is_written_into_no_other_file(
    tmp_path: Path, name: str, text: str, manager: str
) -> None:
    (tmp_path / name).write_text(text.format("https://ada:hidden@h.example/x"))
    status, document = adopt(tmp_path, "--manager", manager)
    assert status == 0
    assert "hidden" not in str(document)
    undone = tmp_path / ".seedbed" / "journal"
    found = [
        path.name
        for path in tmp_path.rglob("*")
        if path.is_file() and undone not in path.parents and b"hidden" in path.read_bytes()
    ]
    assert found in ([name], [])


def test_a_marker_that_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    marker = "(" * 500 + "python_version > '3'" + ")" * 500
    (tmp_path / "requirements.txt").write_text(f"click; {marker}\n")
    status, document = adopt(tmp_path)
    assert status == 0
    told = [one["line"] for one in document["result"]["found"]["not_understood"]]
    assert 1 in told
