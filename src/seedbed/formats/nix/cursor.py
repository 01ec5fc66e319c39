"""A place among the tokens of a Nix text."""

from __future__ import annotations

from seedbed.formats.nix.tokens import TEXT, NixSyntaxError, tokens


class Cursor:
    """The tokens of a text, and the place among them.

    Args:
        text: all of it.
    """

    def __init__(self, text: str) -> None:
        self.all = list(tokens(text))
        self.at = 0

    @property
    def kind(self) -> str:
        """The token's kind."""
        return self.all[self.at][0]

    @property
    def here(self) -> str:
        """The token, unless it is text in a string."""
        kind, text, _ = self.all[self.at]
        return text if kind != TEXT else ""

    @property
    def start(self) -> int:
        """Where the token starts."""
        return self.all[self.at][2]

    @property
    def end(self) -> int:
        """Where the last token ended."""
        _, text, start = self.all[self.at - 1]
        return start + len(text)

    def later(self, count: int) -> str:
        """The token that comes so many later."""
        return self.all[min(self.at + count, len(self.all) - 1)][1]

    def take(self, *texts: str) -> str:
        """Go on behind the token, which has to be one of some if any are given."""
        text = self.here
        if texts and text not in texts:
            raise self.unexpected()
        self.at += 1
        return text

    def took(self, text: str) -> bool:
        """Go on behind the token if it is this one."""
        if self.here != text:
            return False
        self.at += 1
        return True

    def unexpected(self) -> NixSyntaxError:
        """That the token cannot stand here."""
        token = self.all[self.at][1]
        what = f"{token[:30]!a} is unexpected" if token else "it ends too early"
        return NixSyntaxError(what, self.start)
