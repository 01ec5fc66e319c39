"""`seedbed verify`: whether an environment is what its lock says, down to each byte."""

from __future__ import annotations

import hashlib
import os

from seedbed.commands.verify_absent import absent, asking_uv, by_uv, is_asked
from seedbed.commands.verify_archives import Archives
from seedbed.commands.verify_environment import begin, compiled_differences, ground_of
from seedbed.commands.verify_interpreter import programs_outside, startable
from seedbed.commands.verify_place import subject
from seedbed.commands.verify_reading import has_changed, read_environment
from seedbed.commands.verify_where import kept_wheels, logins, uv_cache, with_addresses
from seedbed.errors import ENVIRONMENT, FAILURE, usage_error
from seedbed.host.archive_store import archives_of, compiled_of
from seedbed.host.asking import Asking
from seedbed.host.scaffold import Ahead
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.verify import WHEEL
from seedbed.verify.accounting import hiding, unowned, unproved_starts
from seedbed.verify.claims import of_record, of_wheel
from seedbed.verify.distributions import twice
from seedbed.verify.judging import Judge
from seedbed.verify.pairing import Pairing
from seedbed.verify.paths import outside
from seedbed.verify.receipts import installed_digest
from seedbed.verify.record_file import rows
from seedbed.verify.records import record_differences, unhashed
from seedbed.verify.values import METADATA, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from seedbed.commands.verify_archives import Answer
    from seedbed.commands.verify_place import Subject
    from seedbed.commands.verify_reading import Inside
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.pairing import Pair
    from seedbed.verify.record_file import Row
    from seedbed.verify.values import Claim, Layout, Proof


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
class Source:
    """Where archives come from.

    Attributes:
        pairing: what pairs distributions with archives.
        archives: what gets them.
        python: the version of the environment's Python, such as `3.12`.
        root: the project's folder.
    """

    pairing: Pairing
    archives: Archives
    python: str
    root: str

    def known(self, pairs: Sequence[Pair], *, offline: bool) -> list[Pair]:
        """Pairs with the archive first that is to be compared, and with where to get it."""
        found = [self.archives.known(one) for one in pairs]
        unknown = [one for one, known in zip(pairs, found, strict=True) if known is None]
        filled = iter(unknown if offline else self.addressed(unknown))
        return [next(filled) if one is None else one for one in found]

    def addressed(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Pairs whose archives have names and addresses, as far as these can be had."""
        return with_addresses(self.pairing, pairs, self.python, self.root)


@record
class Verification:
    """What was found.

    Attributes:
        environment: the folder of the environment, absolute.
        lock: the path of the lock, absolute.
        lock_sha256: of the lock.
        level: the level that was asked for.
        proofs: what was proved of each package.
        differences: what is not as it should be, by path.
        remarks: what nobody can prove, as sentences.
        wanting: what could not be proved although it should be provable, as sentences.
        files: how many files were read.
        bytes: how many bytes they have.
        python: the version of the environment's Python, as far as it says it.
        is_cache: whether it is uv's cache that was verified, not an environment.
        pairs: the packages with their archives, by title.
        source: where the archives come from.
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
    python: str = ""
    is_cache: bool = False
    pairs: Mapping[str, Pair] = {}
    source: Source | None = None

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
    with programs_outside(about.environment):
        return _verified(about, wanted, told)


def _verified(about: Subject, wanted: Wanted, told: Callable[..., None]) -> Verification:
    python, ahead = startable(about.root, about.environment), Ahead()
    if python:
        begin(about.environment, ahead)
    inquiry = asking_uv(about, python) if python and is_asked(about) else None
    with Asking() as asking:
        if inquiry:  # it answers while the files are read
            asking.start(inquiry)
        inside = read_environment(about.environment, lambda: uv_cache(about.root), told)
        reply = asking.answer(inquiry) if inquiry else None
    ground = ground_of(about.root, inside, {one.name for one in about.contents.packages}, ahead)
    pairing = _pairing(about, inside, wanted.level)
    pairs = _pairs(pairing, inside, wanted.packages, ground.seeded)
    source: Source | None = None
    answers: Mapping[str, Answer] = {}
    if wanted.level == WHEEL:
        source = Source(
            pairing=pairing,
            archives=archives_for(about, told, offline=wanted.offline),
            python=inside.layout.python,
            root=about.root,
        )
        pairs = source.known(pairs, offline=wanted.offline)
        answers = source.archives.all(one.candidates[0] for one in pairs if one.candidates)
    judging = _Judging(about, inside)
    for pair in pairs:
        judging.judge(pair, answers, wanted.level)
    judging.found += twice(pair.one for pair in pairs)
    found = [*judging.differences()]
    remarks: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()
    if not wanted.packages:
        store = compiled_of(os.environ)
        claimed = {*judging.claims, *ground.known}
        pycs, unlike = compiled_differences(inside, ground.python, claimed, store)
        found += [*ground.differences, *unlike]
        names = {one.name for one in inside.distributions}
        listed = by_uv(reply)
        found += absent(about, names, inside.layout.python, listed)
        found += unowned(inside.kinds, {*claimed, *pycs}, inside.layout.site)
        starts = unproved_starts(judging.built(), inside.text, inside.layout.site)
        remarks = (*ground.remarks, *(starts if wanted.level == WHEEL else ()))
        wanting = tuple(ground.wanting)
        if listed is None and is_asked(about):
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
        wanting=wanting,
        files=len(inside.found),
        bytes=sum(one.size for one in inside.found.values()),
        python=inside.settings.get("version_info") or inside.layout.python,
        pairs={one.one.title: one for one in pairs},
        source=source,
    )


