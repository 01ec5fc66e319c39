"""What a change of a TOML text is made of, without the price of what makes it."""

GONE = object()
"""The value of a key that is to be removed."""


class CannotEditError(Exception):
    """The text is laid out in a way in which the edit cannot be made."""
