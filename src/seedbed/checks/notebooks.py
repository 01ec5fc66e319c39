"""SB61: Jupyter's kernels, and the notebooks that name them."""

from __future__ import annotations

import os
import re

from seedbed.checks.check import Check, Fix
from seedbed.host import kernels
from seedbed.host.reading import standing
from seedbed.jupyter.kernels import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_KERNEL = re.compile(rb'"kernelspec"\s*:\s*\{([^{}]*)\}')
_NAME = re.compile(rb'"name"\s*:\s*"([^"\\]{1,200})"')
_LARGEST = 16 << 20
"""Bytes of the largest notebook that is read."""
_ALWAYS = frozenset(("python", "python3"))
"""Names for the Python of the environment that Jupyter runs in."""


class SB611(Check):
    """A kernel of this project starts a Python that is gone.

    The kernel is registered for all of your Jupyter servers and for VS Code, but its environment
    was deleted or moved. Notebooks that use it wait for a kernel that never starts.

    To fix it: remove the kernel with `jupyter kernelspec remove`, then register it again from the
    environment as it is now.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Look at the user's kernels whose Python lies, or lay, in the project."""
        for kernel in lost(place):
            yield self.found(
                f"The kernel '{kernel.name}' starts {kernel.program}, which does not exist.",
                os.path.join(kernel.folder, "kernel.json"),
                how=f"Run 'jupyter kernelspec remove {kernel.name}'. Then register it again, or "
                "let 'seedbed jupyter start' do so.",
                fix=_removal(place, kernel),
            )


def lost(place: Place) -> list[kernels.Kernel]:
    """The user's kernels of the project whose program is gone."""
    folder = os.path.join(os.path.realpath(place.root), "")
    return [
        kernel
        for kernel in kernels.kernels_in([kernels.user_folder(place.variables)])
        if kernel.program
        and not os.path.lexists(kernel.program)
        and os.path.realpath(kernel.program).startswith(folder)
    ]


def _removal(place: Place, kernel: kernels.Kernel) -> Fix | None:
    """What removes a kernel: Jupyter itself, which is on PATH or in the environment.

    It goes by the name, so there must be no other kernel that is called so.
    """
    program = place.find("jupyter-kernelspec")
    own = os.path.join(os.path.dirname(place.python), "jupyter-kernelspec") if place.python else ""
    if own and os.access(own, os.X_OK) and _is_ours(place):
        program = own
    if not program:
        return None
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(program)))
    folders = kernels.all_folders(place.environment, place.variables)
    folders.append(os.path.join(prefix, "share", "jupyter"))
    same = {one.folder for one in kernels.kernels_in(folders) if one.name == kernel.name}
    if same != {kernel.folder}:
        return None
    return Fix(
        title=f"remove the kernel '{kernel.name}'",
        command=(program, "remove", "-f", kernel.name),
    )


def _is_ours(place: Place) -> bool:
    """Whether the environment did not come with the clone."""
    folder = place.shown(place.environment)
    return not os.path.isabs(folder) and not place.tracked([folder])


class SB612(Check):
    """A notebook asks for a kernel that is not there.

    Jupyter and VS Code then ask you to pick one, and it is easy to pick the Python of another
    project. Tools that run notebooks without asking fail.

    To fix it: open the notebook, pick the project's kernel, and save it.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Compare the names in the notebooks with the kernels that Jupyter would offer."""
        named: dict[str, list[str]] = {}
        for path in place.notebooks:
            if name := _kernel_name(os.path.join(place.root, path)):
                named.setdefault(name, []).append(path)
        if not named:
            return
        folders = kernels.all_folders(place.environment, place.variables)
        known = {kernel.name for kernel in kernels.kernels_in(folders)} | _ALWAYS
        known |= {_own_name(place)}
        for name, paths in named.items():
            if name.lower() not in known:
                others = len(paths) - 1
                more = f" So do {others} more." if others > 1 else ""
                more = f" So does {paths[1]}." if others == 1 else more
                yield self.found(
                    f"The notebook asks for the kernel {name!r}, which does not exist.{more}",
                    paths[0],
                )


def _own_name(place: Place) -> str:
    """The name under which seedbed registers the project's kernel; empty for none."""
    name = place.table("project").get("name")
    return name_of(name) if place.is_ours and isinstance(name, str) else ""


def _kernel_name(path: str) -> str:
    """The kernel that a notebook asks for; empty where it asks for none."""
    try:
        found = standing(path, _LARGEST)
    except OSError:
        return ""
    if not found or len(found.data) > _LARGEST:
        return ""
    # in cells, the quotes of such an entry are escaped
    for spec in _KERNEL.findall(found.data):
        if name := _NAME.search(spec):
            return name[1].decode("utf-8", "replace")
    return ""
