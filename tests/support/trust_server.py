"""A server of keys in the place of sigstore's: a repository of TUF, signed in the test."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from platformdirs import user_data_path
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]
from tuf.api.metadata import (  # type: ignore[attr-defined]
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

if TYPE_CHECKING:
    from attesting import Authority

TARGETS = ("trusted_root.json", "signing_config.v0.2.json")


class TrustServer:
    """Writes a repository into a folder that a server shows.

    Args:
        folder: the folder.
        lasts: how long what it says counts.
    """

    def __init__(self, folder: Path, lasts: timedelta = timedelta(days=1)) -> None:
        self._folder = folder
        self._signer = CryptoSigner.generate_ed25519()
        self._expires = datetime.now(UTC).replace(microsecond=0) + lasts

    def says(self, authority: Authority) -> None:
        """Let the keys of an authority count."""
        targets = Targets(expires=self._expires)
        signing = {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaConfig": {"selector": "ANY"},
        }
        for name, said in zip(TARGETS, (authority.trust_root(), signing), strict=True):
            data = json.dumps(said).encode()
            one = TargetFile.from_data(name, data, ["sha256"])
            targets.targets[name] = one
            self._write(f"targets/{one.hashes['sha256']}.{name}", data)
        root = Root(expires=datetime.now(UTC).replace(microsecond=0) + timedelta(days=1))
        for role in ("root", "targets", "snapshot", "timestamp"):
            root.add_key(self._signer.public_key, role)
        self._sign("1.root.json", root)
        self._sign("1.targets.json", targets)
        snapshot = Snapshot(expires=self._expires, meta={"targets.json": MetaFile(1)})
        self._sign("1.snapshot.json", snapshot)
        self._sign("timestamp.json", Timestamp(expires=self._expires, snapshot_meta=MetaFile(1)))

    def introduce(self, address: str) -> None:
        """Let the client know the first keys, which come with the library for sigstore's server."""
        folder = user_data_path("sigstore-python", "sigstore") / "tuf" / quote(address, safe="")
        folder.mkdir(parents=True)
        (folder / "root.json").write_bytes((self._folder / "1.root.json").read_bytes())

    def _sign(self, name: str, signed: Root | Snapshot | Targets | Timestamp) -> None:
        said: Metadata[Any] = Metadata(signed)
        said.sign(self._signer)
        self._write(name, said.to_bytes())

    def _write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
