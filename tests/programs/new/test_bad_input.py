"""Command lines that cannot be: one sentence, what to do, the right status, nothing written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from running import PLAIN, contents, names

from seedbed.cli import main

if TYPE_CHECKING:
    from pathlib import Path

# the arguments of `seedbed new`, the error's code, and a part of the message or hint
NEW = [
    ([""], "bad-usage", "needs the path"),
    ([], "bad-usage", "needs the path"),
    (["---"], "bad-usage", "---"),
    (["x", "--name", ""], "bad-name", "it is empty"),
    (["x", "--name", "---"], "bad-usage", "--name needs a value"),
    (["x", "--name=---"], "bad-name", "it has no letter or digit"),
    (["x", "--name=.."], "bad-name", "it has no letter or digit"),
    (["x", "--name", "-a"], "bad-usage", "write --name=VALUE"),
    (["x", "--name=-a"], "bad-name", "must begin and end with a letter or digit"),
    (["x", "--name"], "bad-usage", "--name needs a value"),
    (["-x-"], "bad-usage", "has no option -x-.\nhint: See"),
    (["x", "--set", "nix=none"], "bad-usage", "It is an option of 'seedbed adopt' and"),
    (["x-"], "bad-name", "Try 'x'"),
    (["class"], "bad-package", "it is a Python keyword"),
    (["none"], "bad-package", "it is a Python keyword"),
    (["a" * 101], "bad-name", "it has 101 characters, but the limit is 100"),
    (["é" * 200], "bad-name", "it has 200 characters"),
    (["a\nb"], "bad-name", "it contains control characters"),
    (["a\x1b[31mb"], "bad-name", "it contains control characters"),
    (["a\x7fb"], "bad-name", "it contains control characters"),
    (["con"], "bad-name", "Windows reserves that name for a device"),
    (["aux.x"], "bad-name", "Windows reserves that name for a device"),
    (["LPT1"], "bad-name", "Windows reserves that name for a device"),
    (["my project"], "bad-name", "Try 'my-project'"),
    (["prøject"], "bad-name", "it contains 'ø'"),
    (["🌱"], "bad-name", "it has no letter or digit"),
    (["json"], "bad-package", "--package, such as 'my_json'"),
    (["JSON"], "bad-package", "it would hide a module of Python's standard library"),
    (["tests"], "bad-package", "the project's own folders use that name"),
    (["numpy"], "bad-name", "it depends on a package with that name"),
    (["Scikit_Learn"], "bad-name", "it depends on a package with that name"),
    (["sklearn"], "bad-package", "it would hide scikit-learn"),
    (["x", "--package", "a-b"], "bad-package", "it is not a Python identifier"),
    (["x", "--package", "sys"], "bad-package", "it would hide a module"),
    (["x", "--framework", "sklern"], "unknown-choice", "Did you mean 'sklearn'?"),
    (["x", "--with", "vscod"], "unknown-choice", "Did you mean 'vscode'?"),
    (["x", "--without", "pre-comit"], "unknown-choice", "Did you mean 'pre-commit'?"),
    (["x", "--license", "mti"], "unknown-choice", "Did you mean 'mit'?"),
    (["x", "--platform", "linux64"], "unknown-choice", "Did you mean 'linux-64'?"),
    (["x", "--preset", "uvv"], "unknown-choice", "Did you mean 'uv'?"),
    (["x", "--line-length", "80"], "bad-line-length", "from 88 to 120"),
    (["x", "--lint", "?"], "unknown-choice", "Choose from: classic, ruff"),
    (["x", "--platform", ""], "bad-usage", "--platform '' is empty"),
    (["x", "--with", ""], "bad-usage", "leave --with out"),
    (["x", "--with", ","], "bad-usage", "--with ',' is empty"),
    (["x", "--with", "vscode", "--without", " , "], "bad-usage", "--without ' , ' is empty"),
    (["x", "--channel", ""], "bad-usage", "--channel '' is empty"),
    (["x", "--system-package", ""], "bad-usage", "--system-package '' is empty"),
    (["x", "--with", "vscode", "--without", "vscode"], "choices-exclude", "--without vscode"),
    (["x", "--channel", "conda-forge"], "choices-exclude", "--manager uv"),
    (["x", "--python", ">=4"], "bad-python", "No Python that seedbed supports"),
    (["x", "--python", ">=3.13,<3.12"], "bad-python", "No Python"),
    (["x", "--python", "three"], "bad-python", "is not a range of Python versions"),
    (["x", "--python", ""], "bad-python", "is not a range of Python versions"),
    (["x", "--python", ">=3.8"], "bad-python", "Try '>=3.11'"),
    (["x", "--framework-version", "new"], "bad-version", "is not a version range"),
    (["x", "--email", "nobody"], "bad-email", "is not an email address"),
    (["x", "--author", "Ada", "--email", "a b@c"], "bad-email", "is not an email address"),
    (["x", "--description", "a\udcffb"], "bad-text", "--description"),
    (["x", "--author", "a\udcffb"], "bad-text", "--author"),
    (["x", "y"], "bad-usage", "y"),
    (["x", "--bogus"], "bad-usage", "--bogus"),
    (["x", "--framewrk", "none"], "bad-usage", "--framework"),
    (["x", "--no-sync=yes"], "bad-usage", "--no-sync"),
]

# other command lines, their status, code, and a part of what is said
OTHERS = [
    (["nwe", "x"], 2, "bad-usage", "nwe"),
    (["--bogus"], 2, "bad-usage", "--bogus"),
    (["completion"], 2, "bad-usage", "Name your shell: bash, zsh, or fish."),
    (["completion", "tcsh"], 2, "unknown-choice", "no completion for 'tcsh'"),
    (["run"], 1, "no-project", "No seedbed project was found"),
    (["update", "--json=1"], 2, "bad-usage", "--json takes no value"),
    (["update", "--undo", "--set", "nix=none"], 2, "bad-usage", "cannot be combined"),
    (["run", "train"], 1, "no-project", "No seedbed project was found"),
    (["sync"], 1, "no-project", "seedbed new NAME"),
    (["sync", "x"], 2, "bad-usage", "x"),
    (["new", "a/b", *PLAIN], 1, "target-blocked", "does not exist"),
    (["new", "..", *PLAIN], 1, "target-blocked", "is not empty"),
    (["new", "/dev/null", *PLAIN], 1, "target-blocked", "is not a folder"),
]

MANIFESTS = [
    (b"[project]\nname = \n", 1, "bad-toml", "line 2, column 8"),
    (b"[tool.seedbed]\n[tool.seedbed]\n", 1, "bad-toml", "line 2"),
    (b"\xff\n", 1, "not-utf8", "byte 0"),
    (b'[tool.seedbed]\nmanager = "uvv"\n', 1, "unknown-choice", "Did you mean 'uv'?"),
    (b"[tool.seedbed]\n", 1, "unknown-choice", "manager"),
    (b'tool = "x"\n', 1, "no-project", "No seedbed project"),
]


def _check_said(error: str, said: str) -> None:
    first, *rest = error.splitlines()
    assert first.startswith("error: ")
    assert len(rest) <= 1
    assert all(line.startswith("hint: ") for line in rest)
    assert said in error
    assert "Traceback" not in error
    assert all(char.isprintable() or char == "\n" for char in error)


@pytest.mark.parametrize(("arguments", "code", "said"), NEW, ids=ascii)
def test_new_refuses(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", *arguments, *PLAIN]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    _check_said(printed.err, said)
    assert main(["new", *arguments, *PLAIN, "--json"]) == 2
    printed = capsys.readouterr()
    envelope = json.loads(printed.out)
    assert printed.err == ""
    assert envelope["ok"] is False
    assert envelope["error"]["code"] == code
    assert names(tmp_path) == set()


@pytest.mark.parametrize(("arguments", "status", "code", "said"), OTHERS, ids=ascii)
def test_other_command_lines_are_refused(
    tmp_path: Path, arguments: list[str], status: int, code: str, said: str
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    run = seedbed(*arguments, cwd=work)
    assert (run.returncode, run.stdout) == (status, "")
    _check_said(run.stderr, said)
    if arguments[0] in {"new", "sync"}:
        run = seedbed(*arguments, "--json", cwd=work)
        assert (run.returncode, run.stderr) == (status, "")
        assert json.loads(run.stdout)["error"]["code"] == code
    assert contents(tmp_path) == {"work/": b""}


@pytest.mark.parametrize(("manifest", "status", "code", "said"), MANIFESTS, ids=ascii)
def test_a_manifest_that_cannot_be_read(
    tmp_path: Path, manifest: bytes, status: int, code: str, said: str
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(manifest)
    for arguments in (["sync"], ["run", "train"]):
        run = seedbed(*arguments, cwd=tmp_path)
        assert (run.returncode, run.stdout) == (status, "")
        _check_said(run.stderr, said)
        assert code == "no-project" or f"{tmp_path / 'pyproject.toml'}" in run.stderr
    run = seedbed("sync", "--json", cwd=tmp_path)
    assert json.loads(run.stdout)["error"]["code"] == code
    assert contents(tmp_path) == {"pyproject.toml": manifest}


@pytest.mark.parametrize(
    "arguments", [["json", "--package", "my_json"], ["sklearn", "--package", "my_sklearn"]]
)
def test_another_package_makes_the_name_possible(tmp_path: Path, arguments: list[str]) -> None:
    assert main(["new", str(tmp_path / arguments[0]), *arguments[1:], *PLAIN]) == 0
    assert (tmp_path / arguments[0] / "src" / arguments[2] / "__init__.py").is_file()


@pytest.mark.parametrize("address", ["none", "(none)", "me@"])
def test_what_git_holds_for_an_address_is_left_out_when_it_is_none(
    tmp_path: Path, address: str
) -> None:
    config = tmp_path / "gitconfig"
    config.write_text(f'[user]\n\tname = Ada\n\temail = "{address}"\n')
    variables = {"GIT_CONFIG_GLOBAL": str(config)}
    run = seedbed("new", "x", "--yes", "--no-sync", cwd=tmp_path, env=variables)
    assert run.returncode == 0, run.stderr
    assert 'authors = [{ name = "Ada" }]' in (tmp_path / "x" / "pyproject.toml").read_text()
