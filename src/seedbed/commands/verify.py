"""`seedbed verify`: whether an environment is what its lock says, down to each byte."""

from __future__ import annotations

import hashlib
import os

from seedbed.commands.verify_archives import Archives
from seedbed.commands.verify_conda import prefix_of
from seedbed.commands.verify_environment import compiled_differences, ground_of
from seedbed.commands.verify_judging import Judging
from seedbed.commands.verify_place import subject
from seedbed.commands.verify_reading import read_environment
from seedbed.commands.verify_where import kept_wheels, logins, uv_cache, with_addresses
from seedbed.errors import ENVIRONMENT, FAILURE, usage_error
from seedbed.host.archive_store import archives_of, compiled_of
from seedbed.host.downloads import Downloads
from seedbed.host.scanning import paths_in
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.verify import WHEEL
from seedbed.verify.accounting import unowned
from seedbed.verify.pairing import Pairing
from seedbed.verify.tags import ranks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from seedbed.commands.verify_archives import Answer
    from seedbed.commands.verify_place import Subject
    from seedbed.commands.verify_reading import Inside
    from seedbed.verify.pairing import Candidate, Pair
    from seedbed.verify.values import Difference, Proof


@record
class Wanted:
    """How to verify.

    Attributes:
        level: `record`, or `wheel`.
        offline: whether nothing is downloaded.
        lock: the path of a lock; empty for the project's.
        environment: the folder of an environment; empty for the project's.
        packages: the names of the packages to verify; empty for all, and all other files.
    """

    level: str = WHEEL
    offline: bool = False
    lock: str = ""
    environment: str = ""
    packages: tuple[str, ...] = ()


