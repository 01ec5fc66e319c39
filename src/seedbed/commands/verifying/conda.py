"""Judges the packages of environments of conda and Pixi, and what such an environment stands on."""

from __future__ import annotations

import os
import re

from seedbed.commands.own_environment import check_own
from seedbed.commands.verifying.environment import Ground, compiled_differences
from seedbed.host.archive_store import compiled_of
from seedbed.model.record import record, replace
from seedbed.verify import RECORD, WHEEL
from seedbed.verify.accounting import compiled, unowned
from seedbed.verify.conda_claims import (
    needlessly,
    of_archive,
    of_record,
    record_differences,
    signed_anew,
)
from seedbed.verify.values import COMPILED, METADATA, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from seedbed.commands.verifying.archives import Answer, Archives
    from seedbed.commands.verifying.judging import Judging
    from seedbed.commands.verifying.place import Subject
    from seedbed.commands.verifying.reading import Inside
    from seedbed.verify.conda_pairing import CondaPair
    from seedbed.verify.pairing import Candidate
    from seedbed.verify.values import Claim

_SIGNED = (
    "macOS needed {number} file{s} of it signed again here, so the archive doesn't have their bytes"
)
_STARTED = ("lib/", "Lib/", "DLLs/", "Library/", "bin/py", "bin/Modules/")
"""How the paths of files begin that a Python may load when it starts."""
_LOADED = re.compile(r"(?:lib/python|bin/py|Lib/|DLLs/).*|[^/]+|.*(?:\.(?:so|dll|dylib|zip)\b).*")
"""Those of them that hold code: a header or a static library starts nothing."""
_UNCOMPARED = "Compiled files weren't compared with their sources, which needs this Python"


@record
class Prefix:
    """An environment of conda's or Pixi's.

    Attributes:
        about: what is to be verified, with the lock's packages for this environment only.
        inside: what it holds; the distributions are those that no conda package owns.
        ground: what it stands on; its Python is not named yet.
        pairs: the conda packages that are to be verified.
        is_proving: whether they are compared with archives, not only with records.
    """

    about: Subject
    inside: Inside
    ground: Ground
    pairs: tuple[CondaPair, ...]
    is_proving: bool = True

    @property
    def candidates(self) -> Mapping[str, Candidate]:
        """The archives that packages are compared with, by title."""
        return {one.one.title: one.candidate for one in self.pairs if one.candidate}

    @property
    def kept(self) -> Callable[[], Mapping[str, str]]:
        """What gives the archives that conda keeps, by file name."""
        return lambda: {one.one.file: one.one.kept for one in self.pairs if one.one.kept}

    def judge(self, judging: Judging, archives: Archives | None) -> None:
        """Take in what the conda packages should have.

        Args:
            judging: takes it in.
            archives: gets the archives; None at the level of records.
        """
        answers = archives.all(self.candidates.values()) if archives else {}
        for every in self.pairs:
            proof = every.proof if archives else replace(every.proof, wanting=False)
            self._judge(replace(every, proof=proof), judging, answers)
        if {every.one.name for every in self.pairs} == self.inside.conda:
            claims, titles = judging.claims, self.candidates.keys()
            for every in self.pairs:
                judging.found += needlessly(every.one, claims, titles)

    def _judge(self, pair: CondaPair, judging: Judging, answers: Mapping[str, Answer]) -> None:
        one, inside, proof = pair.one, self.inside, pair.proof
        answer = answers.get(pair.candidate.sha256) if pair.candidate else None
        if answer is None or answer.listing is None or pair.candidate is None:
            if answer is not None:
                proof = replace(proof, why=answer.why, wanting=True)
            claims = of_record(one, inside.layout)
            judging.add(proof, self._settled(claims), pair.differences)
            return
        claims = of_archive(one, answer.listing, inside.layout)
        compared, number = signed_anew(one, claims, inside.layout)
        proof = replace(proof, level=WHEEL, why="", archive=pair.candidate.sha256)
        if number:
            why = _SIGNED.format(number=number, s="" if number == 1 else "s")
            proof = replace(proof, level=RECORD, why=why)

        def later(wrong: Collection[str]) -> Iterable[Difference]:
            return record_differences(one, claims, inside.found, inside.layout, wrong)

        judging.add(proof, self._settled(compared), pair.differences, later)

    def _settled(self, claims: Mapping[str, Claim]) -> dict[str, Claim]:
        """What is claimed, without the compiled files that Python may have written anew.

        Their sources tell what they should be; one that is gone is written again.
        """
        found, kinds = self.inside.found, self.inside.kinds
        anew = {
            one.path
            for one in compiled(claims)
            if one.source in kinds
            and (one.path not in found or found[one.path].sha256 != claims[one.path].sha256)
        }
        return {path: claim for path, claim in claims.items() if path not in anew}

    def with_python(
        self, found: Sequence[Difference], claimed: Collection[str], told: Collection[str]
    ) -> Ground:
        """What it stands on, with its Python, if that may be started.

        It is one of the files that are verified: it is started only if all that it may load when
        it starts is as an archive has it.

        Args:
            found: what is not as it should be.
            claimed: the paths that somebody claims.
            told: the paths that only records claim, which anybody can have changed.
        """
        inside, ground = self.inside, self.ground
        pycs, _ = compiled_differences(inside, "", claimed, compiled_of(os.environ))
        if not pycs:
            return ground
        if wrong := self._wrong(found, {*claimed, *pycs}):
            first = wrong[0] or "a package of the wrong version"
            why = f"{_UNCOMPARED}, and it isn't as it should be: {first}."
        elif not inside.layout.python:
            why = f"{_UNCOMPARED.replace('this', 'a')}, and the environment has none."
        elif open_ := sorted(path for path in told if self._may_load(path)):
            if not self.is_proving:
                why = f"{_UNCOMPARED}: no archive proves it."
                return replace(ground, notes=(*ground.notes, why))
            why = f"{_UNCOMPARED}, and no archive proves what it may load: {open_[0]}."
        else:
            check_own(self.about.root, inside.root)
            windows = inside.layout.scripts == "Scripts"
            name = "python.exe" if windows else f"bin/python{inside.layout.python}"
            return replace(ground, python=os.path.join(inside.root, name))
        return replace(ground, wanting=(*ground.wanting, why))

    def _wrong(self, found: Sequence[Difference], known: Collection[str]) -> list[str]:
        """The paths of what Python may load when it starts and what is not as it should be."""
        strangers = unowned(self.inside.kinds, known, self.inside.layout.site)
        own = {one.one.title for one in self.pairs}
        bad = {
            one.path
            for one in found
            if one.kind not in {COMPILED, METADATA} and (one.path or one.package in own)
        }
        bad |= {one.path for one in strangers}
        return sorted(path for path in bad if self._may_load(path, known=False))

    def _may_load(self, path: str, *, known: bool = True) -> bool:
        """Whether a Python may load a file when it starts; of a missing one, nothing is known.

        Args:
            path: the file.
            known: whether some package claims it, so that it holds what its name says.
        """
        if path.startswith(f"{self.inside.layout.site}/"):
            return False
        may = path.startswith(_STARTED) or "/" not in path
        return may and (not known or _LOADED.fullmatch(path) is not None)
