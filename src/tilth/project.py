"""What a project needs, in terms that no manager owns."""

from __future__ import annotations

from tilth.names import canonical
from tilth.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tilth.choices import Author

VERSION = "0.1.0"
"""The version that a new project starts with."""


@record
class Dependency:
    """One requirement.

    Attributes:
        name: its name in the Python package index.
        spec: version range (PEP 440), or empty for any.
        extras: the package's optional features that are wanted.
        marker: environment marker (PEP 508) under which it is needed, or empty for always.
        group: the dependency group (PEP 735) that it belongs to; empty for run time.
        conda: its name in conda channels where that differs, else empty.
        module: the module that it provides, or empty when it is only a program.
    """

    name: str
    spec: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    group: str = ""
    conda: str = ""
    module: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What two requirements must not share: group and canonical name."""
        return self.group, canonical(self.name)

    @property
    def requirement(self) -> str:
        """The requirement as PEP 508 writes it."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        marker = f"; {self.marker}" if self.marker else ""
        return f"{self.name}{extras}{self.spec}{marker}"


@record
class Task:
    """Something that people do again and again in the project.

    Attributes:
        name: what they type.
        run: the command line; empty when `steps` are given.
        steps: names of tasks that are run one after the other.
        help: one line that says what it is for.
    """

    name: str
    run: str = ""
    steps: tuple[str, ...] = ()
    help: str = ""


@record
class Project:
    """All that a project needs.

    Attributes:
        name: its name, as it stands in a package index.
        package: its import package, below `src/`.
        version: its own version.
        description: any text.
        authors: the people to name.
        license: SPDX expression, or empty.
        license_files: paths of the files that hold the licence's text.
        python: the range of Python versions (PEP 440).
        dependencies: requirements, sorted by group and name.
        scripts: console commands to `module:function`.
        tasks: sorted by name.
        environment: environment variables that tasks run with.
        platforms: the platforms that locks cover, spelled as conda spells them.
        channels: conda channels, in the order of their priority.
        system_packages: programs and libraries that are not Python packages.
        tools: settings of tools that are no managers: the tables below `[tool]`.
        notes: dotted key of the manifest to the comment above it.
        ignore: lines for `.gitignore`.
        attributes: lines for `.gitattributes`.
        editor: `settings` (dotted key to value) and `extensions` (identifiers) for VS Code.
    """

    name: str
    package: str
    version: str = VERSION
    description: str = ""
    authors: tuple[Author, ...] = ()
    license: str = ""
    license_files: tuple[str, ...] = ()
    python: str = ""
    dependencies: tuple[Dependency, ...] = ()
    scripts: Mapping[str, str] = {}
    tasks: tuple[Task, ...] = ()
    environment: Mapping[str, str] = {}
    platforms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    system_packages: tuple[str, ...] = ()
    tools: Mapping[str, Any] = {}
    notes: Mapping[str, str] = {}
    ignore: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    editor: Mapping[str, Any] = {}
