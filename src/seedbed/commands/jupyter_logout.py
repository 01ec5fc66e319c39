"""Asks systemd whether a server would outlive the login, and how."""

from __future__ import annotations

from seedbed.host import systemd
from seedbed.jupyter.logout import LINGER, decide, place_in


def scope() -> list[str]:
    """The command before a program, where only that lets it outlive the login; else empty."""
    return systemd.scope("JupyterLab") if _decision() == "scope" else []


def warning() -> str:
    """What to say where a server would not outlive the login; else empty."""
    return LINGER if _decision() == "warn" else ""


def _decision() -> str:
    place = place_in(systemd.cgroups())
    if not place:
        return ""
    return decide(
        place,
        kills=place == "session" and systemd.kills_processes(),
        lingers=systemd.lingers(systemd.user()),
        can_scope=bool(systemd.scope("JupyterLab")),
    )
