"""`seedbed verify` where files are traps: large, deep, odd, or changing."""

from __future__ import annotations

import json
import marshal
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from attacked import CACHED, SITE, UNCHECKED, compiled, evil, planted, told

from seedbed.cli import main
from seedbed.commands.verify import Verification, Wanted, verify
from seedbed.errors import SeedbedError
from seedbed.verify.distributions import Distribution, twice
from seedbed.verify.values import Difference


def nested(depth: int) -> bytes:
    """A tuple that holds itself twice over at each depth, in a few bytes."""
    inner = b"\xa9\x00"
    opened = b"\xa9\x02" * depth
    return opened + inner + b"".join(b"r" + (depth - n).to_bytes(4, "little") for n in range(depth))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (nested(60), "doesn't come from its source"),
        (b"(" + (0x7FFFFFF0).to_bytes(4, "little"), "is damaged"),
        (b"", "is damaged"),
        (b"\x00", "is damaged"),
        (marshal.dumps((1 << 20_000,)), "doesn't come from its source"),
        (marshal.dumps(frozenset({1, 2})), "doesn't come from its source"),
    ],
)
def test_compiled_files_that_are_traps(body: bytes, what: str, inside: Path) -> None:
    compiled(inside, body)
    other = f"{SITE}/__pycache__/marl.cpython-311.pyc"
    (inside / other).parent.mkdir(exist_ok=True)
    (inside / other).write_bytes(UNCHECKED + evil())
    assert told() == [
        ("compiled", other, "doesn't come from its source"),
        ("compiled", CACHED, what),
    ]


def test_large_files_that_hold_nothing(inside: Path) -> None:
    compiled(inside, b"")
    os.truncate(inside / CACHED, 65 << 20)
    what = "can't be compared: it has more than 64 MiB"
    assert told() == [("compiled", CACHED, what)]


def test_another_version_beside(inside: Path) -> None:
    path = "lib/python3.1/site-packages/extra.py"
    (inside / path).parent.mkdir(parents=True)
    (inside / path).write_text("")
    assert told() == [("unowned", path, "belongs to no package")]


def test_it_changes_while_it_is_read(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changing(found: Iterable[Distribution]) -> Iterator[Difference]:
        (inside / SITE / "marl.py").write_text("VERSION = 2\n")
        return twice(found)

    monkeypatch.setattr("seedbed.commands.verify.twice", changing)
    found: Verification = verify(Wanted(offline=True))
    assert found.wanting == ("Something changed the environment while seedbed read it.",)
    assert found.status == 3


def test_names_that_steer_a_terminal(
    inside: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    name = b"x\n3 packages are byte for byte what uv.lock names\x1b[31m\xff.py"
    (inside / SITE / os.fsdecode(name)).write_text("")
    assert main(["verify", "--offline"]) == 1
    text = capsysbinary.readouterr().out
    place = os.path.relpath(inside / SITE).encode()
    shown = rb"x\n3 packages are byte for byte what uv.lock names\x1b[31m\udcff.py"
    assert text.startswith(place + b"/" + shown + b" belongs to no package.\n\n3 packages are")
    for option in ("--json", "--sarif"):
        assert main(["verify", "--offline", option]) == 1
        out = capsysbinary.readouterr().out
        assert out.isascii()
        assert b"x1b" not in out.replace(b"u001b", b"")
        assert json.loads(out)


def test_an_environment_that_a_clone_brings(
    inside: Path, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "clone"
    shutil.copytree(inside.parent, root, symlinks=True)
    planted(root / ".venv/bin/python", ran, os.path.realpath(inside / "bin/python"))
    (root / ".venv").rename(root / "brought")
    (root / ".venv").symlink_to("brought")
    (root / "brought/.gitignore").unlink()
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    monkeypatch.chdir(root)
    with pytest.raises(SeedbedError) as caught:
        verify(Wanted(offline=True))
    assert (caught.value.code, caught.value.status) == ("environment-tracked", 3)
    assert not ran.exists()


def test_folders_that_are_no_environments(inside: Path) -> None:
    for folder in ("/", "/proc", str(inside.parent)):
        with pytest.raises(SeedbedError) as caught:
            verify(Wanted(offline=True, environment=folder))
        assert caught.value.code == "no-environment"


def test_folders_that_are_too_deep(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.chdir(inside / SITE)
        for _ in range(25):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    with pytest.raises(SeedbedError) as caught:
        verify(Wanted(offline=True))
    assert (caught.value.code, caught.value.status) == ("unreadable", 3)
    assert caught.value.message.endswith("can't be read: File name too long.")
    subprocess.run(["rm", "-rf", "d" * 200], cwd=inside / SITE, check=True)


def test_a_lock_that_has_nothing(inside: Path, tmp_path: Path) -> None:
    lock = tmp_path / "pylock.toml"
    lock.write_text('lock-version = "1.0"\ncreated-by = "a"\npackages = []\n')
    found = verify(Wanted(offline=True, lock=str(lock), environment=str(inside)))
    named = [one.package for one in found.differences if one.kind == "not-in-lock"]
    assert named == ["loam 1.0", "marl 2.0", "peat 0.1", "toolkit 0.1"]
    assert found.status == 1


def test_a_python_that_is_gone(inside: Path) -> None:
    settings = inside / "pyvenv.cfg"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join(["home = /gone/bin", *lines[1:]]) + "\n")
    (inside / "bin/python").unlink()
    (inside / "bin/python").symlink_to("/gone/bin/python3.11")
    what = "leads to /gone/bin/python3.11, which can't be started"
    assert told() == [("linked", "bin/python", what)]
