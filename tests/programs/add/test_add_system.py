"""`seedbed add --system` and `remove --system`: programs that are no Python packages."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import age, edit, generated, make
from cli import seedbed
from running import contents
from stand_ins import program

from seedbed.commands.add_system import plan_add, plan_remove
from seedbed.commands.update import write_update
from seedbed.errors import ENVIRONMENT, USAGE, SeedbedError
from seedbed.host.unfinished import followed, is_due
from seedbed.managers.base import MANAGERS
from seedbed.managers.nix.program import FLAKES
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

PLATFORM = ("--platform", "linux-64")


def _is_offered(manager: str, nix: str) -> bool:
    try:
        compose(make_choices("x-1", manager=manager, nix=nix))
    except SeedbedError:
        return False
    return True


KINDS = [
    (manager, nix) for manager in MANAGERS for nix in ("none", *FLAKES) if _is_offered(manager, nix)
]


def add(root: Path, *texts: str) -> None:
    """Add packages, without a process."""
    write_update(plan_add(str(root), texts).update)
    followed(str(root))


def remove(root: Path, *texts: str) -> None:
    """Remove packages, without a process."""
    write_update(plan_remove(str(root), texts).update)
    followed(str(root))


def standing(root: Path) -> dict[str, bytes]:
    """What a project holds, but for what takes the last change back."""
    return {
        path: data
        for path, data in contents(root).items()
        if not path.startswith((".seedbed/journal", ".git/"))
    }


def seedbed_table(root: Path) -> dict[str, Any]:
    manifest = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, Any] = manifest["tool"]["seedbed"]
    return table


def test_all_kinds_of_projects_are_there() -> None:
    assert {manager for manager, _ in KINDS} == set(MANAGERS)
    assert {nix for _, nix in KINDS} == {"none", *FLAKES}
    assert len(KINDS) >= 10


@pytest.mark.parametrize(("manager", "nix"), KINDS)
def test_it_is_as_if_it_had_been_chosen_at_first(tmp_path: Path, manager: str, nix: str) -> None:
    options = (*PLATFORM, "--manager", manager, "--nix", nix, "--with", "external,docs")
    given = ("ffmpeg", "g++", "own:nix=own:conda=own")
    (tmp_path / "other").mkdir()
    chosen = standing(
        make(tmp_path / "other", *options, *(f"--system-package={one}" for one in given))
    )
    root = make(tmp_path, *options)
    plain = standing(root)
    add(root, *given)
    assert standing(root) == chosen
    assert not plan_add(str(root), given).update.steps
    remove(root, "ffmpeg", "g++", "own")
    assert standing(root) == plain
    for path in ("pyproject.toml", "environment.yml", ".nix/packages.json"):
        where = b"ffmpeg" in chosen.get(path, b"")
        assert where == (path in chosen), path


def test_what_is_recorded_already_is_said_to_be(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM)
    add(root, "ffmpeg")
    again = seedbed("add", "--no-sync", "--system", "ffmpeg", cwd=root)
    assert again.returncode == 0
    assert again.stdout == "Everything is up to date.\nffmpeg is already recorded.\n"
    more = seedbed("add", "--no-sync", "--system", "ffmpeg", "jq", cwd=root)
    assert "\nffmpeg is already recorded.\njq: nothing in this project installs it" in more.stdout


def test_the_help_of_remove_speaks_of_what_is_there(tmp_path: Path) -> None:
    said = seedbed("remove", "--help", cwd=tmp_path).stdout
    assert "--group NAME   Only from this dependency group.\n" in said
    assert "--extra NAME   Only from this optional feature.\n" in said
    assert "creates" not in said


def test_newer_templates_wait_for_an_update(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--nix", "shell")
    version = seedbed_table(root)["version"]
    age(root, "docs/nix.md", ("is optional.", "can be left out."))
    age(root, "README.md", ("## Layout", "## Files"))
    age(
        root,
        "pyproject.toml",
        (f'[tool.seedbed]\nversion = "{version}"', '[tool.seedbed]\nversion = "0.0.1"'),
    )
    old = standing(root)
    add(root, "ffmpeg")
    new = standing(root)
    assert {path for path in new if new[path] != old.get(path)} == {
        ".nix/packages.json", ".seedbed/base", "README.md", "docs/environment.md",
        "pyproject.toml",
    }  # fmt: skip
    assert b"## Files" in new["README.md"]
    assert b"apt install ffmpeg" in new["README.md"]
    assert seedbed_table(root)["version"] == "0.0.1"
    base = {path: file.data for path, file in generated(root).items()}
    assert base == {path: new[path] for path in base}

    assert seedbed("update", "--no-sync", cwd=root).returncode == 0
    (tmp_path / "other").mkdir()
    fresh = make(tmp_path / "other", *PLATFORM, "--nix", "shell", "--system-package", "ffmpeg")
    assert standing(root) == standing(fresh)


def test_what_the_user_wrote_stays(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi", "--nix", "shell")
    (root / ".nix/packages.json").write_text('["duckdb"]\n')
    edit(
        root,
        "pyproject.toml",
        "[tool.pixi.dependencies]\n",
        '[tool.pixi.dependencies]\njq = "1.7"\n',
    )
    edit(root, "README.md", "## Layout", "## My layout")
    add(root, "ffmpeg", "jq")
    pixi = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pixi"]
    assert pixi["dependencies"]["jq"] == "1.7"
    assert pixi["dependencies"]["ffmpeg"] == "*"
    assert json.loads((root / ".nix/packages.json").read_text()) == ["duckdb", "ffmpeg", "jq"]
    assert "## My layout" in (root / "README.md").read_text()
    remove(root, "ffmpeg")
    assert json.loads((root / ".nix/packages.json").read_text()) == ["duckdb", "jq"]
    assert "up to date" in seedbed("update", "--no-sync", cwd=root).stdout


def test_other_names_replace_those_that_were_given(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--nix", "shell")
    add(root, "ffmpeg")
    add(root, "FFmpeg:nix=ffmpeg-full")
    assert seedbed_table(root)["system-packages"] == ["ffmpeg:nix=ffmpeg-full"]
    assert json.loads((root / ".nix/packages.json").read_text()) == ["ffmpeg-full"]


SAID = {
    ("uv", "none"): (
        "ffmpeg and git-lfs: nothing in this project installs them, so they are only recorded. "
        "Install them yourself: on Debian and Ubuntu with 'sudo apt install ffmpeg git-lfs'; on "
        "macOS, look for them in Homebrew or conda-forge.\n"
    ),
    ("uv", "shell"): (
        "ffmpeg and git-lfs: the Nix shell has them. Without Nix, install them yourself: on Debian "
        "and Ubuntu with 'sudo apt install ffmpeg git-lfs'; on macOS, look for them in Homebrew or "
        "conda-forge.\n"
    ),
    ("pixi", "none"): "ffmpeg and git-lfs: Pixi installs them.\n",
    ("pixi", "shell"): "ffmpeg and git-lfs: Pixi installs them, and the Nix shell has them.\n",
}


@pytest.mark.parametrize(("manager", "nix"), SAID)
def test_what_is_said(tmp_path: Path, manager: str, nix: str) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", manager, "--nix", nix)
    done = seedbed("add", "--no-sync", "--system", "ffmpeg", "git-lfs", cwd=root)
    assert done.returncode == 0, done.stderr
    assert SAID[manager, nix] in done.stdout
    assert ("Next: seedbed sync" in done.stdout) == (manager == "pixi")
    assert not is_due(str(root))


def test_uv_is_not_asked_for_what_it_does_not_read(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM)
    done = seedbed("add", "--system", "ffmpeg", cwd=root, env={"PATH": os.defpath})
    assert done.returncode == 0, done.stderr
    assert seedbed_table(root)["system-packages"] == ["ffmpeg"]
    assert not (root / "uv.lock").exists()
    assert not is_due(str(root))


def test_a_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "conda")
    before = contents(root)
    done = seedbed("add", "--dry-run", "--system", "ffmpeg", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "+  - ffmpeg\n" in done.stdout
    assert done.stdout.endswith("Nothing was written.\n")
    done = seedbed("add", "--dry-run", "--json", "--system", "ffmpeg", cwd=root)
    result = json.loads(done.stdout)["result"]
    assert result["written"] is False
    assert "environment.yml" in [one["path"] for one in result["files"]]
    assert contents(root) == before


REFUSED = {
    "unknown name": (
        ("add", "--system", "mytool"), "unknown-system-package",
        ("seedbed knows no conda name and no nixpkgs attribute for the system package 'mytool', "
        "which Pixi and Nix need."),
        "--system mytool:conda=NAME:nix=ATTRIBUTE",
    ),
    "mistyped": (
        ("add", "--system", "ffmpg"), "unknown-system-package",
        ("seedbed knows no conda name and no nixpkgs attribute for the system package 'ffmpg', "
        "which Pixi and Nix need."),
        "Did you mean 'ffmpeg'?",
    ),
    "no name": (
        ("add", "--system", "a b"), "bad-system-package",
        ("'a b' is not a system package: its name contains ' ', but only ASCII letters, digits, "
        "'-', '_', '.' and '+' are allowed."),
        "Give its name alone",
    ),
    "in two ways": (
        ("add", "--system", "jq:nix=a", "jq:nix=b"), "bad-system-package",
        "The system package jq is given in two ways: jq:nix=a and jq:nix=b.",
        "Leave one of them out.",
    ),
    "not for all platforms": (
        ("add", "--system", "tmux"), "lacks-platform",
        "conda-forge has no 'tmux' for win-64, which the lock covers.",
        "'seedbed update --set platforms=linux-64'",
    ),
    "not there": (
        ("remove", "--system", "jqq"), "not-there",
        "'jqq' is not among this project's own system packages.",
        "Did you mean 'jq'? It has jq.",
    ),
    "with a group": (
        ("add", "--system", "ffmpeg", "--group", "docs"), "bad-usage",
        "--system and --group cannot be combined.",
        "Leave one of them out.",
    ),
    "nothing": (
        ("remove", "--system"), "bad-usage",
        "Name at least one package.",
        "See 'seedbed remove --help'.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def with_jq(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is only looked at."""
    folder = tmp_path_factory.mktemp("with-jq")
    options = ("--manager", "pixi", "--nix", "shell", "--system-package", "jq")
    return make(folder, "--platform", "linux-64,win-64", *options)


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_gets_one_sentence(with_jq: Path, case: str) -> None:
    arguments, code, message, hint = REFUSED[case]
    before = contents(with_jq)
    done = seedbed(*arguments, "--json", cwd=with_jq)
    assert done.returncode == USAGE
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["message"]) == (code, message)
    assert hint in error["hint"]
    assert contents(with_jq) == before


