"""Commands of tasks: what both poethepoet and Pixi do at them alike, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poethepoet.helpers.parse import parse_poe_cmd
from recorded import RECORDED
from strategies import ANY_TEXT, COMMANDS

from seedbed.layers.library import load_library
from seedbed.managers.pixi import shell
from seedbed.managers.shared import poe_cmd
from seedbed.managers.shared.calls import is_call, quoted, same_call

if TYPE_CHECKING:
    from seedbed.managers.shared.calls import Call

READERS = {"poe": poe_cmd.read_call, "pixi": shell.read_call}
PATTERN = "python show.py $STAR"
"""The one known difference: a variable whose value is a pattern for files, not its name."""

# command, what of it is carried from poethepoet, what from Pixi
CARRIED = [
    ("python x.py a b", "python x.py a b", "python x.py a b"),
    ("python x.py 'a b' \"c d\"", "python x.py 'a b' \"c d\"", "python x.py 'a b' \"c d\""),
    ("python x.py $DATA/a", "python x.py $DATA/a", "python x.py $DATA/a"),
    ("python x.py ${DATA}a", "python x.py $DATA'a'", "python x.py '${DATA}a'"),
    ("python x.py ${DATA:-data}", "", "python x.py '${DATA:-data}'"),
    ('python x.py "$DATA"', "", ""),
    ("python x.py $PIXI_PROJECT_ROOT", "", ""),
    ("python x.py $POE_ROOT", "", ""),
    ("python x.py ~/data", "python x.py '~/data'", ""),
    ("python x.py HEAD~1", "python x.py 'HEAD~1'", "python x.py 'HEAD~1'"),
    ('python x.py "~"', "python x.py '~'", ""),
    ("python x.py f(x=1)", "python x.py 'f(x=1)'", ""),
    ("python x.py {a,b}", "python x.py '{a,b}'", ""),
    ("python x.py {'a b',c}", "python x.py '{a b,c}'", ""),
    ("python x.py {a}", "python x.py '{a}'", "python x.py '{a}'"),
    ("python x.py {{ x }}", "python x.py '{''{' x '}}'", ""),
    ("python x.py '{{ x }}'", "python x.py '{''{ x }}'", ""),
    ("python x.py lr=[0.1,0.2]", "python x.py 'lr=[0.1,0.2]'", "python x.py 'lr=[0.1,0.2]'"),
    ("python x.py data/*.csv", "", ""),
    ("python x.py x[0]", "", ""),
    ("python x.py a#b", "python x.py a", "python x.py 'a#b'"),
    ("python x.py a # b", "python x.py a", "python x.py a"),
    ("python x.py\n  --a 1", "python x.py --a 1", ""),
    ("python x.py \\\n  --a 1", "python x.py '\n' --a 1", "python x.py --a 1"),
    ("python x.py $1 cost$", "python x.py '$1' 'cost$'", ""),
    ("python x.py it\\'s", 'python x.py "it\'s"', ""),
    ("python x.py \\$A", "python x.py '$A'", "python x.py '$A'"),
    ("python x.py a\\b", "python x.py ab", "python x.py 'a\\b'"),
    ('python x.py "a\\"b"', "python x.py 'a\"b'", "python x.py 'a\"b'"),
    ("python x.py a; b", "", ""),
    ("python x.py a | b", "python x.py a '|' b", ""),
    ("python x.py > log", "python x.py '>' log", ""),
    ("python x.py && b", "python x.py '&&' b", ""),
    ("python x.py `b`", "python x.py '`b`'", ""),
    ("python x.py $(b)", "python x.py '$(b)'", ""),
    ("A=b python x.py", "", ""),
    ("(python x.py)", "", ""),
    ("./run.sh", "", ""),
    ("x.py", "", ""),
    ("python.exe x.py", "", ""),
    ("/usr/bin/env python", "/usr/bin/env python", "/usr/bin/env python"),
    ("python -c 'a; b'", "python -c 'a; b'", "python -c 'a; b'"),
    ("sh -c 'exit 7'", "sh -c 'exit 7'", "sh -c 'exit 7'"),
    ("sh -c 'echo $0'", "", ""),
    ("cd g", "", ""),
    ("echo a", "echo a", "echo a"),
    ("echo -n a", "", ""),
    ("rm -rf dist", "rm -rf dist", "rm -rf dist"),
    ("rm -i dist", "", ""),
    ("head -n1 x", "", ""),
    ("export A=b", "", ""),
    ("python x.py it's", "", ""),
    ("", "", ""),
    ("# only a comment", "", ""),
]


@pytest.mark.parametrize(("command", "from_poe", "from_pixi"), CARRIED)
def test_what_is_carried_of_a_command(command: str, from_poe: str, from_pixi: str) -> None:
    assert same_call(command, poe_cmd.read_call) == from_poe
    assert same_call(command, shell.read_call) == from_pixi


@pytest.mark.parametrize("runner", READERS)
def test_no_recorded_command_is_carried_and_means_something_else(runner: str) -> None:
    carried = 0
    for command, said in RECORDED.items():
        run = same_call(command, READERS[runner])
        if run and command != PATTERN:
            carried += 1
            # what it is carried as was tried too, and does there and here what the command did
            assert (RECORDED[run]["poe"], RECORDED[run]["pixi"]) == (said[runner], said[runner])
    assert carried > 150


def test_commands_that_do_the_same_stay_as_they_are() -> None:
    kept = [command for command in RECORDED if is_call(command)]
    assert len(kept) > 100
    assert all(same_call(one, read) == one for one in kept for read in READERS.values())


@given(COMMANDS | ANY_TEXT)
def test_every_reader_finds_the_same_words(run: str) -> None:
    if is_call(run):
        assert same_call(run, poe_cmd.read_call) == same_call(run, shell.read_call) == run


@given(st.lists(ANY_TEXT.map(lambda text: text.replace("\0", "")), max_size=4))
def test_poethepoet_itself_reads_the_words_that_were_written(words: list[str]) -> None:
    call: Call = ((("python", False),), *(((word, False),) for word in words))
    lines = parse_poe_cmd(quoted(call)).command_lines
    # an empty word, which poethepoet 0.49 passes on, is no text of a token
    assert [list(line.resolve_tokens({})) for line in lines] == [
        [(word, None) for word in ("python", *words)]
    ]


@given(st.text("'\"\\${}%#~*[]()ab= \t\n;|&`!", max_size=12))
def test_poethepoet_itself_finds_what_is_read_of_its_commands(text: str) -> None:
    command = f"python {text}"
    call = poe_cmd.read_call(command)
    if call is None or any(variable for word in call for _, variable in word):
        return
    [line] = parse_poe_cmd(command).command_lines
    found = [token for token, _ in line.resolve_tokens({})]
    assert found == ["".join(part for part, _ in word) for word in call]


def test_the_commands_of_all_layers_are_read_alike() -> None:
    runs = [
        task["run"].replace("@package@", "x")
        for layer in load_library().values()
        for task in layer.data.get("tasks", {}).values()
        if "run" in task
    ]
    assert len(runs) > 10
    assert [run for run in runs if not is_call(run)] == []


def test_long_commands_are_read_like_short_ones() -> None:
    """Patterns that try again and again would take years here."""
    many = " ".join(f"--option-{number} $LONG_VARIABLE_NAME" for number in range(40))
    assert same_call(f"python x.py {many}\n", poe_cmd.read_call) == f"python x.py {many}"
    assert same_call(f"python x.py {many} f(x)", shell.read_call) == ""
    braces = "{a" * 50_000
    assert same_call(f"echo {braces} # x", shell.read_call) == f"echo '{braces}'"
    assert same_call(f"echo {braces},", shell.read_call) == ""
