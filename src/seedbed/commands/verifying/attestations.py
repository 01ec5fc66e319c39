"""Who published the archives of an environment: their attestations (PEP 740), verified."""

from __future__ import annotations

import os

from seedbed.commands.verifying.place import subject
from seedbed.errors import SeedbedError
from seedbed.host.attestation_store import attestations_of
from seedbed.host.attestations import Checker, UnverifiedError
from seedbed.locks.contents import PYPI
from seedbed.model.record import replace
from seedbed.verify import WHEEL
from seedbed.verify.attested import FAILED, NONE, UNKNOWN, VERIFIED, Attested, Publisher
from seedbed.verify.values import ATTESTATION, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from seedbed.commands.verifying.found import Verification, Wanted
    from seedbed.verify.pairing import Pair
    from seedbed.verify.values import Proof

_LOST = Attested(state=UNKNOWN, why="its index wasn't asked")


def attested(
    found: Verification,
    wanted: Wanted,
    told: Callable[..., None] = lambda *_: None,
    *,
    required: bool = False,
) -> Verification:
    """What was found, with who published each package that was compared with an archive.

    Args:
        found: what was found.
        wanted: how it was asked for.
        told: as for `verify`.
        required: whether packages without attestations aren't proved, and those whose attestations
            don't verify differ.
    """
    checker = Checker(offline=wanted.offline)
    known = _Known(checker)
    compared = [one for one in found.proofs if one.level == WHEEL and one.archive]
    results: dict[str, Attested] = {}
    waiting: list[Pair] = []
    for proof in compared:
        if proof.kind != PYPI:
            results[proof.archive] = Attested(state=UNKNOWN, why="only package indexes are asked")
        elif (kept := known.kept(proof.archive)) is not None:
            results[proof.archive] = kept
        elif wanted.offline:
            why = "they haven't been asked for yet, and --offline forbids asking"
            results[proof.archive] = Attested(state=UNKNOWN, why=why)
        elif (pair := _pair(found.pairs.get(proof.title), proof.archive)) is not None:
            waiting.append(pair)
    if waiting:
        results |= _asked(waiting, wanted, told, known)
    proofs = tuple(
        replace(one, attested=results.get(one.archive, _LOST)) if one in compared else one
        for one in found.proofs
    )
    found = replace(found, proofs=proofs)
    return _required(found) if required else found


class _Known:
    """Verifies documents, and keeps those that are good."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._store = attestations_of(os.environ)

    def kept(self, archive: str) -> Attested | None:
        """What a kept document says; None where none is kept, or it isn't good."""
        if (kept := self._store.get(archive)) is None:
            return None
        try:
            return _verified(self._checker.publishers(kept[1], kept[0], archive))
        except UnverifiedError:
            return None
        except SeedbedError as error:
            return None if error.code == "bad-provenance" else _unknown(error)

    def judge(self, document: bytes, file: str, archive: str) -> Attested:
        """What a document of an index says."""
        try:
            said = self._checker.publishers(document, file, archive)
        except UnverifiedError as error:
            return Attested(state=FAILED, why=str(error))
        except SeedbedError as error:
            return _unknown(error)
        if said:
            self._store.keep(archive, file, document)
        return _verified(said)


def _verified(said: Sequence[Any]) -> Attested:
    """What follows from the publishers that were verified."""
    publishers = tuple(dict.fromkeys(map(_publisher, said)))
    return Attested(state=VERIFIED if publishers else NONE, publishers=publishers)


def _unknown(error: SeedbedError) -> Attested:
    return Attested(state=UNKNOWN, why=error.message.rstrip("."))


def _pair(pair: Pair | None, archive: str) -> Pair | None:
    """A pair with just the archive that it was compared with; None where it doesn't have that."""
    same = [one for one in pair.candidates if one.sha256 == archive] if pair else []
    return replace(pair, candidates=same) if pair and same else None


def _asked(
    pairs: Sequence[Pair], wanted: Wanted, told: Callable[..., None], known: _Known
) -> Mapping[str, Attested]:
    """What indexes say of archives, verified, by the archives' sha256."""
    from seedbed.commands.verifying.provenance import Provenances
    from seedbed.commands.verifying.source import indexes
    from seedbed.commands.verifying.where import logins

    about = subject(wanted.lock, wanted.environment)
    login = logins(os.environ, indexes(about))
    asking = Provenances(login, lambda number: told(number, "downloaded"), about.root)
    return {
        archive: said
        if isinstance(said, Attested)
        else known.judge(said.document, said.file, archive)
        for archive, said in asking.all(pairs).items()
    }


def _publisher(said: Any) -> Publisher:
    """A publisher of the library, in seedbed's terms."""

    def first(**forms: str) -> str:
        found = ((form, getattr(said, name, None)) for name, form in forms.items())
        return next((form.format(value) for form, value in found if value), "")

    return Publisher(
        kind=said.kind,
        repository=first(repository="{}", vcs_origin="{}"),
        workflow=first(workflow="{}", workflow_filepath="{}", pipeline_definition_id="pipeline {}"),
        identity=first(email="{}", project_id="project {}"),
    )


def _required(found: Verification) -> Verification:
    """What was found, where each archive has to have attestations that verify."""
    differences = [
        Difference(
            kind=ATTESTATION,
            path="",
            package=one.title,
            what=f"has an attestation that doesn't verify: {one.attested.why}",
        )
        for one in found.proofs
        if one.attested and one.attested.state == FAILED
    ]
    wanting = [
        f"{', '.join(one.title for one in some)}: {clause}."
        for clause, some in by_clause(found.proofs).items()
        if some[0].attested and some[0].attested.state in {NONE, UNKNOWN}
    ]
    return replace(
        found,
        differences=(*found.differences, *differences),
        wanting=(*found.wanting, *wanting),
    )


def by_clause(proofs: Sequence[Proof]) -> dict[str, list[Proof]]:
    """The packages of which the same is to be said of attestations."""
    found: dict[str, list[Proof]] = {}
    for one in proofs:
        if one.attested:
            found.setdefault(one.attested.clause, []).append(one)
    return found
