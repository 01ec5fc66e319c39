"""The kernel by which editors know a project's Python: the one of the environment, with a name."""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOGOS = ("logo-32x32.png", "logo-64x64.png", "logo-svg.svg")
"""What Jupyter shows of a kernel."""
_TAKEN = frozenset(("python", "python2", "python3"))
_PLAIN: dict[str, Any] = {
    "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "metadata": {"debugger": True},
}


def name_of(project: str) -> str:
    """The name of a project's kernel: its own, in letters that Jupyter takes.

    The names by which ipykernel installs its own kernels stay theirs.
    """
    name = re.sub(r"[^a-z0-9._-]+", "-", project.lower()).strip("-.") or "project"
    return f"{name}-project" if name in _TAKEN else name


def specification(project: str, python: str, own: bytes) -> bytes:
    """What `kernel.json` says of a project's kernel.

    Args:
        project: the project's name.
        python: the absolute path of its Python.
        own: the `kernel.json` that ipykernel installed in the environment; empty for none.
    """
    spec = _read(own) or _PLAIN
    said = {**spec, "argv": [python, *spec["argv"][1:]], "display_name": project}
    return (json.dumps(said, indent=1) + "\n").encode()


def is_of(project: str, stands: bytes) -> bool:
    """Whether a `kernel.json` is the one of a project, perhaps of another place or version."""
    spec = _read(stands)
    return spec is not None and spec.get("display_name") == project


def _read(data: bytes) -> dict[str, Any] | None:
    """What a `kernel.json` says; None where it starts no ipykernel."""
    try:
        spec = json.loads(data)
    except (ValueError, RecursionError):
        return None
    match spec:
        case {"argv": [str(), *rest]} if "ipykernel_launcher" in rest:
            return dict(spec)
    return None
