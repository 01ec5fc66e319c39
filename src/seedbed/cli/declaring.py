"""What a command line is declared with."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.model.questions import Option


@record
class Flag:
    """An option without a value.

    Attributes:
        name: how it is typed, without the dashes before it.
        help: one line.
        dest: the name of its value.
        short: one letter that stands for it, or empty.
        value: what it gives.
    """

    name: str
    help: str
    dest: str
    short: str = ""
    value: bool = True


@record
class Valued:
    """An option with a value.

    Attributes:
        option: how it is typed, and what the help says.
        offers: what lists its values, as `completions.offers` knows it; empty for any text.
        field: the field of `Choices` that has its default, or empty.
        default: what stands for it if it isn't given, unless a field has that.
        is_answer: whether two different values contradict each other; else, the last one counts.
    """

    option: Option
    offers: str = ""
    field: str = ""
    default: str = ""
    is_answer: bool = False


@record
class Argument:
    """A word of a command line that is no option.

    Attributes:
        name: the name of its value.
        help: one line.
        offers: what lists its values; empty for any text.
        needed: the sentence that asks for it if it isn't given; empty if it may be left out.
        many: whether all words from here on belong to it, as a list; only the last one may.
    """

    name: str
    help: str
    offers: str = ""
    needed: str = ""
    many: bool = False


@record
class Command:
    """One command.

    Attributes:
        name: how it is typed.
        summary: one line.
        usage: what the help shows behind its name.
        arguments: its arguments, in order.
        rest: whether all words behind its arguments are handed on unread, as `args`.
        sections: its options, by the section of the help that shows them.
        examples: command lines with what they do.
        elsewhere: for options that other programs have and this command does not, what to do
            instead, as a sentence.
    """

    name: str
    summary: str
    usage: str
    arguments: tuple[Argument, ...] = ()
    rest: bool = False
    sections: tuple[tuple[str, tuple[Flag | Valued, ...]], ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    elsewhere: Mapping[str, str] = {}

    @property
    def options(self) -> tuple[Flag | Valued, ...]:
        """All its options."""
        return tuple(option for _, options in self.sections for option in options)


JSON = Flag(name="json", dest="json", help="Print one JSON document, and nothing else.")
"""The option that most commands have."""
