"""What a project asks of an accelerator, and which releases of PyTorch can give it. Pure."""

from __future__ import annotations

from seedbed.accelerators.ranges import admitted
from seedbed.accelerators.tables import kind_of, tag_of, version_of
from seedbed.model.record import record
from seedbed.model.versions import minors
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.accelerators.rows import Release
    from seedbed.accelerators.tables import Tables
    from seedbed.model.choices import Choices

PLATFORMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pytorch": {
        "cuda": ("linux-64", "linux-aarch64", "win-64"),
        "rocm": ("linux-64",),
        "xpu": ("linux-64", "win-64"),
        "metal": ("osx-arm64",),
    },
    "tensorflow": {"cuda": ("linux-64",), "metal": ("osx-arm64",)},
    "jax": {"cuda": ("linux-64", "linux-aarch64")},
}
"""The platforms on which a framework has builds for a kind of accelerator."""


@record
class Wanted:
    """What a project asks for.

    Attributes:
        kind: a choice of the slot `accelerator`.
        version: the accelerator's version, such as `13.0` or `13`; empty for the best fit.
        framework: the framework's layer, such as `pytorch`.
        spec: the range of the framework's versions (PEP 440).
        pythons: the minor versions of Python that the project allows, oldest first.
        platforms: what the lock covers.
        channels: whether packages come from conda channels.
    """

    kind: str
    version: str
    framework: str
    spec: str
    pythons: tuple[str, ...]
    platforms: tuple[str, ...]
    channels: bool

    @property
    def machines(self) -> tuple[str, ...]:
        """The platforms that the accelerator's build is for."""
        fit = PLATFORMS.get(self.framework, {}).get(self.kind, ())
        return tuple(one for one in self.platforms if one in fit)


def wanted(choices: Choices, spec: str, *, channels: bool) -> Wanted:
    """What some choices ask for.

    Args:
        choices: what the user picked.
        spec: the framework's range where the user picked none.
        channels: whether the manager takes packages from conda channels.
    """
    return Wanted(
        kind=choices.accelerator,
        version=choices.accelerator_version,
        framework=choices.framework,
        spec=choices.framework_version or spec,
        pythons=minors(choices.python),
        platforms=choices.platforms,
        channels=channels,
    )


def releases(tables: Tables, spec: str) -> list[Release]:
    """The minor releases of PyTorch of which a range admits some, oldest first.

    None for a range that asks for others than the tables know.
    """
    return admitted(tables.releases, spec)


def known_releases(tables: Tables, spec: str) -> list[Release]:
    """Those of a range that the tables know; for others, the newest stands in."""
    return releases(tables, spec) or list(tables.releases[-1:])


def tags(tables: Tables, kind: str, among: list[Release]) -> list[str]:
    """The indexes of a kind of accelerator that have some releases, oldest version first."""
    found = {
        one.tag
        for one in tables.indexes
        if kind_of(one.tag) == kind and any(one.has(release.version) for release in among)
    }
    return sorted(found, key=lambda tag: numbers(version_of(tag)))


def cuda_majors(tables: Tables, among: list[Release]) -> list[int]:
    """The major versions of CUDA that some releases are built for, oldest first."""
    return sorted({numbers(version_of(tag))[0] for tag in tags(tables, "cuda", among)})


def newest(tables: Tables, tag: str, among: list[Release], *, verified: bool = True) -> int:
    """The place of the newest of some releases that an index has; -1 for none.

    Args:
        tables: the tables.
        tag: the index.
        among: the releases.
        verified: whether only what somebody has looked at counts.
    """
    rows = [one for one in tables.indexes if one.tag == tag and (one.verified or not verified)]
    places = [
        at for at, release in enumerate(among) if any(one.has(release.version) for one in rows)
    ]
    return max(places, default=-1)


def best(tables: Tables, asked: Wanted) -> str:
    """The index for what is asked; empty where none has it.

    Without a version, it is the CUDA of PyPI's own wheel, in the newest release that somebody has
    looked at: what PyTorch itself calls stable. With a major version, it is the index that has the
    newest release. For releases that the tables do not know, a whole version is believed.
    """
    found = releases(tables, asked.spec)
    among = found or list(tables.releases[-1:])
    known = tags(tables, asked.kind, among)
    if asked.version:
        exact = tag_of(asked.kind, asked.version)
        if exact in known or (not found and "." in asked.version):
            return exact
        major = [tag for tag in known if version_of(tag).split(".")[0] == asked.version]
        return max(major, key=lambda tag: _freshness(tables, tag, among), default="")
    if asked.kind != "cuda":
        return max(known, key=lambda tag: _freshness(tables, tag, among), default="")
    return _stable(tables, among, known) or (known[-1] if known else "")


def _stable(tables: Tables, among: list[Release], known: list[str]) -> str:
    for verified in (True, False):
        for release in reversed(among):
            tag = tag_of("cuda", release.cuda)
            rows = [one for one in tables.indexes if one.tag == tag and one.has(release.version)]
            if tag in known and any(one.verified or not verified for one in rows):
                return tag
    return ""


def _freshness(tables: Tables, tag: str, among: list[Release]) -> tuple[object, ...]:
    """What indexes of one major version are compared by: the newest release, the newest version."""
    looked_at, announced = (newest(tables, tag, among, verified=one) for one in (True, False))
    return looked_at, announced, numbers(version_of(tag))
