"""Where archives come from can fail in many ways: the others are proved, and the reason is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest
import verify_wheels
from cli import seedbed
from fickle_server import (
    Fickle,
    answers,
    fickle,
    in_turn,
    moves_to,
    sends,
    waits,
    wants_login,
)

from seedbed.cli import main
from seedbed.commands.verify import Wanted, verify
from seedbed.host import downloads

FILE = "marl-2.0-py3-none-any.whl"
WHEEL = f"/simple/marl/{FILE}"
X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
"""The sha256 of `x`."""
OTHERS = {"loam": "wheel", "marl": "record", "peat": "wheel"}


@pytest.fixture(scope="module")
def synced(
    tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]
) -> Iterator[tuple[Path, Fickle]]:
    """A synced project, and the server of its index."""
    need("uv")
    top = tmp_path_factory.mktemp("sources")
    with fickle(verify_wheels.index(top / "index")) as server:
        root = verify_wheels.project(top / "plot", server.address)
        verify_wheels.sync(root, top / "cache")
        yield root, server


@pytest.fixture
def server(
    synced: tuple[Path, Fickle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Fickle]:
    """The server; what archives hold isn't known yet."""
    root, server = synced
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    monkeypatch.setenv("UV_CACHE_DIR", str(root.parent / "cache"))
    monkeypatch.chdir(root)
    given = downloads.Downloads.__init__.__defaults__
    assert given is not None
    monkeypatch.setattr(downloads.Downloads.__init__, "__defaults__", (*given[:2], 0.01, 0.5))
    server.asked.clear()
    yield server
    server.behaviors.clear()


