"""What a clone brings in the place of what only a sync of conda's makes is not trusted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from conda_stand_ins import calls, environment_at, stand_in

from seedbed.errors import SeedbedError
from seedbed.managers.conda.driver import Driver

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder on PATH, with micromamba."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    stand_in(folder, "micromamba", "2.8.1")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "x 1"
    folder.mkdir()
    (folder / "environment.yml").write_text("dependencies: [python]\nvariables: {A: b}\n")
    (folder / "pyproject.toml").write_text('[project]\nname = "x-1"\nversion = "1"\n')
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user's, which must stay as it is."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "kept").write_text("kept")
    return folder


def refused(root: Path) -> SeedbedError:
    with pytest.raises(SeedbedError) as caught:
        Driver().sync(str(root))
    return caught.value


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


@pytest.mark.usefixtures("bin_folder")
@pytest.mark.parametrize("name", ["environment-x.yml", "conda-lock.yml"])
def test_a_link_to_what_has_no_end_is_not_read(root: Path, name: str) -> None:
    (root / name).symlink_to("/dev/zero")
    error = refused(root)
    assert error.message == f"{root / name} is not a file, but must be one."
    assert not (root / ".conda").exists()


@pytest.mark.parametrize(
    "path",
    [
        ".seedbed",
        ".seedbed/conda-before",
        ".seedbed/conda-gone",
        ".seedbed/conda-busy",
        ".seedbed/conda-unfinished",
        ".conda/conda-meta",
        ".conda/conda-meta/state",
    ],
)
@pytest.mark.parametrize("to", ["kept", "", "new"])
def test_a_link_in_its_place_is_refused(
    path: str, to: str, bin_folder: Path, root: Path, outside: Path
) -> None:
    environment_at(root / ".conda")
    place = root / path
    place.parent.mkdir(exist_ok=True)
    if place.is_dir():
        (place / "history").unlink()
        place.rmdir()
    place.symlink_to(outside / to)
    assert str(place) in refused(root).message
    assert [path.name for path in outside.iterdir()] == ["kept"]
    assert (outside / "kept").read_text() == "kept"
    assert place.is_symlink()
    assert calls(bin_folder) == []


def test_a_link_in_the_place_of_the_stamp_is_neither_read_nor_followed(
    bin_folder: Path, root: Path, outside: Path
) -> None:
    environment_at(root / ".conda")
    Driver().sync(str(root))
    (root / ".conda" / "synced").rename(outside / "synced")
    (root / ".conda" / "synced").symlink_to(outside / "synced")
    before = sorted(path.name for path in (outside / "synced").iterdir())
    calls(bin_folder)
    Driver().sync(str(root))
    assert [call[1] for call in calls(bin_folder)] == ["env", "run"]
    assert sorted(path.name for path in (outside / "synced").iterdir()) == before
    assert not (root / ".conda" / "synced").is_symlink()


def test_a_pipe_in_the_place_of_what_is_read_does_not_block(
    bin_folder: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environment_at(root / ".conda")
    Driver().sync(str(root))
    os.mkfifo(root / ".conda" / "conda-meta" / "pipe.json")
    Driver().sync(str(root))
    os.mkfifo(root / ".conda" / "synced" / "pipe")
    calls(bin_folder)
    Driver().sync(str(root))
    assert [call[1] for call in calls(bin_folder)] == ["env", "run"]
    capfd.readouterr()


@pytest.mark.parametrize("path", [".conda/bin/python", ".seedbed/conda-before/bin/python"])
def test_an_environment_that_came_with_the_clone_is_refused(
    path: str, bin_folder: Path, root: Path
) -> None:
    environment_at(root / ".conda")
    folder = root / path.removesuffix("/bin/python")
    if not folder.exists():
        environment_at(folder)
    git(root, "init", "--quiet")
    git(root, "add", "--force", path)
    error = refused(root)
    assert error.message == (
        f"git tracks {root / path}: an environment that came with a clone is left unchanged."
    )
    top = path.removesuffix("/bin/python")
    assert error.hint == (
        f"If it is yours, remove it from git with 'git rm -r --cached {top}'; otherwise delete it. "
        "Then run 'seedbed sync'."
    )
    assert calls(bin_folder) == []
    git(root, "rm", "-r", "--cached", "--quiet", top)
    Driver().sync(str(root))


def test_a_folder_beside_a_linked_environment_is_nobody_s_but_the_user_s(
    bin_folder: Path, root: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (root / ".conda").symlink_to(disk)
    others = [tmp_path / name for name in ("disk-before", "disk-gone", "disk-broken")]
    for other in others:
        other.mkdir()
        (other / "kept").touch()
    Driver().sync(str(root))
    (disk / "bin" / "python").unlink()
    Driver().sync(str(root))
    assert all((other / "kept").exists() for other in others)
    assert (tmp_path / ".disk.seedbed-broken" / "conda-meta").is_dir()
    assert calls(bin_folder)[-2][1] == "create"


def test_a_lock_is_not_laid_aside_through_a_link(
    bin_folder: Path, root: Path, outside: Path
) -> None:
    (root / "conda-lock.yml").write_text("version: 1\n")
    (root / ".seedbed").mkdir()
    (root / ".seedbed" / "locks").symlink_to(outside)
    with pytest.raises(SeedbedError) as caught:
        Driver().lock(str(root))
    assert caught.value.code == "path-refused"
    assert (root / "conda-lock.yml").exists()
    assert [path.name for path in outside.iterdir()] == ["kept"]
    assert calls(bin_folder) == []


@pytest.mark.parametrize("of", ["another project", "nobody"])
def test_a_link_to_an_environment_of_others_is_refused(
    of: str, bin_folder: Path, root: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    environment_at(base)
    other = tmp_path / "other"
    if of == "another project":
        other.mkdir()
        record = base / "lib" / "python3.13" / "site-packages" / "other-1.dist-info"
        record.mkdir(parents=True)
        url = {"url": f"file://{other}", "dir_info": {"editable": True}}
        (record / "direct_url.json").write_text(json.dumps(url))
    (root / ".conda").symlink_to(base)
    error = refused(root)
    whose = "holds packages that were not installed for this project"
    if of != "nobody":
        whose = f"is the environment of {other}"
    assert error.message == f"{root}/.conda links to {base}, which {whose}."
    assert error.code == "environment-of-another"
    assert calls(bin_folder) == []


@pytest.mark.parametrize("gone", [False, True])
def test_a_link_that_was_copied_with_a_project(
    gone: bool, bin_folder: Path, root: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (root / ".conda").symlink_to(disk)
    Driver().sync(str(root))
    Driver().sync(str(root))
    assert [call[1] for call in calls(bin_folder)] == ["create", "run"]
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True)
    if gone:  # it was moved
        shutil.rmtree(root)
        Driver().sync(str(copy))
        assert [call[1] for call in calls(bin_folder)] == ["create", "run"]
    else:
        error = refused(copy)
        assert error.message == (
            f"{copy}/.conda links to {disk}, which is the environment of {root}."
        )
        assert calls(bin_folder) == []
