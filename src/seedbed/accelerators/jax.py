"""JAX: which extra gives a build, and what no build is for. Pure."""

from __future__ import annotations

from seedbed.accelerators import extras, pythons
from seedbed.accelerators.build import Build
from seedbed.accelerators.detected import taken
from seedbed.accelerators.ranges import admitted, is_admitted, narrowed
from seedbed.accelerators.refusing import CODE, named, no_machine, no_wheels, not_together
from seedbed.errors import usage_error
from seedbed.model.project import Dependency, Platform
from seedbed.model.record import replace
from seedbed.model.versions import APART, compare
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.accelerators.detected import Fit
    from seedbed.accelerators.ranges import Row
    from seedbed.accelerators.rows import JaxRelease
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.model.machine import Machine

TITLE = "JAX"
OLDEST = "0.7.1"
"""What Flax 0.12 requires, which a project's code is written for."""
_PLATFORMS = ("linux-64", "linux-aarch64", "osx-arm64", "win-64")
_LINUX = "sys_platform == 'linux'"
_NO_LINUX = "sys_platform != 'linux'"


def fitting(tables: Tables, asked: Wanted) -> list[JaxRelease]:
    """The releases that can give what is asked, oldest first."""
    among = admitted(tables.jax, asked.spec)
    if asked.kind != "cuda":
        return among
    major = _major(tables, asked)
    return [one for one in among if _has(one, major, asked.spec)]


def rows(tables: Tables, asked: Wanted) -> list[list[Row]]:
    """For each of the releases that fit, the rows whose Python a project must keep to."""
    return [[one] for one in fitting(tables, asked)]


def majors(tables: Tables, asked: Wanted) -> list[int]:
    """The major versions of CUDA that the releases of a range have extras for."""
    among = admitted(tables.jax, asked.spec)
    if not among:  # newer than the tables
        return sorted(map(int, tables.jax[-1].cuda))
    return sorted({int(one) for row in among for one in row.cuda if _has(row, one, asked.spec)})


def fit(tables: Tables, asked: Wanted, machine: Machine) -> Fit:
    """The accelerator of a project that is made on some machine: see `detected.fit`.

    The extra has the major version in its name, so that of the driver is stored where it decides.
    """
    known = majors(tables, asked)
    found = extras.fit(tables, asked, machine, known, TITLE)
    if found.kind != "cuda" or found.version or machine.kind != "cuda":
        return found
    running = extras.running_on(tables, machine, known)
    if not running:
        return found
    version = str(running[-1])
    return replace(found, version=version, remark=taken(machine, version))


def check(tables: Tables, asked: Wanted) -> None:
    """Refuse what no build is for.

    Raises:
        SeedbedError: names both choices, and the nearest that works.
    """
    if asked.kind == "cuda" and not asked.machines:
        raise no_machine(asked)
    among, usable = admitted(tables.jax, asked.spec), fitting(tables, asked)
    _check_age(asked, among)
    oldest = majors(tables, asked)[0]
    if asked.kind == "cuda" and not usable and (among or int(_major(tables, asked)) < oldest):
        raise _no_cuda(tables, asked)
    if not among:  # newer than the tables, or unknown to them
        return
    for platform in asked.platforms:
        if platform not in _PLATFORMS:
            others = tuple(one for one in asked.platforms if one in _PLATFORMS)
            raise no_wheels(TITLE, platform, others, "")
    pythons.check(TITLE, asked, rows(tables, asked), [[one] for one in tables.jax])


def build_of(tables: Tables, asked: Wanted) -> Build:
    """What a project says of the build that it wants."""
    platforms = tuple(Platform(name=one, subdir=one) for one in asked.platforms)
    if asked.kind != "cuda":
        return Build(platforms=platforms)
    usable, among = fitting(tables, asked), admitted(tables.jax, asked.spec)
    major = _major(tables, asked)
    first = usable[0].cuda13_first if usable and major == "13" else ""
    spec = narrowed(asked.spec, usable, among, first) if usable else asked.spec
    extra = f"cuda{major}"
    cuda = Dependency(name="jax", spec=spec, extras=(extra,), marker=_LINUX)
    if set(asked.machines) == set(asked.platforms):
        return Build(requirements=(replace(cuda, marker=""),), platforms=platforms)
    plain = Dependency(name="jax", spec=spec, marker=_NO_LINUX)
    return Build(requirements=(cuda, plain), platforms=platforms)


def _check_age(asked: Wanted, among: Sequence[JaxRelease]) -> None:
    """Refuse releases that the rest of the project does not work with."""
    newest = among[-1].patches if among else ()
    if any(numbers(one) >= numbers(OLDEST) and is_admitted(asked.spec, one) for one in newest):
        return
    if compare(asked.spec, f">={OLDEST}") == APART:
        raise usage_error(
            f"{named(TITLE, asked.spec)} is too old for the project's Flax 0.12, which needs "
            f"{TITLE} {OLDEST} or newer.",
            f"Use --framework-version '>={OLDEST}'.",
            code=CODE,
        )


def _major(tables: Tables, asked: Wanted) -> str:
    """The major version of CUDA: the one that is asked for, or the newest."""
    return asked.version.partition(".")[0] or str(max(majors(tables, asked)))


def _has(row: JaxRelease, major: str, spec: str) -> bool:
    """Whether some release that a range admits has the extra for a major version of CUDA."""
    if major not in row.cuda:
        return False
    first = row.cuda13_first if major == "13" else ""
    fit = [one for one in row.patches if not first or numbers(one) >= numbers(first)]
    return any(is_admitted(spec, one) for one in fit)


def _no_cuda(tables: Tables, asked: Wanted) -> Exception:
    known = majors(tables, asked)
    wanted = asked.version.partition(".")[0]
    others = [one for one in tables.jax if wanted in one.cuda]
    ways = [f"--accelerator-version {known[-1]}"] if known else []
    if others:
        ways.append(f"--framework-version '>={others[0].cuda13_first or others[0].version}'")
    return not_together(
        f"--accelerator-version {asked.version}",
        named(TITLE, asked.spec),
        f"there is no {'such ' if others else ''}{TITLE} for CUDA {wanted}",
        f"Use {' or '.join(ways)}.",
    )
