"""`seedbed completion` on the command line."""

from __future__ import annotations

import sys
from typing import Any

from click.shell_completion import get_completion_class

from seedbed.cli.full import COMPLETE, make_app
from seedbed.cli.offers import SHELLS
from seedbed.errors import usage_error


def main(values: dict[str, Any]) -> int:
    """Print the script that click has for a shell."""
    shell = values["shell"]
    kind = get_completion_class(shell) if shell in SHELLS else None
    if kind is None:
        raise usage_error(
            f"seedbed has no completion for {shell!r}.",
            f"It has one for {', '.join(SHELLS)}.",
            code="unknown-choice",
        )
    script = kind(make_app(), {}, "seedbed", COMPLETE).source()
    if shell == "fish":  # it cuts a value at its first comma, as in `--with github,vscode`
        script = script.replace('string split "," $', 'string split --max 1 "," $')
    elif shell == "zsh":  # it needs compdef, which a bare zsh has not loaded
        script = f"(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit }}\n{script}"
    sys.stdout.write(f"{script}\n")
    return 0
