"""What a project says so that its manager takes the right build of a framework. Pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.model.project import Dependency, Index, Platform, SystemPackage


@record
class Build:
    """What is added to a project.

    Attributes:
        index: the name of the index from which the framework comes; empty for any.
        index_marker: the systems on which it comes from there.
        indexes: package indexes that are needed.
        requirements: what stands for the requirement on the framework; none for that one itself.
        dependencies: further requirements.
        limits: packages with the range that the build needs, which replaces a layer's own.
        with_tensorboard: further ones, of a project that requires TensorBoard.
        system_packages: conda packages that pick a build.
        platforms: the platforms of the lock.
        groups: names of groups that exclude each other, each with the build that it gets; the
            first one is what people get without a choice.
    """

    index: str = ""
    index_marker: str = ""
    indexes: tuple[Index, ...] = ()
    requirements: tuple[Dependency, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()
    with_tensorboard: tuple[tuple[str, str], ...] = ()
    system_packages: tuple[SystemPackage, ...] = ()
    platforms: tuple[Platform, ...] = ()
    groups: tuple[tuple[str, Build], ...] = ()
