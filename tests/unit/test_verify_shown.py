"""What people read of a verification: each thing under a heading that is true of it."""

from __future__ import annotations

import pytest

from seedbed.cli.verify_text import show
from seedbed.commands.verify import Verification
from seedbed.verify.receipts import Receipt
from seedbed.verify.values import UNLOCKED, Difference, Proof


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
