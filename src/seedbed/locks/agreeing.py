"""Whether a lock fits its manifest, and an environment its lock, as far as their texts tell. Pure.

A manager finds that out by resolving; this compares names and versions, which takes a millisecond.
"""

from __future__ import annotations

import re

from seedbed.formats.toml import loads
from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*"
    r"(?P<address>@[^;]*)?\(?(?P<range>[^;)]*)\)?\s*(?P<marker>;.*)?"
)
_ZEROS = re.compile(r"(?<![0-9a-z])0+(?=[0-9])")
_PLAIN = re.compile(r"(?:>=|<)\d+(?:\.\d+)*")
"""A clause that uv writes into a lock as it found it."""
_POETRY = ("dependencies", "source", "extras", "dev-dependencies")
_PROJECT = ("requires-python", "dependencies", "optional-dependencies")


@record
class Wanted:
    """A requirement, as far as two of them are compared.

    Attributes:
        name: the package, in its canonical form.
        clauses: the parts of the range; empty for any version, and for an address.
        always: whether it holds on every machine.
    """

    name: str
    clauses: frozenset[str]
    always: bool


def wanted_by(requirement: str) -> Wanted | None:
    """A requirement as PEP 508 writes it; None for what is none."""
    found = _REQUIREMENT.fullmatch(requirement)
    if found is None:
        return None
    spec = "" if found["address"] else found["range"]
    return Wanted(name=canonical(found["name"]), clauses=_clauses(spec), always=not found["marker"])


def lock_agrees(manager: str, text: str, manifest: Mapping[str, Any]) -> bool | None:
    """Whether a lock was made for what a manifest says; None where its text does not tell.

    Args:
        manager: whose lock it is.
        text: what it holds.
        manifest: the parsed `pyproject.toml`.
    """
    if manager == "uv":
        return _agrees_with_uv(text, manifest)
    if manager == "poetry":
        found = re.search(r'^content-hash = "([0-9a-f]{64})"$', text, re.MULTILINE)
        return found[1] in _poetry_hashes(manifest) if found else None
    return None


def locked_versions(text: str) -> dict[str, set[str]]:
    """The versions of each package in `uv.lock` or `poetry.lock`, by canonical name."""
    found: dict[str, set[str]] = {}
    for part in text.split("[[package]]\n")[1:]:
        first, _, rest = part.partition("\n")
        name, version = _value(first, "name"), _value(rest.partition("\n")[0], "version")
        if name and version:
            found.setdefault(canonical(name), set()).add(_plain(version))
    return found


@record
class Apart:
    """How an environment differs from a lock.

    Attributes:
        missing: the packages that are needed, and not there.
        other: those that are there in a version that the lock lacks.
    """

    missing: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def compare(
    manager: str, text: str, manifest: Mapping[str, Any], installed: Mapping[str, str]
) -> Apart:
    """How an environment differs from `uv.lock` or `poetry.lock`; more packages may be there.

    Args:
        manager: whose lock it is.
        text: what it holds.
        manifest: the parsed `pyproject.toml`.
        installed: package to the version in the environment.
    """
    locked = locked_versions(text)
    needed = needed_always(manager, manifest) & locked.keys()  # the rest is not locked
    return differing(locked, installed, needed)


def differing(
    locked: Mapping[str, set[str]], installed: Mapping[str, str], needed: Iterable[str]
) -> Apart:
    """The packages that are installed in a version that the lock lacks, or needed and not there.

    Args:
        locked: package to the versions that the lock has of it.
        installed: package to the version in the environment.
        needed: packages that must be there.
    """
    other = [
        name
        for name, version in installed.items()
        if name in locked and _plain(version) not in locked[name]
    ]
    missing = {name for name in needed if name not in installed}
    return Apart(missing=tuple(sorted(missing)), other=tuple(sorted(other)))


