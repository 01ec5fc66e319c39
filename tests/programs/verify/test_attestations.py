"""Attestations of what is installed: verified by the real library, with keys that the tests made.

Bundles, certificates, logs, and the trust root are made here; nothing is replaced but one call in
the fixture `online`: the one that asks sigstore's server which keys count today, which
`test_attestation_keys.py` tries with a server of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attested_index import (
    ONLY_MARL,
    PROVENANCE,
    PUBLISHED,
    PUBLISHER,
    attest,
    attested_project,
    attested_server,
    digest,
    good,
    lines,
    online,
    page,
)
from attesting import provenance
from cli import seedbed
from fickle_server import Fickle, sends, wants_login

from seedbed.cli import main

__all__ = ["attested_project", "attested_server", "online"]  # pytest finds them here


def test_who_published_what(online: Fickle, capsys: pytest.CaptureFixture[str]) -> None:
    attest(online, provenance(good(), good(), publisher=PUBLISHER))
    online.behaviors["/simple/peat/"] = page("peat", provenance=None)
    assert main(["verify", "--attestations"]) == 0
    assert lines(capsys) == [
        "3 packages are byte for byte what uv.lock names (37 files).",
        "Attestations:",
        "  loam 1.0: no attestations: its index doesn't answer in JSON.",
        PUBLISHED,
        "  peat 0.1: no attestations.",
    ]
    assert main(["verify", "--require-attestations"]) == 3
    assert lines(capsys) == [
        "3 packages are byte for byte what uv.lock names (37 files).",
        "Attestations:",
        PUBLISHED,
        "Not proved:",
        "  loam 1.0: no attestations: its index doesn't answer in JSON.",
        "  peat 0.1: no attestations.",
    ]
    assert main(["verify", "--require-attestations", "marl"]) == 0
    assert lines(capsys) == [ONLY_MARL, "Attestations:", PUBLISHED]


def test_nobody_is_asked_without_a_flag(online: Fickle, capsys: pytest.CaptureFixture[str]) -> None:
    attest(online, b"garbage")
    assert main(["verify"]) == 0
    assert "ttestation" not in capsys.readouterr().out
    assert [path for path, _ in online.asked if not path.endswith(".whl")] == []


def test_an_empty_list_is_none(online: Fickle, capsys: pytest.CaptureFixture[str]) -> None:
    attest(online, provenance(publisher=PUBLISHER))
    assert main(["verify", "--require-attestations", "marl"]) == 3
    assert lines(capsys) == [ONLY_MARL, "Not proved:", "  marl 2.0: no attestations."]


def test_what_verified_is_kept_and_verified_again(
    online: Fickle, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    attest(online, provenance(good(), publisher=PUBLISHER))
    words = ["verify", "--require-attestations", "marl"]
    assert main(words) == 0
    online.asked.clear()
    assert main(words) == 0
    assert online.asked == []
    [kept] = (tmp_path / "known" / "seedbed" / "attestations").rglob("*.json")
    kept.write_text(kept.read_text().replace("ground/marl", "weeds/marl"))
    assert main([*words, "--offline"]) == 3
    assert lines(capsys)[-1] == (
        "  marl 2.0: attestations can't be checked: they haven't been asked for yet, and --offline "
        "forbids asking."
    )
    assert main(words) == 0
    assert [path for path, _ in online.asked] == ["/simple/marl/", PROVENANCE]
    assert lines(capsys) == [ONLY_MARL, "Attestations:", PUBLISHED]


def test_a_process_without_a_network_and_without_any_stand_in(
    online: Fickle, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    attest(online, provenance(good(), publisher=PUBLISHER))
    assert main(["verify", "--attestations", "marl"]) == 0
    capsys.readouterr()
    words = ("verify", "--require-attestations", "--offline")
    here = Path.cwd()
    done = seedbed(*words, "--json", "marl", "--receipt", tmp_path / "receipt", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    publisher = {**PUBLISHER, "identity": None}
    [package] = json.loads(done.stdout)["result"]["packages"]
    assert package["attestations"] == {"state": "verified", "publishers": [publisher], "why": None}
    [said] = json.loads((tmp_path / "receipt").read_text())["predicate"]["packages"]
    assert said["publishers"] == [publisher]
    assert seedbed("verify", "--against", tmp_path / "receipt", "marl", cwd=here).returncode == 0
    done = seedbed("verify", "--json", "marl", cwd=here)
    assert json.loads(done.stdout)["result"]["packages"][0]["attestations"] is None


@pytest.mark.parametrize("option", ["UV_DEFAULT_INDEX", "uv.toml"])
def test_a_lock_that_names_neither_index_nor_file(
    option: str,
    online: Fickle,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attest(online, provenance(good(), publisher=PUBLISHER))
    (tmp_path / "requirements.txt").write_text(f"marl==2.0 --hash=sha256:{digest()}\n")
    if option == "uv.toml":
        (tmp_path / "uv.toml").write_text(
            f'[[index]]\nurl = "{online.address}/simple"\ndefault = true\n'
        )
        monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    else:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{online.address}/simple")
    words = ["verify", "--lock", str(tmp_path / "requirements.txt"), "--env", ".venv"]
    assert main([*words, "--require-attestations", "marl"]) == 0
    assert PUBLISHED in lines(capsys)


def test_an_index_that_wants_a_login(
    online: Fickle, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    attest(online, wants_login("anna:s3cret", provenance(good(), publisher=PUBLISHER)))
    secret = online.address.replace("//", "//anna:s3cret@")
    words = ["verify", "--require-attestations", "marl"]
    assert main(words) == 3
    assert lines(capsys)[-1] == (
        f"  marl 2.0: attestations can't be checked: {online.address}{PROVENANCE} can't be "
        "downloaded: the server answers 401, so it may want a login."
    )
    monkeypatch.setenv("UV_INDEX_URL", f"{secret}/simple")
    assert main(words) == 0
    assert "s3cret" not in "".join(lines(capsys))


def test_a_file_of_another_project_does_not_count(
    online: Fickle,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{online.address}/simple")
    (tmp_path / "requirements.txt").write_text(f"marl==2.0 --hash=sha256:{digest()}\n")
    file = {"filename": "weed-2.0-py3-none-any.whl", "hashes": {"sha256": digest()}}
    said = {"files": [{**file, "provenance": f"{online.address}{PROVENANCE}"}]}
    assert main(["verify", "marl"]) == 0
    online.behaviors["/simple/marl/"] = sends(json.dumps(said).encode())
    capsys.readouterr()
    words = ["verify", "--lock", str(tmp_path / "requirements.txt"), "--env", ".venv"]
    assert main([*words, "--require-attestations", "marl"]) == 3
    assert lines(capsys)[-1] == (
        "  marl 2.0: attestations can't be checked: its index calls the archive "
        "weed-2.0-py3-none-any.whl."
    )
