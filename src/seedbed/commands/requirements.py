"""What people type to name packages, and where these belong in a project."""

from __future__ import annotations

from seedbed.errors import usage_error
from seedbed.managers.shared.conda_names import known_conda_name, python_name
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.model.names import canonical, check_channel
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from seedbed.model.project import Dependency

DEV = "dev"
"""The group of what people need who work on the project."""
_PYTORCH = ("torchaudio", "torchvision")
"""Packages whose builds must come from the same index as PyTorch's."""
_EXCLUSIVE = (
    ("dev", "group"),
    ("dev", "extra"),
    ("group", "extra"),
    ("pypi", "conda"),
    ("pypi", "channel"),
)
"""Options of which only one can be given."""
_MEANT = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "opencv": "opencv-python",
    "pil": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
}
"""What people type who mean a package by its module, or by a name that only conda has.

On the package index, these names are empty, or belong to somebody else.
"""


@record
class Where:
    """Where packages belong.

    Attributes:
        group: a dependency group (PEP 735); empty for none.
        extra: an optional feature of the project; empty for none.
        source: `pypi` or `conda`, where only that is wanted; empty for what suits the manager.
        channels: conda channels that have them, beside the project's own.
    """

    group: str = ""
    extra: str = ""
    source: str = ""
    channels: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The place, as people find it in `pyproject.toml`."""
        if self.extra:
            return f"the extra '{self.extra}'"
        return f"the group '{self.group}'" if self.group else "the dependencies"

    @property
    def options(self) -> str:
        """The options that name the place, with a space before them."""
        if self.extra:
            return f" --extra {self.extra}"
        return f" --group {self.group}" if self.group else ""

    def holds(self, item: Dependency) -> bool:
        """Whether a requirement stands there."""
        return (item.group, item.optional) == (self.group, self.extra)


def where_of(values: Mapping[str, Any]) -> Where:
    """The place that some options name.

    Raises:
        SeedbedError: for options that exclude each other, or a name that cannot be.
    """
    for one, other in _EXCLUSIVE:
        if one in values and other in values:
            raise usage_error(
                f"--{one} and --{other} cannot be combined.", "Pick one.", code="bad-usage"
            )
    group, extra = values.get("group", DEV if "dev" in values else ""), values.get("extra", "")
    for option, name in (("group", group), ("extra", extra)):
        if option in values and not _is_name(name):
            raise usage_error(
                f"--{option} cannot be {name!r}.",
                "Use letters, digits, hyphens, underscores, and periods.",
                code="bad-name",
            )
    channels = tuple(one for text in values.get("channel", ()) for one in text.split(",") if one)
    for channel in channels:
        check_channel(channel)
    source = "conda" if "conda" in values or channels else "pypi" if "pypi" in values else ""
    return Where(group=group, extra=extra, source=source, channels=channels)


def read_requirement(text: str, where: Where) -> tuple[Dependency, str]:
    """The requirement that somebody typed, and what is to be said of its name.

    Args:
        text: a name with or without a range, as PEP 508 has it, or `NAME @ ADDRESS`.
        where: where it belongs.

    Raises:
        SeedbedError: for what is no requirement.
    """
    from packaging.requirements import InvalidRequirement

    if "://" in text and "@" not in text.partition("://")[0]:
        raise usage_error(
            f"{text!r} doesn't say which package is there.",
            f"Put the package's name in front: 'NAME @ {text}'.",
            code="bad-requirement",
        )
    try:
        item = parse_requirement(text.strip(), group=where.group, optional=where.extra)
    except InvalidRequirement:
        raise usage_error(
            f"{text!r} is not a requirement.",
            "Write a name, or a name and a range in quotes, such as 'polars>=1.2,<2'.",
            code="bad-requirement",
        ) from None
    name = canonical(item.name)
    other = _MEANT.get(name) or python_name(name)
    if other in {"", name} or known_conda_name(name):
        return item, ""
    return replace(item, name=other), f"{item.name} is called {other} on PyPI."


def beside(item: Dependency, dependencies: Sequence[Dependency], source: str) -> Dependency:
    """A requirement with what the project's others and its manager ask of where it comes from.

    Args:
        item: the requirement.
        dependencies: what the project has.
        source: `pypi` or `conda`, where only that is wanted; empty for what is known of it.
    """
    torch = next((one for one in dependencies if one.name == "torch" and one.index), None)
    if canonical(item.name) in _PYTORCH and torch and not item.url:
        return replace(item, index=torch.index, index_marker=torch.index_marker)
    if source == "pypi" or item.url or item.extras or item.marker:
        return item
    name = canonical(item.name)
    return replace(item, conda=known_conda_name(name) or (name if source else ""))


def _is_name(text: str) -> bool:
    return (
        bool(text)
        and text[0].isalnum()
        and text.replace("-", "").replace("_", "").replace(".", "").isalnum()
    )