def data() -> bytes:
    return Path(f"../index{WHEEL}").read_bytes()


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("404", "ADDRESS can't be downloaded: the server answers 404"),
        ("401", "ADDRESS can't be downloaded: the server answers 401, so it may want a login"),
        ("500", "ADDRESS can't be downloaded: the server answers 500"),
        ("silent", "ADDRESS can't be downloaded: timed out"),
        ("cut", "ADDRESS can't be downloaded: the connection ended after 100 of 900 bytes"),
        (
            "wrong",
            f"the index served {FILE} with sha256 {X}, but the lock names DIGEST",
        ),
    ],
)
def test_one_of_three(
    kind: str, why: str, server: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    from hashlib import sha256

    server.behaviors[WHEEL] = {
        "404": answers(404),
        "401": answers(401),
        "500": answers(500),
        "silent": waits,
        "cut": sends(bytes(100), said=900),
        "wrong": sends(b"x"),
    }[kind]
    assert main(["verify", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)["result"]
    assert {one["name"]: one["level"] for one in found["packages"]} == OTHERS
    expected = why.replace("ADDRESS", f"{server.address}{WHEEL}")
    expected = expected.replace("DIGEST", sha256(data()).hexdigest())
    assert found["packages"][1]["why"] == expected
    assert found["verdict"] == "not-proved"
    server.behaviors.clear()
    assert main(["verify"]) == 0  # what is known of the others isn't asked again
    assert [path for path, _ in server.asked if path.endswith("peat-0.1-py3-none-any.whl")] == [
        "/simple/peat/peat-0.1-py3-none-any.whl"
    ]


@pytest.mark.parametrize("kind", ["later", "no length", "elsewhere"])
def test_what_comes_in_the_end(kind: str, server: Fickle) -> None:
    whole = data()
    server.behaviors["/moved.whl"] = sends(whole)
    server.behaviors[WHEEL] = {
        "later": in_turn(answers(500), answers(503), sends(whole)),
        "no length": sends(whole, said=-1),
        "elsewhere": moves_to("/moved.whl"),
    }[kind]
    assert verify(Wanted()).status == 0


@pytest.mark.parametrize("option", ["", "--json", "--sarif"])
def test_passwords_stay_secret(
    option: str,
    server: Fickle,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    root = tmp_path / "plot"
    shutil.copytree(".", root, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    lock = (root / "uv.lock").read_text()
    secret = server.address.replace("//", "//anna:s3cret@")
    (root / "uv.lock").write_text(lock.replace(f"{server.address}{WHEEL}", f"{secret}{WHEEL}"))
    monkeypatch.setenv("UV_INDEX_URL", f"{secret}/simple")
    server.behaviors[WHEEL] = answers(401)
    words = ["verify", "--lock", str(root / "uv.lock"), "--env", ".venv", option]
    assert main([one for one in words if one]) == 3
    shown = capsys.readouterr()
    assert "the server answers 401" in shown.out
    assert "s3cret" not in shown.out + shown.err
    server.behaviors[WHEEL] = wants_login("anna:s3cret", data())
    assert main([one for one in words if one]) == 0
    assert "s3cret" not in capsys.readouterr().out


def test_without_a_network(server: Fickle, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--offline"]) == 3
    assert server.asked == []
    lines = capsys.readouterr().out.splitlines()
    assert (
        "  marl 2.0: its archive hasn't been read yet, and --offline forbids downloading it."
        in lines
    )


def test_a_folder_for_conda_records_alone_is_no_environment(tmp_path: Path) -> None:
    (tmp_path / "prefix" / "conda-meta").mkdir(parents=True)
    (tmp_path / "lock.txt").write_text("sprout==1.0\n")
    done = seedbed("verify", "--lock", "lock.txt", "--env", "prefix", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"error: {tmp_path / 'prefix'} isn't a Python environment: it has neither pyvenv.cfg nor "
        "packages.\nhint: Name an environment with --env.\n"
    )


def test_a_missing_lock_is_made_by_what_makes_it(tmp_path: Path) -> None:
    for manager, command in {
        "uv": "seedbed sync",
        "conda": "conda-lock lock --file environment.yml --file environment-dev.yml",
    }.items():
        root = tmp_path / manager
        made = seedbed("new", manager, "--yes", "--no-sync", "--manager", manager, cwd=tmp_path)
        assert made.returncode == 0
        folder = ".conda" if manager == "conda" else ".venv"
        (root / folder).mkdir()
        lock = "conda-lock.yml" if manager == "conda" else "uv.lock"
        done = seedbed("verify", cwd=root)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == (
            f"error: There is no {lock} to say what should be installed.\n"
            f"hint: Run '{command}' to make it, or name one with --lock.\n"
        )


def test_a_project_that_seedbed_does_not_manage(
    server: Fickle, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = Path("pyproject.toml").read_text()
    plain = tmp_path / "plain"
    shutil.copytree(Path.cwd(), plain, symlinks=True)
    (plain / "pyproject.toml").write_text(text.partition("[tool.seedbed]")[0])
    with chdir(plain):
        found = verify(Wanted())
        assert {one.name: one.level for one in found.proofs} == dict.fromkeys(OTHERS, "wheel")
        shutil.rmtree(".venv")
        assert main(["verify"]) == 3
    assert capsys.readouterr().err == (
        f"error: There is no environment in {plain / '.venv'}.\n"
        "hint: Run 'uv sync' to make it, or name one with --env.\n"
    )
    assert server.asked


def test_where_poetry_may_keep_an_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    Path("poetry.lock").write_text('package = []\n[metadata]\nlock-version = "2.1"\n')
    assert main(["verify"]) == 3
    assert capsys.readouterr().err == (
        f"error: There is no environment in {tmp_path / '.venv'}.\n"
        "hint: Run 'poetry sync' to make it, or name one with "
        '--env "$(poetry env info --path)".\n'
    )


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds an environment, but no lock."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_fails_is_not_what_differs(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 3
    assert capsys.readouterr().err.splitlines()[0] == (
        f"error: There is no lock in {bare}, and no seedbed project was found there or above it."
    )
    (bare / "uv.lock").write_bytes(b"\xff")
    assert main(["verify"]) == 3
    assert "is not UTF-8 text" in capsys.readouterr().err
