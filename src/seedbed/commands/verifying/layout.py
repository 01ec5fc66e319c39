"""Where installers put files in an environment, as its folders tell."""

from __future__ import annotations

import os
import re

from seedbed.verify.conda_records import TEXTS, is_record
from seedbed.verify.settings import NAME
from seedbed.verify.values import Layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

_SITE = re.compile(r"(lib/python(3\.\d+t?)/site-packages|Lib/site-packages)/")


def layout_of(root: str, paths: Collection[str]) -> Layout | None:
    """Where installers put what in an environment; None where a folder is none.

    Args:
        root: its folder, absolute.
        paths: what is in it, at least its settings, and one path in each folder of packages.
    """
    sites = {match[1]: match for path in paths if (match := _SITE.match(path))}
    # where several are, that one which has most in it
    site = max(sites.values(), key=lambda one: _entries(root, one[1])) if sites else None
    if site is None and NAME not in paths and not any(map(is_record, paths)):
        return None
    windows = "Scripts/python.exe" in paths or bool(site and site[1].startswith("Lib/"))
    version = (site[2] or "").rstrip("t") if site else ""
    return Layout(
        site=site[1] if site else "lib/python/site-packages",
        scripts="Scripts" if windows else "bin",
        headers=f"include/site/python{version}" if version else "Include",
        python=version,
    )


def _entries(root: str, folder: str) -> int:
    try:
        return len(os.listdir(os.path.join(root, folder)))
    except OSError:
        return 0


def is_kept(path: str, layout: Layout) -> bool:
    """Whether the bytes of a file are looked into: those of metadata, scripts, and settings."""
    if path.startswith(f"{layout.site}/"):
        inner = path[len(layout.site) + 1 :]
        folder, slash, name = inner.partition("/")
        if slash:
            return (
                folder.endswith(".dist-info") and "/" not in name and not name.startswith("LICENSE")
            )
        return inner.endswith(".pth")
    return path.startswith(f"{layout.scripts}/") or "/" not in path or path in TEXTS


def pythons(root: str, layout: Layout) -> list[str]:
    """The paths by which scripts may name an environment's Python."""
    names = ["python", "python3", f"python{layout.python}", "python.exe", "pythonw.exe"]
    return [os.path.join(root, layout.scripts, name) for name in names]
