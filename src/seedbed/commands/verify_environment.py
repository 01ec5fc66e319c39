"""What an environment holds besides packages: its scaffold, its interpreter, compiled files."""

from __future__ import annotations

import os

from seedbed.commands.own_environment import check_own
from seedbed.errors import SeedbedError
from seedbed.host import scaffold
from seedbed.host.asking import Asking, Inquiry
from seedbed.host.variables import for_manager
from seedbed.managers.registry import load_driver
from seedbed.model.found import LINK
from seedbed.model.record import record, replace
from seedbed.verify.accounting import compiled, unlike_source
from seedbed.verify.settings import NAME, maker, parse, unlike
from seedbed.verify.values import INTERPRETER, LINKED, MADE, MISSING, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from seedbed.commands.verify_reading import Inside
    from seedbed.host.archive_store import ProvenPairs
    from seedbed.verify.accounting import Compiled

_SEEDS = frozenset(("pip", "setuptools", "wheel"))
"""What makers put into environments."""
_OWN = frozenset((".lock", ".gitignore", "CACHEDIR.TAG"))
_LIMIT = 600.0
_SHARE = 400
"""Compiled files for which another process is worth its start."""


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
        told: what else nobody can prove, as sentences.
    """

    python: str = ""
    known: Collection[str] = ()
    seeded: Collection[str] = ()
    differences: Sequence[Difference] = ()
    wanting: Sequence[str] = ()
    packaged: bool = False
    told: Sequence[str] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What nobody can prove, as sentences."""
        if not self.python or self.packaged:
            return tuple(self.told)
        return (f"The interpreter isn't proved, since no lock has its hash: {self.python}",)


def ground_of(root: str, inside: Inside, locked: Collection[str]) -> Ground:
    """Judge what an environment stands on.

    Args:
        root: the project's folder, absolute.
        inside: what the environment holds.
        locked: the names of the packages in the lock.

    Raises:
        SeedbedError: when the environment came with a clone, so that nothing of it is started.
    """
    check_own(root, inside.root)
    python, wrong = _interpreter(inside)
    if not python:
        return replace(_unmade(inside), differences=tuple(wrong))
    installed = {one.name for one in inside.distributions}
    seeds = (_SEEDS & installed) - set(locked)
    ground = _compared(inside, python, seeds)
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
    found = _compiled(pairs, inside.root, python, store) if python else []
    return [one.path for one in pairs], found


def _has_source(one: Compiled, inside: Inside) -> bool:
    return one.source in inside.kinds and inside.kinds[one.path] != LINK


def _interpreter(inside: Inside) -> tuple[str, list[Difference]]:
    """The interpreter that an environment stands on; empty where none can be started."""
    scripts = inside.layout.scripts
    path = f"{scripts}/python.exe" if scripts == "Scripts" else f"{scripts}/python"
    home = inside.settings.get("home", "")

    def unlike(kind: str, what: str) -> list[Difference]:
        return [Difference(kind=kind, path=path, package="", what=what)]

    found = inside.found.get(path)
    if found is None:
        return "", unlike(MISSING, "is missing")
    place = os.path.join(inside.root, path)
    real = os.path.realpath(place)
    if found.kind != LINK:
        return _copied(inside, path, unlike)
    if os.path.realpath(os.path.dirname(real)) != os.path.realpath(home):
        target = os.path.join(os.path.dirname(place), found.target)
        if os.path.realpath(os.path.dirname(target)) != os.path.realpath(home):
            return "", unlike(INTERPRETER, f"leads to {real}, but {NAME} names {home}")
    if not os.access(real, os.X_OK):
        return "", unlike(LINKED, f"leads to {found.target}, which can't be started")
    target = found.target
    return target if os.path.isabs(target) else real, []


