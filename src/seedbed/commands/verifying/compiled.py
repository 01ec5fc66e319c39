"""Compiles sources again, in processes of the same Python, and compares what comes of it."""

from __future__ import annotations

import json
import os
import re

from seedbed.host import scaffold
from seedbed.host.asking import Asking, Inquiry
from seedbed.host.variables import for_manager
from seedbed.verify.accounting import unlike_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.host.archive_store import ProvenPairs
    from seedbed.host.process import Reply
    from seedbed.verify.accounting import Compiled
    from seedbed.verify.values import Difference

_LIMIT = 600.0
_SHARE = 400
"""Compiled files for which another process is worth its start."""
_FAULTS = 8
"""Files that may end a process before no other one is started."""
_LINE = re.compile(rb"^seedbed-probe: (.*)$", re.MULTILINE)


def compiled_again(
    pairs: Sequence[Compiled], root: str, python: str, store: ProvenPairs
) -> list[Difference]:
    """What is wrong with compiled files.

    Args:
        pairs: the files; at least one.
        root: the environment's folder, absolute.
        python: the interpreter, by its absolute path.
        store: what was compared before; what is found to be the same is added.
    """
    jobs = min(os.cpu_count() or 1, 1 + len(pairs) // _SHARE)
    shares: list[Sequence[Compiled]] = [pairs[number::jobs] for number in range(jobs)]
    known, fresh = store.get(), list[str]()
    found: list[Difference] = []
    faults = 0
    with Asking(jobs) as asking:
        while shares:
            asked = [(share, _inquiry(share, root, python, known)) for share in shares]
            for _, inquiry in asked:
                asking.start(inquiry)
            shares = []
            for share, inquiry in asked:
                said = list(_said(asking.answer(inquiry)))[: len(share)]
                fresh += [key for _, key in said if key]
                rest = share[len(said) :]
                if rest:  # the next one has ended the process
                    faults += 1
                    goes_on = faults < _FAULTS
                    said += [("can't be compared: Python can't read it", "")] * (
                        1 if goes_on else len(rest)
                    )
                    shares += [rest[1:]] if goes_on and rest[1:] else []
                judged = zip(share, said, strict=False)
                found += filter(None, (unlike_source(one, what) for one, (what, _) in judged))
    store.add(fresh)
    return found


def _inquiry(share: Sequence[Compiled], root: str, python: str, known: list[str]) -> Inquiry:
    script = os.path.join(os.path.dirname(scaffold.__file__), "compiled_script.py")
    paths = [
        (os.path.join(root, one.source), os.path.join(root, one.path), one.level) for one in share
    ]
    # a Python of the environment itself must not load compiled files that are still to be judged
    is_inside = python.startswith(os.path.join(root, ""))
    options = ("-X", f"pycache_prefix={os.devnull}") if is_inside else ()
    return Inquiry(
        arguments=(python, "-I", "-S", "-B", *options, script),
        cwd=root,
        env=for_manager(),
        limit=_LIMIT,
        given=json.dumps({"pairs": paths, "known": known}).encode(),
    )


def _said(reply: Reply | None) -> Iterator[tuple[str, str]]:
    """The verdicts, each with a key that may be empty."""
    for line in _LINE.findall(reply.out) if reply else ():
        try:
            what, key = json.loads(line)
        except (ValueError, TypeError):
            return
        yield str(what), str(key)
