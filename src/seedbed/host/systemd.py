"""What systemd does with a user's processes at logout, as far as this machine has it."""

from __future__ import annotations

import os

from seedbed.host.process import ask, find

_LIMIT = "5"
"""Seconds that logind has; it may wait for a bus that is stuck."""


def cgroups() -> str:
    """What `/proc/self/cgroup` says; empty on systems without it, or without systemd."""
    if not os.path.isdir("/run/systemd/system"):
        return ""
    try:
        with open("/proc/self/cgroup", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def kills_processes() -> bool:
    """Whether logind ends what a login leaves behind; False where it does not say."""
    program, timeout = find("loginctl"), find("timeout")
    if not program:
        return False
    before = [timeout, _LIMIT] if timeout else []
    asked = [*before, program, "show-session", "--property=KillUserProcesses", "--value"]
    return ask(asked, os.environ).out.strip() == b"yes"


def lingers(user: str) -> bool:
    """Whether a user's own systemd stays when the user is not logged in."""
    return bool(user) and os.path.exists(os.path.join("/var/lib/systemd/linger", user))


def scope(name: str) -> list[str]:
    """The command before a program that runs it below the user's own systemd; empty for none."""
    program = find("systemd-run")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not program or not os.path.exists(os.path.join(folder, "systemd", "private")):
        return []
    return [program, "--user", "--scope", "--quiet", "--collect", f"--description={name}", "--"]


def user() -> str:
    """Who runs this, by name; empty where nothing says."""
    if os.name == "nt":
        return os.environ.get("USERNAME", "")
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return os.environ.get("USER", "")
