"""Attestations where sigstore's keys, or the library, can't be had; and what it costs without."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from attesting import Authority, provenance
from fickle_server import fickle
from platformdirs import user_data_path
from trust_server import TrustServer

from seedbed.cli import main
from seedbed.errors import SeedbedError
from seedbed.host import attestations
from seedbed.host.attestations import Checker

FILE = "marl-2.0-py3-none-any.whl"
DIGEST = "ab" * 32


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority; the keys on this machine are those that come with the library."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if not user_data_path("sigstore-python").is_relative_to(tmp_path):
        pytest.skip("sigstore's folders have a fixed place on this system")
    return Authority()


def trouble(checker: Checker, authority: Authority) -> str:
    """Why an attestation can't be verified."""
    document = provenance(authority.attestation(FILE, DIGEST))
    with pytest.raises(SeedbedError) as caught:
        checker.publishers(document, FILE, DIGEST)
    assert caught.value.code == "no-trust-root"
    assert caught.value.hint == (
        "Check the network; --offline uses the keys that are on this machine."
    )
    return caught.value.message


@pytest.fixture
def sigstore(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., TrustServer]]:
    """Makes a server of keys in sigstore's place, which the client asks as it asks the real one."""
    folder = tmp_path / "served"
    folder.mkdir()
    with fickle(folder) as server:
        monkeypatch.setattr("sigstore.models.DEFAULT_TUF_URL", server.address)

        def make(**more: timedelta) -> TrustServer:
            one = TrustServer(folder, **more)
            one.says(authority)
            one.introduce(server.address)
            return one

        yield make


def test_a_server_says_which_keys_count_and_they_are_kept(
    authority: Authority, sigstore: Callable[..., TrustServer], tmp_path: Path
) -> None:
    sigstore()
    document = provenance(authority.attestation(FILE, DIGEST))
    [found] = Checker(offline=False).publishers(document, FILE, DIGEST)
    assert found.repository == "ground/loam"
    [path] = (tmp_path / "served" / "targets").glob("*.trusted_root.json")
    path.unlink()
    [found] = Checker(offline=True).publishers(document, FILE, DIGEST)
    assert found.repository == "ground/loam"


def test_keys_that_somebody_else_signed(
    authority: Authority, sigstore: Callable[..., TrustServer], tmp_path: Path
) -> None:
    sigstore()
    TrustServer(tmp_path / "served").says(authority)
    said = trouble(Checker(offline=False), authority)
    assert said.startswith("sigstore's keys can't be had: timestamp was signed by 0/1 keys")


def test_keys_that_were_replaced_without_a_signature(
    authority: Authority, sigstore: Callable[..., TrustServer], tmp_path: Path
) -> None:
    sigstore()
    [path] = (tmp_path / "served" / "targets").glob("*.trusted_root.json")
    path.write_bytes(path.read_bytes().replace(b"tests", b"weeds"))
    said = trouble(Checker(offline=False), authority)
    assert said.startswith("sigstore's keys can't be had: Observed hash ")


def test_keys_that_are_too_old(authority: Authority, sigstore: Callable[..., TrustServer]) -> None:
    sigstore(lasts=-timedelta(minutes=1))
    said = trouble(Checker(offline=False), authority)
    assert said == "sigstore's keys can't be had: timestamp.json is expired."


def test_a_server_that_refuses(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fickle(tmp_path) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        monkeypatch.setenv("https_proxy", proxy.address)
        checker = Checker(offline=False)
        said = trouble(checker, authority)
    assert said.startswith("sigstore's keys can't be had: ")
    assert "501" in said
    assert trouble(checker, authority) == said  # it isn't asked again


def test_a_server_that_never_answers(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("HTTPS_PROXY", address)
        monkeypatch.setenv("https_proxy", address)
        said = trouble(Checker(offline=False, patience=0.5), authority)
    assert said == "sigstore's keys can't be had: its server takes more than 0.5 s."


def test_a_damaged_copy(authority: Authority, tmp_path: Path) -> None:
    authority.install(tmp_path)
    [path] = (tmp_path / "cache").rglob("trusted_root.json")
    path.write_text("{}")
    said = trouble(Checker(offline=True), authority)
    assert said.startswith("sigstore's keys can't be had: the copy on this machine is damaged: ")


def test_the_keys_that_come_with_the_library_do_not_trust_ours(
    authority: Authority, tmp_path: Path
) -> None:
    document = provenance(authority.attestation(FILE, DIGEST))
    with pytest.raises(attestations.UnverifiedError, match="candidates exhausted"):
        Checker(offline=True).publishers(document, FILE, DIGEST)
    authority.install(tmp_path)
    [found] = Checker(offline=True).publishers(document, FILE, DIGEST)
    assert found.repository == "ground/loam"


def test_without_the_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(attestations, "find_spec", lambda _: None)
    assert main(["verify", "--attestations"]) == 3
    assert capsys.readouterr().err == (
        "error: seedbed can't verify attestations without the package pypi-attestations.\n"
        "hint: Install seedbed with its extra, as in: uv tool install './seedbed[attestations]'.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--attestations", "--level", "record"],
            (
                "error: --attestations needs --level wheel.\n"
                "hint: Attestations are about archives, which no other level looks at.\n"
            ),
        ),
        (
            ["--require-attestations", "--cache"],
            (
                "error: --require-attestations can't be used with --cache.\n"
                "hint: Attestations of what an environment has can be verified there.\n"
            ),
        ),
    ],
)
def test_what_does_not_go_together(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *words]) == 2
    assert capsys.readouterr().err == said


def test_nothing_is_imported_that_is_not_needed() -> None:
    program = (
        "import sys, seedbed.cli.verify, seedbed.commands.verifying.attestations\n"
        "seedbed.cli.verify.verify_attested.check_options({'attestations': True})\n"
        "print([one for one in ('pypi_attestations', 'sigstore', 'cryptography', 'pydantic',"
        " 'http.client', 'urllib.request') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
