"""What `seedbed explain`, `status`, and `jupyter` print with `--json`, as JSON Schemas."""

from __future__ import annotations

from seedbed.cli.jupyter_options import ACTIONS
from seedbed.cli.status import ACCELERATOR, ENVIRONMENT, LOCK, UPDATE, VERIFIED
from seedbed.model.questions import BY_FIELD
from seedbed.update.differences import KINDS
from seedbed.update.standing import STATES
from tools.schema_common import ERROR, ROOT, choice
from tools.schema_kit import (
    Schema,
    closed,
    flag,
    many,
    maybe,
    number,
    table,
    text,
    titled,
    variants,
)

EXPLAINED = table(
    path=ROOT,
    files=many(
        table(
            file=text("Its path in the project."),
            key=maybe(text(), "The key that was asked for."),
            state=maybe(text(one_of=tuple(STATES)), "How it is, compared with what seedbed wrote."),
            from_=many(
                table(
                    layer=text("The layer."),
                    because=many(table(choice=text(), value=text()), "What selected the layer."),
                ),
                "The layers that it comes from.",
            ),
            made=maybe(text(), "Which program makes it, for locks and the like."),
            values={
                "description": "The key's value; a side that lacks the key is missing.",
                "type": "object",
                "properties": {
                    "ours": {"description": "What is there."},
                    "base": {"description": "What seedbed last wrote."},
                    "theirs": {"description": "What seedbed would write today."},
                },
                "additionalProperties": False,
            },
            keys=many(
                table(key=text(), state=text(one_of=tuple(STATES))),
                "The keys of a table, or those of a file that are not as seedbed wrote them.",
            ),
        )
    ),
)


DIFFERENCES = table(
    path=ROOT,
    files=many(
        table(
            file=text("Its path in the project."),
            change=text("What became of it since seedbed wrote it.", one_of=KINDS),
            mode=maybe(
                text(one_of=("executable", "plain")), "What it is now, if that has changed."
            ),
            same_meaning=flag("Whether only its layout, order, or comments differ."),
            added=number("Lines added."),
            removed=number("Lines removed."),
            diff=maybe(text(), "A unified diff; null for what is no text, or too large."),
        ),
        "The files that differ from what seedbed wrote.",
    ),
)


def _answer(words: dict[str, str], about: str) -> Schema:
    states = text(one_of=tuple(words))
    return table(about, state=states, detail=maybe(text(), "More about it, as a phrase."))


SERVERS = ("none", "running", "starting", "silent", "moved", "ended", "crashed", "killed",
           "restarted", "reused")  # fmt: skip
"""How a JupyterLab can be."""
_SHOWN = ("manager", "nix", "framework", "framework_version", "accelerator",
          "accelerator_version", "extras")  # fmt: skip
STATUS = table(
    projects=many(
        variants(
            titled(
                "a project",
                table(
                    path=ROOT,
                    error={"type": "null"},
                    name=text("The project's name."),
                    choices=closed(
                        {
                            **{BY_FIELD[name].key: choice(name) for name in _SHOWN},
                            "python": text("The range of Python versions."),
                        }
                    ),
                    manager=table(
                        version=maybe(text(), "The version of the program here."),
                        fault=maybe(text(), "Why it cannot be used."),
                    ),
                    lock=_answer(LOCK, "Whether the lock matches the manifest."),
                    environment=_answer(ENVIRONMENT, "Whether the environment matches the lock."),
                    update=_answer(UPDATE, "Whether 'seedbed update' has something to do."),
                    accelerator=_answer(ACCELERATOR, "Whether the accelerator can be used."),
                    verified=_answer(
                        VERIFIED, "Whether 'seedbed verify' proved the environment on this machine."
                    ),
                    jupyter=table(state=text("How its JupyterLab is.", one_of=SERVERS)),
                    **{"made-by": maybe(text(), "The seedbed that wrote its files last.")},
                ),
            ),
            titled("no project", table(path=text("The folder."), error=ERROR)),
        )
    )
)

_TUNNEL = maybe(text(), "The 'ssh' command that reaches the server from your machine.")
JUPYTER = {
    "start": table(
        new=flag("Whether it was started now; false if it was running."),
        url=text("Its URL, without the token."),
        port=number(),
        pid=number("Its process."),
        tunnel=_TUNNEL,
    ),
    "stop": table(
        before=text("How it was.", one_of=SERVERS),
        stopped=flag("Whether there was something to stop."),
        forced=flag("Whether it did not react and was killed."),
    ),
    "status": table(
        project=ROOT,
        status=text("How it is.", one_of=SERVERS),
        running=flag("Whether it runs and answers."),
        message=text("The same as a sentence."),
        warning=maybe(text(), "What is wrong with its environment."),
        url=maybe(text(), "Its URL, without the token."),
        host=maybe(text(), "The address that it listens at."),
        port=maybe(number()),
        pid=maybe(number()),
        started=maybe(number(whole=False), "When it began, in seconds since 1970 (UTC)."),
        version=maybe(text(), "JupyterLab's version."),
        environment=maybe(text(), "The environment that it runs in."),
        environment_state=maybe(text(one_of=("same", "missing", "other"))),
        log=maybe(text(), "The path of its log."),
        others=many(table(pid=number(), url=text()), "Servers here that seedbed did not start."),
        left=many(
            table(
                pid=number(),
                project=text("The folder that it was started in."),
                now=maybe(text(), "What that folder is called now."),
            ),
            "Servers whose project was moved or deleted.",
        ),
    ),
    "url": table(url=text("The URL with the token."), token=text("The token."), tunnel=_TUNNEL),
    "logs": table(path=text("The path of the log."), lines=many(text(), "Its last lines.")),
    "open": table(
        opened=flag("Whether a browser was opened."),
        url=text("The URL, without the token."),
        tunnel=_TUNNEL,
    ),
}
"""By action; `restart` prints what `start` prints."""
assert {*JUPYTER, "restart"} == set(ACTIONS)  # noqa: S101

CHECKED = table(
    path=ROOT,
    due=many(text(), "Why a sync has something to do, as sentences; none if it doesn't."),
    lock=_answer(LOCK, "Whether the lock matches the manifest."),
    environment=_answer(ENVIRONMENT, "Whether the environment matches the lock."),
)
"""What `seedbed sync --check` finds."""
