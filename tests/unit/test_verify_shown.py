"""What people read of a verification: each thing under a heading that is true of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.cli.verify_text import show
from seedbed.commands.verify import Verification
from seedbed.commands.verifying.receipt import against
from seedbed.model.record import replace
from seedbed.verify.receipts import Circumstances, Receipt, parse, statement, unlike_python
from seedbed.verify.values import (
    ABSENT,
    LINKED,
    METADATA,
    MISSING,
    MODE,
    UNLOCKED,
    UNOWNED,
    Difference,
    Proof,
)


def found(
    *differences: Difference,
    proofs: tuple[Proof, ...] = (),
    level: str = "wheel",
    remarks: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Verification:
    return Verification(
        environment="/w/.venv",
        lock="/w/uv.lock",
        lock_sha256="0" * 64,
        level=level,
        proofs=proofs,
        differences=differences,
        remarks=remarks,
        notes=notes,
        format="uv",
    )


def said(one: Verification, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show(one, told=False, again=False)
    return capsys.readouterr().out.splitlines()


def unlocked(name: str) -> tuple[Difference, Proof]:
    what = "is installed, but the lock doesn't have it"
    proof = Proof(name=name, version="1.0", kind="pypi", level="nothing", why=what)
    return Difference(kind=UNLOCKED, path="", package=f"{name} 1.0", what=what), proof


SILT = Proof(name="silt", version="1.0", kind="pypi", level="wheel", archive="0" * 64, files=2)
RECORDED = "1 package agrees with its own records. That finds accidents, but not tampering."
BUILT = Proof(name="bog", version="2.0", kind="pypi", level="record", why="it was built here")


def test_what_differs_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    wrong, proof = unlocked("loam")
    assert said(found(wrong, proofs=(SILT, BUILT, proof)), capsys) == [
        "loam 1.0 is installed, but the lock doesn't have it.",
        "",
        "1 package is byte for byte what uv.lock names (2 files).",
        "1 difference.",
        "Can't be proved by any lock:",
        "  bog 2.0: it was built here.",
        "Next: seedbed sync",
    ]


def test_what_a_sync_keeps_is_removed_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = unlocked("wheel"), unlocked("pip")
    one = found(*(wrong for wrong, _ in pairs), proofs=(SILT, *(proof for _, proof in pairs)))
    assert said(one, capsys)[-1] == "Next: uv pip uninstall pip wheel"


def test_what_came_with_a_seed_goes_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    wheel, packaging = unlocked("wheel"), unlocked("packaging")
    both = found(wheel[0], packaging[0], proofs=(SILT, wheel[1], packaging[1]))
    assert said(both, capsys)[-1] == "Next: uv pip uninstall packaging wheel"
    alone = found(packaging[0], proofs=(SILT, packaging[1]))
    assert said(alone, capsys)[-1] == "Next: seedbed sync"


AGAIN = "Next: remove /w/.venv, then seedbed sync"


@pytest.mark.parametrize(
    ("kind", "path", "package", "then"),
    [
        (LINKED, "bin/python3", "", AGAIN),
        (MODE, "lib", "", AGAIN),
        (MISSING, "pyvenv.cfg", "", AGAIN),
        (METADATA, "", "marl 2.0", AGAIN),
        (UNOWNED, "bin/x", "", "Next: seedbed verify --repair"),
        (ABSENT, "", "marl", "Next: seedbed sync"),
    ],
)
def test_a_repair_is_next_only_where_it_mends(
    kind: str, path: str, package: str, then: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = Difference(kind=kind, path=path, package=package, what="differs")
    one = found(wrong, proofs=(SILT,))
    assert said(one, capsys)[-1] == then
    show(one, told=True, again=True)
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == ("1 difference." if "repair" in then else then)
    bare = replace(one, format="requirements", lock="/w/requirements.txt")
    made_again = "Next: remove /w/.venv, then install what requirements.txt names"
    expected = {AGAIN: made_again, "Next: seedbed sync": "1 difference."}
    assert said(bare, capsys)[-1] == expected.get(then, then)


@pytest.mark.parametrize("level", ["wheel", "record"])
def test_what_is_only_to_be_known(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = found(
        proofs=(SILT,) if level == "wheel" else (BUILT,),
        level=level,
        remarks=("The interpreter, /usr/bin/python3: no lock has its hash.",),
        notes=("conda-meta/state sets variables when you enter the environment: LEAF.",),
    )
    assert (
        said(one, capsys)
        == {
            "wheel": [
                "1 package is byte for byte what uv.lock names (2 files).",
                "Can't be proved by any lock:",
                "  The interpreter, /usr/bin/python3: no lock has its hash.",
                "Note:",
                "  conda-meta/state sets variables when you enter the environment: LEAF.",
            ],
            "record": [
                RECORDED,
                "Note:",
                "  conda-meta/state sets variables when you enter the environment: LEAF.",
            ],
        }[level]
    )


@pytest.mark.parametrize(
    ("time", "when"),
    [
        ("2026-11-29T09:05:59Z", "on 2026-11-29 at 09:05 UTC"),
        ("\x1b[2Jnow", "at a time that it doesn't say"),
    ],
)
def test_when_a_receipt_was_made(time: str, when: str) -> None:
    assert Receipt(time=time, lock_sha256="", level="wheel", packages={}).when == when


OWN = "cpython-3.11.7-linux-x86_64-gnu"


@pytest.mark.parametrize(
    ("python", "interpreter", "said"),
    [
        ("3.11.7", (OWN, "a" * 64), ""),
        ("3.11", ("", ""), ""),
        ("3.12.1", ("", ""), "Python is 3.12.1 here, but 3.11.7 in the receipt"),
        ("3.11.7", (OWN, "b" * 64), f"{OWN} is a different build than in the receipt"),
        (
            "3.11.8",
            (OWN.replace("7", "8"), "b" * 64),
            f"{OWN.replace('7', '8')} is the interpreter here, but the receipt has {OWN}",
        ),
        ("3.11.7", ("cpython-3.11.7-macos-aarch64-none", "b" * 64), ""),
    ],
)
def test_another_python_than_in_a_receipt(
    python: str, interpreter: tuple[str, str], said: str
) -> None:
    receipt = parse(json.dumps(written()))
    assert receipt
    found = [f"{one.package} {one.what}" for one in unlike_python(receipt, python, interpreter)]
    assert found == ([said] if said else [])


def test_a_receipt_that_says_nothing_of_its_python() -> None:
    said = written()
    said["predicate"]["machine"] = {"python": None, "interpreter": None}
    receipt = parse(json.dumps(said))
    assert receipt
    assert list(unlike_python(receipt, "3.12.1", (OWN, "a" * 64))) == []


def test_an_interpreter_that_is_proved_only_in_a_receipt(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps(written()))
    compared = against(replace(found(), lock_sha256="c" * 64), str(tmp_path / "r.json"))
    assert compared.differences == ()
    assert compared.notes[1:] == (
        f"{OWN} is proved in the receipt, but the interpreter here isn't.",
    )


def test_a_receipt_without_the_hash_of_its_interpreter() -> None:
    said = written()
    said["subject"].pop()
    assert parse(json.dumps(said)) is None


def written() -> dict[str, Any]:
    """A receipt, as it's written."""
    about = Circumstances(
        seedbed="1",
        time="",
        level="wheel",
        lock="uv.lock",
        lock_sha256="c" * 64,
        system="linux",
        architecture="x86_64",
        python="3.11.7",
        interpreter=OWN,
        interpreter_sha256="a" * 64,
    )
    return statement(about, [])
