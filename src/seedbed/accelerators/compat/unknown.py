"""How to find releases that the tables do not know, by asking a resolver for newer ones. Pure."""

from __future__ import annotations

from seedbed.accelerators.compat.checks import Resolution
from seedbed.accelerators.pythons import after
from seedbed.model.record import record
from seedbed.model.versions import MINORS, OLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.accelerators.tables import Tables

PYTHONS = (*OLDER, *MINORS, after(MINORS[-1]))
"""The versions of Python that newer releases are looked for."""


@record
class Search:
    """Releases of a package that are looked for.

    Attributes:
        framework: the framework's layer.
        package: the package.
        platform: the platform that they must have wheels for.
        python: the version of Python that they must have wheels for.
        last: the newest that the tables know.
        below: a newer one that was found; empty for none yet.
    """

    framework: str
    package: str
    platform: str
    python: str
    last: str
    below: str = ""

    @property
    def resolution(self) -> Resolution:
        """The question whether there is one, which gives the newest."""
        end = f",<{self.below}" if self.below else ""
        return Resolution(
            requirements=(f"{self.package}>{self.last}{end}",),
            platform=self.platform,
            python=self.python,
            alone=True,
        )


@record
class Found:
    """A release that the tables do not know.

    Attributes:
        framework: the framework's layer.
        package: the package.
        version: the release.
        pythons: the versions of Python that it was found for; empty where that was not asked.
    """

    framework: str
    package: str
    version: str
    pythons: tuple[str, ...] = ()


def searches(tables: Tables, frameworks: Iterable[str]) -> tuple[Search, ...]:
    """What to look for, for some frameworks."""
    return tuple(
        Search(framework=name, package=package, platform=platform, python=python, last=last)
        for name in frameworks
        for package, platform, last in _packages(tables, name)
        for python in PYTHONS
    )


def _packages(tables: Tables, framework: str) -> Iterator[tuple[str, str, str]]:
    """The packages of a framework, each with a platform that has them, and the newest release."""
    linux, mac = "linux-64", "osx-arm64"
    if framework == "pytorch":
        yield "torch", linux, tables.releases[-1].patches[-1]
        yield "torchvision", linux, list(tables.torchvision.values())[-1]
    elif framework == "tensorflow":
        yield "tensorflow", linux, tables.tensorflow[-1].patches[-1]
        yield "tensorflow-metal", mac, tables.metal[-1].metal
    else:
        yield "jax", linux, tables.jax[-1].patches[-1]
        for one in tables.jax_plugins:
            yield one.package, mac, one.version
