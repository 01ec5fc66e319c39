"""The findings as SARIF 2.1.0, which code scanning services read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
from functools import partial

from seedbed.checks.folder import MANIFESTS
from seedbed.checks.registry import all_checks, family_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from seedbed.checks.check import Check, Finding
    from seedbed.checks.running import Examined

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BASE = "PROJECT"


def sarif(looked_at: Iterable[tuple[str, Examined, str]], version: str) -> dict[str, Any]:
    """The document.

    Args:
        looked_at: the folders, absolute, each with what the checks say of it, and with a remark on
            it, which may be empty.
        version: seedbed's own.
    """
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(*one, version) for one in looked_at],
    }


def _run(root: str, examined: Examined, remark: str, version: str) -> dict[str, Any]:
    codes = sorted({one.code for one in examined.findings})
    checks = all_checks()
    faults = [
        {"level": "error", "message": {"text": f"{code} could not tell: {error}"}}
        for code, error in examined.faults.items()
    ]
    told = [{"level": "warning", "message": {"text": remark}}] if remark else []
    return {
        "tool": {
            "driver": {
                "name": "seedbed doctor",
                "semanticVersion": version,
                "rules": [_rule(checks[code]) for code in codes],
            }
        },
        "originalUriBaseIds": {_BASE: {"uri": f"{uri(root)}/"}},
        "invocations": [
            {"executionSuccessful": not faults, "toolExecutionNotifications": [*faults, *told]}
        ],
        "results": [_result(root, one, codes.index(one.code)) for one in examined.findings],
    }


def _rule(check: Check) -> dict[str, Any]:
    page = check.page
    return {
        "id": check.code,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.why},
        "help": {"text": page.how},
        "defaultConfiguration": {"level": _level(advice=check.advice)},
        "properties": {"tags": [family_of(check.code).title]},
    }


def _result(root: str, finding: Finding, rule: int) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _level(advice=finding.advice),
        "message": {"text": f"{finding.what} {finding.how}".strip()},
        "locations": [{"physicalLocation": _location(root, finding)}],
    }


def _location(root: str, finding: Finding) -> dict[str, Any]:
    path = finding.path or next(filter(partial(_has, root), MANIFESTS), ".")
    file = {"uri": uri(path)} if os.path.isabs(path) else {"uri": uri(path), "uriBaseId": _BASE}
    found: dict[str, Any] = {"artifactLocation": file}
    if finding.line:
        region = {"startLine": finding.line}
        if finding.column:
            region["startColumn"] = finding.column
        found["region"] = region
    return found


def _level(*, advice: bool) -> str:
    return "note" if advice else "error"


def _has(root: str, name: str) -> bool:
    return os.path.isfile(os.path.join(root, name))


def uri(path: str) -> str:
    """A path as a URI, or as a part of one if it is relative."""
    from urllib.parse import quote

    text = quote(os.fsencode(path.replace(os.sep, "/")))
    if not os.path.isabs(path):
        return text
    return f"file://{'' if text.startswith('/') else '/'}{text}"
