"""Every call to git.

A clone may hold what makes git start programs: a bare repository in a folder of its own, with
`core.fsmonitor`. An archive may hold all of a repository: hooks, and settings that name programs.
And who calls seedbed may be git itself, from an alias, a hook, or `rebase --exec`, with variables
that name another repository or index. So git is told to trust none of them.
"""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host import process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.host.process import Reply

_SAFE = ("-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false")
"""https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository"""
_NO_HOOKS = ("-c", "core.hooksPath=/dev/null")
"""Some run whenever git writes its index: https://git-scm.com/docs/githooks"""
_NO_FETCH = {"GIT_ALLOW_PROTOCOL": "none"}
"""An object that a partial clone lacks is not fetched: that may start `core.sshCommand`."""
_KEPT = (
    "GIT_ASKPASS",
    "GIT_AUTHOR_",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMITTER_",
    "GIT_CONFIG_",
    "GIT_DEFAULT_",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
    "GIT_SSH",
    "GIT_TEMPLATE_DIR",
    "GIT_TERMINAL_PROMPT",
    "GIT_TRACE",
)
"""How the names of those of git's variables begin that say nothing of one repository."""


def is_installed() -> bool:
    """Whether git can be asked."""
    return bool(process.find("git"))


def environment(*, closed: bool = True) -> dict[str, str]:
    """The variables for git: none that name a repository, and its words in English.

    Args:
        closed: whether git reaches no other repository.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    path = os.pathsep.join(process.absolute_folders())
    said = {"PATH": path, "LC_ALL": "C", "LANGUAGE": "C"}
    return kept | said | (_NO_FETCH if closed else {})


def command(folder: str, *arguments: str, hooks: bool = False) -> list[str]:
    """A command of git's in a folder, safe in one that a stranger made.

    Args:
        folder: where it runs.
        arguments: what follows `git`.
        hooks: whether it runs hooks.

    Raises:
        SeedbedError: when git is not installed.
    """
    git = process.find("git")
    if not git:
        raise SeedbedError("git was not found on PATH.", "Install it.", code="git-missing")
    return [git, *_SAFE, *(() if hooks else _NO_HOOKS), "-C", folder, *arguments]


def repository(root: str) -> str | None:
    """The path of a folder in its repository, ending in a slash unless empty; None outside one.

    Raises:
        SeedbedError: when git cannot tell, such as for a repository of another user.
    """
    said = _about(root, "--is-inside-work-tree", "--show-prefix")
    inside, _, prefix = (said or "").partition("\n")
    return prefix.removesuffix("\n") if inside == "true" else None


def top_of(root: str) -> str:
    """The top folder of the repository that a folder lies in; empty outside one.

    Raises:
        SeedbedError: when git cannot tell.
    """
    if repository(root) is None:
        return ""
    return (_about(root, "--show-toplevel") or "").removesuffix("\n")


def initial_branch(root: str) -> list[str]:
    """The options by which a new repository gets the branch that the user wants, else `main`."""
    set_by_user = ask(root, "config", "--get", "init.defaultBranch").status == 0
    return [] if set_by_user else ["-c", "init.defaultBranch=main"]


def can_commit_first(root: str) -> bool:
    """Whether a folder is the top of a repository without a commit, and git knows the author."""
    at_the_top = repository(root) == ""
    has_commits = ask(root, "rev-parse", "--verify", "--quiet", "HEAD").status == 0
    known = all(
        ask(root, "config", "--get", f"user.{key}").status == 0 for key in ("name", "email")
    )
    return at_the_top and not has_commits and known


def commit_all(root: str, message: str) -> None:
    """Commit every file of a repository that git does not ignore; the user's hooks run.

    Raises:
        SeedbedError: when git cannot, in its own words.
    """
    for arguments in (("add", "--all"), ("commit", "--quiet", "--message", message)):
        reply = process.ask(command(root, *arguments, hooks=True), environment(closed=False))
        if reply.status:
            raise _failed(root, reply)


def keeps_modes(root: str) -> bool | None:
    """Whether git takes note of executable bits in a folder; None outside a repository.

    Raises:
        SeedbedError: when git fails.
    """
    if repository(root) is None:
        return None
    return ask(root, "config", "--type=bool", "core.fileMode").out.strip() != b"false"


def unmerged(root: str, paths: Iterable[str]) -> set[str]:
    """Those of some paths whose conflicts git still waits for; none outside a repository.

    Raises:
        SeedbedError: when git fails.
    """
    entries = listed(root, "--unmerged", paths=paths)
    return {entry.partition("\t")[2] for entry in entries}


def skipped(root: str, paths: Iterable[str]) -> set[str]:
    """Those of some paths that a sparse checkout leaves out; none outside a repository.

    Raises:
        SeedbedError: when git fails.
    """
    entries = listed(root, "-t", paths=paths)
    return {entry[2:] for entry in entries if entry.startswith("S ")}


def ignored(root: str, paths: Iterable[str]) -> list[str]:
    """Those of some paths that git ignores and does not track; none outside a repository.

    Raises:
        SeedbedError: when git fails.
    """
    if not is_installed() or repository(root) is None:
        return []
    given = "".join(f"./{path}\0" for path in paths).encode()  # as it is, not as a pattern
    reply = ask(root, "check-ignore", "--stdin", "-z", given=given)
    if reply.status > 1:
        raise _failed(root, reply)
    return [os.fsdecode(path[2:]) for path in reply.out.split(b"\0") if path]


def tracked(root: str, paths: Iterable[str]) -> set[str]:
    """What git tracks at some paths, or below them; nothing outside a repository.

    Raises:
        SeedbedError: when git fails.
    """
    return set(listed(root, paths=paths))


def in_last_commit(root: str, paths: Iterable[str]) -> bool:
    """Whether the last commit has something at one of some paths of a folder."""
    if not is_installed():
        return False
    asked = ("--literal-pathspecs", "ls-tree", "--name-only", "-z", "HEAD", "--", *paths)
    return bool(ask(root, *asked).out)


def listed(root: str, *options: str, paths: Iterable[str]) -> list[str]:
    """What `git ls-files` says of some paths; nothing outside a repository, or without git.

    Raises:
        SeedbedError: when git fails.
    """
    if not is_installed() or repository(root) is None:
        return []
    # as they are, not as patterns
    asked = ("--literal-pathspecs", "ls-files", *options, "-z", "--", *paths)
    return [entry for entry in output(root, *asked).split("\0") if entry]


def committed(root: str, path: str) -> bytes | None:
    """What the last commit has of a file; None where it has none, or git cannot tell.

    Args:
        root: the project's folder.
        path: the file's path in the project.
    """
    if not is_installed():
        return None
    reply = ask(root, "show", "--no-textconv", f"HEAD:./{path}")
    return reply.out if reply.status == 0 else None


def output(root: str, *arguments: str, given: bytes = b"") -> str:
    """What git prints.

    Raises:
        SeedbedError: when git fails.
    """
    reply = ask(root, *arguments, given=given)
    if reply.status:
        raise _failed(root, reply)
    return os.fsdecode(reply.out)


def ask(root: str, *arguments: str, given: bytes = b"") -> Reply:
    """Ask git something, or let it write its index.

    Raises:
        SeedbedError: when git is not installed.
    """
    return process.ask(command(root, *arguments), environment(), given)


def _about(root: str, *options: str) -> str | None:
    """What `git rev-parse` says; None without git, or outside a repository."""
    if not is_installed():
        return None
    reply = ask(root, "rev-parse", *options)
    if reply.status == 0:
        return os.fsdecode(reply.out)
    if b"not a git repository" in reply.said or b"must be run in a work tree" in reply.said:
        return None
    raise _failed(root, reply)


def _failed(root: str, reply: Reply) -> SeedbedError:
    """Git's own first words, which name the fault best."""
    lines = reply.said.decode("utf-8", "replace").strip().splitlines()
    words = next((line for line in lines if line.startswith("fatal: ")), lines[0] if lines else "")
    said = words.removeprefix("fatal: ").rstrip(".") or f"it ended with {reply.status}"
    return SeedbedError(
        f"git cannot be used in {root}: {said}.",
        _remedy(said, lines),
        code="git-failed",
    )


def _remedy(said: str, lines: list[str]) -> str:
    if "dubious ownership" in said:
        trust = [line.strip() for line in lines if "safe.directory" in line]
        return f"If you trust it: {trust[-1]}" if trust else "Ask its owner."
    if "bare repository" in said:
        return (
            "The folder itself looks like a bare repository, which can start programs: check its "
            "files 'config' and 'HEAD', and remove them if they are not yours."
        )
    return "Run 'git status' there to see more; fix that, then run the same command again."
