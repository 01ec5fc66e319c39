"""`seedbed verify`: whether an environment is what its lock says, down to each byte."""

from __future__ import annotations

import hashlib
import os

from seedbed.commands.verifying.absent import absent, is_asked
from seedbed.commands.verifying.builds import built_in
from seedbed.commands.verifying.environment import compiled_differences
from seedbed.commands.verifying.found import Verification, Wanted
from seedbed.commands.verifying.gathering import account_of, read_all
from seedbed.commands.verifying.interpreter import programs_outside
from seedbed.commands.verifying.judging import Judging
from seedbed.commands.verifying.place import subject
from seedbed.commands.verifying.reading import has_changed
from seedbed.commands.verifying.seeds import is_known_start
from seedbed.commands.verifying.source import source_of
from seedbed.errors import usage_error
from seedbed.host.archive_store import compiled_of
from seedbed.host.scanning import open_folders
from seedbed.model.found import FILE
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.verify import WHEEL
from seedbed.verify.accounting import (
    left_behind,
    of_pytest,
    scripted,
    starts_of_strangers,
    told_of_left_behind,
    told_of_pytest,
    unowned,
    unproved_starts,
)
from seedbed.verify.distributions import SEEDS, twice
from seedbed.verify.judging import unlike_mode
from seedbed.verify.pairing import Pairing
from seedbed.verify.settings import NAME as SETTINGS
from seedbed.verify.values import MODE, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from seedbed.commands.verifying.archives import Answer
    from seedbed.commands.verifying.environment import Ground
    from seedbed.commands.verifying.gathering import Read
    from seedbed.commands.verifying.place import Subject
    from seedbed.commands.verifying.reading import Inside
    from seedbed.commands.verifying.source import Source
    from seedbed.verify.pairing import Pair

__all__ = ["Verification", "Wanted", "verify"]


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
    with programs_outside(about.environment):
        return _verified(about, wanted, told)


def _verified(about: Subject, wanted: Wanted, told: Callable[..., None]) -> Verification:
    account = account_of(about, wanted, told)
    read = read_all(about, wanted, account, told)
    inside, conda = read.inside, read.conda
    about = conda.about if conda else about
    judging, pairs, source = _judged(about, read, wanted, told)
    found = [*judging.differences()]
    remarks = notes = wanting = tuple[str, ...]()
    if not wanted.packages:
        ground, others = _others(about, read, judging, found)
        found += [*others, *account.differences]
        found += _strange_starts(judging, inside, found)
        remarks = account.remarks(ground.remarks)
        more = _notes(inside, judging, found, is_proving=wanted.level == WHEEL)
        notes = (*account.notes, *ground.notes, *more)
        wanting = tuple(ground.wanting)
        if read.listed is None and is_asked(about):
            wanting += ("uv doesn't say which packages should be installed.",)
    if has_changed(inside):
        wanting += ("Something changed the environment while seedbed read it.",)
    return Verification(
        environment=inside.root,
        lock=about.lock,
        lock_sha256=hashlib.sha256(about.text.encode()).hexdigest(),
        level=wanted.level,
        proofs=tuple(judging.proofs),
        differences=tuple(sorted(found, key=lambda one: (one.path, one.package))),
        remarks=remarks,
        notes=notes,
        wanting=wanting,
        files=len(inside.found),
        bytes=sum(one.size for one in inside.found.values()),
        python=inside.settings.get("version_info") or inside.layout.python,
        pairs={one.one.title: one for one in pairs},
        source=source,
        conda=conda.candidates if conda else {},
        format=about.contents.format,
        interpreter=account,
        sync=about.sync,
    )


def _notes(
    inside: Inside, judging: Judging, found: Sequence[Difference], *, is_proving: bool
) -> Iterator[str]:
    """What else counts when something runs, and how it was judged, as sentences."""
    if is_proving:
        yield from unproved_starts(judging.built(), inside.text, inside.layout.site)
    yield from scripted(judging.claims, found)
    if not inside.posix and os.name != "nt":
        yield "Permissions weren't compared: the file system keeps none."


def _judged(
    about: Subject, read: Read, wanted: Wanted, told: Callable[..., None]
) -> tuple[Judging, Sequence[Pair], Source | None]:
    """What the packages should have, with the archives that say so, and where these come from."""
    inside, conda = read.inside, read.conda
    pairing = _pairing(about, inside, wanted.level)
    pairs = _pairs(pairing, inside, wanted.packages, read.ground.seeded)
    source: Source | None = None
    answers: Mapping[str, Answer] = {}
    if wanted.level == WHEEL:
        kept = conda.kept if conda else None
        source = source_of(about, pairing, inside.layout.python, told, kept, offline=wanted.offline)
        pairs = source.known(pairs, offline=wanted.offline)
        answers = source.archives.all(one.candidates[0] for one in pairs if one.candidates)
    judging = Judging(inside, about.folders)
    for pair in pairs:
        judging.judge(pair, answers, wanted.level)
    if conda:
        conda.judge(judging, source.archives if source else None)
    judging.found += twice(pair.one for pair in pairs)
    return judging, pairs, source


