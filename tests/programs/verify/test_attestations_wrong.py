"""Attestations that don't verify, and servers that don't have them, or keep others waiting.

What is real, and what isn't, stands in `test_attestations.py`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attested_index import (
    MARL,
    ONLY_MARL,
    PROVENANCE,
    PUBLISHER,
    attest,
    attested_project,
    attested_server,
    digest,
    good,
    impatient,
    lines,
    online,
    page,
)
from attesting import Authority, provenance
from fickle_server import Behavior, Fickle, answers, drips, sends, waits

from seedbed.cli import main
from seedbed.commands.verifying import provenance as asking_for_it

__all__ = ["attested_project", "attested_server", "impatient", "online"]  # pytest finds them here


def changed(**more: object) -> dict[str, Any]:
    """An attestation whose statement was changed after it was signed."""
    one = good(**more)
    said = base64.b64decode(one["envelope"]["statement"]).replace(b"null", b"{}  ")
    one["envelope"]["statement"] = base64.b64encode(said).decode()
    return one


def unlogged(**more: object) -> dict[str, Any]:
    """An attestation whose entry in the log isn't in the tree that the log has signed."""
    one = good(**more)
    proof = one["verification_material"]["transparency_entries"][0]["inclusionProof"]
    proof["hashes"] = [base64.b64encode(bytes(32)).decode()]
    return one


