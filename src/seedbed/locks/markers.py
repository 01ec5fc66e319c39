"""Environment markers (PEP 508), judged for another machine than this one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.locks import Target

_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def holds(marker: str, target: Target) -> bool:
    """Whether a marker holds on a machine; in doubt, it does.

    What it says of extras depends on how the environment was made, so that it is in doubt.
    """
    if not marker or "extra" in marker:
        return True
    from packaging.markers import InvalidMarker, Marker, UndefinedEnvironmentName  # slow to import

    environment = {
        "sys_platform": target.system,
        "platform_system": _SYSTEMS.get(target.system, ""),
        "platform_machine": target.architecture,
        "os_name": "nt" if target.system == "win32" else "posix",
    }
    if target.python:
        environment["python_version"] = target.python
        environment["python_full_version"] = f"{target.python}.0"
    try:
        return Marker(marker).evaluate(environment)
    except (InvalidMarker, UndefinedEnvironmentName, ValueError):
        return True
