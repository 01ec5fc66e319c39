"""The complete command line, by click: help, mistakes, completion, and all that `quick` leaves."""

from __future__ import annotations

import os
from typing import Any

import click

from seedbed import __version__
from seedbed.cli.verbs import VERBS, Option, Verb
from seedbed.errors import usage_error
from seedbed.model.choices import Choices

_ARGUMENTS = {"name?": "preset", "action?": "action"}
"""What offers the values of an argument that is not called as they are."""
COMPLETE = "_SEEDBED_COMPLETE"
"""The variable by which a shell's completion script asks for candidates."""

_INTRO = """Prepare the ground for a Python machine-learning project.

\b
  seedbed new digits      make a project, its lock and its environment
  seedbed run train       run one of its tasks
  seedbed sync            make its environment match the lock again
  seedbed update          merge what a newer seedbed generates with what you wrote

What a project holds works without seedbed.
"""


def parse_with_click(words: list[str]) -> tuple[str, dict[str, Any]]:
    """The verb and the values that were given; `("", {"status": n})` when click has said all.

    Raises:
        SeedbedError: for a command line that cannot be read.
    """
    _complete_in_bash()
    app = make_app()
    if not words:
        words = ["--help"]
    try:
        result = app.main(words, prog_name="seedbed", complete_var=COMPLETE, standalone_mode=False)
    except click.UsageError as error:
        where = f"seedbed {error.ctx.info_name}" if error.ctx and error.ctx.parent else "seedbed"
        hint = f"See '{where} --help'."
        if isinstance(error, click.NoSuchOption) and where == "seedbed update":
            hint = f"Choices are set so: --set {error.option_name.lstrip('-')}=…; {hint}"
        raise usage_error(error.format_message(), hint, code="bad-usage") from None
    except click.exceptions.Exit as stop:
        return "", {"status": stop.exit_code}
    except click.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as stop:  # completion ends so
        return "", {"status": stop.code or 0}
    return result if isinstance(result, tuple) else ("", {"status": result or 0})


def _complete_in_bash() -> None:
    """Let bash complete what stands behind an equals sign: it takes that for a word of its own."""
    if COMPLETE not in os.environ:
        return
    from click.shell_completion import BashComplete, CompletionItem, add_completion_class

    class Bash(BashComplete):
        def get_completion_args(self) -> tuple[list[str], str]:
            words, typed = super().get_completion_args()
            given = [*words, typed] if typed else [*words, ""]
            joined = " ".join(given).replace(" = ", "=").replace(" =", "=").split(" ")
            self.before = joined[-1].rpartition("=")[0] if "=" in given else ""
            return joined[:-1], joined[-1]

        def format_completion(self, item: CompletionItem) -> str:
            if self.before:
                item.value = item.value.removeprefix(f"{self.before}=")
            return super().format_completion(item)

    add_completion_class(Bash, "bash")


def make_app() -> click.Group:
    """The command line as a click group."""
    app = click.Group(
        "seedbed",
        help=_INTRO,
        commands=[_command(verb) for verb in VERBS.values()],
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    show = click.version_option(__version__, "--version", "-V", message="seedbed %(version)s")
    return show(app)


def _command(verb: Verb) -> click.Command:
    rest = verb.arguments[-1:] == ("args*",)
    return click.Command(
        verb.name,
        callback=lambda **values: (verb.name, _given(verb, values)),
        params=[*map(_argument, verb.arguments), *map(_option, verb.options)],
        help=_help(verb),
        short_help=verb.summary,
        context_settings={
            "ignore_unknown_options": rest,
            "allow_interspersed_args": not rest,
            "help_option_names": ["-h", "--help"],
        },
    )


def _help(verb: Verb) -> str:
    width = max(len(line) for line, _ in verb.examples)
    lines = [f"  {line:<{width}}  {what}" for line, what in verb.examples]
    return "\n".join([verb.summary, "", "\b", "Examples:", *lines])


def _argument(name: str) -> click.Argument:
    if name.endswith("*"):
        return click.Argument([name[:-1]], nargs=-1, type=click.UNPROCESSED)
    return click.Argument(
        [name.rstrip("?")],
        required=not name.endswith("?"),
        shell_complete=_complete(_ARGUMENTS.get(name, name)),
        type=click.Path() if name == "path?" else None,
    )


def _option(option: Option) -> click.Option:
    if not option.metavar:
        return click.Option([option.flag, option.name], is_flag=True, help=option.help)
    return click.Option(
        [option.flag, option.name],
        multiple=option.many,
        metavar=option.metavar,
        help=option.help + _offered(option),
        shell_complete=_complete(option.slot),
    )


def _offered(option: Option) -> str:
    from seedbed.cli.offers import offers

    if option.slot == "setting":
        return f" [{'|'.join(key.removesuffix('=') for key in offers('setting'))}]"
    # the table of system packages would fill the screen; completion shows it
    if option.slot == "system-package" or not (values := offers(option.slot)):
        return ""
    default = getattr(Choices, option.slot, "") if option.name != "without" else ""
    named = default if isinstance(default, str) else ",".join(default)
    shown = f"; default {named}" if named else ""
    return f" [{'|'.join(values)}{shown}]"


def _complete(what: str) -> Any:
    def complete(_: click.Context, __: click.Parameter, typed: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from seedbed.cli.offers import offers, setting_offers

        done, comma, last = typed.rpartition(",")
        if what == "setting" and "=" in typed:
            key, equals, values = typed.partition("=")
            before, comma, last = values.rpartition(",")
            done = f"{key}{equals}{before}"
            found = setting_offers(key)
        else:
            found = offers(what)
        return [
            CompletionItem(f"{done}{comma}{name}", help=text)
            for name, text in found.items()
            if name.startswith(last)
        ]

    return complete if what != "path?" else None


def _given(verb: Verb, values: dict[str, Any]) -> dict[str, Any]:
    """The values as `quick.parse` gives them: only what was typed."""
    flags = {option.name: not option.off for option in verb.options if not option.metavar}
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name in flags and value:
            given[name] = flags[name]
        elif name == "args":
            given[name] = list(value)
        elif name not in flags and value not in (None, ()):
            given[name] = list(value) if isinstance(value, tuple) else value
    return given
