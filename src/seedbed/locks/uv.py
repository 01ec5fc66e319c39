"""`uv.lock`: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile."""

from __future__ import annotations

from seedbed.locks.markers import holds
from seedbed.locks.packages import packages_in, read_packages
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.accelerators.builds import Build, Framework
    from seedbed.locks import Target
    from seedbed.locks.packages import Package


def read(text: str, framework: Framework, target: Target) -> list[Build]:
    """The builds that `uv sync` may install; several where extras exclude each other.

    Raises:
        ValueError: when it is no lock.
    """
    packages = packages_in(text)
    wanted = [one for one in _edges(packages) if holds(one[2], target)]
    there = {name for name, _, _ in wanted}

    def needs(package: Package) -> Iterator[tuple[str, str]]:
        """What a package requires, with what the project's extras of it add, and what is beside."""
        yield from _needs(package.get("dependencies", []))
        for name, extras, _ in wanted:
            if name == package.get("name"):
                for extra in extras:
                    yield from _needs(package.get("optional-dependencies", {}).get(extra, []))
            elif name == framework.metal:
                yield name, ""

    if framework.also:  # one of them is there on each system
        packages = [
            one
            for one in packages
            if one.get("name") not in framework.names or one.get("name") in there or not there
        ]
    found = read_packages(packages, framework, target, _markers, needs)
    if len(found) < 2:
        return found
    extras = dict(_extras(packages, framework))
    return [replace(build, extra=extras.get(build.version, "")) for build in found]


def _edges(packages: list[Package]) -> Iterator[tuple[str, list[str], str]]:
    """What the project itself requires: name, extras, and the marker that says where."""
    for package in packages:
        match package:
            case {"source": {"virtual": _} | {"editable": _}, "dependencies": [*needs]}:
                for one in needs:
                    if isinstance(one, dict) and isinstance(one.get("name"), str):
                        extras = [str(extra) for extra in one.get("extra", [])]
                        yield one["name"], extras, str(one.get("marker", ""))


def _extras(packages: list[Package], framework: Framework) -> Iterator[tuple[str, str]]:
    """The versions of a framework that extras of the project bring, each with its extra."""
    for package in packages:
        match package:
            case {"source": {"virtual": _} | {"editable": _}, "optional-dependencies": dict(found)}:
                for extra, needs in found.items():
                    for one in needs:
                        if one.get("name") == framework.package and "version" in one:
                            yield one["version"], extra


def _markers(package: Package) -> list[str]:
    return [str(one) for one in package.get("resolution-markers", [])]


def _needs(listed: object) -> Iterator[tuple[str, str]]:
    for one in listed if isinstance(listed, list) else []:
        match one:
            case {"name": str() as name, **rest}:
                yield name, str(rest.get("marker", ""))
