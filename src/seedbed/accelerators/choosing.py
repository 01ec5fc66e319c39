"""The one place that chooses a build: it asks the module of the framework. Pure."""

from __future__ import annotations

from seedbed.accelerators import ages, pythons
from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.model.versions import MINORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.build import Build
    from seedbed.accelerators.detected import Fit
    from seedbed.accelerators.ranges import Row
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.model.machine import Machine


def check(tables: Tables, asked: Wanted) -> None:
    """Refuse what no build is for.

    Raises:
        SeedbedError: names both choices, and the nearest that works.
    """
    ages.check(FRAMEWORKS[asked.framework].title, asked, tables.releases_of(asked.framework))
    if asked.framework == "tensorflow":
        from seedbed.accelerators.tensorflow import check
    elif asked.framework == "jax":
        from seedbed.accelerators.jax import check
    else:
        from seedbed.accelerators.refusals import check
    check(tables, asked)


def build_of(tables: Tables, asked: Wanted, *, named: bool) -> Build:
    """What a project says of the build that it wants.

    Args:
        tables: what there is.
        asked: what is asked for, and possible (`check`).
        named: whether the manager knows platforms with names of their own, as Pixi does.
    """
    if asked.framework == "tensorflow":
        from seedbed.accelerators import tensorflow

        return tensorflow.build_of(tables, asked)
    if asked.framework == "jax":
        from seedbed.accelerators import jax

        return jax.build_of(tables, asked)
    from seedbed.accelerators import idioms

    return idioms.build_of(tables, asked, named=named)


def fit(tables: Tables, asked: Wanted, machine: Machine) -> Fit:
    """The accelerator of a project that is made on some machine: see `detected.fit`."""
    if asked.framework == "tensorflow":
        from seedbed.accelerators.tensorflow import fit
    elif asked.framework == "jax":
        from seedbed.accelerators.jax import fit
    else:
        from seedbed.accelerators.detected import fit
    return fit(tables, asked, machine)


def supported(tables: Tables, asked: Wanted) -> tuple[str, ...]:
    """The versions of Python that a project with such a framework can be made for, oldest first."""
    return pythons.supported(_rows(tables, asked)) or MINORS


def python_range(tables: Tables, asked: Wanted) -> str:
    """The range of Python of a project with such a framework that leaves it open."""
    found = _rows(tables, asked)
    return pythons.range_of(
        pythons.supported(found) or MINORS, is_open=not found or pythons.goes_on(found)
    )


def _rows(tables: Tables, asked: Wanted) -> list[list[Row]]:
    """For each release that fits, the rows that must all have wheels; none for unknown ones."""
    if asked.channels:
        return []
    if asked.framework == "tensorflow":
        from seedbed.accelerators.tensorflow import rows
    elif asked.framework == "jax":
        from seedbed.accelerators.jax import rows
    else:
        from seedbed.accelerators.refusals import rows
    return rows(tables, asked)