def _pairing(about: Subject, inside: Inside, level: str) -> Pairing:
    """What pairs the distributions with what the lock has for them."""
    supported = _supported(inside) if level == WHEEL else None
    return Pairing(about.contents.packages, about.own, supported, _built(about.manifest))


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
    if unknown := names - {one.name for one in inside.distributions}:
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


def archives_for(about: Subject, told: Callable[..., None], *, offline: bool) -> Archives:
    """What gets the archives of a lock."""
    from seedbed.host.downloads import Downloads  # slow to import, and often not needed

    login = logins(os.environ, _indexes(about))
    downloads = None if offline else Downloads(login, lambda number: told(number, "downloaded"))
    store, root = archives_of(os.environ), os.path.dirname(about.lock)
    return Archives(store, downloads, root, kept_wheels(os.environ))


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


class _Judging:
    """Judges packages one by one, and gathers what they claim."""

    def __init__(self, about: Subject, inside: Inside) -> None:
        self._about = about
        self._inside = inside
        self.proved: dict[str, list[Claim]] = {}
        self.told: dict[str, list[Claim]] = {}
        self.proofs: list[Proof] = []
        self.found: list[Difference] = []
        self._recorded: list[tuple[Distribution, Mapping[str, Row], Mapping[str, Claim]]] = []

    def judge(self, pair: Pair, answers: Mapping[str, Answer], level: str) -> None:
        """Take in what a package should have."""
        one, inside = pair.one, self._inside
        self.found += pair.differences
        listed = self._rows(one)
        proof, claims = pair.proof, None
        if level == WHEEL and pair.candidates:
            answer = answers[pair.candidates[0].sha256]
            claims, why = _held(one, answer, inside.layout)
            if claims is None:
                proof = replace(proof, why=why, wanting=True)
            else:
                archive = pair.candidates[0].sha256
                proof = replace(proof, level=WHEEL, why="", archive=archive)
                self._recorded.append((one, listed, claims))
        kept = self.told if claims is None else self.proved
        if claims is None:
            claims = self._of_record(one, listed)
            if bare := unhashed(one, listed, inside.found):
                files = "a file" if len(bare) == 1 else f"{len(bare)} files"
                also = f"its RECORD has no hash for {files}"
                why = f"{proof.why}; {also}" if proof.why else also
                proof = replace(proof, why=why, wanting=proof.wanting or bool(pair.candidates))
            self.found += self._leading_out(one, claims)
        for path, claim in claims.items():
            kept.setdefault(path, []).append(claim)
        number = sum(path in inside.kinds for path in claims)
        digest = installed_digest(claims, inside.found, inside.layout.site)
        self.proofs.append(replace(proof, files=number, installed=digest))

    def _rows(self, one: Distribution) -> Mapping[str, Row]:
        path = f"{one.folder}/RECORD"
        try:
            return rows(self._inside.text(path), self._inside.layout.site, self._inside.root)
        except ValueError as error:
            self._damaged(one, path, f"is damaged: {error}")
            return {}

    def _damaged(self, one: Distribution, path: str, what: str) -> None:
        self.found.append(Difference(kind=METADATA, path=path, package=one.title, what=what))

    def _of_record(self, one: Distribution, listed: Mapping[str, Row]) -> dict[str, Claim]:
        if f"{one.folder}/RECORD" not in self._inside.found:
            self._damaged(one, f"{one.folder}/RECORD", "is missing, so nothing says what it has")
        path = f"{one.folder}/entry_points.txt"
        try:
            return of_record(one, listed, self._inside.text(path), self._inside.layout)
        except ValueError as error:
            self._damaged(one, path, f"is damaged: {error}")
            return of_record(one, listed, "", self._inside.layout)

    @property
    def claims(self) -> dict[str, list[Claim]]:
        """What is claimed of each path: where an archive says it, no RECORD counts."""
        return {**self.told, **self.proved}

    def built(self) -> dict[str, list[Claim]]:
        """What packages claim that no archive can prove."""
        open_ = {one.title for one in self.proofs if one.wanting}
        return {path: said for path, said in self.told.items() if said[0].package not in open_}

    def _leading_out(self, one: Distribution, claims: Mapping[str, Claim]) -> list[Difference]:
        """The lines of an editable install's `.pth` files that lead elsewhere."""
        if not one.is_editable or not one.url.startswith("file://"):
            return []
        from urllib.request import url2pathname

        folder = os.path.realpath(url2pathname(one.url.removeprefix("file://")))
        return [
            found
            for path in claims
            if path.endswith(".pth")
            for found in outside(path, one.title, self._inside.text(path), folder)
        ]

    def differences(self) -> list[Difference]:
        """What is not as the packages claim."""
        inside = self._inside
        judge = Judge(inside.root, _pythons(inside), posix=os.name != "nt")
        found = [*self.found, *judge.differences(self.claims, inside.found)]
        if self.proved:
            found += hiding(self.told, self.proved)
        wrong = {one.path for one in found}
        for one, listed, claims in self._recorded:
            found += record_differences(one, listed, claims, inside.found, wrong)
        return found


def _held(one: Distribution, answer: Answer, layout: Layout) -> tuple[dict[str, Claim] | None, str]:
    """What an archive puts into the environment, or None and why that is not known."""
    if answer.listing is None:
        return None, answer.why
    try:
        return of_wheel(one, answer.listing, layout), ""
    except ValueError as error:
        return None, f"its archive can't be understood: {error}"


def _pythons(inside: Inside) -> list[str]:
    """The paths by which scripts may name the environment's Python."""
    names = ["python", "python3", f"python{inside.layout.python}", "python.exe", "pythonw.exe"]
    return [os.path.join(inside.root, inside.layout.scripts, name) for name in names]
