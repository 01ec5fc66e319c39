"""`seedbed verify --cache`, `--repair`, and receipts, on real environments of uv's."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import verify_wheels
from cli import seedbed
from pixi_runs import served
from verify_changes import SITE


@pytest.fixture
def made(
    tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A synced project, whose files are hard links into the cache of uv, and its twin `second`."""
    need("uv")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_LINK_MODE", "hardlink")
    with served(verify_wheels.index(tmp_path / "index")) as address:
        root = verify_wheels.project(tmp_path / "plot", address)
        sync(root)
        second = tmp_path / "second"
        second.mkdir()
        for name in ("pyproject.toml", "uv.lock"):
            shutil.copy(root / name, second)
        yield root


def sync(root: Path) -> None:
    """Let uv install what the lock has."""
    cache = Path(os.environ["UV_CACHE_DIR"])
    verify_wheels.sync(root, cache, env={"UV_LINK_MODE": "hardlink"})


def poison(root: Path) -> None:
    """Change a file where it lies, so that the cache has the change, too."""
    with (root / ".venv" / SITE / "marl.py").open("a") as file:
        file.write("leak = True\n")


def lines(said: str) -> list[str]:
    """What it said, without the interpreter's path."""
    return [line for line in said.splitlines() if not line.startswith("  The interpreter, ")]


def test_a_poisoned_cache_infects_a_second_project_until_it_is_repaired(
    made: Path, tmp_path: Path
) -> None:
    poison(made)
    second = tmp_path / "second"
    sync(second)
    changed = f".venv/{SITE}/marl.py (marl 2.0) was changed."
    for root in (made, second):
        done = seedbed("verify", cwd=root)
        assert (done.returncode, done.stderr) == (1, "")
        assert lines(done.stdout) == [
            changed,
            "",
            "2 packages are byte for byte what uv.lock names (30 files).",
            "1 difference.",
            "Can't be proved by any lock:",
            "Next: seedbed verify --repair",
        ]
    done = seedbed("verify", "--repair", "--yes", cwd=made)
    assert (done.returncode, done.stderr) == (0, "")
    assert lines(done.stdout) == [
        changed,
        "",
        "seedbed will:",
        "  remove from uv's cache, then install again as locked: marl 2.0",
        "",
        "3 packages are byte for byte what uv.lock names (38 files).",
        "Can't be proved by any lock:",
    ]
    shutil.rmtree(second / ".venv")
    sync(second)
    assert seedbed("verify", cwd=second).returncode == 0


def test_the_cache_itself(made: Path, tmp_path: Path) -> None:
    done = seedbed("verify", "--cache", cwd=made)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "3 packages are byte for byte what uv.lock names (28 files).\n"
    poison(made)
    done = seedbed("verify", "--cache", "--json", cwd=made)
    assert done.returncode == 1
    result = json.loads(done.stdout)["result"]
    (one,) = result["differences"]
    assert result["environment"] == str(tmp_path / "cache")
    assert (one["kind"], one["package"], one["message"]) == ("changed", "marl 2.0", "was changed")
    assert one["file"].endswith("/marl.py")
    done = seedbed("verify", "--cache", "--repair", "--yes", cwd=made)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("2 packages are byte for byte what uv.lock")
    assert seedbed("verify", cwd=made).returncode == 1  # the environment is still as it was


def test_packages_in_the_cache_that_the_lock_lacks(made: Path) -> None:
    head, *packages = (made / "uv.lock").read_text().split("[[package]]")
    kept = [one for one in packages if 'name = "loam"' in one.splitlines()]
    (made / "some").mkdir()
    (made / "some/uv.lock").write_text("[[package]]".join([head, *kept]))
    done = seedbed("verify", "--cache", "--lock", "some/uv.lock", cwd=made)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "1 package is byte for byte what uv.lock names (16 files).",
        (
            "Compared only with their own records, as the lock has no such archive: marl 2.0, "
            "peat 0.1."
        ),
    ]


