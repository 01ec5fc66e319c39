"""Judges the packages of an environment one by one, and gathers what they claim."""

from __future__ import annotations

import os

from seedbed.commands.verifying.layout import pythons
from seedbed.host.paths import local
from seedbed.host.scanning import bytes_in
from seedbed.model.found import FILE
from seedbed.model.record import replace
from seedbed.verify import NOTHING, WHEEL
from seedbed.verify.accounting import hiding
from seedbed.verify.claims import also_by_pip, of_record, of_wheel
from seedbed.verify.judging import Judge
from seedbed.verify.paths import outside
from seedbed.verify.receipts import installed_digest
from seedbed.verify.record_file import rows
from seedbed.verify.records import record_differences, unhashed
from seedbed.verify.values import METADATA, PATHS, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from seedbed.commands.verifying.archives import Answer
    from seedbed.commands.verifying.reading import Inside
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.pairing import Pair
    from seedbed.verify.record_file import Row
    from seedbed.verify.values import Claim, Layout, Proof

    Later = Callable[[Collection[str]], Iterable[Difference]]


class Judging:
    """Judges packages one by one, and gathers what they claim.

    Args:
        inside: what the environment holds.
        folders: those that the lock names for packages that are built here, absolute, by name.

    Attributes:
        proved: what archives claim, by path.
        told: what only a RECORD claims, by path.
        proofs: what was proved of each package.
        found: what differs already, before files are compared.
    """

    def __init__(self, inside: Inside, folders: Mapping[str, str]) -> None:
        self._inside, self._folders = inside, folders
        self.proved: dict[str, list[Claim]] = {}
        self.told: dict[str, list[Claim]] = {}
        self.proofs: list[Proof] = []
        self.found: list[Difference] = []
        self._recorded: list[tuple[Distribution, Mapping[str, Row], Mapping[str, Claim]]] = []
        self._later: list[Later] = []

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
                claims |= also_by_pip(one, claims, listed, inside.layout)
                self._recorded.append((one, listed, claims))
        is_proved = claims is not None
        if claims is None:
            claims = self._of_record(one, listed)
            if bare := unhashed(one, listed, inside.found):
                files = "a file" if len(bare) == 1 else f"{len(bare)} files"
                also = f"its RECORD has no hash for {files}"
                why = f"{proof.why}; {also}" if proof.why else also
                proof = replace(proof, why=why, wanting=proof.wanting or bool(pair.candidates))
            self.found += self._leading_out(pair, claims)
        self._keep(proof, claims, proved=is_proved)

    def add(
        self,
        proof: Proof,
        claims: Mapping[str, Claim],
        differences: Iterable[Difference],
        later: Later | None = None,
    ) -> None:
        """Take in a package that was judged elsewhere.

        Args:
            proof: what is proved of it, if its files are as claimed.
            claims: what each of its paths should hold.
            differences: what is not as it should be already.
            later: gives more of that, once it is known which paths are wrong.
        """
        self.found += differences
        self._keep(proof, claims, proved=bool(proof.archive))
        if later:
            self._later.append(later)

    def _keep(self, proof: Proof, claims: Mapping[str, Claim], *, proved: bool) -> None:
        """Keep what a package claims, and what was proved of it."""
        inside, kept = self._inside, self.proved if proved else self.told
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
        """What packages of the lock claim that no archive can prove."""
        open_ = {one.title for one in self.proofs if one.wanting or one.level == NOTHING}
        return {path: said for path, said in self.told.items() if said[0].package not in open_}

    def _leading_out(self, pair: Pair, claims: Mapping[str, Claim]) -> list[Difference]:
        """The lines of the `.pth` files of what was built here that lead elsewhere.

        The lock says which folder it was built from: the package's own notes can be changed. They
        count only where it differs from the lock anyway.
        """
        one, inside, found = pair.one, self._inside, []
        folder = self._folders.get(one.name, "")
        if not folder and pair.differences and one.is_editable:
            folder = local(one.url)
        names = [os.path.normpath(folder), os.path.realpath(folder)] if folder else []
        allowed = [name.replace(os.sep, "/") for name in names]
        for path in claims:
            if path.rpartition("/")[0] != inside.layout.site or not path.endswith(".pth"):
                continue
            there = inside.found.get(path)
            if there and there.kind == FILE and there.data is None and not there.error:
                what = "is too large for a .pth file"
                found.append(Difference(kind=PATHS, path=path, package=one.title, what=what))
            text, root = inside.text(path), inside.root.replace(os.sep, "/")
            is_inner = not one.is_editable
            found += outside(path, one.title, text, allowed, root, is_inner=is_inner)
        return found

    def differences(self) -> list[Difference]:
        """What is not as the packages claim."""
        inside = self._inside
        roots = (inside.root, *inside.aliases)
        judge = Judge(
            roots,
            [one for root in roots for one in pythons(root, inside.layout)],
            posix=inside.posix,
            read=bytes_in(inside.root),
        )
        found = [*self.found, *judge.differences(self.claims, inside.found)]
        if self.proved:
            found += hiding(self.told, self.proved, inside.layout.site)
        wrong = {one.path for one in found}
        for one, listed, claims in self._recorded:
            found += record_differences(one, listed, claims, inside.found, wrong)
        for later in self._later:
            found += later(wrong)
        return found


def _held(one: Distribution, answer: Answer, layout: Layout) -> tuple[dict[str, Claim] | None, str]:
    """What an archive puts into the environment, or None and why that is not known."""
    if answer.listing is None:
        return None, answer.why
    try:
        return of_wheel(one, answer.listing, layout), ""
    except ValueError as error:
        return None, f"its archive can't be understood: {error}"
