"""The author of a new project, as git is configured for its folder.

git itself reads the files that `[includeIf "gitdir:~/work/"]` names only in a repository, and the
project is none yet, so that those conditions are judged here.
https://git-scm.com/docs/git-config#_conditional_includes
"""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host import git, process
from seedbed.model.choices import check_email

_CONDITION = "includeif.gitdir"
_MATTERS = r"^user\.(name|email)$|^includeif\.gitdir.*\.path$"


def git_author(target: str) -> tuple[str, str]:
    """Name and e-mail address from git's configuration; empty where it has none.

    A name that is not in UTF-8 counts as none.

    Args:
        target: the folder where the project will be; it may be missing.
    """
    if not git.is_installed():
        return "", ""
    place = target
    while not os.path.isdir(place):
        place = os.path.dirname(place)
    found = _settings(place, ())
    judged = any(key.startswith(_CONDITION) for key, *_ in found) and not _is_repository(place)
    said: dict[str, str] = {}
    for key, value, origin in found:
        if not key.startswith(_CONDITION):
            said[key] = value
        elif judged and _applies(key, origin, os.path.join(target, ".git")):
            path = os.path.join(os.path.dirname(origin), os.path.expanduser(value))
            said |= {key: value for key, value, _ in _settings(place, ("--file", path))}
    name, email = said.get("user.name", ""), said.get("user.email", "")
    try:
        check_email(email)
    except SeedbedError:  # some write "none" there
        email = ""
    return ("" if "\ufffd" in name else name), ("" if "\ufffd" in email else email)


def _settings(place: str, where: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Key, value, and file of the settings that matter, in git's order; none where it fails."""
    options = ("config", "--null", "--show-origin", "--includes", *where, "--get-regexp", _MATTERS)
    reply = process.ask(git.command(place, *options), git.environment())
    words = reply.out.split(b"\0") if reply.status == 0 else []
    found = []
    for origin, setting in zip(words[::2], words[1::2], strict=False):
        key, _, value = setting.decode("utf-8", "replace").partition("\n")
        found.append((key, value.strip(), os.fsdecode(origin).partition(":")[2]))
    return found


def _is_repository(place: str) -> bool:
    try:
        return git.repository(place) is not None
    except SeedbedError:
        return False


def _applies(key: str, origin: str, folder: str) -> bool:
    """Whether a condition such as `gitdir:~/work/` holds for a git folder that is yet to be made.

    Args:
        key: `includeif.gitdir:PATTERN.path`, or with `gitdir/i`, which ignores case.
        origin: the file that it stands in.
        folder: the git folder.
    """
    import re  # few have conditions

    kind, _, pattern = key.removeprefix("includeif.").removesuffix(".path").partition(":")
    if pattern.startswith("~/"):
        pattern = os.path.expanduser(pattern)
    elif pattern.startswith("./"):
        pattern = os.path.join(os.path.dirname(origin), pattern[2:])
    elif not pattern.startswith("/"):
        pattern = f"**/{pattern}"
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    wanted = "".join(meaning.get(part) or re.escape(part) for part in parts)
    flags = re.IGNORECASE if kind.endswith("/i") else re.NOFLAG
    return any(re.fullmatch(wanted, one, flags) for one in (folder, os.path.realpath(folder)))
