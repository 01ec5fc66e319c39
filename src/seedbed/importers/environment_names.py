"""Which files of a folder are conda's environment files, by their names; pure."""

from __future__ import annotations

import re

from seedbed.managers.shared.environment_files import MAIN, path_of
from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_STEMS = ("environment", "env", "conda-environment", "conda-env", "conda")
"""What such files are called, without what tells several of them apart; the usual one first."""
_ENDS = (".yml", ".yaml")
_LOCKS = frozenset(("conda-lock",))
_FOR_PEOPLE = frozenset(
    ("dev", "develop", "development", "test", "tests", "testing", "doc", "docs", "ci", "lint")
)
_OF_ITS_OWN = re.compile(
    r"(?:cpu|gpu|cuda|rocm|mps|metal|linux|mac|macos|osx|darwin|win|windows|arm|aarch|amd|intel"
    r"|silicon|lock|locked|pin|pinned|frozen|exact|full|export|min|minimal|python)[0-9]*"
    r"|(?:cu|m|py|x)[0-9]+"
)
"""Words for a kind of machine, a version, or a form: such a file is an environment by itself."""


@record
class Place:
    """One environment file.

    Attributes:
        path: the file.
        rest: what its name says beside that it is one; empty for nothing.
    """

    path: str
    rest: str

    @property
    def target(self) -> str:
        """The path that seedbed knows it by, as the file of a group; empty for none."""
        return path_of(self.rest)

    @property
    def is_variant(self) -> bool:
        """Whether it is by its name an environment of its own, as for one kind of machine."""
        return any(map(_OF_ITS_OWN.fullmatch, self.rest.split("-")))

    @property
    def rank(self) -> tuple[object, ...]:
        """What tells which of several is the project's: the smallest one."""
        for_people = not _FOR_PEOPLE.isdisjoint(self.rest.split("-"))
        stem, _, end = self.path.rpartition(".")
        usual = _STEMS.index(canonical(stem)) if canonical(stem) in _STEMS else len(_STEMS)
        return bool(self.rest), self.is_variant, for_people, usual, len(end), self.path


def places(paths: Iterable[str]) -> list[Place]:
    """The environment files among some paths, the project's own first."""
    found = (
        Place(path=path, rest=rest)
        for path in paths
        if "/" not in path
        and path.endswith(_ENDS)
        and (rest := _rest(canonical(path.rpartition(".")[0]))) is not None
    )
    return sorted(found, key=lambda place: place.rank)


def is_certain(path: str) -> bool:
    """Whether a file is conda's by its name alone, whatever it holds."""
    return path in (MAIN, "environment.yaml")


def _rest(stem: str) -> str | None:
    """What a name says beside that it is an environment file; None for another file's."""
    if stem in _LOCKS:
        return None
    if stem in _STEMS:
        return ""
    for name in sorted(_STEMS, key=len, reverse=True):
        if stem.startswith(f"{name}-"):
            return stem[len(name) + 1 :]
        if stem.endswith(f"-{name}") and name != "conda":
            return stem[: -len(name) - 1]
    return None
