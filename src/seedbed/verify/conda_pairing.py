"""Which archive of a lock an installed conda package has to come from. Pure."""

from __future__ import annotations

import re

from seedbed.locks.contents import CONDA, PATH, PYPI
from seedbed.locks.contents.conda_url import parse as parse_url
from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.verify import NOTHING, RECORD
from seedbed.verify.pairing import Candidate
from seedbed.verify.values import ABSENT, METADATA, UNLOCKED, VERSION, Difference, Proof

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from seedbed.locks.contents import Contents, Locked
    from seedbed.verify.conda_records import Installed

_CATEGORY = re.compile(r"^  category: (\S+)", re.MULTILINE)


@record
class CondaPair:
    """An installed conda package and what the lock has for it.

    Attributes:
        one: the package.
        candidate: the archive; None where nothing can be compared.
        proof: what is proved if no archive is compared.
        differences: what does not fit already.
    """

    one: Installed
    candidate: Candidate | None = None
    proof: Proof
    differences: Sequence[Difference] = ()


def places_of(contents: Contents, environment: str, records: Sequence[Installed]) -> set[str]:
    """The platforms of a lock that an environment may be of, by their titles: the likeliest ones.

    Args:
        contents: what the lock lists.
        environment: the environment's name in `pixi.lock`; empty for other locks.
        records: what is installed.
    """
    subdirs = {one.subdir for one in records} - {"noarch", ""}
    installed = {(one.name, one.version, one.build) for one in records}
    titles = {title for name, title in contents.places if name == environment}
    fitting = {one for one in titles if not subdirs or one.partition(" ")[0] in subdirs} or titles

    def number(title: str) -> int:
        return sum(
            (environment, title) in one.places and (one.name, one.version, one.build) in installed
            for one in contents.packages
        )

    most = max(map(number, fitting), default=0)
    return {one for one in fitting if number(one) == most}


def listed_at(contents: Contents, environment: str, titles: Collection[str]) -> list[Locked]:
    """The packages of a lock for an environment on some platforms."""
    wanted = {(environment, title) for title in titles}
    return [one for one in contents.packages if not one.places or one.places & wanted]


def pair(one: Installed, locked: Iterable[Locked]) -> CondaPair:
    """What a lock has for a package.

    Args:
        one: the package.
        locked: the packages of the lock for this environment.
    """
    listed = [found for found in locked if found.kind == CONDA and found.name == one.name]
    if not listed:
        return _unlike(one, UNLOCKED, "is installed, but the lock doesn't have it")
    fitting = [found for found in listed if _is_same(found, one)]
    if not fitting:
        return _unlike(one, VERSION, _other(one, listed))
    if fitting[0].source.kind == PATH:
        what = f"the folder {fitting[0].source.address}"
        why = f"it was built here from {what}; a build can't be proved"
        return CondaPair(one=one, proof=_recorded(one, why))
    return _paired(one, fitting)


def absent(
    locked: Iterable[Locked],
    records: Iterable[Installed],
    distributions: Iterable[str],
    optional: Collection[str],
) -> Iterator[Difference]:
    """The packages of a lock that are not installed.

    Args:
        locked: the packages of the lock for this environment.
        records: what is installed of conda's.
        distributions: the names of the distributions that are installed.
        optional: the names of the packages that need not be.
    """
    there = {CONDA: {one.name for one in records}, PYPI: {canonical(one) for one in distributions}}
    for one in locked:
        if one.name not in there[one.kind] and one.name not in optional:
            yield Difference(
                kind=ABSENT,
                path="",
                package=f"{one.name} {one.version}".strip(),
                what="is in the lock, but isn't installed",
            )


def optional_in(text: str, installed: Collection[str]) -> set[str]:
    """The packages of the categories of a `conda-lock.yml` of which nothing is installed.

    Args:
        text: what the lock holds.
        installed: the names of what is installed.
    """
    _, _, packages = text.partition("\npackage:\n")
    by_category: dict[str, set[str]] = {}
    for part in re.split(r"^- ", packages, flags=re.MULTILINE)[1:]:
        body = f"  {part}"
        name = re.search(r"^  name: (.+)$", body, re.MULTILINE)
        category = _CATEGORY.search(body)
        if name:
            key = category[1] if category else "main"
            said = name[1].strip().strip("'\"")
            by_category.setdefault(key, set()).update((said.lower(), canonical(said)))
    main = by_category.pop("main", set())
    left_out = [names - main for names in by_category.values() if not (names - main) & {*installed}]
    return set().union(*left_out)


def _is_same(locked: Locked, one: Installed) -> bool:
    if locked.source.kind == PATH:
        return not locked.version or locked.version == one.version
    places = {found.subdir for _, where in locked.addresses if (found := parse_url(_plain(where)))}
    same_place = not places or not one.subdir or one.subdir in places
    return (locked.version, locked.build) == (one.version, one.build) and same_place


def _other(one: Installed, listed: Sequence[Locked]) -> str:
    versions = " or ".join(dict.fromkeys(found.version for found in listed))
    if one.version not in {found.version for found in listed}:
        return f"is installed, but the lock has {versions}"
    builds = " or ".join(dict.fromkeys(found.build for found in listed))
    if one.build not in {found.build for found in listed}:
        return f"is installed as build {one.build}, but the lock has build {builds}"
    return f"is installed for {one.subdir}, but the lock has it for another platform"


def _paired(one: Installed, fitting: Sequence[Locked]) -> CondaPair:
    files = sorted(file for found in fitting for file in found.files)
    places = {digest: _plain(where) for found in fitting for digest, where in found.addresses}
    candidates = [
        Candidate(sha256=digest, file=name, address=places.get(digest, ""))
        for name, algorithm, digest in files
        if algorithm == "sha256"
    ]
    if not candidates:
        why = "the lock has no hash for it"
        if files:
            why = "the lock has only an MD5 hash for it, which proves nothing"
        return CondaPair(one=one, proof=_recorded(one, why, wanting=True))
    fits = [found for found in candidates if found.sha256 == one.sha256]
    wrong = []
    if one.sha256 and not fits:
        what = "says that it came from another archive than the lock names"
        wrong = [Difference(kind=METADATA, path=one.path, package=one.title, what=what)]
    candidate = (fits or candidates)[0]
    return CondaPair(one=one, candidate=candidate, proof=_recorded(one, ""), differences=wrong)


def _plain(address: str) -> str:
    return address.partition("#")[0]


def _recorded(one: Installed, why: str, *, wanting: bool = False) -> Proof:
    return Proof(
        name=one.name, version=one.version, kind=CONDA, level=RECORD, why=why, wanting=wanting
    )


def _unlike(one: Installed, kind: str, what: str) -> CondaPair:
    proof = Proof(name=one.name, version=one.version, kind=CONDA, level=NOTHING, why=what)
    unlike = Difference(kind=kind, path="", package=one.title, what=what)
    return CondaPair(one=one, proof=proof, differences=(unlike,))
