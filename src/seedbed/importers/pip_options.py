"""pip's options, as settings of uv; pure.

https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from seedbed.importers.addresses import cleaned, login_note
from seedbed.importers.imported import Remark
from seedbed.importers.pip_requirement import is_outside, plain_path, shown
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.importers.pip_sheets import Setting

_KEYS = {"no-binary": "no-binary", "only-binary": "no-build"}
"""Options to the keys of uv that say the same of all packages."""
_ALL, _NONE = ":all:", ":none:"


def settings_of(
    options: Iterable[Setting], remarks: list[Remark], *, is_package: bool
) -> dict[str, Any]:
    """The settings that some options stand for.

    Args:
        options: the options of all files, in their order; those for indexes are passed over.
        remarks: takes what can't be said.
        is_package: whether the project itself has to be built, too.
    """
    found: dict[str, Any] = {}
    formats: dict[str, dict[str, None]] = {name: {} for name in _KEYS}
    for given in options:
        if given.name == "pre":
            found["prerelease"] = "allow"
        elif given.name == "no-index":
            found["no-index"] = True
        elif given.name == "find-links":
            if place := _place(given, remarks):
                found.setdefault("find-links", []).append(place)
        elif given.name in _KEYS:
            _take_format(formats, given)
    for name, words in formats.items():
        found |= {_KEYS[name]: True} if _ALL in words else {}
        found |= {f"{_KEYS[name]}-package": [*words]} if words and _ALL not in words else {}
    if is_package and found.pop("no-build", False):
        last = next(one for one in options if one.name == "only-binary")
        text = "--only-binary :all: was left out: uv could not build the project itself any more."
        remarks.append(Remark(path=last.path, line=last.line, text=text))
    return {key: _once(value) for key, value in found.items()}


def _take_format(formats: Mapping[str, dict[str, None]], given: Setting) -> None:
    """Take in which packages are built, or never are: the last word on a package counts."""
    own = formats[given.name]
    (other,) = (words for name, words in formats.items() if name != given.name)
    words = given.said.replace(",", " ").split()
    if _ALL in words:
        own.clear()
        other.clear()
        own[_ALL] = None
        words = words[words.index(_ALL) + 1 :] if _NONE in words else []
    for word in words:
        if word == _NONE:
            own.clear()
        else:
            other.pop(canonical(word), None)
            own[canonical(word)] = None


def _place(given: Setting, remarks: list[Remark]) -> str:
    """Where links to packages are; empty for a place that can't stand in a file."""
    address = cleaned(given.said)
    fault, place = address.fault, address.url
    if "://" not in place:
        path = plain_path(place)
        fault = fault or ("other machines have no such path" if is_outside(path) else "")
        place = normpath(join(dirname(given.path), path))
    texts = [login_note(address)]
    if fault:
        texts = [f"--find-links {shown(given.said)} was left out: {fault}."]
    remarks += [Remark(path=given.path, line=given.line, text=one) for one in texts if one]
    return "" if fault else place


def _once(value: Any) -> Any:
    return list(dict.fromkeys(value)) if isinstance(value, list) else value
