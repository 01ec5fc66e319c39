"""Leaves passwords and tokens out of what is imported; pure."""

from __future__ import annotations

from seedbed.importers.imported import Remark
from seedbed.managers.base import MANAGERS
from seedbed.model.credentials import secret_in, without_credentials


def stripped(path: str, text: str, manager: str) -> tuple[str, list[Remark]]:
    """A text whose addresses hold no password and no token, and what was left out.

    Args:
        path: the file.
        text: what it holds.
        manager: the manager that is to fetch from these addresses.
    """
    if secret_in(text) is None:
        return text, []
    lines, remarks = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if secret := secret_in(line):
            login = MANAGERS[manager].login.format(host=secret.host)
            said = f"The password or token for {secret.host} was left out. To log in: {login}."
            remarks.append(Remark(path=path, text=said, line=number))
        lines.append(without_credentials(line) if secret else line)
    return "\n".join(lines), remarks
