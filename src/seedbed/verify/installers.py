"""The files that installers write beside a wheel's metadata: nothing runs them. Pure."""

from __future__ import annotations


def wrong_form(data: bytes) -> str:
    """What is wrong with such a file, as the rest of a sentence; empty for nothing.

    Their text is not known beforehand, and nothing executes them. What they say of files and of
    where the distribution came from is judged elsewhere.
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        return "is no text"
    return ""
