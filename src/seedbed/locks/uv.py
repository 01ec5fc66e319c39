"""`uv.lock`: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile."""

from __future__ import annotations

from seedbed.formats.toml import loads
from seedbed.locks.packages import read_packages
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
    found = read_packages(text, framework, target, _markers, _needs)
    if len(found) < 2:
        return found
    extras = dict(_extras(text, framework))
    return [replace(build, extra=extras.get(build.version, "")) for build in found]


def _extras(text: str, framework: Framework) -> Iterator[tuple[str, str]]:
    """The versions of a framework that extras of the project bring, each with its extra."""
    for package in loads(text)["package"]:
        match package:
            case {"source": {"virtual": _} | {"editable": _}, "optional-dependencies": dict(found)}:
                for extra, needs in found.items():
                    for one in needs:
                        if one.get("name") == framework.package and "version" in one:
                            yield one["version"], extra


def _markers(package: Package) -> list[str]:
    return [str(one) for one in package.get("resolution-markers", [])]


def _needs(package: Package) -> Iterator[tuple[str, str]]:
    for one in package.get("dependencies", []):
        match one:
            case {"name": str() as name, **rest}:
                yield name, str(rest.get("marker", ""))
