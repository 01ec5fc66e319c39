"""The project itself, where its own files say how to build it; pure."""

from __future__ import annotations

from seedbed.importers.imported import Remark
from seedbed.importers.pip_requirement import parsed, shown
from seedbed.importers.python_files import python_of
from seedbed.importers.setuptools_files import build_of, package_in
from seedbed.importers.uv_settings import base, with_settings
from seedbed.importers.writing import NAME
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.model.project import Dependency, Project

    Table = Mapping[str, Any]


def is_stated(manifest: Table) -> bool:
    """Whether a parsed `pyproject.toml` says itself what the project needs."""
    match manifest:
        case {"project": _} | {"tool": {"flit": {"metadata": _}}}:
            return True
        case {"tool": {"poetry": {"name": _} | {"dependencies": _}}}:
            return True
    return False


class Own:
    """The project's own files beside the one that says what it needs.

    Args:
        files: text by path.
        stands: the parsed `pyproject.toml`; empty for none.

    Attributes:
        is_package: whether something says how to build it.
        read: the paths of the files that something was taken from.
        remarks: what was not carried.
    """

    def __init__(self, files: Mapping[str, str], stands: Table) -> None:
        self.files, self.stands = files, stands
        self.package = package_in(files)
        self.is_package = self.package is not None or "build-system" in stands
        self.read = [*(self.package.paths if self.package else ()), *([NAME] if stands else [])]
        self.remarks: list[Remark] = []

    @property
    def name(self) -> str:
        """The package's name; empty where nothing says."""
        return self.package.name if self.package else ""

    def python(self) -> str:
        """The range of Python versions that these files say; empty for none."""
        if self.package and self.package.python:
            return self.package.python
        found, path = python_of(self.files)
        self.read += [path] if path else []
        return found

    def beyond(self, known: Iterable[Dependency]) -> Iterator[Dependency]:
        """What the package requires by its own files, beyond some requirements."""
        package = self.package
        if package is None:
            return
        named = {canonical(one.name) for one in known if not one.group}
        self._tell(
            "setuptools still builds the package with this file, but reads the requirements from "
            f"{NAME} now."
        )
        imports = [one for one in package.imports if one != "pkg_resources"]
        if imports:
            self._tell(
                f"It imports {', '.join(imports)}, which an isolated build lacks: add what "
                "provides that to 'requires' under [build-system]."
            )
        if package.computed:
            keywords = ", ".join(package.computed)
            self._tell(f"Its {keywords} can't be read without running it, and was passed over.")
        for text in package.requires:
            item = parsed(text)
            if item is None:
                self._tell(f"{shown(text)} was left out: it isn't a requirement.")
            elif canonical(item.name) not in named:
                yield item

    def written(self, project: Project, text: str, settings: Table) -> str:
        """`pyproject.toml` for the project.

        Args:
            project: what was understood.
            text: the file as it stands; empty for none.
            settings: further keys of `[tool.uv]`.

        Raises:
            SeedbedError: when the file is laid out so that nothing can be added.
        """
        dynamic = self.package.dynamic if self.package else ()
        if "version" in dynamic:
            project = replace(project, version="")
        stands = "build-system" in self.stands
        build = build_of(self.package) if self.package and not stands else None
        made, kept = base(project, text, build)
        keys = {"dynamic": list(dynamic)} if dynamic else {}
        made, more = with_settings(made, settings, keys)
        for key in (*kept, *more):
            what = f"{key} stays as it is, though another file says something else."
            self.remarks.append(Remark(path=NAME, text=what))
        return made

    def _tell(self, text: str) -> None:
        path = self.package.paths[0] if self.package else NAME
        self.remarks.append(Remark(path=path, text=text))
