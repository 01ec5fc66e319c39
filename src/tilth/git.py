"""What tilth asks git for: whether a conflict is settled, and to take note of one."""

from __future__ import annotations

from tilth import process
from tilth.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@record
class Versions:
    """The three versions of a file that git keeps of a conflict, and whether it is executable."""

    base: bytes
    ours: bytes
    theirs: bytes
    executable: bool = False


def repository(root: str) -> str | None:
    """The path of a folder in its repository, ending in a slash unless empty; None outside one."""
    git = process.find("git")
    if not git or process.output([git, "rev-parse", "--is-inside-work-tree"], root) != "true":
        return None
    said = process.output([git, "rev-parse", "--show-prefix"], root, strip=False)
    return said.removesuffix("\n")


def stage_conflicts(root: str, files: dict[str, Versions]) -> bool:
    """Lay three versions of each file into git's index, as an unfinished merge would.

    `git status` shows such a file then, `git diff` compares, `git add` settles it.

    Args:
        root: the project's folder.
        files: path in it to its versions; an empty base is left out.

    Returns:
        Whether git has taken note: not outside a repository.
    """
    prefix = repository(root)
    if prefix is None:
        return False
    git = process.find("git")
    lines = []
    for path, versions in files.items():
        mode = "100755" if versions.executable else "100644"
        # the path decides on line ends
        store = [git, "hash-object", "-w", "--stdin", f"--path={path}"]
        sides = (versions.base, versions.ours, versions.theirs)
        names = [process.output(store, root, data) for data in sides]
        lines.append(f"0 {'0' * len(names[-1])}\t{prefix}{path}")
        for stage, name in enumerate(names, start=1):
            if versions.base or stage > 1:
                lines.append(f"{mode} {name} {stage}\t{prefix}{path}")
    text = "".join(f"{line}\0" for line in lines)
    process.output([git, "update-index", "-z", "--index-info"], root, text.encode())
    return unmerged(root, files) == set(files)


def tracked(root: str, paths: Iterable[str]) -> set[str]:
    """Those of some paths that git tracks; none outside a repository."""
    git = process.find("git")
    if not git:
        return set()
    command = [git, "--literal-pathspecs", "ls-files", "-z", "--", *paths]
    return set(process.output(command, root, strip=False).split("\0")) - {""}


def keeps_modes(root: str) -> bool | None:
    """Whether git takes note of executable bits in a folder; None outside a repository."""
    if repository(root) is None:
        return None
    command = [process.find("git"), "config", "--type=bool", "core.fileMode"]
    return process.output(command, root) != "false"


def unmerged(root: str, paths: Iterable[str]) -> set[str]:
    """Those of some paths whose conflicts git still waits for."""
    git = process.find("git")
    if not git:
        return set()
    # as they are, not as patterns
    command = [git, "--literal-pathspecs", "ls-files", "--unmerged", "-z", "--", *paths]
    listed = process.output(command, root, strip=False)
    return {entry.partition("\t")[2] for entry in listed.split("\0") if entry}
