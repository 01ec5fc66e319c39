"""The interpreter that an environment stands on, compared with the archive that uv has for it.

It is not started before all of its files were compared.
"""

from __future__ import annotations

import os
import re

from seedbed.commands.verifying.compiled import compiled_again
from seedbed.commands.verifying.python_archive import UNREACHABLE, Finder
from seedbed.commands.verifying.reading import modes_of
from seedbed.errors import SeedbedError
from seedbed.host.archive_store import compiled_of
from seedbed.host.missed import missed_of
from seedbed.host.mounts import keeps_permissions
from seedbed.host.reading import standing
from seedbed.host.scanning import Reader, paths_in
from seedbed.model.record import record, replace
from seedbed.verify.interpreters import BUILD, KEY, Comparing, is_kept
from seedbed.verify.values import INTERPRETER, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seedbed.model.listing import Listing

_SIGNED = "uv renames and signs it when it installs Python."
_UNREACHED = frozenset(("archive-gone", UNREACHABLE))


@record
class Account:
    """What is known of an interpreter.

    Attributes:
        python: its absolute path; empty for none.
        key: which of uv's Pythons it is; empty for any other.
        archive: the sha256 of the archive that it was compared with; empty where it wasn't.
        why: why it wasn't, as a clause.
        files: how many files were compared.
        differences: what is not as it should be.
        told: what nobody can prove, as sentences.
        notes: what makes it doubtful that nothing is known, as sentences.
    """

    python: str = ""
    key: str = ""
    archive: str = ""
    why: str = "no lock has its hash"
    files: int = 0
    differences: Sequence[Difference] = ()
    told: Sequence[str] = ()
    notes: Sequence[str] = ()

    def remarks(self, others: Sequence[str]) -> tuple[str, ...]:
        """What nobody can prove, as sentences.

        Args:
            others: what is to be said where nothing was found out here.
        """
        if not self.key:
            return tuple(others)
        if self.archive:
            return tuple(self.told)
        return (f"The interpreter, {self.python}: {self.why}.",)


def account_for(
    python: str, told: Callable[..., None], *, offline: bool, again: bool = False
) -> Account:
    """Compare an interpreter with its archive, if it is one of uv's.

    Args:
        python: its absolute path; empty for none.
        told: as for `verify`.
        offline: whether nothing is downloaded.
        again: whether an archive is asked for that couldn't be had earlier today.
    """
    folder = _folder(python)
    if not folder:
        return Account(python=python)
    account, build = Account(python=python, key=os.path.basename(folder)), _build(folder)
    finder = Finder(account.key, build, told, offline=offline)
    known = finder.known()
    found = _compared(account, folder, known, told) if known else account
    if not found.archive or found.differences:
        found = _newest(found, folder, finder, told, is_waiting=not offline and not again)
    if not found.archive:
        return replace(found, notes=finder.doubts(folder))
    if not found.differences:
        finder.remember(folder, found.archive)
    return found


def _newest(
    found: Account,
    folder: str,
    finder: Finder,
    told: Callable[..., None],
    *,
    is_waiting: bool,
) -> Account:
    """Compare an interpreter with the archive that uv has; what is known already, where it can't.

    Args:
        found: what is known already.
        folder: that of the interpreter.
        finder: finds the archive.
        told: as for `verify`.
        is_waiting: whether what couldn't be had earlier today isn't asked for again.
    """
    missed = missed_of(os.environ)
    if is_waiting and (why := missed.get(finder.name)):
        why = f"{why}; --level wheel asks again today"
        return found if found.archive else replace(found, why=why)
    try:
        listing = finder.listing()
    except SeedbedError as error:
        why = error.message.rstrip(".")
        if error.code in _UNREACHED:
            missed.keep(finder.name, finder.unlike or why)
    except (OSError, ValueError, MemoryError) as error:
        why = f"{type(error).__name__}: {error}"
    else:
        if found.archive == listing.archive:
            return found
        account = Account(python=found.python, key=found.key)
        return _compared(account, folder, listing, told, finder.excuse)
    return found if found.archive else replace(found, why=finder.unlike or why)


def _folder(python: str) -> str:
    """The folder of a Python that uv installed; empty for any other.

    Whoever gives another one such a name gains nothing: it is compared with the archive.
    """
    place = os.path.realpath(python) if python else ""
    for _ in range(2):
        place = os.path.dirname(place)
        if KEY.fullmatch(os.path.basename(place)):
            return place
    return ""


def _build(folder: str) -> str:
    """Which build of its version it is, as uv noted; empty where it didn't."""
    try:
        found = standing(os.path.join(folder, BUILD), 64)
    except OSError:
        return ""
    said = found.data.decode("ascii", "replace").strip() if found and found.regular else ""
    return said if re.fullmatch(r"\d{1,12}", said) else ""


def _compared(
    account: Account,
    folder: str,
    listing: Listing,
    told: Callable[..., None],
    excuse: str = "",
) -> Account:
    """Compare an interpreter with an archive.

    Args:
        account: what is known of it.
        folder: where it is.
        listing: what the archive holds.
        told: as for `verify`.
        excuse: why it may be of another build, as a clause; empty where it may not.
    """
    from seedbed.host.tarballs import links_of

    try:
        found = Reader(folder, is_kept, told=told, fits=listing.fits).read(paths_in(folder))
    except OSError as error:
        return replace(account, why=f"it can't be read: {error.strerror}")
    posix = keeps_permissions(folder, modes_of(found.values()))
    said = Comparing(account.key, listing, links_of(listing), posix=posix).compare(found)
    if said.differences and excuse and not said.same_program:
        return replace(account, why=excuse)
    wrong = [*said.differences, *_foreign(said.folders, folder)]
    if not wrong and said.compiled:
        python, store = os.path.realpath(account.python), compiled_of(os.environ)
        wrong = compiled_again(said.compiled, folder, python, store)
    return replace(
        account,
        archive=listing.archive,
        why="",
        files=len(found),
        differences=[_of_interpreter(one, folder, account.key) for one in wrong],
        told=[f"{os.path.join(folder, path)}: {_SIGNED}" for path in said.written],
    )


def _foreign(named: Mapping[str, str], folder: str) -> list[Difference]:
    """Where an interpreter names another folder as its own, whose files builds then take."""
    return [
        Difference(kind=INTERPRETER, path=path, package="", what=f"names {other} as its folder")
        for path, other in named.items()
        if os.path.realpath(other) != folder
    ]


def _of_interpreter(one: Difference, folder: str, key: str) -> Difference:
    path = os.path.join(folder, one.path)
    return Difference(kind=INTERPRETER, path=path, package=key, what=one.what)
