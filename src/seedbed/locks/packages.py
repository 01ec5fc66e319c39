"""Locks in TOML that list packages with markers, as those of uv and Poetry do."""

from __future__ import annotations

from seedbed.accelerators.builds import by_requirements, by_version
from seedbed.formats.toml import loads
from seedbed.locks.markers import holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from seedbed.accelerators.builds import Build, Framework
    from seedbed.locks import Target

    Package = Mapping[str, Any]


def packages_in(text: str) -> list[Package]:
    """The packages that a lock lists.

    Raises:
        ValueError: when it is no lock.
    """
    match loads(text):
        case {"package": [*listed]}:
            return [one for one in listed if isinstance(one, dict)]
    raise ValueError("it lists no packages")


def read_packages(
    packages: Sequence[Package],
    framework: Framework,
    target: Target,
    markers: Callable[[Package], list[str]],
    needs: Callable[[Package], Iterable[tuple[str, str]]],
) -> list[Build]:
    """The builds that may be installed on a machine.

    Args:
        packages: what the lock lists.
        framework: the framework.
        target: the machine.
        markers: gives those of which one must hold where a package is installed; none for all.
        needs: gives the names that a package requires, each with the marker that says where.
    """
    versions = {str(one.get("name")): one.get("version") for one in packages}
    found = []
    for package in packages:
        version, where = package.get("version"), markers(package)
        if package.get("name") not in framework.names or not isinstance(version, str):
            continue
        if where and not any(holds(marker, target) for marker in where):
            continue
        build = by_version(version)
        if not build.kind:
            wanted = [name for name, marker in needs(package) if holds(marker, target)]
            there = {name: str(versions.get(name) or "") for name in wanted}
            build = by_requirements(version, there, framework, is_mac=target.is_mac)
        found.append(build)
    return found
