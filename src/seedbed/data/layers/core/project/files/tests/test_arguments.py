"""The command line: defaults, values, and clear errors."""

from pathlib import Path

import pytest

from @package@.arguments import Arguments, parse


def read(*argv: str) -> Arguments:
    return parse(argv, epochs=3, learning_rate=0.5)


def test_defaults() -> None:
    assert read() == Arguments(epochs=3, learning_rate=0.5, seed=0, out=Path("runs"))


def test_values() -> None:
    arguments = read("--epochs", "7", "--learning-rate", "1e-2", "--seed", "42", "--out", "a/b")
    assert arguments.as_dict() == {"epochs": 7, "learning_rate": 0.01, "seed": 42, "out": "a/b"}


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--epochs", "0"], "must be at least 1"),
        (["--epochs", "many"], "not a whole number"),
        (["--seed", "-1"], "must be from 0"),
        (["--seed", "4294967296"], "must be from 0"),
        (["--learning-rate", "0"], "above 0"),
        (["--learning-rate", "nan"], "above 0"),
        (["--learning-rate", "fast"], "not a number"),
        (["--out", __file__], "not a folder"),
        (["--speed", "1"], "unrecognized arguments"),
    ],
)
def test_bad_arguments(argv: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        read(*argv)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
