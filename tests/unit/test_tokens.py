"""Tokens in texts: the forms that are known, and what only looks like one.

The tokens are put together here, so that no file of the project holds one.
"""

from __future__ import annotations

import hashlib
import string

import pytest

from seedbed.model.tokens import HINTS, tokens_in

LETTERS = string.ascii_letters + string.digits
PRIVATE = "PRIVATE KEY-----"


def made(length: int, letters: str = LETTERS) -> str:
    """Random characters, always the same ones."""
    place = hashlib.shake_256(letters.encode()).digest(length)
    return "".join(letters[number % len(letters)] for number in place)


HEX = made(40, string.hexdigits[:16])
REAL = {
    "ghp_" + made(36): "a GitHub token",
    "ghs_" + made(36): "a GitHub token",
    "github_pat_" + made(22) + "_" + made(59): "a GitHub token",
    "glpat-" + made(20): "a GitLab token",
    "hf_" + made(34): "a Hugging Face token",
    "sk-proj-" + made(40) + "T3BlbkFJ" + made(40): "an OpenAI key",
    "sk-ant-api03-" + made(93): "an Anthropic key",
    "aws_secret_access_key = " + made(40): "an AWS secret key",
    "AWS_SECRET_ACCESS_KEY=" + made(40): "an AWS secret key",
    "xoxb-" + made(12, string.digits) + "-" + made(24): "a Slack token",
    "sk_live_" + made(24): "a Stripe key",
    "rk_live_" + made(24): "a Stripe key",
    "AIza" + made(35): "a Google API key",
    "pypi-AgE" + made(150): "a token for a package index",
    "WANDB_API_KEY=" + HEX: "a Weights & Biases key",
    '"WANDB_API_KEY": "' + HEX: "a Weights & Biases key",
    "%env WANDB_API_KEY " + HEX: "a Weights & Biases key",
    f'os.environ["WANDB_API_KEY"] = "{HEX}"': "a Weights & Biases key",
    f'os.environ[\\"WANDB_API_KEY\\"] = \\"{HEX}\\"': "a Weights & Biases key",
    f'os.environ.setdefault("WANDB_API_KEY", "{HEX}")': "a Weights & Biases key",
    f'wandb.login(key="{HEX}")': "a Weights & Biases key",
    f'wandb.login(host="https://example.org", key = "{HEX}")': "a Weights & Biases key",
    f'wandb.login(\\n", "  key=\\"{HEX}\\"': "a Weights & Biases key",
    f'wandb.login("{HEX}")': "a Weights & Biases key",
    "!wandb login --relogin " + HEX: "a Weights & Biases key",
    f"machine api.wandb.ai\n  login user\n  password {HEX}\n": "a Weights & Biases key",
    f"machine api.wandb.ai login user password {HEX}": "a Weights & Biases key",
    "-----BEGIN " + PRIVATE + "\n" + made(64) + "\n": "a private key",
    "-----BEGIN OPENSSH " + PRIVATE + "\n" + made(64): "a private key",
    '"private_key": "-----BEGIN ' + PRIVATE + "\\n" + made(64): "a private key",
}


@pytest.mark.parametrize(("text", "kind"), REAL.items())
def test_a_token_is_found_with_its_line(text: str, kind: str) -> None:
    found = list(tokens_in(f"# first\n\nkey: '{text}'\n"))
    assert [(one.line, one.kind) for one in found] == [(3, kind)]


@pytest.mark.parametrize("text", REAL)
def test_each_token_holds_a_text_that_programs_look_for(text: str) -> None:
    assert any(hint in text for hint in HINTS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ghp_",
        "ghp_" + "x" * 36,  # a placeholder
        "ghp_" + made(35),  # too short
        "ghp_" + made(37),  # too long: some other word
        "my_ghp_" + made(36),  # a part of a longer name
        "hf_" + "0" * 34,
        "hf_hub_download_and_something_longer_than_that",
        "sk_live_EXAMPLEexampleEXAMPLEexample",
        "sk-learn-" + made(40),
        "WANDB_API_KEY=${WANDB_API_KEY}",
        "WANDB_API_KEY = os.environ['WANDB_API_KEY']",
        HEX,  # a commit
        "WANDB_API_KEY=" + "a" * 40,
        "WANDB_API_KEY=" + "0123456789abcdef" * 2 + "01234567",
        "WANDB_API_KEY=" + HEX + "00",  # too long: a checksum
        'wandb.login(key="your key")',
        "wandb.login(key=os.environ['WANDB_API_KEY'])",
        f'wandb.login()\nrevision = "{HEX}"',
        f'wandb.init(group="{HEX}")',
        "wandb login YOUR_API_KEY",
        f"machine example.org login user password {HEX}",
        "machine api.wandb.ai login user password ${KEY}",
        "AIza" + made(34),
        "AIza" + "x" * 35,
        "9+AIza" + made(35) + "+/9",  # a part of a picture
        "-----BEGIN " + PRIVATE,
        "-----BEGIN PUBLIC KEY-----\n" + made(64),
        "aws_secret_access_key = settings.key",
        "https://example.org/xoxb-guide",
    ],
)
def test_what_is_no_token(text: str) -> None:
    assert list(tokens_in(text)) == []


def test_a_token_after_an_escaped_line_end() -> None:
    """As in the output of a notebook, which is one string."""
    text = '"text": "your token:\\nhf_' + made(34) + '\\n"'
    assert [one.kind for one in tokens_in(text)] == ["a Hugging Face token"]


def test_several_tokens_are_told_by_their_lines() -> None:
    lines = ["hf_" + made(34), "ghp_" + made(36), "hf_" + made(34)]
    assert [(one.line, one.kind) for one in tokens_in("\n".join(lines))] == [
        (1, "a Hugging Face token"),
        (2, "a GitHub token"),
        (3, "a Hugging Face token"),
    ]
