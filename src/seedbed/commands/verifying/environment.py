"""What an environment holds besides packages: its scaffold, its interpreter, compiled files."""

from __future__ import annotations

import os

from seedbed.commands.own_environment import check_own
from seedbed.commands.verifying import unmade
from seedbed.commands.verifying.compiled import compiled_again
from seedbed.commands.verifying.interpreter import interpreter
from seedbed.commands.verifying.pinned import as_pinned
from seedbed.commands.verifying.scaffolding import OWN, prompting, unlike_fresh, varies
from seedbed.commands.verifying.seeds import as_seeded, with_seeds
from seedbed.commands.verifying.uv import program
from seedbed.errors import SeedbedError
from seedbed.host import scaffold
from seedbed.host.reading import read_text
from seedbed.host.variables import for_manager
from seedbed.model.found import FILE
from seedbed.model.record import record, replace
from seedbed.verify.accounting import compiled
from seedbed.verify.distributions import SEEDS
from seedbed.verify.settings import NAME, maker, parse, unlike
from seedbed.verify.values import MADE, MISSING, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from seedbed.commands.verifying.reading import Inside
    from seedbed.host.archive_store import ProvenPairs
    from seedbed.verify.accounting import Compiled

_LARGEST = 1 << 16
_OUTSIDE = "include-system-site-packages"
_IMPORTED = (
    f"{NAME} lets Python import packages from outside of the environment ({_OUTSIDE}). "
    "They aren't proved."
)


