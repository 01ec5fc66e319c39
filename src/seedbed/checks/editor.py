"""SB60: the editor's settings, and the prompt."""

from __future__ import annotations

import json
import os
import re

from seedbed.checks.check import Check, Fix
from seedbed.formats.json_comments import plain_json
from seedbed.host.reading import standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

SETTINGS = ".vscode/settings.json"
_BUILT = "${workspaceFolder}/.venv-nix/"
"""Where the shell of a flake puts the environment that Nix builds, for editors."""
_INTERPRETER = re.compile(
    r'^(?P<before>[^/\n]*"python\.defaultInterpreterPath"\s*:\s*)(?P<value>"(?:[^"\\\n]|\\.)*")',
    re.MULTILINE,
)
"""The setting, outside of comments: VS Code's JSON has some."""
_HOOK = re.compile(r"^(?!\s*#).*\bpixi\s+shell-hook\b.*$", re.MULTILINE)
_HOOKED = (".envrc", ".nix/hook.sh", ".nix/flake.nix", "flake.nix")
"""Files of a project that may enter the environment by Pixi's hook."""


class SB601(Check):
    """VS Code's settings name an interpreter that does not exist.

    VS Code then picks any Python on the machine. It marks your imports as missing, and runs tests
    and notebooks without the project's packages.

    To fix it: let `python.defaultInterpreterPath` in `.vscode/settings.json` name the environment's
    Python. If Nix builds the environment, open its shell once: `nix develop` creates `.venv-nix`,
    an environment with what Nix built, for editors.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for what the setting names; of the project's environment, other checks tell."""
        text, setting = _interpreter(place)
        if setting is None or not place.environment:
            return
        named = json.loads(setting["value"])
        path = _resolved(place.root, named)
        is_own = os.path.join(path, "").startswith(os.path.join(place.environment, ""))
        if not path or is_own or os.path.exists(path):
            return
        line = text.count("\n", 0, setting.start("value")) + 1
        said = f"VS Code's settings name {named}, which does not exist."
        if place.nix == "build" and named.startswith(_BUILT):
            # without Nix, VS Code finds what the manager makes
            if place.find("nix"):
                yield self.found(said, SETTINGS, at=(line, 0), how="Create it: nix develop -c true")
            return
        python = place.python or os.path.join(place.environment, "bin", "python")
        value = "${workspaceFolder}/" + place.shown(python)
        fix = None
        if place.environment.startswith(os.path.join(place.root, "")):
            after = (
                text[: setting.start("value")] + json.dumps(value) + text[setting.end("value") :]
            )
            fix = Fix(
                title=f"let {SETTINGS} name {place.shown(place.environment)}",
                files=place.edit(SETTINGS, after.encode()),
            )
        yield self.found(
            said,
            SETTINGS,
            at=(line, 0),
            how=f'Set "python.defaultInterpreterPath" to "{value}".' if fix else "",
            fix=fix,
        )


def _interpreter(place: Place) -> tuple[str, re.Match[str] | None]:
    """The text of the settings, and where the interpreter stands in it."""
    data = place.data(SETTINGS)
    try:
        text = (data or b"").decode()
    except UnicodeDecodeError:
        return "", None
    found = list(_INTERPRETER.finditer(text))
    if len(found) != 1:
        return text, None
    try:
        named = json.loads(found[0]["value"])
    except ValueError:
        return text, None
    return text, found[0] if isinstance(named, str) else None


def _resolved(root: str, named: str) -> str:
    """The path that the setting means; empty for a command on PATH, or another variable."""
    named = named.replace("${workspaceFolder}", root)
    if "${" in named or named.startswith("~"):
        return ""
    # a bare name such as python3 is looked up on PATH
    return os.path.normpath(os.path.join(root, named)) if re.search(r"[/\\]", named) else ""


class SB602(Check):
    """Pixi changes your prompt.

    `pixi shell-hook` sets `PS1`, which overwrites the prompt that you have set up. It does not do
    so with `--change-ps1 false`.

    To fix it: add `--change-ps1 false` to the command, or switch it off for the project with `pixi
    config set --local shell.change-ps1 false`.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the command without the option, unless a setting of the project says so."""
        if place.manager != "pixi" or _is_off(place):
            return
        for path in _HOOKED:
            text = place.text(path) or ""
            found = _HOOK.search(text)
            if found and "change-ps1" not in text:
                yield self.found(
                    "This command lets Pixi overwrite the prompt.",
                    path,
                    at=(text.count("\n", 0, found.start()) + 1, 0),
                    fix=_switch_off(place),
                )


class SB603(Check):
    """VS Code cannot parse its settings.

    `.vscode/settings.json` may have comments, but is otherwise JSON. After a mistake, VS Code
    guesses what you meant: it may ignore the settings that follow, and does not save new ones.

    To fix it: correct the line that the finding names.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Parse them as JSON, without comments; an empty file is one without settings."""
        text = plain_json((place.text(SETTINGS) or "").removeprefix("\ufeff"))
        if not text.strip():
            return
        try:
            json.loads(text, parse_int=float)  # int() refuses thousands of digits
        except json.JSONDecodeError as error:
            why = re.sub(r"( starting)? at$", "", error.msg[:1].lower() + error.msg[1:])
            what = f"{SETTINGS} is not valid JSON: {why}."
            yield self.found(what, SETTINGS, at=(error.lineno, error.colno))
        except RecursionError:
            yield self.found(f"{SETTINGS} is not valid JSON: it is nested too deeply.", SETTINGS)


def _is_off(place: Place) -> bool:
    """Whether Pixi's settings, for the project or the user, say that the prompt stays."""
    from seedbed.formats.toml import loads

    home = os.path.expanduser("~")
    folders = (
        place.variables.get("PIXI_HOME") or os.path.join(home, ".pixi"),
        os.path.join(place.variables.get("XDG_CONFIG_HOME") or f"{home}/.config", "pixi"),
    )
    texts = [place.text(".pixi/config.toml") or ""]
    texts += [_text(os.path.join(folder, "config.toml")) for folder in folders]
    for text in texts:
        try:
            shell = loads(text).get("shell")
        except (ValueError, RecursionError):
            continue
        if isinstance(shell, dict) and shell.get("change-ps1") is False:
            return True
    return False


def _text(path: str) -> str:
    """The text of a file outside of the project; empty where it cannot be read."""
    try:
        found = standing(path, 1 << 20, follow=True)
    except OSError:
        return ""
    return found.data.decode("utf-8", "replace") if found else ""


def _switch_off(place: Place) -> Fix | None:
    program = place.find("pixi")
    if not program:
        return None
    return Fix(
        title="tell Pixi to leave the prompt alone in this project",
        command=(program, "config", "set", "--local", "shell.change-ps1", "false"),
    )
