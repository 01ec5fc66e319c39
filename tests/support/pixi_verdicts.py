"""What the tests of Pixi's rules share: small manifests, and what is said of them."""

from __future__ import annotations

from seedbed.managers.pixi.rules import ACCEPTS, REFUSES, Verdict, judge

WORKSPACE = (
    '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64", "win-64"]\n'
)
BARE = '[tool.pixi.workspace]\nchannels = ["conda-forge"]\n'
HEAD = f'[project]\nname = "t"\nversion = "1"\n{WORKSPACE}'
"""A manifest that Pixi accepts, of six lines."""


def said(more: str, head: str = HEAD) -> str:
    """The rule that a manifest breaks, with its line; `accepts` where it breaks none."""
    return shown(judge(head + more))


def shown(verdict: Verdict) -> str:
    """A verdict in one line."""
    if verdict.answer == ACCEPTS:
        return ACCEPTS
    line = f"line {verdict.line}: " if verdict.line else ""
    return f"{line}{verdict.rule}" if verdict.answer == REFUSES else verdict.answer