@record
class Ground:
    """What an environment stands on before anything is installed in it.

    Attributes:
        python: the interpreter, by its absolute path; empty where none may be started.
        known: the paths that belong to the environment itself.
        seeded: the names of distributions that its maker put in.
        differences: what is not as it should be.
        wanting: what should have been provable but was not, as sentences.
        packaged: whether its Python is a package that is verified itself.
        notes: what else counts when it runs, as sentences.
    """

    python: str = ""
    known: Collection[str] = ()
    seeded: Collection[str] = ()
    differences: Sequence[Difference] = ()
    wanting: Sequence[str] = ()
    packaged: bool = False
    notes: Sequence[str] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What nobody can prove, as sentences."""
        if not self.python or self.packaged:
            return ()
        return (f"The interpreter, {self.python}: no lock has its hash.",)


def begin(root: str, python: str, ahead: scaffold.Ahead) -> None:
    """Begin to make what an environment is compared with, if uv made it: then nothing more decides.

    Args:
        root: the environment, absolute, without links.
        python: the interpreter, which may be started, by its absolute path.
        ahead: makes it.
    """
    try:
        settings = parse(read_text(os.path.join(root, NAME), _LARGEST))
    except (OSError, SeedbedError):
        return
    if maker(settings)[0] == "uv" and (arguments := _making(settings, python, ())):
        ahead.begin(root, arguments, for_manager())


def ground_of(
    root: str,
    inside: Inside,
    locked: Collection[str],
    ahead: scaffold.Ahead,
    *,
    starts: bool = True,
) -> Ground:
    """Judge what an environment stands on.

    Args:
        root: the project's folder, absolute.
        inside: what the environment holds.
        locked: the names of the packages in the lock.
        ahead: makes what the environment is compared with.
        starts: whether its interpreter may be started.

    Raises:
        SeedbedError: when the environment came with a clone, so that nothing of it is started.
    """
    seeds = (SEEDS & {one.name for one in inside.distributions}) - set(locked)
    if not inside.settings:
        return replace(_unmade(inside, seeds), differences=(_unset(inside),))
    check_own(root, inside.root)
    python, wrong = interpreter(inside.root, inside.settings)
    if not python or not starts:
        return replace(_unmade(inside, seeds), differences=tuple(wrong))
    ground = _compared(inside, python, seeds, ahead)
    return replace(ground, python=python, differences=(*wrong, *ground.differences))


def compiled_differences(
    inside: Inside, python: str, claimed: Collection[str], store: ProvenPairs
) -> tuple[list[str], list[Difference]]:
    """Judge the compiled files that Python wrote beside its sources.

    Args:
        inside: what the environment holds.
        python: the interpreter, by its absolute path; empty where none may be started.
        claimed: the paths that packages claim.
        store: what was compared before.

    Returns:
        The paths of the compiled files, and what is not as it should be.
    """
    pairs = [one for one in compiled(inside.kinds.keys() - claimed) if _has_source(one, inside)]
    found = compiled_again(pairs, inside.root, python, store) if python and pairs else []
    return [one.path for one in pairs], found


def _has_source(one: Compiled, inside: Inside) -> bool:
    """Whether both are files: at a pipe, a reader would wait forever."""
    both = (inside.found.get(path) for path in (one.path, one.source))
    return all(found is not None and found.kind == FILE for found in both)


def _unmade(inside: Inside, seeds: Collection[str], python: str = "") -> Ground:
    """What can be said of an environment that nothing can be compared with."""
    wrong = unmade.wrong(inside, seeds, python) if python else ()
    hooks = unmade.started(inside)
    return Ground(
        known=unmade.kept(inside, seeds),
        seeded=seeds,
        differences=tuple(wrong),
        notes=(*_imported(inside), *([hooks] if hooks else [])),
    )


def _imported(inside: Inside) -> tuple[str, ...]:
    return (_IMPORTED,) if inside.settings.get(_OUTSIDE) == "true" else ()


def _making(settings: Mapping[str, str], python: str, seeds: Collection[str]) -> list[str]:
    """What makes an environment like one, but for its folder; empty where it is not here."""
    name = maker(settings)[0]
    arguments = scaffold.makers(name, python, seeds=seeds, uv=program() if name == "uv" else "")
    prompt = settings.get("prompt", "").strip("'\"")
    if arguments and prompt and "\0" not in prompt:
        arguments += ["--prompt", prompt]
    if arguments and settings.get(_OUTSIDE) == "true":
        arguments.append("--system-site-packages")
    if arguments and name == "uv" and settings.get("relocatable") == "true":
        arguments.append("--relocatable")
    return arguments


def _compared(inside: Inside, python: str, seeds: Collection[str], ahead: scaffold.Ahead) -> Ground:
    """Compare with a fresh environment that the same program makes.

    Where links lead to it, too, it may have been made by the path of one.
    """
    first = _compared_at(inside.root, inside, python, seeds, ahead)
    if not first.differences:
        return first
    others = (_compared_at(one, inside, python, seeds, ahead) for one in inside.aliases)
    return next((one for one in others if len(one.differences) < len(first.differences)), first)


def _compared_at(
    place: str, inside: Inside, python: str, seeds: Collection[str], ahead: scaffold.Ahead
) -> Ground:
    name, version = maker(inside.settings)
    arguments = _making(inside.settings, python, seeds)
    fresh = ahead.fresh(place, arguments, for_manager()) if arguments else None
    if fresh is None:
        why = f"{name} made this environment, and can't make another one to compare with."
        return replace(_unmade(inside, seeds, python), wanting=(why,))
    fresh = with_seeds(fresh, inside.distributions, seeds, inside.layout.site)
    files = {path for path in fresh.files if not path.endswith(".pyc")}  # judged by their sources
    known = {*files, *fresh.links, *(OWN & inside.kinds.keys())}
    other = as_seeded(inside.settings, as_pinned(inside.settings, parse(fresh.settings)))
    seeded = {one.name for one in inside.distributions if f"{one.folder}/METADATA" in known}
    ground = Ground(known=known, seeded=seeded, notes=_imported(inside))
    found = [*prompting(inside), *unlike_fresh(inside, fresh, python)]
    if settings := unlike(inside.settings, other):
        what = f"differs from what {name} writes: {', '.join(settings)}"
        found.append(Difference(kind=MADE, path=NAME, package="", what=what))
    elif maker(other)[1] != version and (open_ := [one for one in found if varies(one, inside)]):
        paths = ", ".join(sorted(one.path for one in open_))
        sentence = (
            f"{name} {version} made this environment, but {maker(other)[1]} is here, "
            f"which writes these files differently: {paths}."
        )
        found = [one for one in found if one not in open_]
        return replace(ground, differences=tuple(found), wanting=(sentence,))
    return replace(ground, differences=tuple(found))


def _unset(inside: Inside) -> Difference:
    """What is wrong with a `pyvenv.cfg` that says nothing."""
    if (found := inside.found.get(NAME)) and found.error:
        what = f"can't be read: {found.error}"
        return Difference(kind=MADE, path=NAME, package="", what=what)
    if NAME in inside.kinds:
        return Difference(kind=MADE, path=NAME, package="", what="has no settings")
    return Difference(kind=MISSING, path=NAME, package="", what="is missing")
