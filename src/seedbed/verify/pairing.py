"""Which archive of a lock an installed distribution has to come from. Pure."""

from __future__ import annotations

from seedbed.locks.contents import GIT, INDEX, PATH, PYPI
from seedbed.model.record import record, replace
from seedbed.verify import NOTHING, RECORD
from seedbed.verify.distributions import SEEDS
from seedbed.verify.values import METADATA, UNLOCKED, VERSION, Difference, Proof
from seedbed.verify.wheel_names import installable, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from seedbed.locks.contents import Locked
    from seedbed.verify.distributions import Distribution

_SEED = "isn't in the lock, so that its files were compared with its own RECORD only"
_BUILT = "it was built here from {what}; a build can't be proved"


@record
class Candidate:
    """An archive that a distribution may come from.

    Attributes:
        sha256: of the archive, in hexadecimal.
        file: its name; empty where the lock does not have it.
        address: where the lock says that it is to be had; empty where it does not.
    """

    sha256: str
    file: str = ""
    address: str = ""


@record
class Pair:
    """An installed distribution and what the lock has for it.

    Attributes:
        one: the distribution.
        candidates: the archives, the most likely one first; none where nothing can be compared.
        proof: what is proved if no archive is compared.
        differences: what does not fit already.
        index: the index that the lock names; empty for the default one.
    """

    one: Distribution
    candidates: Sequence[Candidate] = ()
    proof: Proof
    differences: Sequence[Difference] = ()
    index: str = ""


class Pairing:
    """Pairs what is installed with what a lock has.

    Args:
        locked: the packages of the lock.
        own: the canonical names of the project and of the members of its workspace.
        ranks: the tags that the environment supports, each with its place in their order; None
            where no archive will be compared, so that all of them may be meant.
        built: the canonical names of the packages that are built here although the lock has wheels,
            if it has something to build them from.
    """

    def __init__(
        self,
        locked: Iterable[Locked],
        own: Collection[str],
        ranks: Mapping[str, int] | None,
        built: Collection[str] = (),
    ) -> None:
        self._locked: dict[str, list[Locked]] = {}
        for one in locked:
            if one.kind == PYPI:
                self._locked.setdefault(one.name, []).append(one)
        self._own = own
        self._ranks = ranks
        self._built = built

    def pair(self, one: Distribution) -> Pair:
        """What the lock has for a distribution."""
        listed = self._locked.get(one.name, [])
        if not listed:
            return self._unlisted(one)
        fitting = [locked for locked in listed if _same(locked.version, one.version)]
        if not fitting:
            versions = " or ".join(dict.fromkeys(locked.version for locked in listed))
            what = f"is installed, but the lock has {versions}"
            return _unlike(one, VERSION, what)
        return self._listed(one, fitting)

    def same(self, one: Distribution) -> Pair:
        """The archives of the lock with just its version and its tags, wherever they fit."""
        pair = self.pair(one)
        same = [
            found for found in pair.candidates if not found.file or _tags(found.file) == one.tags
        ]
        return replace(pair, candidates=same, differences=())

    def named(self, pair: Pair, known: Mapping[str, tuple[str, str]]) -> Pair:
        """A pair whose archives have names and addresses, as an index has them.

        Args:
            pair: the pair.
            known: the files of the index by sha256, each with its name and its address.
        """
        found = {one.sha256: one for one in pair.candidates}
        names = {known[one][0]: one for one in found if one in known}
        found |= {
            one.sha256: replace(one, file=known[one.sha256][0], address=known[one.sha256][1])
            for one in pair.candidates
            if one.sha256 in known
        }
        if not names:
            return pair
        ordered = [found[names[name]] for name in self._ordered(pair.one, names)]
        if not ordered:
            built = _recorded(pair.one, _BUILT.format(what="its source archive"))
            return replace(pair, candidates=(), proof=built)
        return replace(pair, candidates=ordered)

    def _ordered(self, one: Distribution, names: Iterable[str]) -> list[str]:
        """The wheels that the environment can have: first those that it says it has."""
        if self._ranks is None:
            return [name for name in names if name.endswith(".whl")]
        likely = installable(names, self._ranks)
        first = [name for name in likely if _tags(name) == one.tags]
        return [*first, *(name for name in likely if name not in first)]

    def _unlisted(self, one: Distribution) -> Pair:
        if one.name in self._own:
            what = "the project's own folder" if one.is_folder else "the project"
            return Pair(one=one, proof=_recorded(one, _BUILT.format(what=what)))
        if one.name in SEEDS:
            return _unlike(one, UNLOCKED, _SEED)
        return _unlike(one, UNLOCKED, "is installed, but the lock doesn't have it")

    def _listed(self, one: Distribution, fitting: Sequence[Locked]) -> Pair:
        source = fitting[0].source
        if wrong := _wrong_source(one, fitting):
            return _unlike(one, METADATA, wrong)
        if source.kind == GIT:
            return Pair(one=one, proof=_recorded(one, _BUILT.format(what=f"commit {one.commit}")))
        if source.kind == PATH and not any(locked.files for locked in fitting):
            return Pair(
                one=one, proof=_recorded(one, _BUILT.format(what=f"the folder {source.address}"))
            )
        candidates = self._candidates(one, fitting)
        index = source.address if source.kind == INDEX else ""
        if candidates:
            return Pair(one=one, candidates=candidates, proof=_recorded(one, ""), index=index)
        kinds = {kind for locked in fitting for _, kind, _ in locked.files}
        if "sha256" in kinds:
            return Pair(one=one, proof=_recorded(one, _BUILT.format(what="its source archive")))
        why = "the lock has no sha256 of it" if kinds else "the lock has no hash for it"
        proof = Proof(
            name=one.name, version=one.version, kind=PYPI, level=RECORD, why=why, wanting=True
        )
        return Pair(one=one, proof=proof)

    def _candidates(self, one: Distribution, fitting: Sequence[Locked]) -> list[Candidate]:
        addresses = {digest: where for locked in fitting for digest, where in locked.addresses}
        files = [file for locked in fitting for file in locked.files if file[1] == "sha256"]
        nameless = [
            Candidate(sha256=digest, address=addresses.get(digest, ""))
            for name, _, digest in files
            if not name
        ]
        if one.name in self._built and any(not name.endswith(".whl") for name, _, _ in files):
            return []
        digests = {name: digest for name, _, digest in files if name}
        named = [
            Candidate(sha256=digests[name], file=name, address=addresses.get(digests[name], ""))
            for name in self._ordered(one, digests)
        ]
        return [*named, *sorted(nameless, key=lambda found: found.sha256)]


