"""What a project needs, in terms that no manager owns.

Each field says why it is here; what only one manager knows is no field but a key in that manager's
own tables, which a dialect leaves alone.
"""

from __future__ import annotations

from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.choices import Author
    from seedbed.model.source import Source

VERSION = "0.1.0"
"""The version that a new project starts with."""
PYTHON = ("", "python", "")
"""What stands for the key of Python itself, among those of requirements."""


@record
class Dependency:
    """One requirement on a Python package.

    Attributes:
        name: its name in the Python package index.
        spec: version range (PEP 440), or empty for any.
        url: the address that it must come from, as of a repository or a file; empty for none. One
            that has it has no range and no index, and no conda package stands for it.
        extras: the package's optional features that are wanted.
        marker: environment marker (PEP 508) under which it is needed, or empty for always.
        group: the dependency group (PEP 735) that it belongs to; empty for run time.
        optional: the optional feature of the project (`[project.optional-dependencies]`) that it
            belongs to; empty when it is none. A requirement has a group, a feature, or neither.
        index: the name of the index that it must come from, as CUDA builds must; empty for any.
        index_marker: environment marker under which it comes from that index, and from any other
            where the marker does not hold; empty for always, and where it has a marker itself.
        source: the repository, folder, or file that it must come from, as the manager's own tables
            say; None for an index. One that has it has no index, and no conda package stands for
            it.
        conda: its name in conda channels, or empty when they lack it; managers that know such
            channels take it from there, unless an index or a marker says otherwise.
        module: the module that it provides, or empty when it is only a program.
    """

    name: str
    spec: str = ""
    url: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    group: str = ""
    optional: str = ""
    index: str = ""
    index_marker: str = ""
    source: Source | None = None
    conda: str = ""
    module: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What two requirements must not share: where it belongs, its canonical name, its marker.

        The marker is part of it because one package may be needed in two versions or builds, each
        on its own systems.
        """
        place = f"[{self.optional}]" if self.optional else self.group
        return place, canonical(self.name), self.marker

    @property
    def requirement(self) -> str:
        """The requirement as PEP 508 writes it."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        if self.url:  # the space ends it
            marker = f" ; {self.marker}" if self.marker else ""
            return f"{self.name}{extras} @ {self.url}{marker}"
        marker = f"; {self.marker}" if self.marker else ""
        return f"{self.name}{extras}{self.spec}{marker}"


@record
class Task:
    """Something that people do again and again in the project.

    Attributes:
        name: what they type.
        run: a program and its arguments, as `managers/calls.py` writes them; empty when `steps` are
            given.
        steps: names of tasks that are run one after the other.
        help: one line that says what it is for.
    """

    name: str
    run: str = ""
    steps: tuple[str, ...] = ()
    help: str = ""


@record
class Index:
    """A package index that the manager has to be told of.

    One that is neither explicit, nor the default one, nor last is asked before the default one.

    Attributes:
        name: how dependencies refer to it.
        url: its address.
        explicit: whether only those dependencies come from it that name it.
        default: whether it takes the place of the index that all managers ask without being told.
        last: whether it is asked only for what the default one lacks.
    """

    name: str
    url: str
    explicit: bool = True
    default: bool = False
    last: bool = False


@record
class Platform:
    """A machine that locks cover.

    One kind of machine may stand here twice, as `linux-64` with CUDA and without.

    Attributes:
        name: what people call it, such as `linux-64-cuda`; often the same as `subdir`.
        subdir: the kind of machine, spelled as conda spells it.
        cuda: the oldest CUDA version that its driver must support, or empty for no CUDA.
        glibc: the oldest GNU C library, or empty for the manager's default.
        macos: the oldest macOS, or empty for the manager's default.
    """

    name: str
    subdir: str
    cuda: str = ""
    glibc: str = ""
    macos: str = ""

    @property
    def rank(self) -> tuple[object, ...]:
        """What platforms are sorted by: of one kind of machine, those that ask more go first.

        Pixi takes the first platform that fits, and a machine with a GPU fits one without, too.
        """
        asked = (self.cuda, self.glibc, self.macos)
        return (
            self.subdir,
            *(tuple(-one for one in release(it)) or (0,) for it in asked),
            self.name,
        )


@record
class SystemPackage:
    """A program or library that is not a Python package.

    Attributes:
        name: what seedbed calls it.
        spec: version range (conda's notation), or empty for any; only conda channels honour it.
        group: the dependency group that needs it; empty for run time.
        platform: the name of the one platform that needs it, where that is not its `subdir`; empty
            for all.
        conda: its name in conda channels, or empty when they lack it.
        nix: its attribute in nixpkgs, or empty when that lacks it.
        debian: Debian's name for it, or empty when Debian lacks it.
    """

    name: str
    spec: str = ""
    group: str = ""
    platform: str = ""
    conda: str = ""
    nix: str = ""
    debian: str = ""

    @property
    def place(self) -> str:
        """The group that needs it, and the platform, if that is one."""
        return f"{self.group}[{self.platform}]" if self.platform else self.group

    @property
    def key(self) -> tuple[str, str]:
        """What two system packages must not share: where it is needed, and its name."""
        return self.place, self.name


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
        license_files: paths of the files that hold the license's text.
        python: the range of Python versions (PEP 440); conda and Nix need it as much as pip.
        dependencies: requirements, sorted by their keys.
        exclusive: sets of groups or features that exclude each other, such as the CPU and the CUDA
            build of one package; only one of each set can be installed.
        includes: groups to the groups that they include, so that whoever installs the one gets the
            others' requirements.
        on_demand: groups that are installed only when somebody asks for them, sorted; the others
            come with what people work in.
        indexes: package indexes, in the order of their priority; of these at most one is the
            default one.
        asks_all: whether the newest version of a package counts that any index has, and not those
            of the first index that has the package. Only where a manager can be told either way.
        scripts: console commands to `module:function`.
        tasks: sorted by name.
        environment: environment variables that tasks run with.
        managers: the versions of its manager that may work on it: the manager's name to a range in
            its own notation; none where all will do that read what seedbed writes. The name is
            part of it because a range means nothing to another manager.
        compiles: whether packages are compiled when they are installed, not when first imported.
        cooldown: the age that a release must have before a lock takes it, such as `7d`, in days;
            empty for none. A bad release is often found and withdrawn within days.
        platforms: the machines that locks cover, sorted by their ranks.
        channels: conda channels, in the order of their priority.
        system_packages: sorted by their keys.
        tools: settings of tools that are no managers: the tables below `[tool]`.
        notes: dotted key of the manifest to the comment above it.
        ignore: lines for `.gitignore`.
        attributes: lines for `.gitattributes`.
        editor: for VS Code, `settings` (dotted key to value), `extensions` (identifiers), and
            `launch` (name to what it debugs).
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
    exclusive: tuple[tuple[str, ...], ...] = ()
    includes: Mapping[str, tuple[str, ...]] = {}
    on_demand: tuple[str, ...] = ()
    indexes: tuple[Index, ...] = ()
    asks_all: bool = False
    scripts: Mapping[str, str] = {}
    tasks: tuple[Task, ...] = ()
    environment: Mapping[str, str] = {}
    managers: Mapping[str, str] = {}
    compiles: bool = False
    cooldown: str = ""
    platforms: tuple[Platform, ...] = ()
    channels: tuple[str, ...] = ()
    system_packages: tuple[SystemPackage, ...] = ()
    tools: Mapping[str, Any] = {}
    notes: Mapping[str, str] = {}
    ignore: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    editor: Mapping[str, Any] = {}
