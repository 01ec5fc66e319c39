"""Whether systemd ends a server when its user logs out, and what helps.

A login has a scope of its own, such as `session-3.scope`. What runs in it stays when the user logs
out, unless `KillUserProcesses=yes` says otherwise. What runs below `user@1000.service`, as all does
that a desktop starts, ends with the user's last login, unless the user "lingers".
https://www.freedesktop.org/software/systemd/man/latest/logind.conf.html
"""

from __future__ import annotations

import re

LINGER = (
    "systemd ends JupyterLab here when you log out. To keep it, run 'loginctl enable-linger', then "
    "'seedbed jupyter restart'."
)
"""What to say where a server would not outlive the login."""


def place_in(cgroups: str) -> str:
    """Where a process is: `session`, `manager` (below the user's own systemd), or empty.

    Args:
        cgroups: what `/proc/self/cgroup` says.
    """
    if re.search(r"/user@\d+\.service(/|$)", cgroups, re.MULTILINE):
        return "manager"
    return "session" if re.search(r"/session-[^/]+\.scope(/|$)", cgroups, re.MULTILINE) else ""


def decide(place: str, *, kills: bool, lingers: bool, can_scope: bool) -> str:
    """What to do, so that a server outlives the login.

    Args:
        place: where this process is, as `place_in` says.
        kills: whether systemd ends what a login leaves behind.
        lingers: whether the user's own systemd stays when nobody is logged in.
        can_scope: whether a program can be started below that one, in a scope of its own.

    Returns:
        `scope`: start it in one; `warn`: it would be ended; empty: start it plainly.
    """
    if place == "session" and kills:
        return "scope" if lingers and can_scope else "warn"
    return "warn" if place == "manager" and not lingers else ""
