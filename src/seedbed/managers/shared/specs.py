"""The meaning of single lines in environment files."""

from __future__ import annotations

import re

from seedbed.managers.shared.conda_packages import same_spec
from seedbed.model.record import record

EXTRA_INDEX = "--extra-index-url"
"""The option of pip that stands before the requirements of an index."""
INDEX = "--index-url"
"""The option of pip for the index that takes the place of the default one."""
BUILT_IN = ("python", "pip")
"""Packages that every environment has: neither requirements nor system packages."""

_ITEM = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*)(?:\s*([<>=!~].*)|\s+([0-9*].*))?", re.DOTALL)
_BUILD = re.compile(
    r"([A-Za-z0-9_][A-Za-z0-9_.-]*)(?:\s*==?\s*|\s+)([^\s=]\S*?)(?:\s*=\s*|\s+)([^\s=<>!~]+)"
)
_INDEX = re.compile(rf"({EXTRA_INDEX}|{INDEX}|-i)(?: +|=)(\S+)")
_LINKS = re.compile(r"(?:--find-links|-f)(?: +|=)(\S+)")
_PART = r"(?:[<>!=~]=|[<>=])?[0-9A-Za-z_.*+!-]+"
_RANGE = re.compile(rf"{_PART}(?:,{_PART})*")
_CLAUSE = re.compile(r"([<>!=~]=|[<>=]|)(.+)", re.DOTALL)


@record
class Package:
    """A conda package as a line asks for it.

    Attributes:
        name: its name in conda channels.
        spec: the range in conda's notation, without white space; empty for any.
    """

    name: str
    spec: str = ""


def parse(text: str) -> Package | None:
    """The package that a line such as `numpy >=2.1` asks for.

    None for a line that says more than a range of versions: a channel, a build, conditions.
    """
    found = _ITEM.fullmatch(text)
    if not found:
        return None
    spec = _fuzzy(re.sub(r"(?<=[<>=!~,|])\s+|\s+(?=[,|])", "", found[2] or found[3] or "").strip())
    if spec and not _RANGE.fullmatch(spec):
        return None
    return Package(name=found[1].lower(), spec="" if spec == "*" else spec)


def within(text: str) -> Package | None:
    """The package that a line asks for from one channel, or of one build.

    `conda-forge::numpy >=2` is numpy of that channel, `numpy=2.1.0=py312h0` is that one build.

    None for a line that says neither, or something else.
    """
    channel, _, rest = text.strip().rpartition("::")
    if any(sign.isspace() for sign in channel):
        return None
    plain = parse(rest) if channel else None
    found = None if plain else _BUILD.fullmatch(rest)
    if not found:
        return plain
    version = found[2]
    exact = "==" if version[-1] != "*" and version[0] not in "<>=!~" else ""
    spec = "" if version == "*" else f"{exact}{version}"
    return Package(name=found[1].lower(), spec=spec) if not spec or _RANGE.fullmatch(spec) else None


def channel_of(text: str) -> str:
    """The channel that a line names, with the two colons behind it; empty for none."""
    channel, colons, _ = text.strip().rpartition("::")
    return channel + colons


def index_in(text: object) -> tuple[str, str]:
    """What a line for pip says of an index: the option in full, and the address; else nothing."""
    found = _INDEX.fullmatch(text) if isinstance(text, str) else None
    return (EXTRA_INDEX if found[1] == EXTRA_INDEX else INDEX, found[2]) if found else ("", "")


def links_in(text: object) -> str:
    """The page or the folder of packages that a line for pip names; empty for none."""
    found = _LINKS.fullmatch(text) if isinstance(text, str) else None
    return found[1] if found else ""


def line(name: str, spec: str) -> str:
    """A line that asks for a conda package."""
    return f"{name} {spec}" if spec not in {"", "*"} else name


def same(one: str, other: str) -> bool:
    """Whether two ranges in conda's notation are the same."""
    return same_spec(one or "*", other or "*")


def in_one_spelling(spec: str) -> str:
    """A range in conda's notation, as that of another spelling is: `1.2` and `==1.2` are one."""
    parts = (_CLAUSE.fullmatch(part) for part in spec.split(",") if part)
    clauses = [(part[1], part[2]) for part in parts if part]
    return ",".join(
        sorted(f"{sign or ('' if '*' in version else '==')}{version}" for sign, version in clauses)
    )


def pep440(spec: str) -> str | None:
    """A range in conda's notation as Python writes it; None when that cannot say it."""
    from packaging.specifiers import SpecifierSet

    clauses = in_order(spec)
    return None if clauses is None else str(SpecifierSet(clauses))


def in_order(spec: str) -> str | None:
    """The same, with the clauses in the order in which they stand there.

    Args:
        spec: the range, without white space; any text.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    clauses = []
    for part in filter(None, _fuzzy(spec).split(",")):
        sign, version = _CLAUSE.fullmatch(part).groups()  # type: ignore[union-attr]  # `.+` matches
        if version == "*":
            continue
        clauses.append(f"{sign or '=='}{version}")
    try:
        SpecifierSet(",".join(clauses))
    except InvalidSpecifier:
        return None
    return ",".join(clauses)


def _fuzzy(spec: str) -> str:
    """A spec without the single equals sign: `=1.2` is `1.2.*`."""
    if spec.startswith("=") and not spec.startswith("==") and "," not in spec:
        version = spec[1:]
        return version if version.endswith("*") else f"{version}.*"
    return spec
