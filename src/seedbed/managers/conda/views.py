"""What environment files say of requirements, beside what `pyproject.toml` says."""

from __future__ import annotations

from seedbed.managers.conda.files import as_asked, joint_items, joint_spec
from seedbed.managers.shared import specs
from seedbed.managers.shared.conda_packages import conda_spec, only_requirements, possible_name
from seedbed.managers.shared.environment_files import path_of
from seedbed.managers.shared.included import inherited, is_own_extra
from seedbed.managers.shared.source_tables import placed, source_in_url
from seedbed.model.names import canonical
from seedbed.model.project import Dependency, SystemPackage
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.managers.conda.tables import EnvironmentFile
    from seedbed.model.project import Project


class Views:
    """What is said of requirements twice, while the files are read.

    Args:
        project: what `pyproject.toml` says.
        read: all files.
        names: what the table `CONDA_NAMES` says.
        unmodeled: takes what the model does not know.

    Attributes:
        stated: the requirements as `pyproject.toml` has them, with where they come from.
        given: as the files have them.
        system: the packages that are no requirements.
        python: the range of Python versions as the files have it.
    """

    def __init__(
        self,
        project: Project,
        read: list[EnvironmentFile],
        names: Mapping[str, str],
        unmodeled: list[str],
    ) -> None:
        self.project, self.names, self.unmodeled = project, names, unmodeled
        self.single = only_requirements(project.dependencies)
        self.by_url = {index.url: index.name for index in project.indexes}
        self.stated = {item.key: item for item in project.dependencies}
        paths = {file.path for file in read}
        self.given = {
            key: item
            for key, item in self.stated.items()
            if item.optional or path_of(item.group) not in paths or is_own_extra(project, item)
        }
        self.system: list[SystemPackage] = []
        self.python = project.python

    def take(self, file: EnvironmentFile) -> None:
        """Take what a file says."""
        own = [item for item in self.single if item.group == file.group and not item.optional]
        others = inherited(self.project, file.group)
        for package in file.lines:
            if package.name == "python":
                self.python = _python(self.project.python, package, file.path, self.unmodeled)
        for package, item, name in _meant(file, own, self.names):
            theirs = [one for one in others if _is_of(one, package.name, name, self.names)]
            if theirs and self._is_inherited(package, item, theirs):
                continue
            if theirs and item is None:
                self._report(file, f"{package.name} {package.spec}")
            else:
                self._take_line(file, package, item, name)
        for asked, url in file.asked:
            theirs = [one for one in others if _is_same_package(one, asked)]
            item = self.stated.get(asked.key)
            joint = joint_items([item, *theirs] if item else theirs)
            if theirs and _is_asked(joint[0], asked):
                self.given |= {asked.key: item} if item else {}
            elif item or not theirs:
                self._take_asked(asked, "" if asked.url else self.by_url.get(url, ""))
            else:
                self._report(file, asked.requirement)

    def _is_inherited(
        self, package: specs.Package, item: Dependency | None, theirs: list[Dependency]
    ) -> bool:
        """Whether a line says what follows from groups that the file's group includes.

        Args:
            package: what the line asks for.
            item: the group's own requirement that it belongs to, if there is one.
            theirs: those of the included groups.
        """
        asked = [item, *theirs] if item else theirs
        same = specs.same(joint_spec(conda_spec(one.spec) for one in asked), package.spec)
        if same and item:
            self.given[item.key] = self.stated[item.key] = replace(item, conda=package.name)
        return same

    def _take_line(
        self, file: EnvironmentFile, package: specs.Package, item: Dependency | None, name: str
    ) -> None:
        """Take what a line for conda says.

        Args:
            file: what has the line.
            package: what it asks for.
            item: the requirement that it belongs to, if `pyproject.toml` has it.
            name: what Python calls the package; empty when it is none of Python's.
        """
        other = _from_conda(item, name, package, file.group)
        if item:
            self.stated[item.key] = replace(item, conda=package.name)
            self.given[item.key] = other or self.stated[item.key]
            if other is None:
                self._report(file, f"{package.name} {package.spec}")
        elif other:
            self.given[other.key] = other
        elif package.name not in file.narrowed:  # of another channel, it would be another package
            found = SystemPackage(
                name=package.name, conda=package.name, spec=package.spec, group=file.group
            )
            self.system.append(found)

    def _take_asked(self, asked: Dependency, index: str) -> None:
        """Take what pip is asked for: where a requirement comes from is said there alone.

        Args:
            asked: the requirement.
            index: the name of the index that its line stands behind.
        """
        item = self.stated.get(asked.key)
        source = source_in_url(asked.url) if item and not item.url and asked.url else None
        if item and source:
            self.given[asked.key] = self.stated[asked.key] = placed(item, source)
            return
        if item:
            self.stated[item.key] = replace(item, index="" if item.url else index)
        name = item.name if item else asked.name
        self.given[asked.key] = replace(asked, name=name, index=index)

    def _report(self, file: EnvironmentFile, line: str) -> None:
        self.unmodeled.append(f"{file.path}: dependencies: {line}")


