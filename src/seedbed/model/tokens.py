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
_QUOTE = r"(?:\\?[\"'])"
"""In a notebook, which is JSON, there is a backslash before it."""
_NAMED = rf"{_QUOTE}?\]?\s{{0,20}}[=:]\s{{0,20}}{_QUOTE}?"
"""What stands between a variable's name and its value, in a shell, in YAML, and in Python."""
_WANDB = r"(?:[0-9a-f]{40}|wandb_v1_\w{60,})(?!\w)"
_GAP = r"(?:\\n|\s){1,40}"
_KINDS = (
    # https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    (
        "a GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        rf"gh[pousr]_[A-Za-z0-9]{{36}}(?![{_WORD}])",
    ),
    (
        "a GitHub token",
        ("github_pat_",),
        rf"github_pat_[A-Za-z0-9]{{22}}_[A-Za-z0-9]{{59}}(?![{_WORD}])",
    ),
    # https://docs.gitlab.com/security/tokens/
    ("a GitLab token", ("glpat-",), rf"glpat-[{_WORD}]{{20,}}(?:\.[0-9a-z]{{2}}\.[0-9a-z]{{9}})?"),
    # https://huggingface.co/docs/hub/security-tokens
    ("a Hugging Face token", ("hf_",), rf"hf_[A-Za-z0-9]{{34}}(?![{_WORD}])"),
    ("an OpenAI key", ("T3BlbkFJ",), rf"sk-[{_WORD}]{{16,}}T3BlbkFJ[{_WORD}]{{16,}}"),
    ("an Anthropic key", ("sk-ant-",), rf"sk-ant-[a-z]+\d\d-[{_WORD}]{{80,}}"),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    (
        "an AWS secret key",
        ("aws_secret_access_key", "AWS_SECRET_ACCESS_KEY"),
        rf"(?i:aws_secret_access_key){_NAMED}[A-Za-z0-9/+]{{40}}(?![/+={_WORD}])",
    ),
    (
        "a Slack token",
        ("xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-"),
        rf"xox[abprs]-\d{{10,13}}-[{_WORD}]{{20,}}",
    ),
    ("a Stripe key", ("sk_live_", "rk_live_"), r"[rs]k_live_[A-Za-z0-9]{24,}"),
    ("a token for a package index", ("pypi-AgE",), rf"pypi-AgE[{_WORD}]{{80,}}"),
    # https://docs.wandb.ai/models/track/environment-variables
    (
        "a Weights & Biases key",
        ("WANDB_API_KEY",),
        rf"WANDB_API_KEY(?:{_NAMED}|{_QUOTE},\s{{0,20}}{_QUOTE}|[ \t]{{1,20}}){_WANDB}",
    ),
    (
        "a Weights & Biases key",
        ("wandb.login(",),
        rf"wandb\.login\((?:[^()]{{0,200}}?\bkey\s{{0,9}}=)?\s{{0,20}}{_QUOTE}{_WANDB}",
    ),
    (
        "a Weights & Biases key",
        ("wandb login ",),
        rf"wandb login (?:--\S{{1,99}} ){{0,4}}{_QUOTE}?{_WANDB}",
    ),
    # as 'wandb login' writes it into ~/.netrc
    (
        "a Weights & Biases key",
        ("api.wandb.ai",),
        rf"machine{_GAP}api\.wandb\.ai{_GAP}(?:login{_GAP}\w+{_GAP})?password{_GAP}{_WANDB}",
    ),
    # https://docs.cloud.google.com/docs/authentication/api-keys
    ("a Google API key", ("AIza",), rf"(?<![+/])AIza[{_WORD}]{{35}}(?![/+={_WORD}])"),
    # https://datatracker.ietf.org/doc/html/rfc7468
    (
        "a private key",
        ("PRIVATE KEY-----",),
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{40}",
    ),
)
"""For each: what it is, texts of which all of them hold one, and its form."""

HINTS = tuple(dict.fromkeys(hint for _, hints, _ in _KINDS for hint in hints))
"""Texts of which each file with a token has one; programs find them fast."""
_START = rf"(?:(?<![{_WORD}])|(?<=\\[nrt]))"
"""Not in a word; the letter of an escaped line end, as JSON has them, belongs to none."""
_FORMS = [(kind, hints, re.compile(_START + form)) for kind, hints, form in _KINDS]
_VALUE = re.compile(r"[\w/+.-]+")
_MADE_UP = re.compile(r"example|x{4}|0{6}|1234567|abcdefg", re.IGNORECASE)
_FEWEST = 10
"""Different characters that random ones of such a length have at least."""


def tokens_in(text: str) -> Iterator[Token]:
    """The tokens and keys in a text, but not those that are made up to show the form."""
    found = []
    for kind, hints, form in _FORMS:
        if not any(hint in text for hint in hints):
            continue  # which takes moments, even where the text is large
        for match in form.finditer(text):
            secret = _VALUE.findall(match[0])[-1]  # without the name before it
            if not _MADE_UP.search(secret) and len(set(secret)) >= _FEWEST:
                found.append((match.start(), kind))
    for start, kind in sorted(found):
        yield Token(line=text.count("\n", 0, start) + 1, kind=kind)
