"""SB0: what seedbed itself keeps about a project."""

from __future__ import annotations

from seedbed.checks.check import Check, Fix
from seedbed.errors import SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place


class SB001(Check):
    """An update was interrupted before it wrote all files.

    Some files are new and some are old, so they may not fit together. seedbed has kept a journal of
    what was to be written, and finishes from there.

    To fix it: run `seedbed update`. It finishes the interrupted update before it does anything
    else.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Ask the journal."""
        from seedbed.host.journal import is_half_done

        if is_half_done(place.root):
            yield self.found("An update was interrupted, and some files are not written yet.")


class SB002(Check):
    """The lock and the environment have not followed the last change.

    An update, `seedbed add`, or `seedbed remove` changed the manifest and was interrupted before
    the manager could lock and install.

    To fix it: run `seedbed sync`.
    """

    requires = ("SB001",)

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the note that stands there until all is done."""
        from seedbed.host.unfinished import is_due

        if place.is_ours and is_due(place.root):
            yield self.found(
                "A change of the manifest was interrupted: the lock and the environment have not "
                "followed yet.",
                fix=Fix(title="lock and sync, as that command would have", lock=True, sync=True),
            )


class SB003(Check):
    """The base of updates is missing or damaged.

    `.seedbed/base` records the files as seedbed last wrote them. Without it, an update cannot tell
    your changes from its own, and changes nothing.

    To fix it: restore it with `git checkout HEAD -- .seedbed/base`. If git does not have it, run
    `seedbed update --new-base` to start over from the files as they are.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Decode the base; what is in the last commit can come back where nothing stands."""
        from seedbed.model.tree import BASE_PATH

        if not place.is_ours:
            return
        try:
            read_base(place)
        except SeedbedError as error:
            fix = None
            if error.code == "base-missing" and _is_in_git(place, BASE_PATH):
                fix = Fix(
                    title=f"restore {BASE_PATH} from the last commit",
                    git=("checkout", "HEAD", "--", BASE_PATH),
                )
            how = "Install the newest seedbed." if error.code == "base-too-new" else ""
            yield self.found(error.message, BASE_PATH, how=how, fix=fix)


class SB004(Check):
    """seedbed cannot use one of the project's choices.

    `[tool.seedbed]` in `pyproject.toml` records what you chose. As long as a key or a value there
    is unknown, seedbed cannot update the project.

    To fix it: correct the entry, or restore it from git.
    """

    requires = ("SB207",)

    def look(self, place: Place) -> Iterator[Finding]:
        """Read the choices as an update does."""
        fault = place.choices_fault
        said = fault.message.removeprefix("pyproject.toml: ") if fault else ""
        if fault and fault.code != "project-too-new" and not said.startswith("project."):  # SB202
            yield self.found(said, "pyproject.toml", how=fault.hint)


class SB005(Check):
    """The project was made by another version of seedbed.

    A newer seedbed may have fixed what it generates. An older one must not update the project: it
    would take back what the newer one wrote.

    To fix it: run `seedbed update --dry-run` to see what would change, then `seedbed update`. If
    you have edited `version` under `[tool.seedbed]` by hand, take that back: an update leaves it as
    it is.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Compare the version in the manifest with this one."""
        from seedbed import __version__
        from seedbed.model.versions import release

        version = place.table("tool", "seedbed").get("version")
        if not place.is_ours or not isinstance(version, str) or not version:
            return
        made, this = release(version), release(__version__)
        wrote = _version_in_base(place)
        if made != this and wrote not in {"", version}:
            yield self.found(
                f"pyproject.toml names seedbed {version}, but seedbed {wrote} wrote the files.",
                "pyproject.toml",
                how=f'Set version to "{wrote}" again under [tool.seedbed].',
                advice=made < this,
            )
        elif made > this:
            yield self.found(
                f"The project was made by seedbed {version}, and this is seedbed {__version__}.",
                "pyproject.toml",
                how="Install the newest seedbed.",
            )
        elif made < this:
            yield self.found(
                f"The project was last updated by seedbed {version}, and this is seedbed "
                f"{__version__}.",
                "pyproject.toml",
                advice=True,
            )


class SB006(Check):
    """You have edited the choices, but not applied them.

    Editing `[tool.seedbed]` changes nothing by itself: an update applies the new choices to all of
    the files.

    To fix it: run `seedbed update`, or take the edit back.
    """

    requires = ("SB001", "SB003", "SB004")
    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Compare the choices with those in the base."""
        if not place.is_ours:
            return
        then = _choices_in_base(place)
        changed = [
            key
            for key, value in place.table("tool", "seedbed").items()
            if _differ(then, key, value)
        ]
        if changed:
            verb = "differs" if len(changed) == 1 else "differ"
            yield self.found(
                f"{_some(changed)} under [tool.seedbed] {verb} from what the files were generated "
                "for.",
                "pyproject.toml",
            )


def read_base(place: Place) -> dict[str, Any]:
    """The files as seedbed last wrote them, by path.

    Raises:
        SeedbedError: when the base is missing or damaged, or a newer seedbed wrote it.
    """
    from seedbed.host.guarded import read_own
    from seedbed.model.tree import BASE_PATH
    from seedbed.update.base import LARGEST, damaged, decode

    found = read_own(place.root, BASE_PATH, LARGEST, damaged)
    if found is None:
        raise SeedbedError(f"{BASE_PATH} is missing.", "Restore it from git.", code="base-missing")
    return dict(decode(found))


def _choices_in_base(place: Place) -> Mapping[str, Any]:
    """What `[tool.seedbed]` was when seedbed last wrote it."""
    from seedbed.formats.tables import Section, parse

    file = read_base(place).get("pyproject.toml")
    before = parse(file.data.decode(), "pyproject.toml") if file else {}
    return Section(before).section("tool", "seedbed").values


def _version_in_base(place: Place) -> str:
    """The version of seedbed that last wrote the files; empty where nothing tells."""
    try:
        version = _choices_in_base(place).get("version")
    except SeedbedError:
        return ""  # another check says so
    return version if isinstance(version, str) else ""


def _differ(then: Any, key: str, value: object) -> bool:
    """Whether a choice is another one than it was; lists are compared as sets."""
    if key in {"version", "conda-names", "indexes"} or key not in then:
        return False
    if isinstance(value, list) and isinstance(then[key], list):
        return sorted(map(str, value)) != sorted(map(str, then[key]))
    return bool(value != then[key])


def _is_in_git(place: Place, path: str) -> bool:
    """Whether the last commit has a file."""
    from seedbed.host.git import committed

    return committed(place.root, path) is not None


def _some(names: list[str], most: int = 3) -> str:
    """Some names as people list them."""
    if len(names) > most:
        return f"{', '.join(names[:most])}, and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
