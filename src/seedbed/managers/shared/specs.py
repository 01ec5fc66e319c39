"""The meaning of single lines in environment files."""

from __future__ import annotations

import re

from seedbed.managers.shared.conda_packages import same_spec
from seedbed.model.record import record

EXTRA_INDEX = "--extra-index-url"
"""The option of pip that stands before the requirements of an index."""
BUILT_IN = ("python", "pip")
"""Packages that every environment has: neither requirements nor system packages."""

_ITEM = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*)(?:\s*([<>=!~].*)|\s+([0-9*].*))?", re.DOTALL)
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


def narrowed(text: str) -> Package | None:
    """The package of a line that names a channel or a build besides, which the result does not say.

    Beside a build, a version is just that one: `pytorch=2.1=cuda*` is no 2.1.2.
    https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html

    Returns:
        None for a line that names neither, or says still more.
    """
    channel, _, rest = text.rpartition("::")
    found = _NAMED.fullmatch(rest.strip())
    if not found or channel.split() != ([channel] if channel else []):
        return None
    name, said = found.groups()
    built = _EXACT.fullmatch(said) or _BUILT.fullmatch(said)
    if built:
        said = built[1]
        if said[:1] == "=" and not said.endswith("*"):
            said = f"=={said.lstrip('=')}"
    if not (channel or built):
        return None
    return parse(name if said.lstrip("=") in {"", "*"} else f"{name} {said}")


_NAMED = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(|[\s<>=!~0-9*].*)", re.DOTALL)
_EXACT = re.compile(r"(==?[^=\s,]+)=([^=\s,]+)")
"""A version and a build, as `=2.1=cuda*`."""
_BUILT = re.compile(r"(\S*[^\s,<>=!~])\s+([A-Za-z0-9_.*+]+)")
"""A range and a build, as `2.1.* cuda*`."""


def line(name: str, spec: str) -> str:
    """A line that asks for a conda package."""
    return f"{name} {spec}" if spec not in {"", "*"} else name


def same(one: str, other: str) -> bool:
    """Whether two ranges in conda's notation are the same."""
    return same_spec(one or "*", other or "*")


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
