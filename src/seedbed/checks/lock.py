"""The lock: whether it is there, whole, and that of the manifest."""

from __future__ import annotations

import os

from seedbed.checks.check import Check, Fix
from seedbed.checks.verdicts import ask_lock, judge_lock
from seedbed.host.reading import LARGEST_LOCK
from seedbed.locks.damage import damage_of
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place
    from seedbed.host.asking import Inquiry
    from seedbed.managers.base import Manager

_PROGRAM = ("SB101", "SB102", "SB103", "SB107")


class SB301(Check):
    """The project has no lock.

    The lock records the exact version and hash of every package. Without it, everybody who installs
    the project gets the newest versions of that day, and nobody can recreate your results.

    To fix it: restore the lock from git. If git doesn't have it, let the manager make one, then
    commit it.
    """

    requires = (*_PROGRAM, "SB201", "SB202")

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether it is there; conda makes none by itself."""
        row = place.row
        if row is None or not row.locks or os.path.lexists(place.lock):
            return
        if not place.is_ours and not _declares(place):
            return  # a folder with settings only has nothing to lock
        path = place.shown(place.lock)
        restored = _restore(place)
        how = f"Run '{row.lock}', then commit {row.lock_file}."
        if restored:
            how = f"Run 'git checkout HEAD -- {path}', then '{row.lock}'."
        yield self.found(
            f"There is no {row.lock_file}.",
            how=how,
            advice=not place.is_ours,  # libraries of others often have none on purpose
            fix=restored or Fix(title=f"make {row.lock_file}", lock=True, sync=bool(place.python)),
        )


class SB302(Check):
    """The lock contains conflict markers, or was merged line by line.

    Git merges text line by line, but a lock is one answer to one question: half of one lock and
    half of another fit no manifest. The manager refuses such a file or, worse, reads it and
    installs a mixture that nobody has ever tested.

    To fix it: take your side of the merge as it is, then lock again: the manager adds what is
    missing. If git has no whole lock, delete the file and make a new one. If `.gitattributes` marks
    the lock as `merge=binary` or `-merge`, as in seedbed projects, git never merges it line by
    line.
    """

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """The manager's own check: only where it fails is the whole lock parsed, which is slow."""
        return filter(None, [ask_lock(place)])

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether it has markers, cannot be read, or lists one package twice."""
        if place.lock_data is None or place.row is None:
            return
        text, path = place.lock_data.decode("utf-8", "replace"), place.shown(place.lock)
        if place.lock_is_unmerged:
            yield self._in_a_merge(place, place.row, path)
            return
        for line, what in _damage(place, text):
            verb, restored = place.row.lock, _restore(place)
            first = f"Run 'git checkout HEAD -- {path}'" if restored else f"Delete {path}"
            yield self.found(
                f"{path} {what}.",
                path,
                at=(line, 0),
                how=f"{first}. Then run '{verb}' and commit the result.",
                fix=restored,
            )

    def _in_a_merge(self, place: Place, row: Manager, path: str) -> Finding:
        """What to do about a lock of which git has kept one side."""
        text, git = (place.lock_data or b"").decode("utf-8", "replace"), ("add", "--", path)
        add, title = f"'git add {path}'", f"mark {path} as resolved"
        damage = next(_damage(place, text), None)
        if damage:
            how = f"Run 'git checkout HEAD -- {path}', then '{row.lock}', then {add}."
            restored = _restore(place)
            fix = restored and replace(restored, title=f"{restored.title}, and {title}", git=git)
        elif row.locks and judge_lock(place).fits is not True:
            how = f"When {place.manifest_name} is resolved, run '{row.lock}', then {add}."
            fix = Fix(title=f"lock again, and {title}", lock=True, sync=bool(place.python), git=git)
        else:
            how, fix = f"Run {add}.", Fix(title=title, git=git)
        what = "has merged it line by line" if damage else "has kept one side of it"
        return self.found(
            f"{path} has a merge conflict: git {what}.",
            path,
            at=(damage[0] if damage else 0, 0),
            how=how,
            fix=fix,
        )


class SB303(Check):
    """The lock does not match the manifest.

    Somebody changed the manifest without locking again. Those who install from the lock do not get
    what the manifest asks for, and CI, which installs with the lock as it is, fails.

    To fix it: let the manager lock again, look at the difference, and commit it.
    """

    requires = (*_PROGRAM, "SB201", "SB202", "SB301", "SB302", "SB913")

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """The manager's own check."""
        return filter(None, [ask_lock(place)])

    def look(self, place: Place) -> Iterable[Finding]:
        """What the manager says."""
        row = place.row
        if row is None or place.lock_data is None or judge_lock(place).fits is not False:
            return
        path = place.shown(place.lock)
        if not row.locks:  # only conda-lock can make it again, which takes minutes
            yield self.found(f"{path} does not match the environment files.", path)
            return
        yield self.found(
            f"{path} does not match {place.manifest_name}.",
            path,
            how=f"Run '{row.lock}', look at the difference, and commit it.",
            fix=Fix(title=f"renew {path}", lock=True, sync=bool(place.python)),
        )


