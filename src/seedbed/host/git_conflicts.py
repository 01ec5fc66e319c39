"""The conflicts of an update in git's index, as those of an unfinished merge.

No program starts for that: neither a hook nor a filter of the repository.
"""

from __future__ import annotations

from seedbed.host.git import ask, output, repository, unmerged
from seedbed.model.record import record

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


def stage_conflicts(root: str, files: dict[str, Versions]) -> bool:
    """Lay three versions of each file into git's index, as an unfinished merge would.

    `git status` shows such a file then, `git diff` compares, `git add` settles it.

    Args:
        root: the project's folder.
        files: path in it to its versions; an empty base is left out.

    Returns:
        Whether git has taken note: not outside a repository, nor where a filter would run.

    Raises:
        SeedbedError: when git fails.
    """
    prefix = repository(root)
    if prefix is None or _filtered(root, files):
        return False
    lines = []
    for path, versions in files.items():
        mode = "100755" if versions.executable else "100644"
        # the path decides on line ends
        store = ("hash-object", "-w", "--stdin", f"--path={path}")
        sides = (versions.base, versions.ours, versions.theirs)
        names = [output(root, *store, given=data).strip() for data in sides]
        lines.append(f"0 {'0' * len(names[-1])}\t{prefix}{path}")
        for stage, name in enumerate(names, start=1):
            if versions.base or stage > 1:
                lines.append(f"{mode} {name} {stage}\t{prefix}{path}")
    text = "".join(f"{line}\0" for line in lines)
    output(root, "update-index", "-z", "--index-info", given=text.encode())
    return unmerged(root, files) == set(files)


def drop_conflicts(root: str, paths: Iterable[str]) -> None:
    """Take the three versions of some files out of git's index, in favor of the last commit's.

    `git reset` would also look at all other files, through the filters of the repository.

    Raises:
        SeedbedError: when git fails.
    """
    prefix = repository(root) or ""
    wanted = [f"{prefix}{path}" for path in paths]
    none = output(root, "hash-object", "-t", "tree", "--stdin").strip()
    entries = {path: f"0 {'0' * len(none)}\t{path}" for path in wanted}
    if ask(root, "rev-parse", "--verify", "--quiet", "HEAD").status == 0:
        asked = ("--literal-pathspecs", "ls-tree", "--full-tree", "-z", "HEAD", "--", *wanted)
        found = (entry for entry in output(root, *asked).split("\0") if " blob " in entry)
        entries |= {entry.partition("\t")[2]: entry for entry in found}
    text = "".join(f"{entry}\0" for entry in entries.values())
    output(root, "update-index", "-z", "--index-info", given=text.encode())


def _filtered(root: str, paths: Iterable[str]) -> bool:
    """Whether git would start a filter to store one of some files."""
    given = "".join(f"{path}\0" for path in paths).encode()
    fields = output(root, "check-attr", "-z", "--stdin", "filter", given=given).split("\0")
    return not {"unspecified", "unset", ""}.issuperset(fields[2::3])
