"""Tokens and keys in texts, known by the form that their makers give them; pure.

What is found is named, and never shown.
"""

from __future__ import annotations

import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@record
class Token:
    """A secret in a text.

    Attributes:
        line: where it begins, counted from 1.
        kind: what it is, as the object of a sentence.
    """

    line: int
    kind: str


_WORD = "A-Za-z0-9_-"
_KINDS = (
    # https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    ("a GitHub token", "gh", rf"gh[pousr]_[A-Za-z0-9]{{36}}(?![{_WORD}])"),
    (
        "a GitHub token",
        "github_pat_",
        rf"github_pat_[A-Za-z0-9]{{22}}_[A-Za-z0-9]{{59}}(?![{_WORD}])",
    ),
    # https://docs.gitlab.com/security/tokens/
    ("a GitLab token", "glpat-", rf"glpat-[{_WORD}]{{20,}}(?:\.[0-9a-z]{{2}}\.[0-9a-z]{{9}})?"),
    # https://huggingface.co/docs/hub/security-tokens
    ("a Hugging Face token", "hf_", rf"hf_[A-Za-z0-9]{{34}}(?![{_WORD}])"),
    ("an OpenAI key", "T3BlbkFJ", rf"sk-[{_WORD}]{{16,}}T3BlbkFJ[{_WORD}]{{16,}}"),
    ("an Anthropic key", "sk-ant-", rf"sk-ant-[a-z]+\d\d-[{_WORD}]{{80,}}"),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    (
        "an AWS secret key",
        "aws_secret_access_key",
        rf"(?i:aws_secret_access_key)[\"']?\s*[=:]\s*[\"']?[A-Za-z0-9/+]{{40}}(?![/+={_WORD}])",
    ),
    ("a Slack token", "xox", rf"xox[abprs]-\d{{10,13}}-[{_WORD}]{{20,}}"),
    ("a Stripe key", "sk_live_", r"[rs]k_live_[A-Za-z0-9]{24,}"),
    ("a token for a package index", "pypi-AgE", rf"pypi-AgE[{_WORD}]{{80,}}"),
    (
        "a Weights & Biases key",
        "WANDB_API_KEY",
        r"WANDB_API_KEY[\"']?\s*[=:]\s*[\"']?(?:[0-9a-f]{40}|wandb_v1_\w{60,})(?!\w)",
    ),
    # https://datatracker.ietf.org/doc/html/rfc7468
    (
        "a private key",
        "PRIVATE KEY-----",
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{40}",
    ),
)
"""For each: what it is, a text that all of them hold, and its form."""

HINTS = (
    *(hint for _, hint, _ in _KINDS if hint not in {"gh", "xox"}),
    *(f"gh{kind}_" for kind in "pousr"),
    *(f"xox{kind}-" for kind in "abprs"),
    "AWS_SECRET_ACCESS_KEY",
)
"""Texts of which each file with a token has one; programs find them fast."""
_FORM = re.compile("|".join(rf"(?<![{_WORD}])(?P<k{i}>{kind[2]})" for i, kind in enumerate(_KINDS)))
_MADE_UP = re.compile(r"example|x{4}|0{6}|1234567|abcdefg", re.IGNORECASE)
_FEWEST = 10
"""Different characters that random ones of such a length have at least."""


def tokens_in(text: str) -> Iterator[Token]:
    """The tokens and keys in a text, but not those that are made up to show the form."""
    for found in _FORM.finditer(text):
        secret = found[0]
        if _MADE_UP.search(secret) or len(set(secret)) < _FEWEST:
            continue
        kind = _KINDS[int((found.lastgroup or "k0")[1:])][0]
        yield Token(line=text.count("\n", 0, found.start()) + 1, kind=kind)
