"""Receipts of what was proved: written to a file, and compared with another environment."""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime

from seedbed import __version__
from seedbed.errors import SeedbedError, usage_error
from seedbed.host.paths import absolute
from seedbed.host.private import write_public
from seedbed.host.reading import read_text
from seedbed.model.record import replace
from seedbed.verify import WHEEL
from seedbed.verify.receipts import Circumstances, parse, statement, unlike, unlike_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.verifying.found import Verification

_LARGEST = 1 << 26
_WEAK = " at the level record, which finds accidents but not tampering."


def check_place(path: str) -> None:
    """Check that a receipt replaces nothing but a receipt.

    Raises:
        SeedbedError: when something else is there, or cannot be read.
    """
    place = absolute(path)
    if not os.path.lexists(place):
        return
    try:
        is_receipt = os.path.isfile(place) and parse(read_text(place, _LARGEST)) is not None
    except SeedbedError:
        is_receipt = False
    if not is_receipt:
        raise usage_error(
            f"{path} is there already, and isn't a receipt of 'seedbed verify'.",
            "Name another file, or move this one away.",
            code="receipt-there",
        )


def write_receipt(found: Verification, path: str) -> None:
    """Write what was proved.

    Raises:
        SeedbedError: when not everything was proved, or the file cannot be written.
    """
    if found.status != 0:
        raise SeedbedError(
            f"No receipt was written to {path}: not everything that it would say was proved.",
            "Repair what differs, or find out what could not be proved, then try again.",
            code="not-proved",
            status=found.status,
        )
    interpreter = found.interpreter if found.interpreter and found.interpreter.archive else None
    about = Circumstances(
        seedbed=__version__,
        time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        level=found.level,
        lock=os.path.basename(found.lock),
        lock_sha256=found.lock_sha256,
        system=sys.platform,
        architecture=platform.machine(),
        python=found.python,
        interpreter=interpreter.key if interpreter else "",
        interpreter_sha256=interpreter.archive if interpreter else "",
    )
    text = json.dumps(statement(about, found.proofs), indent=2) + "\n"
    write_public(absolute(path), text.encode())


def against(found: Verification, path: str) -> Verification:
    """What was found, with how it differs from a receipt.

    Raises:
        SeedbedError: when the file cannot be read, or is no receipt.
    """
    receipt = parse(read_text(absolute(path), _LARGEST))
    if receipt is None:
        raise usage_error(
            f"{path} isn't a receipt of 'seedbed verify'.",
            "'seedbed verify --receipt FILE' writes one.",
            code="no-receipt",
        )
    here = found.interpreter if found.interpreter and found.interpreter.archive else None
    proved = (here.key, here.archive) if here else ("", "")
    more = [
        *unlike(receipt, found.lock_sha256, found.proofs),
        *unlike_python(receipt, found.python, proved),
    ]
    note = f"{path} was made {receipt.when}{'.' if receipt.level == WHEEL else _WEAK}"
    notes = [note]
    if (key := receipt.interpreter[0]) and not here and found.level == WHEEL:
        notes.append(f"{key} is proved in the receipt, but the interpreter here isn't.")
    return replace(found, differences=(*found.differences, *more), notes=(*found.notes, *notes))