class SB304(Check):
    """Nobody can tell whether the lock matches the manifest.

    The manager fails before it can compare them. Usually, two requirements exclude each other, a
    package or a version does not exist, or the network is down. A sync fails for the same reason.
    Or the lock is larger than 32 MiB: seedbed does not read it then, and does not let the manager
    read it.

    To fix it: run the manager's command yourself to read all that it says. If the lock is too
    large, restore it from git, or delete it and let the manager make a new one: even those of large
    projects take only a few MiB.
    """

    requires = (*_PROGRAM, "SB201", "SB202", "SB301", "SB302", "SB913")

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """The same as the check before it."""
        return filter(None, [ask_lock(place)])

    def look(self, place: Place) -> Iterable[Finding]:
        """The manager's own first words, or that nobody reads it."""
        if place.lock_is_too_large and place.row is not None:
            path = place.shown(place.lock)
            yield self.found(
                f"{path} is too large to be read: it has more than {LARGEST_LOCK >> 20} MiB.",
                path,
                how=f"Restore it from git, or delete it and run '{place.row.lock}'.",
            )
        if place.row is None or place.lock_data is None:
            return
        verdict = judge_lock(place)
        if verdict.fits is None:
            path = place.shown(place.lock)
            yield self.found(
                f"{place.row.title} cannot check {path}: {verdict.why}.",
                path,
                how=f"Run '{place.row.lock}' to read all that it says.",
            )


def _damage(place: Place, text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with the project's lock: the line, and the rest of a sentence."""
    found = list(damage_of(place.manager, text, lambda: _is_read(place)))
    if not found and place.manager == "uv" and ask_lock(place) is not None:
        why = judge_lock(place).why
        if why.startswith("Failed to parse `uv.lock`: "):  # an entry was lost in a merge
            found = [(0, f"is damaged: {why.partition(': ')[2]}")]
    yield from found


def _declares(place: Place) -> bool:
    """Whether the manifest says what is to be locked."""
    names = ("workspace", "project") if place.manager == "pixi" else ()
    tables = (place.table("project"), place.table("tool", "poetry"), *map(place.pixi, names))
    return any(tables)


def _is_read(place: Place) -> bool:
    """Whether the manager is known to have read the lock."""
    return ask_lock(place) is not None and judge_lock(place).fits is not None


def _restore(place: Place) -> Fix | None:
    """Takes one whole side of a merge from git, and locks again; None where git has none."""
    from seedbed.host import git

    path = place.shown(place.lock)
    if place.row is None or not place.row.locks or os.path.isabs(path):
        return None
    data = git.committed(place.root, path)  # in a merge, that is our side
    if not data or any(damage_of(place.manager, data.decode("utf-8", "replace"))):
        return None
    return Fix(
        title=f"take your own {path} from git, and lock again",
        files=place.edit(path, data),
        lock=True,
        sync=bool(place.python),
    )
