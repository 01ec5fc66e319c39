"""The file that holds what switches set aside, `.seedbed/aside.toml`; pure.

It is TOML: for each manager what it had that others have no place for, and its tables as they
stood. A clone brings it, and it brings back commands. So it says nothing but what stands below its
manager's tables, it is of a limited size, and a checksum tells whether it is as seedbed wrote it.
"""

from __future__ import annotations

import re
from itertools import chain

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.formats.toml_edit import sections
from seedbed.formats.toml_edit.edit import leaves
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.merge3.values import MISSING
from seedbed.update.aside import (
    NATIVES,
    PATH,
    SHARED,
    Aside,
    Block,
    Layout,
    Shared,
    Stood,
    checksum,
    is_below,
    is_own,
    is_plain,
)
from seedbed.update.aside_text import KEY, VALUES, text_of
from seedbed.update.leaving import tables_of
from seedbed.update.returning import get
from seedbed.update.strangers import tables_with
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect

    Path = tuple[str, ...]

_OF_CONDA = re.compile(r"[\w.-]*(conda|env)[\w.-]*\.ya?ml")
"""The names of environment files, as people choose them."""
LARGEST = 1 << 20
"""The most bytes of such a file."""

_ABOUT = """\
# Settings that had no place after a switch to another manager. Switching back restores them, unless
# you edited what they had become. To change something here, switch back first.
"""
_MARK = "# seedbed-aside "
_FORMAT = 1
_DOTS = 5000
_MOST = 10_000
"""The most settings of such a file."""
_AGAIN = (
    f"Restore it from git: git checkout HEAD -- {PATH}. Or remove it: then you switch without "
    "it, and its contents are not restored."
)


def encode(asides: Mapping[str, Aside]) -> bytes:
    """The file's text, for what was set aside by manager."""
    body = "".join(text_of(manager, aside) for manager, aside in sorted(asides.items()))
    return f"{_ABOUT}{_MARK}{_FORMAT} {checksum(body):08x}\n{body}".encode()


def decode(data: bytes) -> dict[str, Aside]:
    """What a file holds, by manager.

    Raises:
        SeedbedError: when it is damaged, was edited, or was written by a newer seedbed.
    """
    if len(data) > LARGEST:
        raise damaged(f"it is larger than {LARGEST >> 20} MB")
    try:
        text = data.decode().replace("\r\n", "\n")
        _check_sum(text)
        found = {}
        for manager, table in toml.loads(text).items():
            if manager not in MANAGERS:
                raise damaged(f"it names a manager {manager!r} that seedbed does not know")
            found[manager] = _aside(table, load_dialect(manager))
    except UnicodeDecodeError:
        raise damaged("it is not UTF-8") from None
    except RecursionError:
        raise damaged("it is nested too deeply") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise damaged("its content is not what seedbed writes") from None
    return found


def damaged(why: str) -> SeedbedError:
    """The error for a file that cannot be used."""
    return SeedbedError(f"{PATH} is damaged: {why}.", _AGAIN, code="aside-damaged")


def _check_sum(text: str) -> None:
    if any(line.count(".") > _DOTS for line in text.split("\n")):
        raise damaged("it is nested too deeply")  # such a key would take minutes to read
    mark = text.find(_MARK)
    first, _, body = text[mark + len(_MARK) :].partition("\n")
    number, _, said = first.partition(" ")
    if mark >= 0 and number.isascii() and number.isdigit() and int(number) > _FORMAT:
        raise SeedbedError(
            f"{PATH} has format {int(number)}, but this seedbed supports only {_FORMAT}.",
            "Install the newest seedbed.",
            code="aside-too-new",
        )
    if mark >= 0 and said == f"{checksum(body):08x}" and text.startswith("#"):
        return
    if "<<<<<<< " in text:
        raise damaged("it contains git's conflict markers")
    if mark < 0:
        raise damaged("its first line is wrong")
    raise damaged("it was edited or cut off")