def _others(
    about: Subject, read: Read, judging: Judging, found: Sequence[Difference]
) -> tuple[Ground, list[Difference]]:
    """What an environment stands on, and what is wrong beside the files of packages."""
    inside, ground = read.inside, read.ground
    claimed = {*judging.claims, *ground.known}
    if read.conda:
        ground = read.conda.with_python(found, claimed, judging.told.keys() - judging.proved)
    store = compiled_of(os.environ)
    pycs, unlike = compiled_differences(inside, ground.python, claimed, store)
    inert, notes = _inert(inside, claimed, is_conda=read.conda is not None)
    ground = replace(ground, notes=(*ground.notes, *notes))
    names = {one.name for one in inside.distributions}
    missing = [] if read.conda else absent(about, names, inside.layout.python, read.listed)
    told = {one.path for one in (*found, *ground.differences, *unlike)}
    others = {SETTINGS, *pycs, *inert} - judging.claims.keys() - told
    return ground, [
        *ground.differences,
        *unlike,
        *missing,
        *_open(inside, others),
        *unowned(inside.kinds, {*claimed, *pycs, *inert}, inside.layout.site),
    ]


def _inert(
    inside: Inside, claimed: Collection[str], *, is_conda: bool
) -> tuple[list[str], list[str]]:
    """The compiled files that Python itself never loads, and what is to be said of them."""
    tested = of_pytest(inside.kinds.keys() - claimed, inside.kinds)
    left = [] if is_conda else left_behind(inside.kinds, claimed, inside.layout.site)
    return [*tested, *left], [*told_of_pytest(tested), *told_of_left_behind(left)]


def _strange_starts(
    judging: Judging, inside: Inside, found: Sequence[Difference]
) -> Iterator[Difference]:
    """What Python runs at each start because of packages that the lock doesn't have.

    What setuptools has for that, which makers put in, is known: that it isn't locked is enough.
    """
    site = inside.layout.site
    for one in starts_of_strangers(judging.claims, found, site):
        if one.path not in inside.kinds:
            continue
        is_seed = one.package.partition(" ")[0] in SEEDS
        if not is_seed or not is_known_start(one.path, site, inside.text(one.path)):
            yield one


def _open(inside: Inside, paths: Collection[str]) -> Iterator[Difference]:
    """The files and the folders that everybody may change, and so what Python finds there.

    Args:
        inside: what the environment holds.
        paths: the files that nothing else judges.
    """
    if not inside.posix:
        return
    for path in paths:
        one = inside.found.get(path)
        what = unlike_mode(one) if one and one.kind == FILE else ""
        if what:
            yield Difference(kind=MODE, path=path, package="", what=what)
    for path, mode in open_folders(inside.root, inside.folders).items():
        what = f"is writable by everyone ({mode:04o})"
        yield Difference(kind=MODE, path=path, package="", what=what)


def _pairing(about: Subject, inside: Inside, level: str) -> Pairing:
    """What pairs the distributions with what the lock has for them."""
    supported = _supported(inside) if level == WHEEL else None
    return Pairing(about.contents.packages, about.own, supported, built_in(about))


def _supported(inside: Inside) -> Mapping[str, int]:
    """The tags that the environment supports, each with its place in their order."""
    from seedbed.verify.tags import ranks  # slow to import

    version = inside.settings.get("version_info") or inside.settings.get("version", "")
    version = version or inside.layout.python or "3.0"
    threaded = inside.layout.site.endswith("t/site-packages")
    implementation = inside.settings.get("implementation", "cpython").lower()
    return ranks(version, implementation, threaded=threaded)


def _pairs(
    pairing: Pairing, inside: Inside, packages: Sequence[str], seeded: Collection[str]
) -> list[Pair]:
    """The distributions that are to be verified, with what the lock has for them."""
    names = {canonical(one) for one in packages}
    known = {one.name for one in inside.distributions} | inside.conda
    if unknown := [one or "''" for one in packages if canonical(one) not in known]:
        raise usage_error(
            f"Not installed in {inside.root}: {', '.join(unknown)}.",
            "'seedbed verify' without names verifies everything.",
            code="not-installed",
        )
    found = [
        one
        for one in inside.distributions
        if (one.name in names if names else one.name not in seeded)
    ]
    return [pairing.pair(one) for one in found]
