"""Where a requirement that somebody adds comes from: a package index, or conda channels; pure."""

from __future__ import annotations

from seedbed.managers.shared.conda_names import known_conda_name, python_name
from seedbed.managers.shared.conda_packages import conda_spec
from seedbed.model.names import canonical
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.model.project import Dependency

PYPI, CONDA = "pypi", "conda"
_MEANT = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dotenv": "python-dotenv",
    "opencv": "opencv-python",
    "pil": "pillow",
    "pytorch": "torch",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""What people call packages after their modules or conda names, where PyPI has nothing useful."""


_MODULES = {name: called for called, name in _MEANT.items() if name != "torch"} | {
    "opencv-python": "cv2",
    "pillow": "PIL",
}
"""What packages are imported as, where that is not their own name."""

IMPOSTORS = {
    "pixi": ("the package manager Pixi", "Pixi comes from https://pixi.sh/."),
    "torchrun": ("PyTorch's launcher", "It comes with PyTorch: seedbed add torch"),
}
"""Packages on PyPI that only share the name of a program: which, and where that comes from."""

_OF_PYPI = {
    "TensorFlow": (
        "tensorflow tensorflow-cpu tensorflow-datasets tensorflow-estimator tensorflow-hub "
        "tensorflow-metadata tensorflow-probability tf2onnx"
    ),
    "JAX": (
        "jax jaxlib blackjax chex diffrax dm-haiku equinox flax jaxtyping numpyro optax "
        "orbax-checkpoint"
    ),
}
"""Frameworks that come from PyPI under every manager, and the packages built on each.

Conda's packages of these would bring conda's framework along: see docs/accelerators.md.
"""
_FRAMEWORK = {name: title for title, names in _OF_PYPI.items() for name in names.split()}


def module_of(name: str) -> str:
    """The module that a package is imported as, as far as that is known.

    Args:
        name: its canonical name.
    """
    return _MODULES.get(name, name.replace("-", "_"))


@record
class Placed:
    """A requirement with the side that it comes from.

    Attributes:
        item: the requirement; it has a conda name if it is to come from conda channels.
        why: why it comes from there, as the rest of a sentence.
    """

    item: Dependency
    why: str


def meant(item: Dependency, *, channels: bool) -> Dependency:
    """A requirement by the name that Python's package index has for it.

    Args:
        item: as it was typed.
        channels: whether the project has conda channels, so that people may type conda's names.
    """
    name = canonical(item.name)
    if item.url:
        return item
    other = _MEANT.get(name, "")
    if not other and channels and not known_conda_name(name):
        other = python_name(item.name.lower())
    return replace(item, name=other) if other and other != name else item


def placed(
    item: Dependency, side: str, names: Mapping[str, str], stands: Dependency | None = None
) -> Placed:
    """A requirement with the side that it comes from in a project that has conda channels.

    Args:
        item: the requirement, by the name that Python's package index has for it.
        side: `PYPI` or `CONDA` where one was asked for; else empty, and the tables decide.
        names: what `[tool.seedbed.conda-names]` says.
        stands: the requirement in whose place it comes: without another side, that one's stays.
    """
    name = canonical(item.name)
    if stands and stands.conda:
        names = {**names, name: stands.conda}
    known = names.get(name, known_conda_name(name))
    if why := _only_pypi(item):
        return Placed(item=item, why=f"from {'its address' if item.url else 'PyPI'}, {why}")
    if side == PYPI:
        return Placed(item=item, why="from PyPI, as you asked")
    if not side and stands and not stands.conda:
        return Placed(item=item, why="from PyPI, as before")
    if not side and name not in names and name in _FRAMEWORK:
        why = f"because seedbed takes {_FRAMEWORK[name]} and what is built on it from there"
        return Placed(item=item, why=f"from PyPI, {why} (--conda takes conda's package)")
    if side == CONDA or known:
        conda = known or name
        called = "" if conda == name else f", where it is called {conda}"
        return Placed(item=replace(item, conda=conda), why=f"from conda channels{called}")
    if name in names:
        why = "because [tool.seedbed.conda-names] says that conda has something else by that name"
    else:
        why = "because seedbed knows no conda package for it (--conda takes one by that name)"
    return Placed(item=item, why=f"from PyPI, {why}")


def _only_pypi(item: Dependency) -> str:
    """Why no conda package can stand for a requirement; empty when one can."""
    if item.url:
        return "which conda channels cannot replace"
    if item.extras:
        return "because conda packages have no extras"
    if item.marker:
        return "because conda packages cannot depend on a marker"
    if item.index:
        return f"because it needs the index {item.index}"
    return "" if conda_spec(item.spec) else "because conda has no operator '==='"