def test_files_that_nobody_owns_are_moved_aside(made: Path) -> None:
    stray = made / ".venv" / SITE / "sitecustomize.py"
    stray.write_text("print('here')\n")
    done = seedbed("verify", "--repair", "--yes", cwd=made)
    assert done.returncode == 0
    what = "belongs to no package, and Python runs it at each start"
    assert done.stdout.splitlines()[0] == f".venv/{SITE}/sitecustomize.py {what}."
    assert not stray.exists()
    (moved,) = made.glob(f".seedbed/unowned/*/{SITE}/sitecustomize.py")
    assert moved.read_text() == "print('here')\n"


def test_a_receipt_is_compared_on_another_machine(made: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    done = seedbed("verify", "--receipt", receipt, cwd=made)
    assert done.stdout.splitlines()[-1] == f"Wrote {receipt}."
    said = json.loads(receipt.read_text())
    assert (said["_type"], said["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "urn:seedbed:verification:1",
    )
    assert [one["name"] for one in said["subject"]] == [
        "uv.lock",
        "loam 1.0",
        "marl 2.0",
        "peat 0.1",
    ]
    second = tmp_path / "second"
    sync(second)
    said["predicate"]["time"] = "2026-11-29T09:05:59Z"
    receipt.write_text(json.dumps(said))
    done = seedbed("verify", "--against", receipt, cwd=second)
    assert done.returncode == 0
    made_on = f"  {receipt} was made on 2026-11-29 at 09:05 UTC"
    assert done.stdout.splitlines()[-2:] == ["Note:", f"{made_on}."]
    said["predicate"]["level"] = "record"
    receipt.write_text(json.dumps(said))
    done = seedbed("verify", "--against", receipt, "--json", cwd=second)
    (note,) = json.loads(done.stdout)["result"]["notes"]
    weak = "at the level record, which finds accidents but not tampering."
    assert f"  {note}" == f"{made_on} {weak}"
    poison(second)
    done = seedbed("verify", "--against", receipt, cwd=second)
    assert done.returncode == 1
    assert "marl 2.0 has different contents than in the receipt.\n" in done.stdout


def test_no_receipt_for_what_differs(made: Path, tmp_path: Path) -> None:
    poison(made)
    done = seedbed("verify", "--receipt", tmp_path / "r.json", cwd=made)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"Did not write {tmp_path / 'r.json'}."
    assert not (tmp_path / "r.json").exists()


def test_a_receipt_replaces_nothing_but_a_receipt(made: Path, tmp_path: Path) -> None:
    before = (made / "uv.lock").read_bytes()
    done = seedbed("verify", "--receipt", "uv.lock", cwd=made)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: uv.lock is there already, and isn't a receipt of 'seedbed verify'.\n"
        "hint: Name another file, or move this one away.\n"
    )
    assert (made / "uv.lock").read_bytes() == before
    for place in (tmp_path, tmp_path / "link"):
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to("nowhere")
        assert seedbed("verify", "--receipt", place, cwd=made).returncode == 2
    for _ in range(2):
        assert seedbed("verify", "--receipt", "receipt.json", cwd=made).returncode == 0


def test_what_is_no_receipt(made: Path) -> None:
    done = seedbed("verify", "--against", "pyproject.toml", cwd=made)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: pyproject.toml isn't a receipt of 'seedbed verify'.\n"
        "hint: 'seedbed verify --receipt FILE' writes one.\n"
    )


def test_a_sync_that_verifies_and_what_status_says(made: Path) -> None:
    assert "\nVerified     never on this machine; " in seedbed("status", cwd=made).stdout
    done = seedbed("sync", "--verify", cwd=made)
    assert done.returncode == 0
    assert "3 packages are byte for byte what uv.lock names (37 files).\n" in done.stdout
    said = seedbed("status", cwd=made).stdout
    assert re.search(
        r"\nVerified     proved \(20\d\d-\d\d-\d\d \d\d:\d\d UTC, level wheel\)\n", said
    )
    poison(made)
    done = seedbed("sync", "--verify", "--json", cwd=made)
    assert done.returncode == 1
    assert json.loads(done.stdout)["result"]["verified"]["verdict"] == "differs"
    with (made / "uv.lock").open("a") as file:
        file.write("# another one\n")
    (row,) = json.loads(seedbed("status", "--json", cwd=made).stdout)["result"]["projects"]
    assert row["verified"]["state"] == "outdated"