def test_what_nothing_needs_a_name_for_is_recorded(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM)
    done = seedbed("add", "--system", "mytool", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stderr == (
        "note: seedbed does not know the system package 'mytool', so it only records it. To say "
        "what others call it: --system mytool:nix=ATTRIBUTE:conda=NAME:debian=NAME\n"
    )
    assert seedbed_table(root)["system-packages"] == ["mytool"]


@pytest.mark.parametrize("lock", [None, b"version: 7\n"], ids=["without a lock", "with a lock"])
@pytest.mark.parametrize("fails_at", ["lock", "install"])
def test_a_failing_manager_leaves_all_as_it_was(
    tmp_path: Path, fails_at: str, lock: bytes | None
) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi", "--nix", "shell")
    if lock:
        (root / "pixi.lock").write_bytes(lock)
    fake = program(
        tmp_path / "bin" / "pixi",
        'if [ "$1" = --version ]; then echo "pixi 0.77.0"; exit; fi\n'
        'for word in "$@"; do case "$word" in *pyproject.toml) grep -q ffmpeg "$word" || exit 9; '
        f'echo new > "$(dirname "$word")/pixi.lock";; esac; done\n'
        f'case "$*" in *{fails_at}*) echo "Error: no candidates for ffmpeg" >&2; exit 1;; esac',
    )
    before = standing(root)
    path = f"{fake.parent}{os.pathsep}{os.environ['PATH']}"
    done = seedbed("add", "--system", "ffmpeg", cwd=root, env={"PATH": path})
    assert done.returncode == 1, done.stdout + done.stderr
    names = (
        "pyproject.toml and pixi.lock are as they were" if lock else "pyproject.toml is as it was"
    )
    assert done.stderr == (
        f"error: 'pixi {fails_at}' failed: no candidates for ffmpeg.\nhint: {names}.\n"
    )
    assert standing(root) == before
    undone = seedbed("update", "--undo", "--no-sync", cwd=root)
    assert "no update" in undone.stderr
    assert standing(root) == before


def test_the_names_are_completed(with_jq: Path) -> None:
    def offered(line: str) -> list[str]:
        variables = {
            "_ARGCOMPLETE": "1", "_ARGCOMPLETE_STDOUT_FILENAME": str(with_jq.parent / "offered"),
            "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_IFS": "\n",
        }  # fmt: skip
        seedbed(cwd=with_jq, env=variables)
        return (with_jq.parent / "offered").read_text().split()

    assert "ffmpeg" in offered("seedbed add --system jq ff")
    assert offered("seedbed add ff") == []
    assert offered("seedbed remove --system j") == ["jq"]


def test_a_missing_manager_is_told_before_anything_is_written(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi")
    before = contents(root)
    done = seedbed("add", "--system", "ffmpeg", cwd=root, env={"PATH": os.defpath})
    assert done.returncode == ENVIRONMENT
    assert "pixi" in done.stderr.lower()
    assert contents(root) == before