def _aside(table: Mapping[str, Any], dialect: Dialect) -> Aside:
    if table.keys() - Aside().__dict__.keys() | {"became"} & table.keys():
        raise ValueError("unknown keys")
    found = Aside(
        only=tuple(map(_path, table["only"])),
        translated={_path(one["key"]): one["value"] for one in table.get("translated", ())},
        conda=_by_key(table, "conda"),
        ranges=_by_key(table, "ranges"),
        **_of_sections(table),
        order=tuple(map(_string, table.get("order", ()))),
        absent=tuple(map(_string, table.get("absent", ()))),
        wrote=int(table.get("wrote", "0"), 16),
        own=_flag(table.get("own", False)),
        strangers=tuple(map(_path, table.get("strangers", ()))),
        natives={
            name: _string(text)
            for name, text in table.get("natives", {}).items()
            if name != "became"
        },
        became=int(table.get("natives", {}).get("became", "0"), 16),
        kept={_path(one["key"]): one["value"] for one in table.get("kept", ())},
        conflicts={
            _path(one["key"]): int(one["instead"], 16) for one in table.get("conflicts", ())
        },
    )
    _check(found, dialect)
    return found


def _of_sections(table: Mapping[str, Any]) -> dict[str, Any]:
    """What is set aside as texts: values that all managers read, sections, and files."""
    return {
        "shared": {
            _path(one["key"]): Shared(
                stood=_stated(one.get("stood", MISSING)),
                instead=_stated(one.get("instead", MISSING)),
            )
            for one in table.get("shared", ())
        },
        "blocks": tuple(
            Block(**{key: _string(one[key]) for key in ("after", "before", "text")})
            for one in table.get("blocks", ())
        ),
        "layouts": tuple(
            Layout(
                header=_string(one["header"]),
                instead=int(one["instead"], 16),
                text=_string(one["text"]),
            )
            for one in table.get("layouts", ())
        ),
        "files": {
            _string(one["path"]): Stood(instead=int(one["instead"], 16), text=_string(one["text"]))
            for one in table.get("files", ())
        },
    }


def _check(found: Aside, dialect: Dialect) -> None:
    """Refuse what would change more than the manager's own tables and files."""
    others = map(load_dialect, MANAGERS)  # of which tables stood there before
    strangers = (tables_with(found.strangers, dialect, other) for other in others)
    tables = (*tables_of(dialect), *chain.from_iterable(strangers))
    stood = [path for path, _ in leaves(found.table)]
    keys = (*found.translated, *found.kept, *stood)
    parts = [sections.split(block.text) for block in found.blocks]
    own = all(is_below(path, tables) for path in keys)
    own &= all(get(found.table, path) == {} for path in keys if path in tables)
    own &= all(one.path and is_below(one.path, tables) for part in parts for one in part)
    own &= all(path != NAME and dialect.is_manifest(path) for path in (*found.files, *found.absent))
    own &= all(_is_shared(path, one) for path, one in found.shared.items())
    own &= all(name in NATIVES or _OF_CONDA.fullmatch(name) for name in found.natives)
    if not own:
        raise damaged("it has keys that don't belong there")
    if len((*keys, *found.strangers)) > _MOST:
        raise damaged(f"it has more than {_MOST:,} settings")
    layouts = [(one.header, sections.split(one.text)) for one in found.layouts]
    fits = all(parts) and all(
        len(part) == 1 and part[0].header == header and not is_own(part[0], tables)
        for header, part in layouts
    )
    gaps = all(not block.before.strip() and len(block.before) < _DOTS for block in found.blocks)
    plain = all(map(is_plain, found.conda.values()))
    if not (fits and gaps and plain):
        raise ValueError("not as it is written")


def _is_shared(path: Path, one: Shared) -> bool:
    """Whether something is a value that all managers read, and of its type."""
    if path == SHARED[-1]:
        return all(isinstance(it, str) or it is MISSING for it in (one.stood, one.instead))
    is_key = path in SHARED or path[:-1] in SHARED[1:3]
    sides = [side for side in (one.stood, one.instead) if side is not MISSING]
    lists = all(isinstance(side, list) for side in sides)
    return is_key and lists and all(isinstance(it, str | dict) for side in sides for it in side)


def _by_key(table: Mapping[str, Any], name: str) -> dict[Path, str]:
    """What is known of requirements, by their keys."""
    return {
        tuple(_string(one.get(part, "")) for part in KEY): _string(one.get(VALUES[name], ""))
        for one in table.get(name, ())
    }


def _path(key: str) -> Path:
    table: Any = toml.loads(f"{key} = 0")
    path: list[str] = []
    while isinstance(table, dict):
        [name] = table
        path.append(name)
        table = table[name]
    return tuple(path)


def _stated(value: Any) -> Any:
    if not isinstance(value, list | str) and value is not MISSING:
        raise TypeError
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value
