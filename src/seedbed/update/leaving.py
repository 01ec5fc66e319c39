"""What a switch removes from `pyproject.toml`, and remarks on what stays; pure."""

from __future__ import annotations

import re

from seedbed.formats import toml
from seedbed.formats.toml_edit import scan
from seedbed.formats.toml_edit.edit import leaves
from seedbed.managers.shared.items import name_of
from seedbed.model.names import canonical
from seedbed.update.aside import comments, is_below
from seedbed.update.returning import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.managers.protocols import Dialect
    from seedbed.update.texts import Texts

    Path = tuple[str, ...]


def tables_of(dialect: Dialect) -> tuple[Path, ...]:
    """A manager's own tables, which a return to it brings back as they stood."""
    keys = [tuple(table.split(".")) for table in (*dialect.SET_ASIDE, *dialect.OWNED)]
    ends = (3 if key[:2] == ("tool", "seedbed") else 2 if key[0] == "tool" else 1 for key in keys)
    return tuple(dict.fromkeys(key[:end] for key, end in zip(keys, ends, strict=True)))


def set_aside_by(old: Dialect, new: Dialect) -> tuple[Path, ...]:
    """The tables that a switch takes out of the text, because the new manager has none like it."""
    if old is new:
        return ()
    tables, owned = ([tuple(key.split(".")) for key in keys] for keys in (old.SET_ASIDE, new.OWNED))
    return tuple(one for one in tables if not any(is_below(key, (one,)) for key in owned))


def honoured(old: Dialect, new: Dialect, text: str) -> tuple[str, ...]:
    """What is to be said of the old manager's tables that stay, and count in part for the new one.

    What does not count at all is in the table of the switch.
    """
    manifest = toml.loads(text)
    tools = tools_of(old) - tools_of(new)
    own = {name: manifest.get("tool", {}).get(name) for name in sorted(tools)}
    rest = leaves({name: table for name, table in own.items() if table})
    paths = dict.fromkeys(whole(("tool", *path)) for path, _ in rest)
    project = manifest.get("project", {})
    others = project.get("optional-dependencies", {}), manifest.get("dependency-groups", {})
    required = {name_of(item) for one in others for items in one.values() for item in items}
    required -= set(map(name_of, project.get("dependencies", ())))
    return tuple(
        f"{toml.dotted(path)} stays, but it applies only to what [project] requires, "
        "not to groups and extras"
        for path in paths
        if toml.dotted(path[:-1]) in new.HONOURED and canonical(path[-1]) in required
    )


_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


def lost_comments(base: str, ours: str, text: str, what: str) -> Iterator[str]:
    """The remarks on comments of the user that a merged text has no longer.

    Args:
        base: the text as generated last.
        ours: as it stands there.
        text: as it will stand there.
        what: what such a comment goes with.
    """
    generated = {line.strip() for line in base.splitlines()}
    for line in map(str.strip, ours.splitlines()):
        found = _COMMENT.search(line)  # what stands within a word is none, as in an address
        comment = found[0] if found else ""
        if comment and line not in generated and comment not in text:
            yield f"a comment is removed with its {what}: {comment}"


def lost_toml_comments(base: str, ours: str, *stays: str) -> Iterator[str]:
    """The remarks on comments of the user in TOML that stay nowhere.

    Args:
        base: the text as generated last.
        ours: as it stands there.
        stays: as it will stand there, and what is set aside of it.
    """
    from collections import Counter

    left = Counter(comment for text in stays for comment in scan.comments(text))
    left.update(scan.comments(base))  # what was generated is no loss
    for comment in scan.comments(ours):
        if not left[comment]:
            yield f"a comment is removed with what it was about: {comment}"
        left[comment] -= 1


def keeps_all(text: str, sides: Texts, old: Dialect, taken_out: tuple[Path, ...]) -> bool:
    """Whether a text has all lines that the user wrote, but for what is said in another way now.

    That is what stands in tables of the old manager; of these only comments have to be there, if
    the tables are not set aside with them. Comments that are generated still have to be there too.
    """
    stays = text + (comments(sides.ours, taken_out) if taken_out else "")
    generated = {line.strip() for line in sides.base.splitlines()}
    generated -= {line.strip() for line in sides.theirs.splitlines() if line.startswith("#")}
    kept = {line.strip() for line in text.splitlines()}
    own = tools_of(old) | {"seedbed"}
    translated = False
    for line in map(str.strip, sides.ours.splitlines()):
        if line.startswith("["):
            names = line.strip("[] ").split(".")
            translated = names[0].strip() == "tool" and names[1:2] != [] and names[1] in own
        if not line or line in generated or line in kept:
            continue
        if not translated or ("#" in line and line[line.index("#") :] not in stays):
            return False
    return True


def tools_of(dialect: Dialect) -> set[str]:
    """The tables below `[tool]` that a manager and what it works with read."""
    owned = (key.split(".") for key in dialect.OWNED)
    return {names[1] for names in owned if names[0] == "tool"} - {"seedbed"}
