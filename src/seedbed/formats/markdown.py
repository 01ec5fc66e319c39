"""Free text inside Markdown (CommonMark)."""

from __future__ import annotations

_NO_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
_INLINE = str.maketrans({char: "\\" + char for char in "\\`*_[]<>|~&$!"})
_BLOCK_STARTS = ("#", "+", "-", "=", ">")


def escape(text: str) -> str:
    """The text as it reads, on one line per line of the original, with no markup in it."""
    return "  \n".join(_line(line.strip()) for line in text.splitlines() if line.strip())


def squeezed(text: str) -> str:
    """The text without the empty paragraphs that an empty description leaves behind."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


def _line(line: str) -> str:
    shown = line.translate(_NO_CONTROLS).translate(_INLINE)
    number = shown.lstrip("0123456789")
    if shown.startswith(_BLOCK_STARTS):
        return "\\" + shown
    if number != shown and number[:1] in {".", ")"}:  # an ordered list
        return shown[: len(shown) - len(number)] + "\\" + number
    return shown
