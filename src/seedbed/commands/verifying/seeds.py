"""What makers put into environments, such as pip, where something else stands there now."""

from __future__ import annotations

import posixpath
import re

from seedbed.model.record import replace
from seedbed.verify.distributions import is_own_record
from seedbed.verify.record_file import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from seedbed.host.scaffold import Scaffold
    from seedbed.verify.distributions import Distribution

VIRTUALENVS, PRECEDENCE = "_virtualenv.pth", "distutils-precedence.pth"
"""What lets Python run something of virtualenv's, or of setuptools', at each start."""
RUN = {VIRTUALENVS: "_virtualenv.py", PRECEDENCE: "_distutils_hack/__init__.py"}
"""The modules that they run."""


def with_seeds(
    fresh: Scaffold, installed: Iterable[Distribution], seeds: Collection[str], site: str
) -> Scaffold:
    """A fresh environment, with only those of its distributions that another one should have, too.

    One that has another version there, that was removed, or that the lock has, isn't its maker's.

    Args:
        fresh: the fresh environment.
        installed: what is installed in the other one.
        seeds: the names of the distributions there that may be its maker's.
        site: where Python finds packages.
    """
    own = {one.folder for one in installed if one.name in seeds}
    dropped: set[str] = set()
    for path, text in fresh.records.items():
        if is_own_record(path, site) and posixpath.dirname(path) not in own:
            dropped |= {path, *rows(text, site, "")}
    kept = {path: digest for path, digest in fresh.files.items() if path not in dropped}
    return replace(fresh, files=kept)


def as_seeded(settings: Mapping[str, str], fresh: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of a fresh environment, as they would be with what `uv venv --seed` puts in.

    Args:
        settings: those of an environment.
        fresh: those of the fresh one, into which uv put nothing.
    """
    return {**fresh, "seed": "true"} if settings.get("seed") == "true" else fresh


def is_known_start(path: str, site: str, text: str) -> bool:
    """Whether Python runs a file at each start that makers put in, with its well-known text.

    Args:
        path: as seen from the environment.
        site: where Python finds packages.
        text: what the file holds.
    """
    known = _STARTS.get(path.removeprefix(f"{site}/")) if path.startswith(f"{site}/") else None
    return known is not None and known.fullmatch(text) is not None


_STARTS = {
    VIRTUALENVS: re.compile(r"import _virtualenv\s*"),
    PRECEDENCE: re.compile(
        r"import os; var = 'SETUPTOOLS_USE_DISTUTILS'; "
        r"enabled = os\.environ\.get\(var, '(\w+)'\) == '\w+'; "
        r"enabled and __import__\('_distutils_hack'\)(?:\.\w+\(\))?;?\s*"
    ),
}
"""What Python runs at each start because of `virtualenv`, and of setuptools."""