def _copied(
    inside: Inside, path: str, unlike: Callable[[str, str], list[Difference]]
) -> tuple[str, list[Difference]]:
    """The interpreter of an environment that has a copy of it, as those on Windows have."""
    import hashlib

    home = inside.settings.get("home", "")
    names = (os.path.basename(path), f"python{inside.layout.python}", "python3")
    for name in names:
        place = os.path.join(home, name)
        if os.path.isfile(place):
            with open(place, "rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == inside.found[path].sha256
            if same:
                return place, []
    return "", unlike(INTERPRETER, f"isn't the interpreter in {home}")


def _unmade(inside: Inside) -> Ground:
    """What can be said of an environment that nothing can be compared with."""
    scripts = inside.layout.scripts
    usual = {NAME, "lib64", *_OWN, *(f"{scripts}/{one}" for one in ("python", "python3"))}
    usual |= {
        one
        for one in inside.kinds
        if one.startswith((f"{scripts}/activate", f"{scripts}/python3."))
    }
    return Ground(known=usual & inside.kinds.keys())


def _compared(inside: Inside, python: str, seeds: Collection[str]) -> Ground:
    """Compare with a fresh environment that the same program makes."""
    name, version = maker(inside.settings)
    arguments = scaffold.makers(name, python, seeds=seeds, uv=_uv())
    if arguments and (prompt := inside.settings.get("prompt", "").strip("'\"")):
        arguments += ["--prompt", prompt]
    if arguments and name == "uv" and inside.settings.get("relocatable") == "true":
        arguments.append("--relocatable")
    fresh = scaffold.fresh(inside.root, arguments, for_manager()) if arguments else None
    if fresh is None:
        why = f"{name} made this environment, and can't make another one to compare with."
        return replace(_unmade(inside), wanting=(why,))
    known = {*fresh.files, *fresh.links, *(_OWN & inside.kinds.keys())}
    other = parse(fresh.settings)
    seeded = {one.name for one in inside.distributions if f"{one.folder}/METADATA" in known}
    ground = Ground(known=known, seeded=seeded)
    found = list(_unlike(inside, fresh))
    if settings := unlike(inside.settings, other):
        what = f"isn't as {name} writes it: {', '.join(settings)}"
        found.append(Difference(kind=MADE, path=NAME, package="", what=what))
    elif found and maker(other)[1] != version:
        paths = ", ".join(one.path for one in found)
        sentence = (
            f"{name} {version} made this environment, but {maker(other)[1]} is here, "
            f"which writes these files otherwise: {paths}."
        )
        return replace(ground, wanting=(sentence,))
    return replace(ground, differences=tuple(found))


def _uv() -> str:
    try:
        return load_driver("uv").program()
    except SeedbedError:
        return ""


def _unlike(inside: Inside, fresh: scaffold.Scaffold) -> Iterator[Difference]:
    for path, digest in fresh.files.items():
        found = inside.found.get(path)
        if path == NAME or path in _OWN or path.endswith(".pyc"):
            continue
        if found is None:
            yield Difference(kind=MISSING, path=path, package="", what="is missing")
        elif found.sha256 != digest:
            what = f"isn't as {maker(inside.settings)[0]} writes it"
            yield Difference(kind=MADE, path=path, package="", what=what)
    for path, target in fresh.links.items():
        found = inside.found.get(path)
        if found is None:
            yield Difference(kind=MISSING, path=path, package="", what="is missing")
        elif found.kind != LINK or not _leads(inside.root, path, found.target, target):
            what = f"should be a link to {target}"
            yield Difference(kind=LINKED, path=path, package="", what=what)


def _leads(root: str, path: str, target: str, wanted: str) -> bool:
    folder = os.path.dirname(os.path.join(root, path))
    if target == wanted:
        return True
    return os.path.realpath(os.path.join(folder, target)) == os.path.realpath(
        os.path.join(folder, wanted)
    )


def _compiled(
    pairs: Sequence[Compiled], root: str, python: str, store: ProvenPairs
) -> list[Difference]:
    """Compile the sources again, in processes of the same Python, and compare."""
    import json

    from seedbed.host.gpu.environments import answer_in

    jobs = min(os.cpu_count() or 1, 1 + len(pairs) // _SHARE)
    shares = [pairs[number::jobs] for number in range(jobs)] if pairs else []
    script = os.path.join(os.path.dirname(scaffold.__file__), "compiled_script.py")
    known, fresh = store.get(), list[str]()
    # a Python of the environment itself must not load compiled files that are still to be judged
    options = ("-X", f"pycache_prefix={os.devnull}") if python.startswith(root) else ()
    found: list[Difference] = []

    def inquiry(share: Sequence[Compiled]) -> Inquiry:
        paths = [
            (os.path.join(root, one.source), os.path.join(root, one.path), one.level)
            for one in share
        ]
        return Inquiry(
            arguments=(python, "-I", "-S", "-B", *options, script),
            cwd=root,
            env=for_manager(),
            limit=_LIMIT,
            given=json.dumps({"pairs": paths, "known": known}).encode(),
        )

    with Asking(jobs) as asking:
        inquiries = list(map(inquiry, shares))
        for one in inquiries:
            asking.start(one)
        for share, asked in zip(shares, inquiries, strict=True):
            reply = asking.answer(asked)
            answer = answer_in(reply) if reply else {}
            said = answer.get("verdicts", [])
            if len(said) != len(share):
                said = ["can't be compared: the interpreter gives no answer"] * len(share)
            found += filter(None, map(unlike_source, share, map(str, said)))
            fresh += map(str, answer.get("keys", []))
    store.add(fresh)
    return found