@record
class Verification:
    """What was found.

    Attributes:
        environment: the folder of the environment, absolute.
        lock: the path of the lock, absolute.
        lock_sha256: of the lock.
        format: the lock's format, as `seedbed.locks.contents.formats` has it.
        level: the level that was asked for.
        proofs: what was proved of each package.
        differences: what is not as it should be, by path.
        remarks: what nobody can prove, as sentences.
        wanting: what could not be proved although it should be provable, as sentences.
        files: how many files were read.
        bytes: how many bytes they have.
        candidates: the archives that packages were compared with, by title.
        archives: what gets them.
    """

    environment: str
    lock: str
    lock_sha256: str
    level: str
    proofs: tuple[Proof, ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    candidates: Mapping[str, Candidate] = {}
    archives: Archives | None = None
    format: str = ""

    @property
    def status(self) -> int:
        """The exit status: 0 proved, 1 differences, 3 not provable."""
        if self.differences:
            return FAILURE
        is_short = self.wanting or any(one.wanting for one in self.proofs)
        return ENVIRONMENT if is_short else 0


def verify(wanted: Wanted, told: Callable[..., None] = lambda *_: None) -> Verification:
    """Verify an environment.

    Args:
        wanted: how.
        told: is called with a number of bytes, and with `downloaded` for those that came from the
            network; with nothing else for those that were read.

    Raises:
        SeedbedError: when there is no lock or no environment, or one of them cannot be read.
    """
    about = subject(wanted.lock, wanted.environment)
    inside = read_environment(about.environment, uv_cache(os.environ), told)
    if conda := prefix_of(about, inside, wanted.packages):
        about, inside, ground = conda.about, conda.inside, conda.ground
    else:
        ground = ground_of(about.root, inside, {one.name for one in about.contents.packages})
    pairs = _pairs(about, inside, wanted.packages, ground.seeded)
    kept = conda.kept if conda else kept_wheels(os.environ)
    archives = archives_for(about, told, kept, offline=wanted.offline)
    answers: Mapping[str, Answer] = {}
    if wanted.level == WHEEL:
        pairs, answers = _with_archives(about, inside, pairs, archives, wanted)
    judging = Judging(about, inside)
    for pair in pairs:
        judging.judge(pair, answers, wanted.level)
    if conda:
        conda.judge(judging, archives, wanted.level)
    found = [*judging.differences()]
    remarks: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()
    if not wanted.packages:
        store = compiled_of(os.environ)
        claimed = {*judging.claims, *ground.known}
        if conda:
            ground = conda.with_python(found, claimed)
        pycs, unlike = compiled_differences(inside, ground.python, claimed, store)
        found += [*ground.differences, *unlike]
        found += unowned(inside.kinds, {*claimed, *pycs}, inside.layout.site)
        remarks, wanting = ground.remarks, tuple(ground.wanting)
    if inside.kinds.keys() != paths_in(inside.root).keys():
        wanting += ("Something changed the environment while seedbed read it.",)
    return Verification(
        environment=inside.root,
        lock=about.lock,
        lock_sha256=hashlib.sha256(about.text.encode()).hexdigest(),
        level=wanted.level,
        proofs=tuple(
            one if wanted.level == WHEEL else replace(one, wanting=False) for one in judging.proofs
        ),
        differences=tuple(sorted(found, key=lambda one: (one.path, one.package))),
        remarks=remarks,
        wanting=wanting,
        files=len(inside.found),
        bytes=sum(one.size for one in inside.found.values()),
        candidates={
            **{one.one.title: one.candidates[0] for one in pairs if one.candidates},
            **(conda.candidates if conda else {}),
        },
        archives=archives,
        format=about.contents.format,
    )


def _pairs(
    about: Subject, inside: Inside, packages: Sequence[str], seeded: Collection[str]
) -> list[Pair]:
    """The distributions that are to be verified, with what the lock has for them."""
    version = inside.settings.get("version_info") or inside.settings.get("version", "")
    version = version or inside.layout.python or "3.0"
    threaded = inside.layout.site.endswith("t/site-packages")
    implementation = inside.settings.get("implementation", "cpython").lower()
    pairing = Pairing(
        about.contents.packages,
        about.own,
        ranks(version, implementation, threaded=threaded),
        _built(about.manifest),
    )
    names = {canonical(one) for one in packages}
    if unknown := names - {one.name for one in inside.distributions} - inside.conda:
        raise usage_error(
            f"{', '.join(sorted(unknown))} isn't installed in {inside.root}.",
            "'seedbed verify' without names verifies everything.",
            code="not-installed",
        )
    found = [
        one
        for one in inside.distributions
        if (one.name in names if names else one.name not in seeded)
    ]
    return [pairing.pair(one) for one in found]


def _built(manifest: Mapping[str, object]) -> set[str]:
    """The packages that uv builds here although there are wheels."""
    tool = manifest.get("tool")
    settings = tool.get("uv") if isinstance(tool, dict) else None
    listed = settings.get("no-binary-package", []) if isinstance(settings, dict) else []
    return {canonical(one) for one in listed if isinstance(one, str)}


def _with_archives(
    about: Subject, inside: Inside, pairs: Sequence[Pair], archives: Archives, wanted: Wanted
) -> tuple[list[Pair], Mapping[str, Answer]]:
    """The pairs with what the archives hold that they should come from."""
    unknown = [one for one in pairs if archives.known(one.candidates) is None]
    if not wanted.offline and unknown:
        found = with_addresses(unknown, inside.layout.python, about.root)
        filled = dict(zip((one.one.folder for one in unknown), found, strict=True))
        pairs = [filled.get(one.one.folder, one) for one in pairs]
    return list(pairs), archives.all(one.candidates[0] for one in pairs if one.candidates)


def archives_for(
    about: Subject,
    told: Callable[..., None],
    kept: Callable[[], Mapping[str, str]],
    *,
    offline: bool,
) -> Archives:
    """What gets the archives of a lock."""
    login = logins(os.environ, _indexes(about))
    downloads = None if offline else Downloads(login, lambda number: told(number, "downloaded"))
    store, root = archives_of(os.environ), os.path.dirname(about.lock)
    return Archives(store, downloads, root, kept)


def _indexes(about: Subject) -> dict[str, str]:
    """The addresses of the project's indexes, by name."""
    tool = about.manifest.get("tool")
    tool = tool if isinstance(tool, dict) else {}
    lists = [(tool.get("uv"), "index"), (tool.get("poetry"), "source")]
    found = {}
    for table, key in lists:
        for one in table.get(key, []) if isinstance(table, dict) else []:
            if isinstance(one, dict):
                found[str(one.get("name", ""))] = str(one.get("url", ""))
    return found
