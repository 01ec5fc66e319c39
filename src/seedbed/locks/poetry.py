"""`poetry.lock`: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock."""

from __future__ import annotations

from seedbed.locks.packages import packages_in, read_packages

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
    packages = packages_in(text)
    if framework.package == "torch":
        return read_packages(packages, framework, target, _markers, _needs)
    # the lock does not say which extras the project asks for, only what they bring
    there = [(one, marker) for one in packages for marker in _markers(one)]

    def beside(_: Package) -> Iterator[tuple[str, str]]:
        yield from ((str(one.get("name")), marker) for one, marker in there)

    return read_packages(packages, framework, target, _markers, beside)


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
