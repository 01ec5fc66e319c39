"""The files of a conda package, as `info/paths.json` and an environment's records list them. Pure.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
"""

from __future__ import annotations

import json
import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HARD, SOFT, FOLDER, PYC = "hardlink", "softlink", "directory", "pyc_file"
SCRIPT = "unix_python_entry_point"
ENDINGS = (".conda", ".tar.bz2")
"""How the names of archives end."""
KINDS = frozenset(
    (
        *(HARD, SOFT, FOLDER, PYC, SCRIPT, "linked_package_record"),
        *("windows_python_entry_point_script", "windows_python_entry_point_exe"),
    )
)
"""What a path can be."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OUT = re.compile(r"^[/~]|^[A-Za-z]:|(?:^|/)\.\.?(?:/|$)|//|[\x00-\x1f\\]")


@record
class Entry:
    """A file of a package.

    Attributes:
        path: where it lies, with forward slashes.
        kind: one of `KINDS`.
        sha256: of its bytes in the package; empty where that is not said.
        in_prefix: of its bytes in an environment, where that is said.
        placeholder: the prefix that it was built for, where it holds it; empty for none.
        binary: whether it does so in a binary file.
        original: where it would lie if another package had not put a file there.
    """

    path: str
    kind: str = HARD
    sha256: str = ""
    in_prefix: str = ""
    placeholder: str = ""
    binary: bool = False
    original: str = ""


def parts_of(data: bytes) -> int:
    """How many values a JSON text may have at most: they need far more memory than their text."""
    return sum(map(data.count, (b",", b"[", b"{")))


def is_text(value: str) -> bool:
    """Whether a value is text: JSON can hold halves of characters."""
    return value.isascii() or not any("\ud800" <= one <= "\udfff" for one in value)


def paths_of(data: bytes | str) -> tuple[Entry, ...]:
    """What `info/paths.json` lists.

    Raises:
        ValueError: when it cannot be read; the text is the rest of a sentence.
    """
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("can't be read") from None
    return entries_in(said)


def entries_in(said: Any) -> tuple[Entry, ...]:
    """The files in `paths`.

    Raises:
        ValueError: when something in it is not as it should be.
    """
    listed = said.get("paths") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        raise ValueError("lists no files")  # noqa: TRY004  # it is what was read
    found = tuple(map(_entry, listed))
    if len({one.path for one in found}) != len(found):
        raise ValueError("lists a file twice")
    return found


def removed_in(said: Any) -> frozenset[str]:
    """The files that a record names for when its package is removed; conda goes by them.

    Args:
        said: what `files` says.

    Raises:
        ValueError: when something in it is not as it should be.
    """
    if said is None:
        return frozenset()
    if not isinstance(said, list) or not all(isinstance(one, str) and is_text(one) for one in said):
        raise ValueError("lists something that isn't a file")
    for path in said:
        if not path or _OUT.search(path):
            raise ValueError(f"lists {path[:100]!a}, which leads out of it")
    return frozenset(said)


def _entry(said: Any) -> Entry:
    if not isinstance(said, dict):
        raise ValueError("lists something that isn't a file")  # noqa: TRY004
    path = _text(said, "_path")
    if not path or _OUT.search(path):
        raise ValueError(f"lists {path[:100]!a}, which leads out of it")
    kind = _text(said, "path_type") or HARD
    if kind not in KINDS:
        raise ValueError(f"lists {path[:100]!a} as {kind[:40]!a}, which seedbed doesn't know")
    placeholder = _text(said, "prefix_placeholder")
    return Entry(
        path=path,
        kind=kind,
        sha256=_hash(said, "sha256"),
        in_prefix=_hash(said, "sha256_in_prefix"),
        placeholder=placeholder,
        binary=bool(placeholder) and _text(said, "file_mode") == "binary",
        original=_text(said, "original_path"),
    )


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or not is_text(value):
        raise ValueError(f"has a {key} that is no text")
    return value


def _hash(said: dict[str, Any], key: str) -> str:
    value = _text(said, key).lower()
    if value and not _SHA256.fullmatch(value):
        raise ValueError(f"has a {key} that isn't a hash")
    return value
