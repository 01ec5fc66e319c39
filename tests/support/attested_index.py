"""A synced project whose index has attestations, with keys that the tests made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import verify_wheels
from attesting import Authority
from fickle_server import Behavior, Fickle, fickle, sends

from seedbed.host import attestations, documents, downloads

MARL = "marl-2.0-py3-none-any.whl"
PROVENANCE = "/integrity/marl"
AUTHORITY = Authority()
PUBLISHED = "  marl 2.0: published by GitHub ground/marl, release.yml."
ONLY_MARL = "1 package is byte for byte what uv.lock names (7 files)."
PUBLISHER = {"kind": "GitHub", "repository": "ground/marl", "workflow": "release.yml"}


@pytest.fixture(scope="module")
def attested_project(
    tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]
) -> Iterator[tuple[Path, Fickle]]:
    """A synced project, and the server of its index."""
    need("uv")
    top = tmp_path_factory.mktemp("attested")
    with fickle(verify_wheels.index(top / "index")) as server:
        root = verify_wheels.project(top / "plot", server.address)
        verify_wheels.sync(root, top / "cache")
        yield root, server


@pytest.fixture
def attested_server(
    attested_project: tuple[Path, Fickle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Fickle]:
    """The server; nothing is known yet but the trust root of the tests."""
    root, server = attested_project
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "known"))
    monkeypatch.setenv("UV_CACHE_DIR", str(root.parent / "cache"))
    monkeypatch.chdir(root)
    given = downloads.Downloads.__init__.__defaults__
    assert given is not None
    monkeypatch.setattr(downloads.Downloads.__init__, "__defaults__", (*given[:2], 0.01, 0.5))
    AUTHORITY.install(tmp_path)
    server.asked.clear()
    yield server
    server.behaviors.clear()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits as long for an index as usual; a page still comes on a busy machine."""
    monkeypatch.setattr(documents.Documents.__init__, "__defaults__", (1.0, 4.0))


@pytest.fixture
def online(attested_server: Fickle, monkeypatch: pytest.MonkeyPatch) -> Fickle:
    """The same, where sigstore's server has just said that the keys of the tests count."""
    monkeypatch.setattr(attestations, "_refresh", lambda _: None)
    return attested_server


def digest(name: str = "marl") -> str:
    """The sha256 of an archive of the index."""
    [file] = Path(f"../index/simple/{name}").glob("*.whl")
    return sha256(file.read_bytes()).hexdigest()


def page(name: str = "marl", **more: object) -> Behavior:
    """What the index answers in JSON; it says where the attestations are."""
    [file] = Path(f"../index/simple/{name}").glob("*.whl")
    one = {"filename": file.name, "url": file.name, "hashes": {"sha256": digest(name)}, **more}
    said = {"meta": {"api-version": "1.3"}, "name": name, "files": [{"hashes": {}}, one]}
    return sends(json.dumps(said).encode())


def attest(server: Fickle, document: bytes | Behavior) -> None:
    """Let the index have attestations of marl."""
    server.behaviors["/simple/marl/"] = page(provenance=f"{server.address}{PROVENANCE}")
    behavior = sends(document) if isinstance(document, bytes) else document
    server.behaviors[PROVENANCE] = behavior


def good(**more: Any) -> dict[str, Any]:
    """An attestation of marl that verifies, but for what is told otherwise."""
    given = {"file": MARL, "digest": digest(), "repository": "ground/marl", **more}
    return AUTHORITY.attestation(**given)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What it printed, without the interpreter's path."""
    shown = capsys.readouterr()
    assert shown.err == ""
    skipped = ("  The interpreter, ", "Can't be proved by any lock:")
    return [line for line in shown.out.splitlines() if not line.startswith(skipped)]
