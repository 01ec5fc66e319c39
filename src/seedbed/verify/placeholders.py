"""Undoes what installers of conda packages do to files that name their prefix. Pure.

https://docs.conda.io/projects/conda-build/en/stable/resources/make-relocatable.html
"""

from __future__ import annotations

import hashlib
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.verify.values import Claim


def fits(data: bytes, claim: Claim, prefix: str) -> bool:
    """Whether a file is the one of its package, but for the prefix that it names.

    Args:
        data: the file's bytes.
        claim: what is claimed of it.
        prefix: the absolute path of the environment.
    """
    restore = _binary if claim.binary else _text
    return (
        hashlib.sha256(restore(data, prefix.encode(), claim.placeholder.encode())).hexdigest()
        == claim.sha256
    )


def _text(data: bytes, prefix: bytes, placeholder: bytes) -> bytes:
    return data.replace(prefix, placeholder)


def _binary(data: bytes, prefix: bytes, placeholder: bytes) -> bytes:
    """Strings end with a zero byte, and were filled with more of them up to their old length."""
    gap = len(placeholder) - len(prefix)
    pattern = re.compile(re.escape(prefix) + rb"[^\x00]*\x00*")

    def restored(found: re.Match[bytes]) -> bytes:
        text = found[0].rstrip(b"\x00")
        zeros = len(found[0]) - len(text) - text.count(prefix) * gap
        return text.replace(prefix, placeholder) + b"\x00" * max(zeros, 0)

    return pattern.sub(restored, data)
