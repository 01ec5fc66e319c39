"""`poetry.lock`: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock."""

from __future__ import annotations

from seedbed.locks.packages import read_packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.accelerators.builds import Build, Framework
    from seedbed.locks import Target
    from seedbed.locks.packages import Package


def read(text: str, framework: Framework, target: Target) -> list[Build]:
    """The builds that `poetry sync` may install.

    Raises:
        ValueError: when it is no lock.
    """
    return read_packages(text, framework, target, _markers, _needs)


def _markers(package: Package) -> list[str]:
    """Where a package is installed: one marker, or one for each group."""
    given = package.get("markers", "")
    markers = list(given.values()) if isinstance(given, dict) else [given]
    return [str(one) for one in markers]


def _needs(package: Package) -> Iterator[tuple[str, str]]:
    given = package.get("dependencies", {})
    for name, wanted in given.items() if isinstance(given, dict) else ():
        for one in wanted if isinstance(wanted, list) else [wanted]:
            yield name, str(one.get("markers", "")) if isinstance(one, dict) else ""
