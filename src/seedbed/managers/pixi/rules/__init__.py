"""What the real Pixi accepts: a checker of a manifest's text.

Pixi refuses a whole file for one thing that it does not like, and its schema says little of that.
The rules here are those of Pixi 0.77.0. A file is *accepted* only where every part of it was
understood, and *refused* only where the rule is certain; what depends on the version of Pixi, or on
files beside the manifest, is not judged. https://pixi.sh/latest/reference/pixi_manifest/
"""

from __future__ import annotations

from seedbed.managers.pixi.rules import manifest, project
from seedbed.managers.pixi.rules.findings import Findings, Refusal
from seedbed.managers.pixi.rules.text import check_header, parse
from seedbed.model.record import record

ACCEPTS, REFUSES, UNJUDGED = "accepts", "refuses", "does not judge"


@record
class Verdict:
    """What Pixi makes of a manifest.

    Attributes:
        answer: one of `ACCEPTS`, `REFUSES` and `UNJUDGED`.
        rule: the rule that is broken, as a sentence without its period, or what was not understood.
        line: the line that breaks it, counted from 1; 0 where that cannot be told.
    """

    answer: str
    rule: str = ""
    line: int = 0


def judge(text: str, path: str = "pyproject.toml", stands: str = "") -> Verdict:
    """What Pixi makes of a manifest, without running it.

    Args:
        text: what the file holds.
        path: its path; `pyproject.toml` and `pixi.toml` differ.
        stands: another text in which the line is looked for, where `text` is yet to be written.
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    if name not in ("pyproject.toml", "pixi.toml"):
        return Verdict(answer=UNJUDGED, rule=f"{name} is not one of Pixi's files")
    seen = Findings()
    try:
        _judge(seen, text, pyproject=name == "pyproject.toml")
    except Refusal as refusal:
        from seedbed.managers.pixi.rules.lines import line_of

        line = line_of(stands or text, refusal.path)
        return Verdict(answer=REFUSES, rule=refusal.rule, line=line)
    if seen.unsure:
        return Verdict(answer=UNJUDGED, rule=seen.unsure)
    return Verdict(answer=ACCEPTS)


def _judge(seen: Findings, text: str, *, pyproject: bool) -> None:
    check_header(seen, text, pyproject)
    found = parse(seen, text)
    if found is None:
        return
    if pyproject:
        project.judge_pyproject(seen, found)
    else:
        manifest.judge_manifest(seen, (), found, [])
