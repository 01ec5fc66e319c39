"""Names and versions as conda spells them, and names for indexes, which Pixi knows by address."""

from __future__ import annotations

from tilth.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tilth.project import Dependency


def conda_spec(spec: str) -> str:
    """A range of versions (PEP 440) in conda's notation; empty when conda cannot say it.

    https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
    """
    if "===" in spec:
        return ""
    clauses = [
        clause[2:] if clause.startswith("==") and clause.endswith(".*") else clause
        for clause in spec.split(",")
        if clause
    ]
    return ",".join(clauses) or "*"


def same_spec(one: str, other: str) -> bool:
    """Whether two ranges have the same clauses, in whatever order."""
    return set(one.replace(" ", "").split(",")) == set(other.replace(" ", "").split(","))


def conda_names(dependencies: Iterable[Dependency]) -> dict[str, str]:
    """For each package that can come from a conda channel: canonical name to conda name.

    A conda name belongs to one package, the first that claims it.
    """
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    for item in dependencies:
        name = canonical(item.name)
        known = names.get(name, item.conda) == item.conda
        if _comes_from_conda(item) and known and owners.setdefault(item.conda, name) == name:
            names[name] = item.conda
    return names


def conda_name(item: Dependency, names: dict[str, str]) -> str:
    """The name under which a requirement comes from a conda channel, or an empty string."""
    name = names.get(canonical(item.name), "")
    return name if _comes_from_conda(item) and item.conda == name else ""


def index_names(urls: Iterable[str], taken: set[str]) -> dict[str, str]:
    """A name for the index at each address, made of it.

    Args:
        urls: the addresses.
        taken: names that other indexes have.
    """
    names: dict[str, str] = {}
    for url in urls:
        words = "".join(char if char.isalnum() else " " for char in url.partition("://")[2] or url)
        name = plain = "-".join(words.lower().split()) or "index"
        number = 1
        while name in names.values() or name in taken:
            number += 1
            name = f"{plain}-{number}"
        names[url] = name
    return names


def _comes_from_conda(item: Dependency) -> bool:
    """Whether its conda package is all that is asked for."""
    narrowed = item.index or item.marker or item.extras
    return bool(item.conda and not narrowed and conda_spec(item.spec))
