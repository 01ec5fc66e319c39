"""`uv.lock`: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile."""

from __future__ import annotations

from seedbed.locks.packages import read_packages

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
    return read_packages(text, framework, target, _markers, _needs)


def _markers(package: Package) -> list[str]:
    return [str(one) for one in package.get("resolution-markers", [])]


def _needs(package: Package) -> Iterator[tuple[str, str]]:
    for one in package.get("dependencies", []):
        match one:
            case {"name": str() as name, **rest}:
                yield name, str(rest.get("marker", ""))