def _is_of(item: Dependency, conda: str, python: str, names: Mapping[str, str]) -> bool:
    """Whether a line's package is that of a requirement.

    Args:
        item: the requirement.
        conda: the package's conda name.
        python: what Python calls it; may be empty.
        names: what the table `CONDA_NAMES` says.
    """
    return possible_name(item, names) == conda or canonical(item.name) == python


def _is_same_package(item: Dependency, other: Dependency) -> bool:
    return canonical(item.name) == canonical(other.name) and item.marker == other.marker


def _is_asked(item: Dependency, asked: Dependency) -> bool:
    """Whether a line asks for a requirement, in whatever order of the clauses.

    The line alone tells of a repository, so that it may have one.
    """
    wanted = as_asked(item)
    if asked.url and not wanted.url:
        return asked.extras == wanted.extras and source_in_url(asked.url) is not None
    return replace(asked, spec="").requirement == replace(wanted, spec="").requirement and (
        specs.same(asked.spec, wanted.spec)
    )


def _meant(
    file: EnvironmentFile, own: Iterable[Dependency], names: Mapping[str, str]
) -> Iterator[tuple[specs.Package, Dependency | None, str]]:
    """What each line for conda is for: the requirement that it belongs to, and its Python name.

    Where two lines mean the same Python package, as `dask` and `dask-core` do, the first counts,
    and the other one is known by its conda name only.

    Args:
        file: what has the lines.
        own: the requirements of its group in `pyproject.toml`.
        names: what the table `CONDA_NAMES` says.
    """
    known = {name: item for item in own if (name := possible_name(item, names))}
    found = set()
    for package in file.lines:
        if package.name in specs.BUILT_IN:
            continue
        name = _python_name(package.name, names)
        item = known.get(package.name)
        if item is None and name in known and canonical(known[name].name) == name:
            item = known[name]
        name = canonical(item.name) if item else name
        if name in found:
            yield package, None, ""
        else:
            found |= {name} - {""}
            yield package, item, name


def _from_conda(
    item: Dependency | None, name: str, package: specs.Package, group: str
) -> Dependency | None:
    """The requirement that a line for conda is; None when it is none that Python can say.

    Args:
        item: the one that the line belongs to, if `pyproject.toml` has it.
        name: what Python calls the package; empty when it is none of Python's.
        package: what the line asks for.
        group: whose file the line is in.
    """
    if item is not None and specs.same(conda_spec(item.spec), package.spec):
        return replace(item, conda=package.name)
    spec = specs.pep440(package.spec)
    if spec is None or not (item or name):
        return None
    if item is not None:
        return replace(item, spec=spec, conda=package.name)
    return Dependency(name=name, spec=spec, group=group, conda=package.name)


def _python_name(conda: str, names: Mapping[str, str]) -> str:
    """What Python calls a conda package, as far as that is known; empty for none of Python's.

    Args:
        conda: its conda name.
        names: what the table `CONDA_NAMES` says, which goes before seedbed's own.
    """
    if names.get(canonical(conda), conda) != conda:
        return ""
    for name, other in names.items():
        if other == conda:
            return name
    from seedbed.managers.shared.conda_names import python_name  # long, and seldom needed

    name = python_name(conda)
    return "" if names.get(name) else name


def _python(stated: str, package: specs.Package, path: str, unmodeled: list[str]) -> str:
    """The range of Python versions; as `pyproject.toml` states it, where both mean the same."""
    if specs.same(conda_spec(stated), package.spec):
        return stated
    spec = specs.pep440(package.spec)
    if not spec:
        unmodeled.append(f"{path}: dependencies: python {package.spec}".rstrip())
    return spec or stated


def as_dependencies(items: Mapping[tuple[str, str, str], Dependency]) -> tuple[Dependency, ...]:
    """Requirements by their keys, as a project has them."""
    return tuple(sorted(items.values(), key=lambda item: item.key))
