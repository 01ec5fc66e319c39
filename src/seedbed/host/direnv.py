"""What direnv says of a folder. Its `status` runs nothing of what an `.envrc` holds."""

from __future__ import annotations

import os

from seedbed.host.reading import standing
from seedbed.model.record import record

_PERMISSIONS = {
    "true": "allowed",
    "false": "unasked",
    "0": "allowed",
    "1": "unasked",
    "2": "denied",
}
"""How versions up to 2.32, and newer ones, tell whether an `.envrc` may be loaded."""
_MOST = 2_000
"""Notes about allowed files that are read at most."""
_HOOKS = {
    "bash": (".bashrc", ".bash_profile", ".profile", "/etc/bash.bashrc", "/etc/bashrc"),
    "zsh": (".zshrc", ".zprofile", ".zshenv", "/etc/zsh/zshrc", "/etc/zshrc"),
    "fish": (".config/fish/config.fish", "/etc/fish/config.fish"),
}
"""Files that each shell reads when it starts, below the home folder unless absolute.

https://direnv.net/docs/hook.html
"""
_HOOK_FOLDERS = {
    "bash": (".bashrc.d",),
    "zsh": (".zshrc.d",),
    "fish": (".config/fish/conf.d", "/etc/fish/conf.d", "/usr/share/fish/vendor_conf.d"),
}


@record
class Told:
    """What direnv says of a folder.

    Attributes:
        file: the `.envrc` that it would load there; empty for none.
        permission: `allowed`, `unasked`, or `denied`; empty where direnv does not say.
        note: the path of the note by which direnv knows that the file, as it is now, is allowed.
    """

    file: str = ""
    permission: str = ""
    note: str = ""

    @property
    def was_allowed(self) -> bool:
        """Whether direnv keeps a note about the file, under the checksum of other contents."""
        folder = os.path.dirname(self.note)
        try:
            names = os.listdir(folder)[:_MOST] if folder else []
            notes = (standing(os.path.join(folder, name), 4096) for name in names)
            return any(one and os.fsdecode(one.data).rstrip("\n") == self.file for one in notes)
        except OSError:
            return False


def understood(said: str) -> Told:
    """What the output of `direnv status` means."""
    found = dict.fromkeys(("path", "allowed", "allowPath"), "")
    for line in said.splitlines():
        for key in found:
            if line.startswith(f"Found RC {key} "):
                found[key] = line.removeprefix(f"Found RC {key} ")
    return Told(
        file=found["path"],
        permission=_PERMISSIONS.get(found["allowed"], ""),
        note=found["allowPath"],
    )


def hooked_shell(home: str) -> tuple[str, bool]:
    """The name of the user's shell, and whether direnv is hooked into it, or seems to be.

    A shell that seedbed does not know counts as hooked, and so does one that has loaded something.

    Args:
        home: the user's home folder.
    """
    shell = os.path.basename(os.environ.get("SHELL", ""))
    if "DIRENV_DIR" in os.environ or shell not in _HOOKS:
        return shell, True
    files = [os.path.join(home, name) for name in _HOOKS[shell]]
    if shell == "zsh" and (folder := os.environ.get("ZDOTDIR")):
        files.append(os.path.join(folder, ".zshrc"))
    for name in _HOOK_FOLDERS[shell]:
        folder = os.path.join(home, name)
        if os.path.isdir(folder):
            files += [os.path.join(folder, one) for one in sorted(os.listdir(folder))]
    return shell, any(map(_names_direnv, files))


def _names_direnv(path: str) -> bool:
    """Whether a settings file of a shell speaks of direnv, also by way of a plugin."""
    try:
        found = standing(path, 1 << 20, follow=True)
    except OSError:
        return True  # what cannot be read may hook it
    return found is not None and b"direnv" in found.data
