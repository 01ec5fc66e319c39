"""What `seedbed gpu` and `seedbed compat` print with `--json`, as JSON Schemas."""

from __future__ import annotations

from seedbed.accelerators.builds import FRAMEWORKS, Build
from seedbed.accelerators.compat.entries import Entry
from seedbed.accelerators.compat.machines import Fitting, Place
from seedbed.accelerators.compat.pins import Pins
from seedbed.accelerators.facts import Finding
from seedbed.commands.compat_here import Here, Own
from seedbed.commands.compat_verify import DIFFERS, HOLDS, UNCHECKED
from seedbed.managers.base import MANAGERS
from seedbed.model.machine import FAULTS, Fault, Gpu, Machine
from seedbed.model.seen import Seen
from tools.schema_kit import (
    by_name,
    closed,
    flag,
    many,
    maybe,
    number,
    of_record,
    table,
    text,
)

_FAULT = maybe(of_record(Fault, code=text(one_of=tuple(FAULTS))))
_MACHINE = of_record(Machine, fault=_FAULT)
_BUILD = of_record(Build)
_BENCH = table(
    "",
    ("size", "threads", "tflops", "error"),
    device=text("The GPU, or 'CPU'."),
    type=text("The type of the numbers, such as fp32."),
    size=number("The rows of the matrices."),
    threads=number("The CPU's threads."),
    tflops=number("Its speed, in TFLOP/s.", whole=False),
    error=text("Why it could not be measured."),
)
GPU = table(
    machine=_MACHINE,
    project=maybe(
        table(
            path=text("The project's folder."),
            framework=text("The framework's package."),
            declared=table(
                accelerator=text("What the project declares."),
                version=text("The version of that; empty for any."),
            ),
            lock=maybe(text(), "The lock's name; null if there is none."),
            locked=many(_BUILD, "The builds that the lock may install here."),
            environment=text("Where the environment is, or should be."),
            installed=maybe(_BUILD, "The build in the environment."),
            seen=maybe(
                of_record(Seen, gpus=many(of_record(Gpu))),
                "What the framework sees; null if it was not asked.",
            ),
            goal=text("What it should compute on."),
            used=flag("Whether it computes on that."),
            usable=flag("Whether what the project declares can be used."),
        ),
        "The project; null outside of one, and for one without a framework.",
    ),
    findings=many(of_record(Finding), "What doesn't fit."),
    bench=maybe(table(framework=text(), rows=many(_BENCH)), "What --bench measured; else null."),
)

_RANGES = by_name(text())
_PINS = of_record(Pins)
_HERE = of_record(
    Here,
    place=of_record(Place, machine=_MACHINE),
    fittings=many(of_record(Fitting)),
    project=maybe(of_record(Own)),
)
COMPAT = table(
    framework=maybe(text(one_of=tuple(FRAMEWORKS)), "The framework; null for all of them."),
    releases=many(of_record(Entry, limits=_RANGES, needs=_RANGES), "Releases, newest first."),
    pins=many(
        closed(
            {
                "managers": many(text(one_of=tuple(MANAGERS)), "The managers that share them."),
                **_PINS["properties"],
            }
        ),
        "For one release: what each manager pins.",
    ),
    here=maybe(_HERE, "With --here: what fits this machine."),
)
VERIFIED = table(
    uv=text("The version of uv that was asked."),
    jobs=number("How many programs ran at a time."),
    rows=many(
        table(
            framework=text(one_of=tuple(FRAMEWORKS)),
            table=text("The table that the row is in."),
            version=text("The release."),
            title=text("What the row is about."),
            state=text(one_of=(HOLDS, DIFFERS, UNCHECKED)),
            resolutions=number("How many sets of requirements were resolved for it."),
            differences=many(
                table(
                    requirements=many(text()),
                    platform=text(),
                    python=text(),
                    expected=text(one_of=("resolves", "fails")),
                    reason=text("What uv said instead."),
                )
            ),
        )
    ),
    new=maybe(
        many(
            table(
                framework=text(one_of=tuple(FRAMEWORKS)),
                package=text(),
                version=text(),
                pythons=many(text()),
            )
        ),
        "With --new: releases that the tables don't know yet.",
    ),
)
