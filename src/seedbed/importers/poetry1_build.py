"""What builds a project of Poetry 1, which has to know `[project]` now; pure."""

from __future__ import annotations

from seedbed.model.names import requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.importers.poetry1_moving import Moving

_BUILD = "build-system"
_CORE = "poetry-core"
_OLDEST = "2.0"
"""The first version of `poetry-core` that reads `[project]`."""
_BACKEND = "poetry.core.masonry.api"
_OLD_BACKEND = "poetry.masonry.api"


def move_build(moving: Moving) -> None:
    """Let a `poetry-core` build the project that reads `[project]`."""
    build = moving.manifest.section(_BUILD)
    backend = build.string("build-backend")
    if backend == _OLD_BACKEND:
        moving.changes[_BUILD, "build-backend"] = _BACKEND
    elif backend and "poetry" not in backend:
        text = f"{backend} takes the project's name, version, and requirements from [project] now."
        moving.tell_of((_BUILD, "build-backend"), text, anew=True)
    requires = [_newer(one) for one in build.many("requires")]
    for old, new in zip(build.many("requires"), requires, strict=True):
        if new != old:
            text = f'The build needs "{new}" now, not "{old}": older ones don\'t read [project].'
            moving.tell_of((_BUILD, "requires"), text, anew=True)
    if requires != build.many("requires"):
        moving.changes[_BUILD, "requires"] = requires


def _newer(requirement: object) -> object:
    """A requirement on what builds, such that it takes no version that is too old."""
    if not isinstance(requirement, str) or requirement_name(requirement) not in {_CORE, "poetry"}:
        return requirement
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.version import Version

    try:
        clauses = [*Requirement(requirement).specifier]
    except InvalidRequirement:
        return f"{_CORE}>={_OLDEST}"
    oldest = Version(_OLDEST)
    bounds = [(one.operator, Version(one.version.removesuffix(".*"))) for one in clauses]
    if requirement_name(requirement) == _CORE and any(
        sign in {">=", ">", "==", "~="} and version >= oldest for sign, version in bounds
    ):
        return requirement
    below = [f"<{version}" for sign, version in bounds if sign == "<" and version > oldest]
    return f"{_CORE}{','.join([f'>={_OLDEST}', *below])}"
