"""SB91: what git tracks, or does not."""

from __future__ import annotations

import os
import stat

from seedbed.checks.check import Check, Fix
from seedbed.host import git, git_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_LARGE = 50 * 1_000_000
"""GitHub warns of larger files, and refuses those of twice the size.

https://docs.github.com/repositories/working-with-files/managing-large-files
"""
_MOST = 10
"""Large files that are told at most."""


class SB911(Check):
    """git tracks a large file.

    Every clone downloads every version of it, forever. Hosts refuse files of more than 100 MB or
    so, and a commit that holds one cannot be pushed.

    To fix it: take it out of the next commit with `git rm --cached`, and let `.gitignore` name it.
    To share it, use Git LFS or a data store.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """See how large the files are that git tracks; those of LFS are stored elsewhere."""
        large = {
            path: size for path in place.tracked_files if (size := _size(place, path)) > _LARGE
        }
        apart = git_files.stored_apart(place.root, large) if large else set()
        staged = git_files.staged(place.root) if large else set()
        for path in sorted(set(large) - apart)[:_MOST]:
            told = f"{large[path] / 1e6:,.0f} MB"
            if path in staged:
                yield self.found(f"The next commit would add {path} ({told}).", path)
            else:
                yield self.found(
                    f"git tracks {path} ({told}).",
                    path,
                    how="To remove it from the history, too, use 'git filter-repo'. Otherwise, it "
                    "stays in every clone.",
                    advice=True,
                )


def _size(place: Place, path: str) -> int:
    try:
        found = os.lstat(place.path(path))
    except (OSError, ValueError):
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


class SB912(Check):
    """git ignores the lock, or does not know it.

    The lock makes everyone get the same versions. Whoever clones the project without it gets the
    newest ones of the day.

    To fix it: remove the line from `.gitignore` that ignores it, run `git add` for the lock, and
    commit it.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Ask git about the lock; before the first commit, there is nothing to say."""
        lock = place.shown(place.lock) if place.lock else ""
        if not lock or os.path.isabs(lock) or not os.path.isfile(place.lock):
            return
        if place.repository is None or place.tracked([lock]):
            return
        if git.committed(place.root, place.manifest_name) is None:
            return
        if git.ignored(place.root, [lock]):
            yield self.found(f"git ignores {lock}, so clones lack it.", lock)
        else:
            yield self.found(
                f"git does not track {lock} yet.",
                lock,
                how=f"Run 'git add {lock}', and commit it.",
                fix=Fix(title=f"add {lock} to git", git=("add", "--", lock)),
                advice=True,
            )


class SB913(Check):
    """git tracks the environment.

    An environment works only on the machine where it was made, and has tens of thousands of files.
    In a clone, seedbed starts none of its programs, since anyone may have changed them, and does
    not let the manager start them.

    To fix it: if the folder came with a clone, delete it. Then run `git rm -r --cached` for it, let
    `.gitignore` name it, and commit: until then, the last commit still contains it.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Ask git about the folders that managers make."""
        for folder in _environments(place):
            found = place.tracked([folder])
            if not found:
                if git.in_last_commit(place.root, [folder]):
                    yield self.found(
                        f"git no longer tracks {folder}, but the last commit still contains it.",
                        folder,
                        how="If it came with a clone, delete it. Then commit its removal from git.",
                    )
                continue
            files = "1 file" if len(found) == 1 else f"{len(found):,} files"
            yield self.found(
                f"git tracks {files} in {folder}.",
                folder,
                # no fix: what git has forgotten, seedbed trusts
                how=f"If it came with a clone, delete it. Then run 'git rm -r --cached {folder}', "
                "and let .gitignore name it.",
            )


def _environments(place: Place) -> list[str]:
    """The folders of the project that hold environments, whoever made them."""
    usual = {".venv", ".pixi", ".conda"}
    if place.environment and not os.path.isabs(own := place.shown(place.environment)):
        usual.add(".pixi" if own.startswith(".pixi/") else own)
    return sorted(name for name in usual if os.path.isdir(place.path(name)))


class SB914(Check):
    """git has changed the line ends of the lock.

    With the setting `core.autocrlf`, git writes Windows line ends into text files. The manager
    writes the lock with plain ones, so the whole file shows up as changed, and checksums differ.

    To fix it: write the lock with plain line ends, and keep git from changing it with the line `*
    text=auto eol=lf` in `.gitattributes`.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Compare the line ends on the disk with those that git has stored."""
        lock = place.shown(place.lock) if place.lock else ""
        data = place.lock_data
        if not lock or os.path.isabs(lock) or not data or b"\r\n" not in data:
            return
        ends = git_files.line_ends(place.root, [lock]).get(lock)
        if ends is None or ends.stored != "lf":
            return
        fix = None
        if place.data(lock) == data:
            fix = Fix(
                title=f"write {lock} with plain line ends",
                files=place.edit(lock, data.replace(b"\r\n", b"\n")),
            )
        yield self.found(
            f"{lock} has Windows line ends on your disk, but plain ones in git.", lock, fix=fix
        )
