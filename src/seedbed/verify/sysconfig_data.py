"""What uv rewrites in a Python that it installs, so that it names its own folder. Pure.

uv writes `_sysconfigdata_*.py` again as a table of texts and numbers, with the folder in place of
`/install`, other names of compilers, and without `-isysroot`; and it sets `prefix` in `.pc` files:
https://github.com/astral-sh/uv/blob/main/crates/uv-python/src/sysconfig/mod.rs
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Values = Mapping[str, str | int]

DATA = re.compile(r"(?:lib|Lib)/(?:python3\.\d+t?/)?_sysconfigdata_[^/]*\.py")
PKGCONFIG = re.compile(r"lib/pkgconfig/[^/]+\.pc")
_INSTALL = "/install"
_ADDED = "PYTHON_BUILD_STANDALONE"
_COMPILERS = frozenset(("AR", "BLDSHARED", "CC", "CXX", "LDCXXSHARED", "LDSHARED", "LINKCC"))
"""The values in which uv replaces the names of programs, by others in each of its versions."""
_PLAIN = frozenset(("ar", "c++", "cc"))
_LARGEST = 1 << 22


def data_unlike(text: str, wanted: str) -> tuple[str, str]:
    """How a `_sysconfigdata_*.py` differs from what uv makes of it.

    Args:
        text: the file.
        wanted: as the archive has it.

    Returns:
        What is wrong, as the rest of a sentence that begins with the path, empty for nothing; and
        the folder that the file names as its interpreter's, empty where it names none.
    """
    found, original = values(text), values(wanted)
    if original is None:
        return "isn't what the archive has, in which seedbed can't read it", ""
    if found is None:
        return "isn't a table of texts and numbers, as uv writes it", ""
    folder = _folder(found, original)
    wrong = [
        key
        for key in sorted(found.keys() | original.keys())
        if not _fits(key, found.get(key), original.get(key), folder)
    ]
    return (f"differs from what uv writes: {', '.join(wrong[:5])}" if wrong else ""), folder


def values(text: str) -> Values | None:
    """The values of a `_sysconfigdata_*.py`; None where it is anything but a table of constants."""
    import ast  # slow to import, and often not needed

    if len(text) > _LARGEST:
        return None
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Assign):
        return None
    targets, table = body[0].targets, body[0].value
    names = [one.id for one in targets if isinstance(one, ast.Name)]
    if names != ["build_time_vars"] or len(targets) != 1 or not isinstance(table, ast.Dict):
        return None
    try:
        found = ast.literal_eval(table)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None
    plain = all(isinstance(key, str) and type(one) in {str, int} for key, one in found.items())
    return found if plain and len(found) == len(table.keys) else None


def pkgconfig(text: str) -> str:
    """A `.pc` file as uv makes it of what an archive has."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    made = [
        f"{name}=${{pcfiledir}}/../.." if mark and rest == _INSTALL and _is_name(name) else line
        for line in lines
        for name, mark, rest in [line.partition("=")]
    ]
    return "\n".join(made) if made != lines else text


def _is_name(text: str) -> bool:
    return text.isascii() and (text.isalpha() or not text)


def _folder(found: Values, original: Values) -> str:
    """The folder that stands where the archive has `/install`."""
    if original.get("prefix") != _INSTALL:
        return ""
    said = found.get("prefix")
    return said if isinstance(said, str) and said != _INSTALL else ""


def _fits(key: str, found: str | int | None, wanted: str | int | None, folder: str) -> bool:
    if wanted is None:
        return key == _ADDED and found == 1
    if type(found) is not type(wanted):
        return False
    if not isinstance(found, str) or not isinstance(wanted, str) or found == wanted:
        return found == wanted
    words = found.split()
    made = " ".join(_moved(one, folder) for one in wanted.split()).split()
    if key == "AR" and words == ["ar"]:
        return True
    others = _PLAIN if key in _COMPILERS else frozenset()
    return any(  # uv takes away where macOS has its headers; nobody else's may stand there
        len(words) == len(way)
        and all(one == other or one in others for one, other in zip(words, way, strict=True))
        for way in (made, _without_root(made))
    )


def _moved(word: str, folder: str) -> str:
    if not folder or not word.startswith(_INSTALL):
        return word
    rest = word.removeprefix(_INSTALL)
    return f"{folder.rstrip('/')}/{rest[1:]}" if rest else folder


def _without_root(words: list[str]) -> list[str]:
    kept, skip = [], False
    for word in words:
        if skip or word == "-isysroot":
            skip = not skip
            continue
        kept.append(word)
    return kept
