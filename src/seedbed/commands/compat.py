"""`seedbed compat`: what goes with which release of a framework. Nothing is installed."""

from __future__ import annotations

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.entries import entries_of, entry_of, newest_entries
from seedbed.accelerators.compat.frameworks import framework_of, release_of
from seedbed.accelerators.compat.pins import Way, kinds_of, pins_of
from seedbed.accelerators.tables import load_tables
from seedbed.errors import SeedbedError, unknown_choice, usage_error
from seedbed.managers.base import MANAGERS
from seedbed.model.record import record
from seedbed.model.versions import check_accelerator
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.builds import Framework
    from seedbed.accelerators.compat.entries import Entry
    from seedbed.accelerators.compat.pins import Pins
    from seedbed.accelerators.tables import Tables
    from seedbed.commands.compat_here import Here
    from seedbed.workspace import Workspace


@record
class Query:
    """What somebody wants to know.

    Attributes:
        framework: a framework, as people name it; empty for the project's, or all.
        version: one of its releases; empty for all of them.
        cuda: a version of CUDA that there must be a build for; empty for any.
        python: a minor version of Python that there must be wheels for; empty for any.
        manager: the only manager whose pins are wanted; empty for all.
        here: whether this machine decides.
    """

    framework: str = ""
    version: str = ""
    cuda: str = ""
    python: str = ""
    manager: str = ""
    here: bool = False


@record
class Shared:
    """Pins that some managers share.

    Attributes:
        managers: their names.
        pins: what they pin.
    """

    managers: tuple[str, ...]
    pins: Pins


@record
class Answer:
    """What the tables say.

    Attributes:
        query: the question.
        framework: the framework; None for all of them.
        entries: its releases, newest first, or the newest of each framework.
        shared: what to pin for one release; empty for several.
        here: what fits this machine, if that was asked.
    """

    query: Query
    framework: Framework | None
    entries: tuple[Entry, ...]
    shared: tuple[Shared, ...] = ()
    here: Here | None = None


def compat(query: Query) -> Answer:
    """What the tables say.

    Raises:
        SeedbedError: for what no table knows, and for what no release has.
    """
    _check(query)
    tables = load_tables()
    framework, project = _meant(query)
    if framework is None:
        _check_overview(query)
    here = None
    if query.here:
        from seedbed.commands.compat_here import look

        here = look(tables, framework, project, query.python)
    if framework is None:
        return Answer(query=query, framework=None, entries=newest_entries(tables), here=here)
    version = query.version
    if here and here.fittings and not version:
        version = here.fittings[0].version
    if not version:
        return Answer(
            query=query, framework=framework, entries=_several(tables, framework, query), here=here
        )
    entry = entry_of(tables, framework, release_of(tables, framework, version))
    _check_entry(framework, entry, query)
    spec = f"=={_public(version)}" if _public(version) in entry.patches else f"=={entry.version}.*"
    kinds = kinds_of(entry, query.cuda)
    if here and here.fittings and here.fittings[0].version == entry.version and not query.cuda:
        fits = here.fittings[0]
        kinds = ((fits.accelerator, fits.accelerator_version),)
    shared = _shared(tables, entry, kinds, query, spec)
    return Answer(query=query, framework=framework, entries=(entry,), shared=shared, here=here)


def recommended(answer: Answer) -> Entry | None:
    """Of several releases that fit a version of CUDA, the newest that somebody has looked at."""
    cuda = answer.query.cuda
    sure = [one for one in answer.entries if one.is_sure_of(cuda)]
    return next(iter(sure or answer.entries), None)


def _check(query: Query) -> None:
    """Refuse options that make no sense."""
    if query.cuda:
        check_accelerator(query.cuda, "cuda")
    if query.python and not _is_minor(query.python):
        raise usage_error(
            f"--python {query.python!r} is not a minor version of Python.",
            "Write it like 3.12.",
            code="bad-python",
        )
    if query.manager and query.manager not in MANAGERS:
        from seedbed.layers.library import load_library, other_names

        also = other_names(load_library(), "manager")
        raise unknown_choice("manager", query.manager, tuple(MANAGERS), also)
    if query.version and not query.framework:
        raise usage_error(
            "Name the framework before its version.", "Write it like 'tensorflow 2.10'.",
            code="bad-usage",
        )  # fmt: skip