def needed_always(manager: str, manifest: Mapping[str, Any]) -> set[str]:
    """The packages that a manifest asks for on every machine, in what is always installed."""
    groups: Any = ()
    if manager == "uv":
        groups = manifest.get("tool", {}).get("uv", {}).get("default-groups", ["dev"])
    texts = [*_texts(manifest.get("project", {}).get("dependencies"))]
    for group in groups if isinstance(groups, list) else ():
        texts += _texts(manifest.get("dependency-groups", {}).get(group))
    wanted = map(wanted_by, texts)
    return {one.name for one in wanted if one is not None and one.always}


def _agrees_with_uv(text: str, manifest: Mapping[str, Any]) -> bool | None:
    """Whether the project in `uv.lock` has the requirements of the manifest."""
    project = manifest.get("project", {})
    name = canonical(str(project.get("name", "")))
    start = text.find(f'[[package]]\nname = "{name}"\n')
    if start < 0:
        return False
    end = text.find("\n[[package]]", start)
    try:
        (package,) = loads(text[start : end if end >= 0 else len(text)])["package"]
        metadata = package.get("metadata", {})
        known = _said(metadata.get("requires-dist", ()))
        groups: dict[str, Any] = {
            group: _said(items) for group, items in metadata.get("requires-dev", {}).items()
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    python = _same_python(text, str(project.get("requires-python", "")))
    if not python:
        return python
    optional = project.get("optional-dependencies", {})
    lists = [project.get("dependencies"), *(optional.values() if optional else ())]
    if known != _asked(text for items in lists for text in _texts(items)):
        return False
    asked_groups = manifest.get("dependency-groups", {})
    if groups.keys() - asked_groups.keys() and "dev-dependencies" not in _uv(manifest):
        return False
    return all(
        groups.get(group, frozenset()) == _asked(_texts(items))
        for group, items in asked_groups.items()
        if all(isinstance(item, str) for item in items)  # others include a group
    )


def _uv(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = manifest.get("tool", {}).get("uv", {})
    return found


def _same_python(text: str, asked: str) -> bool | None:
    """Whether `uv.lock` is for the Pythons that a manifest asks for; None for unusual ranges."""
    found = re.search(r'^requires-python = "([^"]*)"$', text, re.MULTILINE)
    both = _clauses(found[1] if found else ""), _clauses(asked)
    if both[0] == both[1] or "\nmembers = [" in text:  # a workspace has what all of them ask for
        return True
    return False if all(_PLAIN.fullmatch(one) for one in both[0] | both[1]) else None


def _said(items: Any) -> frozenset[tuple[str, frozenset[str]]]:
    return frozenset(
        (canonical(str(one["name"])), _clauses(str(one.get("specifier", "")))) for one in items
    )


def _asked(texts: Iterable[str]) -> frozenset[tuple[str, frozenset[str]]]:
    wanted = map(wanted_by, texts)
    return frozenset((one.name, one.clauses) for one in wanted if one is not None)


def _poetry_hashes(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What Poetry puts into a lock to know its manifest by; before 2.2, groups did not count.

    Read in Poetry 2.5.1; a test compares them with the real one.
    """
    import json
    from hashlib import sha256

    project, own = manifest.get("project", {}), manifest.get("tool", {}).get("poetry", {})
    said = {key: project[key] for key in _PROJECT if project.get(key) is not None}
    tool = {key: own[key] for key in (*_POETRY, "group") if own.get(key) is not None}
    all_groups: dict[str, Any] = manifest.get("dependency-groups", {})
    for groups in (all_groups, {}):
        content: dict[str, Any] = {}
        if said:
            content["project"] = said
        if groups:
            content["dependency-groups"] = groups
        if content:
            content["tool"] = {"poetry": tool}
        else:
            content = {**dict.fromkeys(_POETRY), **tool}
        yield sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _clauses(text: str) -> frozenset[str]:
    parts = ("".join(part.split()).lower() for part in text.split(","))
    return frozenset(part for part in parts if part)


def _texts(items: Any) -> Iterator[str]:
    yield from (one for one in items or () if isinstance(one, str))


def _value(line: str, key: str) -> str:
    before, equals, value = line.partition(" = ")
    return value.strip().strip('"') if equals and before == key else ""


def _plain(version: str) -> str:
    """A version without zeros before its numbers, as some file names have it."""
    return _ZEROS.sub("", version.lower())
