"""Judges the packages of an environment one by one."""

from __future__ import annotations

import os

from seedbed.host.scanning import bytes_in
from seedbed.model.record import replace
from seedbed.verify import WHEEL
from seedbed.verify.claims import of_record, of_wheel
from seedbed.verify.judging import Judge
from seedbed.verify.paths import outside
from seedbed.verify.record_file import rows
from seedbed.verify.records import record_differences
from seedbed.verify.values import METADATA, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from seedbed.commands.verify_archives import Answer
    from seedbed.commands.verify_place import Subject
    from seedbed.commands.verify_reading import Inside
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.pairing import Pair
    from seedbed.verify.record_file import Row
    from seedbed.verify.values import Claim, Proof

    Later = Callable[[Collection[str]], Iterable[Difference]]


class Judging:
    """Judges packages one by one, and gathers what they claim."""

    def __init__(self, about: Subject, inside: Inside) -> None:
        self._about = about
        self._inside = inside
        self.claims: dict[str, list[Claim]] = {}
        self.proofs: list[Proof] = []
        self._found: list[Difference] = []
        self._recorded: list[tuple[Distribution, Mapping[str, Row], Mapping[str, Claim]]] = []
        self._later: list[Later] = []

    def judge(self, pair: Pair, answers: Mapping[str, Answer], level: str) -> None:
        """Take in what a package should have."""
        one, inside = pair.one, self._inside
        self._found += pair.differences
        try:
            listed = rows(inside.text(f"{one.folder}/RECORD"), inside.layout.site, inside.root)
        except ValueError as error:
            what = f"is damaged: {error}"
            path = f"{one.folder}/RECORD"
            self._found.append(Difference(kind=METADATA, path=path, package=one.title, what=what))
            listed = {}
        entries = inside.text(f"{one.folder}/entry_points.txt")
        proof, claims = pair.proof, None
        if level == WHEEL and pair.candidates:
            answer = answers[pair.candidates[0].sha256]
            if answer.listing is None:
                proof = replace(proof, why=answer.why, wanting=True)
            else:
                claims = of_wheel(one, answer.listing, inside.layout)
                archive = pair.candidates[0].sha256
                proof = replace(proof, level=WHEEL, why="", archive=archive)
                self._recorded.append((one, listed, claims))
        if claims is None:
            claims = of_record(one, listed, entries, inside.layout)
            self._found += self._leading_out(one, claims)
        for path, claim in claims.items():
            self.claims.setdefault(path, []).append(claim)
        self.proofs.append(replace(proof, files=sum(path in inside.kinds for path in claims)))

    def add(
        self,
        proof: Proof,
        claims: Mapping[str, Claim],
        differences: Iterable[Difference],
        later: Later = lambda _: (),
    ) -> None:
        """Take in a package that was judged elsewhere.

        Args:
            proof: what is proved of it, if its files are as claimed.
            claims: what each of its paths should hold.
            differences: what is not as it should be already.
            later: gives more of that, once it is known which paths are wrong.
        """
        self._found += differences
        for path, claim in claims.items():
            self.claims.setdefault(path, []).append(claim)
        self.proofs.append(replace(proof, files=sum(path in self._inside.kinds for path in claims)))
        self._later.append(later)

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
        judge = Judge(
            (inside.root, *inside.aliases),
            _pythons(inside),
            posix=os.name != "nt",
            read=bytes_in(inside.root),
        )
        found = [*self._found, *judge.differences(self.claims, inside.found)]
        wrong = {one.path for one in found}
        for one, listed, claims in self._recorded:
            found += record_differences(one, listed, claims, inside.found, wrong)
        for later in self._later:
            found += later(wrong)
        return found


def _pythons(inside: Inside) -> list[str]:
    """The paths by which scripts may name the environment's Python."""
    names = ["python", "python3", f"python{inside.layout.python}", "python.exe", "pythonw.exe"]
    roots = (inside.root, *inside.aliases)
    return [os.path.join(root, inside.layout.scripts, name) for root in roots for name in names]
