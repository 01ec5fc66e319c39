"""What seedbed prints with `--json` is checked against the schemas that it ships."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from places import ROOT

SCHEMAS = ROOT / "src" / "seedbed" / "data" / "schemas"


@cache
def validator(name: str) -> Draft202012Validator:
    """What checks documents against one of the schemas."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))


def check_document(arguments: Iterable[str | Path], printed: str) -> None:
    """Check what a run printed, if `--json` made it a document."""
    words = [str(word) for word in arguments]
    if "--json" not in words or words[0] == "run":
        return
    try:
        document = json.loads(printed)
    except ValueError:  # a test may want just that: a closed pipe, a full disk
        return
    faults = [*faults_of(document, words[0]), *_unlisted(document)]
    assert not faults, f"{' '.join(words)}: {'; '.join(faults)}"


def faults_of(document: Any, command: str) -> list[str]:
    """What the schema of a command says against a document."""
    known = (SCHEMAS / f"{command}.schema.json").is_file()
    errors = validator(command if known else "envelope").iter_errors(document)
    return [_told(error) for error in errors]


@cache
def listed_codes() -> tuple[str, ...]:
    """The error codes that the pages list; an ellipsis stands for a word."""
    folder = ROOT / "docs"
    pages = [folder / name for name in ("reference/errors.md", "gpu.md", "doctor.md")]
    found = [
        re.findall(r"^\| \[?`?([\w…-]+)[`\]]", page.read_text(encoding="utf-8"), re.MULTILINE)
        for page in pages
    ]
    return tuple(name for names in found for name in names)


def _unlisted(document: Any) -> list[str]:
    """A sentence about an error code that no page lists."""
    code = document["error"]["code"] if document.get("error") else ""
    if not code or any(re.fullmatch(name.replace("…", r"[\w-]+"), code) for name in listed_codes()):
        return []
    return [f"no page lists the error code {code}"]


def _told(error: Any) -> str:
    """The part of a fault that says most: of several kinds, the one that fits best."""
    from jsonschema.exceptions import best_match

    best = best_match([error])
    return f"{best.json_path}: {best.message[:300]}"
