"""`seedbed verify --cache`: whether uv's cache has what the archives of the lock hold.

A changed file there gets into every new environment on the machine, whatever its lock says.
"""

from __future__ import annotations

import hashlib
import os

from seedbed.commands.verifying.found import Verification
from seedbed.commands.verifying.place import subject
from seedbed.commands.verifying.reading import modes_of
from seedbed.commands.verifying.source import source_of
from seedbed.commands.verifying.uv import clean_cache
from seedbed.commands.verifying.where import uv_cache
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.mounts import keeps_permissions
from seedbed.host.scanning import Reader, paths_in
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.verify import RECORD, WHEEL
from seedbed.verify.cached import of_archive, of_own_record
from seedbed.verify.distributions import distribution
from seedbed.verify.pairing import Pairing
from seedbed.verify.values import Proof

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from seedbed.commands.verifying.archives import Answer
    from seedbed.commands.verifying.found import Wanted
    from seedbed.model.found import Found
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.pairing import Pair
    from seedbed.verify.values import Difference

_ARCHIVES = "archive-v"
"""How the folder begins that has the unpacked archives; a number follows."""
_INFO = ".dist-info"


@record
class _Unpacked:
    """An archive that was unpacked.

    Attributes:
        folder: where, as seen from the cache.
        one: what it says of itself; its folder is seen from there.
    """

    folder: str
    one: Distribution


def verify_cache(wanted: Wanted, told: Callable[..., None] = lambda *_: None) -> Verification:
    """Verify the unpacked archives in uv's cache.

    Those that the lock names are compared with their archives, and all others with their own
    records.

    Args:
        wanted: how; its environment does not count.
        told: as for `verify`.

    Raises:
        SeedbedError: when there is no lock or no cache, or one of them cannot be read.
    """
    cache = _folder()
    about = subject(wanted.lock, cache)
    names = {canonical(one) for one in wanted.packages}
    unpacked = [one for one in _unpacked(cache) if not names or one.one.name in names]
    unpacked.sort(key=lambda one: (one.one.name, one.one.version))  # uv's folders have random names
    pairing = Pairing(about.contents.packages, about.own, None)
    pairs = [pairing.same(one.one) for one in unpacked]
    answers: Mapping[str, Answer] = {}
    if wanted.level == WHEEL:
        source = source_of(about, pairing, "", told, offline=wanted.offline)
        pairs = source.known(pairs, offline=wanted.offline)
        answers = source.archives.all(one.candidates[0] for one in pairs if one.candidates)
    verdicts = [
        _verdict(cache, one, pair, answers, told) for one, pair in zip(unpacked, pairs, strict=True)
    ]
    return Verification(
        environment=cache,
        lock=about.lock,
        lock_sha256=hashlib.sha256(about.text.encode()).hexdigest(),
        level=wanted.level,
        proofs=tuple(proof for proof, _ in verdicts),
        differences=tuple(one for _, found in verdicts for one in found),
        files=sum(proof.files for proof, _ in verdicts),
        is_cache=True,
    )


def differing(found: Verification) -> list[str]:
    """The names of the packages that differ."""
    return sorted({one.package.partition(" ")[0] for one in found.differences})


def drop_from_cache(names: Sequence[str]) -> None:
    """Remove packages from uv's cache.

    Raises:
        SeedbedError: when uv can't.
    """
    clean_cache(names, os.getcwd())


def _folder() -> str:
    cache = uv_cache(os.getcwd())
    if os.path.isdir(cache):
        return os.path.realpath(cache)
    raise SeedbedError(
        f"uv has no cache in {cache}." if cache else "uv doesn't say where its cache is.",
        "There is nothing to verify.",
        code="no-cache",
        status=ENVIRONMENT,
    )


def _unpacked(cache: str) -> Iterator[_Unpacked]:
    """The unpacked archives that are wheels, by folder."""
    for top in sorted(os.listdir(cache)):
        if not top.startswith(_ARCHIVES) or not os.path.isdir(os.path.join(cache, top)):
            continue
        for name in sorted(os.listdir(os.path.join(cache, top))):
            place = os.path.join(cache, top, name)
            if os.path.isdir(place) and (one := _distribution(place)):
                yield _Unpacked(folder=f"{top}/{name}", one=one)


def _distribution(place: str) -> Distribution | None:
    for name in sorted(os.listdir(place)):
        if name.endswith(_INFO):
            kinds = {f"{name}/WHEEL": "file"}
            found = Reader(place, lambda _: True).read(kinds)
            texts = {
                path.rpartition("/")[2]: one.data.decode("utf-8", "replace")
                for path, one in found.items()
                if one.data is not None
            }
            return distribution(name, texts)
    return None


def _verdict(
    cache: str,
    unpacked: _Unpacked,
    pair: Pair,
    answers: Mapping[str, Answer],
    told: Callable[..., None],
) -> tuple[Proof, Sequence[Difference]]:
    """What was proved of an archive, and what differs in it."""
    place, one = os.path.join(cache, unpacked.folder), unpacked.one
    record = f"{one.folder}/RECORD"
    answer = answers.get(pair.candidates[0].sha256) if pair.candidates else None
    fits = answer.listing.fits if answer and answer.listing else lambda *_: True
    reader = Reader(place, record.__eq__, told=told, fits=fits)
    found: Mapping[str, Found] = reader.read(paths_in(place))
    proof = Proof(
        name=one.name, version=one.version, kind=pair.proof.kind, level=RECORD, files=len(found)
    )
    if answer and answer.listing:
        posix = keeps_permissions(place, modes_of(found.values()))
        unlike = of_archive(one.title, answer.listing, found, posix=posix)
        proof = replace(proof, level=WHEEL, archive=pair.candidates[0].sha256)
    else:
        unlike = of_own_record(one.title, record, found)
        why = answer.why if answer else "the lock doesn't name it"
        proof = replace(proof, why=why, wanting=answer is not None)
    paths = [replace(one, path=f"{unpacked.folder}/{one.path}") for one in unlike]
    return proof, sorted(paths, key=lambda one: one.path)