WRONG: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "another digest": (
        lambda: good(digest="ab" * 32),
        "subject does not match distribution digest",
    ),
    "another file": (
        lambda: good(file="marl-2.1-py3-none-any.whl"),
        "subject does not match distribution name: marl-2.1-py3-none-any.whl != " + MARL,
    ),
    "changed": (changed, "DSSE: invalid signature"),
    "expired": (
        lambda: good(late=timedelta(minutes=10)),
        (
            "failed to build timestamp certificate chain: validation failed: cert is not valid at "
            "validation time (encountered processing <Certificate(subject=<Name()>, ...)>)"
        ),
    ),
    "another repository": (
        lambda: good(repository="weeds/marl"),
        (
            "Certificate's OIDCSourceRepositoryURI does not match (got "
            "https://github.com/weeds/marl, expected https://github.com/ground/marl)"
        ),
    ),
    "another kind": (
        lambda: good(predicate="https://example.com/1"),
        "unknown attestation type: https://example.com/1",
    ),
    "another authority": (
        lambda: Authority().attestation(MARL, digest(), repository="ground/marl"),
        (
            "failed to build timestamp certificate chain: validation failed: candidates exhausted: "
            "signature does not match"
        ),
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_does_not_verify_differs(
    kind: str, online: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    make, why = WRONG[kind]
    attest(online, provenance(good(), make(), publisher=PUBLISHER))
    assert main(["verify", "--attestations", "marl"]) == 0
    assert lines(capsys) == [
        ONLY_MARL,
        "Attestations:",
        f"  marl 2.0: an attestation doesn't verify: {why}.",
    ]
    assert main(["verify", "--require-attestations", "marl"]) == 1
    assert lines(capsys) == [
        f"marl 2.0 has an attestation that doesn't verify: {why}.",
        "",
        ONLY_MARL,
        "1 difference.",
    ]


@pytest.mark.parametrize("make", [unlogged, lambda: good(workflow="other.yml")])
def test_whatever_is_wrong_differs(
    make: Callable[[], dict[str, Any]], online: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    attest(online, provenance(make(), publisher=PUBLISHER))
    assert main(["verify", "--require-attestations", "marl"]) == 1
    said = lines(capsys)[0]
    assert said.startswith("marl 2.0 has an attestation that doesn't verify: ")
    assert len(said) < 300


UNKNOWN: dict[str, tuple[bytes | Behavior, str]] = {
    "garbage": (b"garbage", f"What the index says of {MARL} can't be understood"),
    "another form": (b'{"version": 2}', f"What the index says of {MARL} can't be understood"),
    "deep": (b"[" * 100_000, f"What the index says of {MARL} can't be understood"),
    "404": (answers(404), "ADDRESS can't be downloaded: the server answers 404"),
    "500": (answers(500), "ADDRESS can't be downloaded: the server answers 500"),
    "10 MB": (sends(bytes(10_000_000)), "ADDRESS can't be downloaded: it has more than 1048576 by"),
    "endless": (
        sends(bytes(10_000_000), said=-1),
        "ADDRESS can't be downloaded: it has more than 1048576 bytes",
    ),
    "cut off": (
        sends(b"{}", said=100),
        "ADDRESS can't be downloaded: the connection ended after 2 of 100 bytes",
    ),
}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_what_cannot_be_had_is_not_proved(
    kind: str, online: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    behavior, why = UNKNOWN[kind]
    attest(online, behavior)
    assert main(["verify", "--require-attestations", "marl"]) == 3
    said = lines(capsys)
    assert said[:2] == [ONLY_MARL, "Not proved:"]
    expected = why.replace("ADDRESS", f"{online.address}{PROVENANCE}")
    assert said[2].startswith(f"  marl 2.0: attestations can't be checked: {expected}")
    assert len(said) == 3


SLOW: dict[str, tuple[Behavior, str]] = {
    "slow": (drips(bytes(1000), 0.1), "it takes more than 4 s"),
    "silent": (waits, "timed out"),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", SLOW)
def test_what_takes_too_long_is_not_proved(
    kind: str, online: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    behavior, why = SLOW[kind]
    attest(online, behavior)
    assert main(["verify", "--require-attestations", "marl"]) == 3
    assert lines(capsys)[2:] == [
        (
            f"  marl 2.0: attestations can't be checked: {online.address}{PROVENANCE} can't be "
            f"downloaded: {why}."
        )
    ]


PAGES: dict[str, tuple[Behavior, str]] = {
    "HTML": (sends(b"<!DOCTYPE html>"), "no attestations: its index doesn't answer in JSON."),
    "a list": (sends(b"[]"), "no attestations: its index doesn't answer in JSON."),
    "others": (
        sends(b'{"files": []}'),
        (
            "attestations can't be checked: its index no longer lists the archive that the "
            "lock names."
        ),
    ),
    "gone": (
        answers(404),
        (
            "attestations can't be checked: ADDRESS/simple/marl/ can't be downloaded: the "
            "server answers 404."
        ),
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_indexes_of_all_kinds(
    kind: str, online: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    behavior, why = PAGES[kind]
    online.behaviors["/simple/marl/"] = behavior
    assert main(["verify", "--require-attestations", "marl"]) == 3
    why = why.replace("ADDRESS", online.address)
    assert lines(capsys) == [ONLY_MARL, "Not proved:", f"  marl 2.0: {why}"]


def test_sarif(online: Fickle, capsys: pytest.CaptureFixture[str]) -> None:
    attest(online, provenance(changed(), publisher=PUBLISHER))
    online.behaviors["/simple/peat/"] = page("peat")
    words = ["verify", "--require-attestations", "--sarif", "marl", "peat"]
    assert main(words) == 1
    [run] = json.loads(capsys.readouterr().out)["runs"]
    [result] = run["results"]
    assert result["ruleId"] == "verify-attestation"
    assert result["message"]["text"] == (
        "marl 2.0 has an attestation that doesn't verify: DSSE: invalid signature."
    )
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "peat 0.1: no attestations."


@pytest.mark.usefixtures("impatient")
def test_a_server_that_lets_wait_is_asked_once(
    online: Fickle, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_for_it, "_TOO_LONG", 0.4)
    monkeypatch.setattr(asking_for_it, "_JOBS", 1)
    for name in ("loam", "marl", "peat"):
        online.behaviors[f"/simple/{name}/"] = waits
    assert main(["verify", "--require-attestations"]) == 3
    assert lines(capsys)[1:] == [
        "Not proved:",
        (
            "  loam 1.0, marl 2.0, peat 0.1: attestations can't be checked: "
            f"{online.address}/simple/loam/ can't be downloaded: timed out."
        ),
    ]
    assert {path for path, _ in online.asked if not path.endswith(".whl")} == {"/simple/loam/"}


def test_after_a_repair_that_cannot_help(
    online: Fickle, capsys: pytest.CaptureFixture[str]
) -> None:
    attest(online, provenance(changed(), publisher=PUBLISHER))
    config = Path(".venv/pyvenv.cfg")
    kept = config.read_text()
    config.write_text(f"{kept}extra = 1\n")
    try:
        assert main(["verify", "--repair", "--yes", "--require-attestations"]) == 1
    finally:
        config.write_text(kept)
    said = lines(capsys)
    assert "seedbed can't repair that; see the page about verifying." in said
    assert "  marl 2.0: an attestation doesn't verify: DSSE: invalid signature." in said
