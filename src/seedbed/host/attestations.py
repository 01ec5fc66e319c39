"""Verifies attestations (PEP 740) with the library `pypi-attestations`, which is an extra."""

from __future__ import annotations

import threading
from importlib.util import find_spec

from seedbed.errors import ENVIRONMENT, SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PATIENCE = 30.0
"""Seconds that sigstore's servers have to say which keys count today."""
_LOGGERS = ("sigstore", "tuf", "urllib3")
_LONGEST = 200
"""Characters of a reason that people read."""


class UnverifiedError(Exception):
    """An attestation doesn't verify; says why, as a clause."""


class Checker:
    """Verifies what an index says of who published its files.

    The keys that sigstore trusts are asked for once, when they are first needed.

    Args:
        offline: whether the keys are those on this machine: what was downloaded last, or what came
            with the library.
        patience: seconds that sigstore's servers have.
    """

    def __init__(self, *, offline: bool, patience: float = PATIENCE) -> None:
        self._offline = offline
        self._patience = patience
        self._trusts = False
        self._trouble: SeedbedError | None = None

    def publishers(self, document: bytes, file: str, sha256: str) -> list[Any]:
        """Who published an archive: the publishers of the library, all of them verified.

        Args:
            document: the provenance, as the index has it.
            file: the archive's name.
            sha256: its hash.

        Returns:
            The publishers; none where the document has no attestation.

        Raises:
            UnverifiedError: when one of the attestations doesn't verify.
            SeedbedError: when that can't be found out: `no-trust-root` without sigstore's keys,
                `bad-provenance` where the document can't be understood.
        """
        from pypi_attestations import Distribution, Provenance

        try:
            bundles = Provenance.model_validate_json(document).attestation_bundles
            archive = Distribution(name=file, digest=sha256)
        except (ValueError, RecursionError):
            raise SeedbedError(
                f"What the index says of {file} can't be understood.",
                "A newer pypi-attestations may know its form.",
                code="bad-provenance",
                status=ENVIRONMENT,
            ) from None
        found = []
        for bundle in bundles:
            for one in bundle.attestations:
                self._trust()
                try:
                    one.verify(bundle.publisher, archive, offline=True)  # _trust() has the keys
                except Exception as error:  # noqa: BLE001  # whatever is in it, it doesn't verify
                    raise UnverifiedError(_clause(error)) from None
                found.append(bundle.publisher)
        return found

    def _trust(self) -> None:
        """Have sigstore's keys, or say why not, the same each time."""
        if not self._trusts and self._trouble is None:
            try:
                self._get_keys()
            except SeedbedError as error:
                self._trouble = error
        if self._trouble is not None:
            raise self._trouble
        self._trusts = True

    def _get_keys(self) -> None:
        import logging

        for name in _LOGGERS:  # what they warn of is said here, or no trouble
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if not self._offline:
            failed: list[Exception] = []
            worker = threading.Thread(target=_refresh, args=(failed,), daemon=True)
            worker.start()
            worker.join(self._patience)
            if worker.is_alive():
                raise _no_keys(f"its server takes more than {self._patience:g} s")
            if failed:
                raise _no_keys(_cause(failed[0]))
        try:
            _keys(offline=True)
        except Exception as error:  # noqa: BLE001  # the copy is a file that anything may be in
            raise _no_keys(f"the copy on this machine is damaged: {_clause(error)}") from None


def is_installed() -> bool:
    """Whether the extra is there; nothing is imported."""
    return find_spec("pypi_attestations") is not None


def check_installed() -> None:
    """Make sure that attestations can be verified.

    Raises:
        SeedbedError: when the extra is missing.
    """
    if not is_installed():
        raise SeedbedError(
            "seedbed can't verify attestations without the package pypi-attestations.",
            "Install seedbed with its extra, as in: uv tool install './seedbed[attestations]'.",
            code="no-attestations-extra",
            status=ENVIRONMENT,
        )


def _refresh(failed: list[Exception]) -> None:
    """Ask sigstore's server which keys count; they lie in the user's cache then."""
    try:
        _keys(offline=False)
    except Exception as error:  # noqa: BLE001  # a thread can't raise
        failed.append(error)


def _keys(*, offline: bool) -> None:
    """Read the keys; the library keeps those of the server in the user's cache, signed (TUF)."""
    from sigstore.models import ClientTrustConfig

    _ = ClientTrustConfig.production(offline=offline).trusted_root


def _no_keys(why: str) -> SeedbedError:
    return SeedbedError(
        f"sigstore's keys can't be had: {why}.",
        "Check the network; --offline uses the keys that are on this machine.",
        code="no-trust-root",
        status=ENVIRONMENT,
    )


def _cause(error: Exception) -> str:
    """What is behind a failure: the library tells only that there was one."""
    behind: BaseException = error
    while (inner := behind.__cause__ or behind.__context__) is not None:
        behind = inner
    return _clause(behind)


def _clause(error: BaseException) -> str:
    """A failure on one line, and not too long."""
    text = " ".join(str(error).split()) or type(error).__name__
    text = text.removeprefix("Verification failed: ").rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
