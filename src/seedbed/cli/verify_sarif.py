"""The differences that `seedbed verify` found as SARIF 2.1.0."""

from __future__ import annotations

import os

from seedbed import __version__
from seedbed.checks.sarif import SCHEMA, uri
from seedbed.cli import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.verifying.found import Verification
    from seedbed.verify.values import Difference

_BASE = "ENVIRONMENT"


def print_sarif(found: Verification) -> None:
    """Print the document."""
    kinds = sorted({one.kind for one in found.differences})
    told = [f"{one.title}: {one.why}" for one in found.proofs if one.wanting]
    notes = [{"level": "warning", "message": {"text": text}} for text in (*told, *found.wanting)]
    run = {
        "tool": {
            "driver": {
                "name": "seedbed verify",
                "semanticVersion": __version__,
                "rules": [{"id": f"verify-{one}"} for one in kinds],
            }
        },
        "originalUriBaseIds": {_BASE: {"uri": f"{uri(found.environment)}/"}},
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
        "results": [_result(one, kinds.index(one.kind), found) for one in found.differences],
    }
    report.print_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(one: Difference, rule: int, found: Verification) -> dict[str, Any]:
    subject = one.package or one.path
    if os.path.isabs(one.path) or not one.path:  # the interpreter lies elsewhere
        place = {"uri": uri(one.path or os.path.abspath(found.lock))}
    else:
        place = {"uri": uri(one.path), "uriBaseId": _BASE}
    return {
        "ruleId": f"verify-{one.kind}",
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": f"{one.path or subject} {one.what}."},
        "locations": [{"physicalLocation": {"artifactLocation": place}}],
    }
