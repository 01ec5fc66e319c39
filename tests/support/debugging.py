"""Debugging as VS Code does it: debugpy's adapter, and what an editor says to it and does."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType


class Debugging:
    """One start of a configuration in `launch.json`.

    Args:
        root: the project's folder.
        configuration: as the file has it, with its variables replaced.
        python: the interpreter that the settings name.
        variables: the environment of the editor.
    """

    def __init__(
        self, root: Path, configuration: Mapping[str, Any], python: str, variables: dict[str, str]
    ) -> None:
        self._variables = variables
        self._terminals: list[subprocess.Popen[str]] = []
        self._adapter = subprocess.Popen(
            [sys.executable, "-m", "debugpy.adapter"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, cwd=root,
        )  # fmt: skip
        self._said = 0
        self.events: list[dict[str, Any]] = []
        self._ask("initialize", adapterID="debugpy", supportsRunInTerminalRequest=True)
        # its answer comes after the breakpoints
        self._say("launch", {**configuration, "python": [python], "cwd": str(root)})
        self.wait("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._adapter.kill()
        self._adapter.communicate()
        for terminal in self._terminals:
            terminal.kill()
            terminal.communicate()

    def stopped_at(self, path: Path, line: int, *expressions: str) -> list[str]:
        """Run to a line, and tell what expressions are worth there; then run on."""
        source = {"path": str(path)}
        self._ask("setBreakpoints", source=source, breakpoints=[{"line": line}])
        self._ask("configurationDone")
        thread = self.wait("stopped")["threadId"]
        frame = self._ask("stackTrace", threadId=thread)["stackFrames"][0]
        assert (frame["source"]["path"], frame["line"]) == (str(path), line)
        worth = [
            self._ask("evaluate", expression=one, frameId=frame["id"])["result"]
            for one in expressions
        ]
        self._ask("setBreakpoints", source=source, breakpoints=[])
        self._ask("continue", threadId=thread)
        return worth

    def exit_status(self) -> int:
        """How the program ended."""
        status: int = self.wait("exited")["exitCode"]
        return status

    def wait(self, event: str) -> dict[str, Any]:
        """What comes with the next event of that name."""
        while True:
            for one in self.events:
                if one["event"] == event:
                    self.events.remove(one)
                    body: dict[str, Any] = one.get("body", {})
                    return body
            self._take(self._read())

    def _ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        number = self._say(command, arguments)
        while True:
            message = self._read()
            if message["type"] == "response" and message["request_seq"] == number:
                assert message["success"], message
                body: dict[str, Any] = message.get("body", {})
                return body
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        """Keep an event; open a terminal if the adapter wants one."""
        if message["type"] == "event":
            self.events.append(message)
        elif message["type"] == "request":
            assert message["command"] == "runInTerminal", message
            wanted = message["arguments"]
            terminal = subprocess.Popen(
                wanted["args"], cwd=wanted["cwd"], env={**self._variables, **wanted.get("env", {})},
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True,
            )  # fmt: skip
            self._terminals.append(terminal)
            self._write(
                type="response", request_seq=message["seq"], success=True,
                command="runInTerminal", body={"processId": terminal.pid},
            )  # fmt: skip
        else:
            assert message["success"], message

    def _say(self, command: str, arguments: dict[str, Any]) -> int:
        return self._write(type="request", command=command, arguments=arguments)

    def _write(self, **message: Any) -> int:
        self._said += 1
        data = json.dumps({"seq": self._said, **message}).encode()
        pipe = self._pipe(self._adapter.stdin)
        pipe.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        pipe.flush()
        return self._said

    def _read(self) -> dict[str, Any]:
        pipe = self._pipe(self._adapter.stdout)
        length = 0
        while (line := pipe.readline()) != b"\r\n":
            assert line, "the adapter has ended"
            length = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(pipe.read(length))
        return message

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe
        return pipe