def _check_overview(query: Query) -> None:
    """Refuse options that pick releases where no framework is named."""
    given = {"cuda": query.cuda, "python": "" if query.here else query.python}
    for name, value in given.items():
        if value:
            raise usage_error(
                f"--{name} needs a framework.",
                f"Write it like 'seedbed compat tensorflow --{name} {value}'.",
                code="bad-usage",
            )


def _is_minor(text: str) -> bool:
    major, dot, minor = text.partition(".")
    return major == "3" and bool(dot) and minor.isascii() and minor.isdecimal() and len(minor) < 4


def _meant(query: Query) -> tuple[Framework | None, Workspace | None]:
    """The framework that is asked about, and the project that seedbed was called in."""
    if query.framework and not query.here:
        return framework_of(query.framework), None
    from seedbed.workspace import locate

    try:
        project = locate()
    except SeedbedError as error:
        if error.code != "no-project":
            raise
        project = None
    if query.framework:
        return framework_of(query.framework), project
    own = str(project.table.get("framework")) if project else ""
    return FRAMEWORKS.get(own), project


def _several(tables: Tables, framework: Framework, query: Query) -> tuple[Entry, ...]:
    """The releases that fit, newest first."""
    every = entries_of(tables, framework)
    found = [one for one in every if not query.cuda or one.is_for_cuda(query.cuda)]
    if not found:
        raise _no_cuda(framework, every, query.cuda)
    fit = [one for one in found if not query.python or one.is_for_python(query.python)]
    if not fit:
        what = f"{framework.title} for CUDA {query.cuda}" if query.cuda else framework.title
        oldest = min((one.python_min for one in found), key=numbers)
        newest = max((one.python_max for one in found), key=numbers)
        raise usage_error(
            f"No release of {what} has wheels for Python {query.python}.",
            f"Choose from Python {oldest} to {newest}.",
            code="no-release",
        )
    return tuple(fit)


def _check_entry(framework: Framework, entry: Entry, query: Query) -> None:
    """Refuse to tell of a release what it does not have."""
    title = f"{framework.title} {entry.version}"
    if query.cuda and not entry.is_for_cuda(query.cuda):
        raise _no_cuda(framework, (entry,), query.cuda, title)
    if query.python and not entry.is_for_python(query.python):
        raise usage_error(
            f"{title} has no wheels for Python {query.python}.",
            f"It has some for Python {entry.python_min} to {entry.python_max}. "
            f"'seedbed compat {framework.name} --python {query.python}' lists other releases.",
            code="no-release",
        )


def _no_cuda(
    framework: Framework, entries: tuple[Entry, ...], cuda: str, title: str = ""
) -> SeedbedError:
    """The error for a version of CUDA without a build; it names the nearest that has one."""
    has = f"{title} has no build" if title else f"No release of {framework.title} has a build"
    message = f"{has} for CUDA {cuda}."
    known = {version for one in entries for version in (*one.cuda, *_indexed(one))}
    if not known:
        hint = f"'seedbed compat {framework.name} --cuda {cuda}' lists releases that have one."
        return usage_error(message, hint, code="no-release")
    wanted = [*numbers(cuda), 0][:2]
    apart = {one: _apart([*numbers(one), 0][:2], wanted) for one in known}
    near = min(sorted(known, key=numbers), key=lambda one: apart[one])
    command = f"seedbed compat {framework.name} --cuda {near}"
    return usage_error(message, f"The nearest is CUDA {near}: '{command}'.", code="no-release")


def _indexed(entry: Entry) -> tuple[str, ...]:
    return tuple(one.version for one in entry.indexes if one.is_cuda)


def _apart(one: list[int], other: list[int]) -> int:
    return abs((one[0] - other[0]) * 100 + one[1] - other[1])


def _shared(
    tables: Tables, entry: Entry, kinds: tuple[tuple[str, str], ...], query: Query, spec: str
) -> tuple[Shared, ...]:
    """What to pin, for each accelerator, and for managers together that pin the same."""
    names = [query.manager] if query.manager else list(MANAGERS)
    found: dict[Pins, list[str]] = {}
    for kind in kinds:
        for name in names:
            row = MANAGERS[name]
            way = Way(channels=row.uses_channels, named=row.named_platforms)
            pins = pins_of(tables, entry, kind, way, spec=spec, python=query.python)
            found.setdefault(pins, []).append(name)
    return tuple(Shared(managers=tuple(managers), pins=pins) for pins, managers in found.items())


def _public(version: str) -> str:
    return version.strip().removeprefix("v").partition("+")[0]
