"""Rows that no project is made from: what people try, and what they took at the time."""

from __future__ import annotations

from seedbed.model.record import record


@record
class JaxPlugin:
    """A plugin by which JAX would use GPUs of Apple silicon.

    Attributes:
        jax: the release of JAX that it is for.
        package: its name on PyPI.
        version: its newest release.
        proof: how far the row was proved.
        works: whether seedbed makes projects with it.
        why: why not.
        source: where its facts come from; a release on PyPI is `pypi:NAME==VERSION`.
        checked: the day on which somebody last looked (ISO 8601).
        verified: whether somebody has looked.
    """

    jax: str
    package: str
    version: str
    proof: str
    works: bool = True
    why: str = ""
    source: str = ""
    checked: str = ""
    verified: bool = True


@record
class CondaPins:
    """What people pinned of conda packages beside an old release of TensorFlow.

    Attributes:
        tensorflow: the minor release.
        pins: the packages with their ranges, in conda's notation.
        proof: how far the row was proved.
        source: where its facts come from; a release on PyPI is `pypi:NAME==VERSION`.
        checked: the day on which somebody last looked (ISO 8601).
        verified: whether somebody has looked.
    """

    tensorflow: str
    pins: tuple[str, ...]
    proof: str
    source: str = ""
    checked: str = ""
    verified: bool = True