def _same(locked: str, installed: str) -> bool:
    """Whether two versions are the same; a lock may have none, as for some folders."""
    if not locked or locked == installed:
        return True
    from packaging.version import InvalidVersion, Version  # slow to import

    try:
        return Version(locked) == Version(installed)
    except InvalidVersion:
        return False


def _tags(file: str) -> frozenset[str]:
    name = parse(file)
    return name.tags if name else frozenset()


def _wrong_source(one: Distribution, fitting: Sequence[Locked]) -> str:
    """What is wrong with where it says that it comes from; empty for nothing."""
    kinds = {locked.source.kind for locked in fitting}
    if one.commit and GIT not in kinds:
        return f"was installed from a repository ({one.url}), but the lock names an index"
    if GIT in kinds:
        commits = [locked.source.address.rpartition("#")[2] for locked in fitting]
        if not one.commit:
            return "was not installed from the repository that the lock names"
        if not any(commit.startswith(one.commit) for commit in commits):
            return f"was built from commit {one.commit}, but the lock has {commits[0]}"
    if one.is_folder and PATH not in kinds:
        return f"was installed from a folder ({one.url}), but the lock doesn't say so"
    if one.url and not one.commit and kinds == {INDEX}:
        return f"was installed from {one.url}, but the lock names an index"
    return ""


def _recorded(one: Distribution, why: str) -> Proof:
    return Proof(name=one.name, version=one.version, kind=PYPI, level=RECORD, why=why)


def _unlike(one: Distribution, kind: str, what: str) -> Pair:
    proof = Proof(name=one.name, version=one.version, kind=PYPI, level=NOTHING, why=what)
    unlike = Difference(kind=kind, path="", package=one.title, what=what)
    return Pair(one=one, proof=proof, differences=(unlike,))
