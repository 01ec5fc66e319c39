"""Attestations (PEP 740) signed by an authority of the tests, and the trust root that has its keys.

Everything that sigstore's verifier checks is real: the certificate and its chain, the timestamp of
the certificate log in it, the signed statement, and the entry in the transparency log with its
proof of inclusion, its checkpoint, and its promise.
"""

from __future__ import annotations

import base64
import json
import struct
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from platformdirs import user_cache_path
from pypi_attestations import AttestationType

PUBLISHED = AttestationType.PYPI_PUBLISH_V1.value
GITHUB = {"kind": "GitHub", "repository": "ground/loam", "workflow": "release.yml"}
SIGNED = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When everything is signed."""
_LOG = "log.example"
_STAMPS = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_FULCIO = "1.3.6.1.4.1.57264.1"
_SHA256 = ec.ECDSA(hashes.SHA256())


class Authority:
    """Signs as Fulcio, the certificate log, and Rekor do, with keys of its own."""

    def __init__(self) -> None:
        self._root_key, self._certificate_log, self._log = (
            ec.generate_private_key(ec.SECP256R1()) for _ in range(3)
        )

    def trust_root(self) -> dict[str, Any]:
        """The trust root (JSON) that has its keys."""
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [_log_instance(self._log)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "tests", "commonName": "root"},
                    "certChain": {"certificates": [{"rawBytes": _text(_der(self._root))}]},
                    "validFor": {"start": "2020-01-01T00:00:00Z"},
                }
            ],
            "ctlogs": [_log_instance(self._certificate_log)],
        }

    def install(self, below: Path) -> None:
        """Put the trust root where sigstore keeps its copy, in the cache that variables name.

        Args:
            below: a folder of the test that this cache has to be in: the user's own keys stay.
        """
        name = "https%3A%2F%2Ftuf-repo-cdn.sigstore.dev"
        folder = user_cache_path("sigstore-python", "sigstore") / "tuf" / name
        if not folder.is_relative_to(below):
            pytest.skip("sigstore's cache has a fixed place on this system")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "trusted_root.json").write_text(json.dumps(self.trust_root()))

    def attestation(
        self,
        file: str,
        digest: str,
        *,
        repository: str = "ground/loam",
        workflow: str = "release.yml",
        predicate: str = PUBLISHED,
        late: timedelta = timedelta(),
    ) -> dict[str, Any]:
        """An attestation.

        Args:
            file: the name of the archive.
            digest: its sha256.
            repository: the repository at GitHub that publishes it.
            workflow: the file of its workflow.
            predicate: what kind of attestation it is.
            late: how long after the certificate was made the log took it.
        """
        statement = json.dumps(
            {
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [{"name": file, "digest": {"sha256": digest}}],
                "predicateType": predicate,
                "predicate": None,
            }
        ).encode()
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._leaf(key.public_key(), repository, workflow)
        signature = key.sign(_encoded(statement), _SHA256)
        return {
            "version": 1,
            "verification_material": {
                "certificate": _text(_der(certificate)),
                "transparency_entries": [self._entry(certificate, statement, signature, late)],
            },
            "envelope": {"statement": _text(statement), "signature": _text(signature)},
        }

    @cached_property
    def _root(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "root")])
        key = self._root_key.public_key()
        return (
            _builder(name, name, key, timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .sign(self._root_key, hashes.SHA256())
        )

    def _leaf(
        self, key: ec.EllipticCurvePublicKey, repository: str, workflow: str
    ) -> x509.Certificate:
        """A certificate for ten minutes, with the timestamp of the certificate log in it."""
        at = f"https://github.com/{repository}"
        build = f"{at}/.github/workflows/{workflow}@refs/tags/v1"
        claims = {
            8: "https://token.actions.githubusercontent.com",
            12: at,
            14: "refs/tags/v1",
            18: build,
        }
        code = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._root_key.public_key())
        builder = (
            _builder(self._root.subject, x509.Name([]), key, timedelta(minutes=10))
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(code, critical=False)
            .add_extension(issuer, critical=False)
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(build)]), critical=True
            )
        )
        for number, text in claims.items():
            oid = x509.ObjectIdentifier(f"{_FULCIO}.{number}")
            builder = builder.add_extension(
                x509.UnrecognizedExtension(oid, _tagged(0x0C, text.encode())), critical=False
            )
        draft = _stamped(builder, b"\0" * 8).sign(self._root_key, hashes.SHA256())
        stamp = self._stamp(draft.tbs_precertificate_bytes)
        return _stamped(builder, stamp).sign(self._root_key, hashes.SHA256())

    def _stamp(self, certificate: bytes) -> bytes:
        """A signed certificate timestamp (RFC 6962)."""
        head = struct.pack("!BBQH", 0, 0, int(SIGNED.timestamp() * 1000), 1)
        length = struct.pack("!I", len(certificate))[1:]
        issuer = sha256(_public(self._root_key)).digest()
        signature = self._certificate_log.sign(
            head + issuer + length + certificate + b"\0\0", _SHA256
        )
        log_id = sha256(_public(self._certificate_log)).digest()
        time = struct.pack("!Q", int(SIGNED.timestamp() * 1000))
        body = b"\0" + log_id + time + b"\0\0" + b"\x04\x03"
        return body + struct.pack("!H", len(signature)) + signature

    def _entry(
        self, certificate: x509.Certificate, statement: bytes, signature: bytes, late: timedelta
    ) -> dict[str, Any]:
        """An entry of the transparency log, the first one of two."""
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        envelope = _canonical({"payload": _text(statement), "signatures": [_text(signature)]})
        body = _canonical(
            {
                "apiVersion": "0.0.1",
                "kind": "dsse",
                "spec": {
                    "envelopeHash": {"algorithm": "sha256", "value": sha256(envelope).hexdigest()},
                    "payloadHash": {"algorithm": "sha256", "value": sha256(statement).hexdigest()},
                    "signatures": [{"signature": _text(signature), "verifier": _text(pem)}],
                },
            }
        )
        other = sha256(b"another entry").digest()
        root = sha256(b"\1" + sha256(b"\0" + body).digest() + other).digest()
        note = f"{_LOG} - 1\n2\n{_text(root)}\n"
        log_id = sha256(_public(self._log)).digest()
        signed = _text(log_id[:4] + self._log.sign(note.encode(), _SHA256))
        time = int((SIGNED + timedelta(minutes=1) + late).timestamp())
        promised = {
            "body": _text(body),
            "integratedTime": time,
            "logID": log_id.hex(),
            "logIndex": 0,
        }
        return {
            "logIndex": "0",
            "logId": {"keyId": _text(log_id)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(time),
            "inclusionPromise": {
                "signedEntryTimestamp": _text(self._log.sign(_canonical(promised), _SHA256))
            },
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": _text(root),
                "treeSize": "2",
                "hashes": [_text(other)],
                "checkpoint": {"envelope": f"{note}\n\u2014 {_LOG} {signed}\n"},
            },
            "canonicalizedBody": _text(body),
        }


def provenance(*attestations: dict[str, Any], publisher: dict[str, Any] | None = None) -> bytes:
    """The document that an index has for a file."""
    bundle = {"publisher": publisher or GITHUB, "attestations": list(attestations)}
    return json.dumps({"version": 1, "attestation_bundles": [bundle]}).encode()


def _builder(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey, valid: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED - (valid if valid.days else timedelta()))
        .not_valid_after(SIGNED + valid)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _stamped(builder: x509.CertificateBuilder, stamp: bytes) -> x509.CertificateBuilder:
    listed = struct.pack("!H", len(stamp)) + stamp
    value = _tagged(0x04, struct.pack("!H", len(listed)) + listed)
    return builder.add_extension(x509.UnrecognizedExtension(_STAMPS, value), critical=False)


def _tagged(tag: int, data: bytes) -> bytes:
    """A value in DER."""
    size = bytes([len(data)]) if len(data) < 128 else b"\x81" + bytes([len(data)])
    return bytes([tag]) + size + data


def _encoded(statement: bytes) -> bytes:
    """What is signed of a statement (DSSE)."""
    kind = b"application/vnd.in-toto+json"
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement)


def _log_instance(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    public = _public(key)
    return {
        "baseUrl": f"https://{_LOG}",
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": _text(public),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": {"start": "2020-01-01T00:00:00Z"},
        },
        "logId": {"keyId": _text(sha256(public).digest())},
    }


def _public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _canonical(value: dict[str, Any]) -> bytes:
    """JSON as RFC 8785 writes it, for plain values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
