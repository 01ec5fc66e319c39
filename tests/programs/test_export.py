"""`seedbed export`: what it writes, what it refuses, and that it changes nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import exports
import pytest
import small_index
from aged import commit, run_git
from cli import seedbed
from exports import digest, export, stamps
from pixi_runs import served
from stand_ins import program

from seedbed.model.credentials import secret_in

WORDS = "Exported from {} by seedbed export. To change it, export it again."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index")
    small_index.make(made)
    return made


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def of_uv(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str], index: str) -> Path:
    need("uv")
    return exports.locked_by_uv(tmp_path_factory.mktemp("uv") / "x-1", index)


@pytest.fixture(scope="module")
def of_poetry(
    tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str], index: str
) -> Path:
    need("poetry")
    made = tmp_path_factory.mktemp("poetry")
    return exports.locked_by_poetry(made / "x-1", index, made)


def test_requirements_of_uv(of_uv: Path, folder: Path, index: str) -> None:
    before = stamps(of_uv)
    done = export(of_uv)
    assert (done.stdout, done.stderr) == (
        f"""\
# {WORDS.format("uv.lock")}
# For Python >=3.11. To install it:
#   python -m pip install -r requirements.txt
#   uv pip install --index-strategy unsafe-best-match -r requirements.txt
--extra-index-url {index}/simple
sprout==1.4 \\
    --hash=sha256:{digest(folder, "sprout-1.4")}
    # via
    #   trowel
    #   x-1
trowel==1.1 \\
    --hash=sha256:{digest(folder, "trowel-1.1")}
""",
        "",
    )
    assert stamps(of_uv) == before


def test_groups_and_extras_of_uv(of_uv: Path) -> None:
    def names(*options: str) -> list[str]:
        lines = export(of_uv, *options).stdout.splitlines()
        return [line.partition(" \\")[0] for line in lines if "==" in line]

    only_linux = "sprout==1.4 ; sys_platform == 'linux'"
    assert names("--no-dev") == [only_linux]
    assert names("--no-dev", "--extra", "more") == ["compost==0.3", only_linux]
    assert names("--no-dev", "--group", "docs,dev") == [
        "compost==0.3", "sprout==1.4", "trowel==1.1",
    ]  # fmt: skip
    assert names("--group", "docs", "--group", "dev") == [
        "compost==0.3", "sprout==1.4", "trowel==1.1",
    ]  # fmt: skip


def test_pylock_of_uv(of_uv: Path, folder: Path, index: str) -> None:
    text = export(of_uv, "--format", "pylock", "--no-dev").stdout
    assert text.startswith(f"# {WORDS.format('uv.lock')}\n# To install it:\n#   uv pip sync ")
    said = tomllib.loads(text)
    assert said["packages"] == [
        {
            "name": "sprout",
            "version": "1.4",
            "marker": "sys_platform == 'linux'",
            "index": f"{index}/simple",
            "wheels": [
                {
                    "url": f"{index}/simple/sprout/sprout-1.4-py3-none-any.whl",
                    "hashes": {"sha256": digest(folder, "sprout-1.4")},
                }
            ],
        }
    ]


def test_requirements_of_poetry(of_poetry: Path, folder: Path, index: str) -> None:
    before = stamps(of_poetry)
    done = export(of_poetry, "--extra", "more")
    assert (done.stdout, done.stderr) == (
        f"""\
# {WORDS.format("poetry.lock")}
# For Python >=3.11. To install it:
#   python -m pip install -r requirements.txt
--index-url {index}/simple
compost==0.3 \\
    --hash=sha256:{digest(folder, "compost-0.3")}
sprout==1.4 \\
    --hash=sha256:{digest(folder, "sprout-1.4")}
trowel==1.1 \\
    --hash=sha256:{digest(folder, "trowel-1.1")}
""",
        "",
    )
    assert "compost" not in export(of_poetry).stdout
    assert "compost" in export(of_poetry, "--group", "docs", "--no-dev").stdout
    assert stamps(of_poetry) == before


def test_nothing_is_started_for_requirements_of_poetry(of_poetry: Path, tmp_path: Path) -> None:
    proof = tmp_path / "started"
    poetry = program(tmp_path / "bin" / "poetry", f"touch {proof}; exit 1")
    done = seedbed("export", cwd=of_poetry, env={"PATH": f"{poetry.parent}:/usr/bin:/bin"})
    assert (done.returncode, done.stderr) == (0, "")
    assert not proof.exists()


def test_pylock_needs_a_plugin_of_poetry(of_poetry: Path) -> None:
    before = stamps(of_poetry)
    done = export(of_poetry, "--format", "pylock", status=1)
    assert (done.stdout, done.stderr) == (
        "",
        (
            "error: This Poetry has no command 'export', and poetry.lock alone doesn't have the "
            "addresses that pylock.toml needs.\n"
            "hint: Add Poetry's plugin: poetry self add poetry-plugin-export. Or export a "
            "requirements file, which needs no plugin: seedbed export --format requirements\n"
        ),
    )
    assert stamps(of_poetry) == before  # no environment was made to ask


def test_an_environment_file_for_those_without_a_channel(
    of_poetry: Path, folder: Path, index: str
) -> None:
    done = export(of_poetry, "--format", "environment", "--no-dev")
    assert (done.stdout, done.stderr) == (
        f"""\
# {WORDS.format("poetry.lock")}
# To install it:
#   conda env create --file environment.yml
name: x-1
channels:
  - conda-forge
dependencies:
  - python >=3.11
  - pip
  - pip:
      - "--index-url {index}/simple"
      - "sprout==1.4 ; sys_platform == \\"linux\\" --hash=sha256:{digest(folder, "sprout-1.4")}"
""",
        "",
    )


def test_no_python_of_the_clone_is_started(
    of_uv: Path, tmp_path: Path, need: Callable[[str], str]
) -> None:
    need("git")
    root, ran = tmp_path / "x-1", tmp_path / "ran"
    root.mkdir()
    for name in ("pyproject.toml", "uv.lock"):
        (root / name).write_bytes((of_uv / name).read_bytes())
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\n")
    program(root / ".venv" / "bin" / "python", f'touch {ran}\nexec {sys.executable} "$@"')
    run_git(root, "init", "--quiet")
    run_git(root, "add", "--force", ".")
    commit(root)
    variables = {**exports.settings(), "UV_PYTHON": "", "UV_CACHE_DIR": str(tmp_path / "cache")}
    done = seedbed("export", cwd=root, env=variables)
    assert done.returncode == 0, done.stderr
    assert "sprout==1.4" in done.stdout
    assert not ran.exists()


def test_no_password_is_exported(tmp_path: Path, need: Callable[[str], str], index: str) -> None:
    need("uv")
    address = index.replace("http://", "http://me:secret@")
    root = exports.locked_by_uv(tmp_path / "x-1", address)
    assert secret_in((root / "pyproject.toml").read_text())
    for kind in ("requirements", "pylock", "environment"):
        text = export(root, "--format", kind).stdout
        assert "sprout" in text
        assert "secret" not in text
        assert secret_in(text) is None
    assert f"--extra-index-url {index}/simple\n" in export(root).stdout


def test_a_lock_with_a_password_is_refused(of_poetry: Path, tmp_path: Path) -> None:
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_bytes((of_poetry / "pyproject.toml").read_bytes())
    text = (of_poetry / "poetry.lock").read_text()
    (root / "poetry.lock").write_text(text.replace("http://", "http://me:secret@"))
    for options in ((), ("--output", "out.txt")):
        done = export(root, *options, status=1)
        assert done.stdout == ""
        assert done.stderr.startswith(
            "error: The export would hold a password or a token: http://…@127.0.0.1:"
        )
    error = json.loads(export(root, "--json", status=1).stdout)["error"]
    assert error["code"] == "secret-in-address"
    assert "secret@" not in error["message"]
    assert not (root / "out.txt").exists()


def test_a_lock_that_does_not_fit(of_uv: Path, of_poetry: Path, tmp_path: Path) -> None:
    for made, lock in ((of_uv, "uv.lock"), (of_poetry, "poetry.lock")):
        root = tmp_path / lock
        root.mkdir()
        manifest = root / "pyproject.toml"
        text = (made / "pyproject.toml").read_text()
        manifest.write_text(text)
        done = export(root, status=1)
        assert done.stderr == (
            f"error: There is no {lock} yet.\nhint: Run 'seedbed sync', then export again.\n"
        )
        (root / lock).write_bytes((made / lock).read_bytes())
        assert export(root).stdout
        manifest.write_text(text.replace("sprout>=1;", "sprout>=1.2;"))
        done = export(root, status=1)
        assert (done.stdout, done.stderr) == (
            "",
            (
                f"error: {lock} doesn't match pyproject.toml any more.\n"
                "hint: Run 'seedbed sync', then export again.\n"
            ),
        )
        manifest.write_text(text)
        (root / lock).write_text(f"<<<<<<< HEAD\n{(made / lock).read_text()}")
        assert "cannot be exported: line 1: it contains" in export(root, status=1).stderr
        (root / lock).unlink()
        (root / lock).symlink_to("/dev/zero")
        assert lock in export(root, status=1).stderr


def test_output(of_poetry: Path, tmp_path: Path) -> None:
    place = tmp_path / "requirements.txt"
    done = export(of_poetry, "--output", place)
    assert (done.stdout, done.stderr) == (f"Wrote {place}.\n", "")
    text = export(of_poetry).stdout
    assert place.read_text() == text
    assert export(of_poetry, "--no-dev", "--output", place).returncode == 0
    assert place.read_text() != text  # its own file is replaced
    assert [path.name for path in tmp_path.iterdir()] == ["requirements.txt"]
    place.write_text("mine\n")
    done = export(of_poetry, "--output", place, status=1)
    assert done.stderr == (
        f"error: {place} exists, and 'seedbed export' did not write it.\n"
        "hint: Name another file, or add --force to replace it.\n"
    )
    assert place.read_text() == "mine\n"
    export(of_poetry, "--output", place, "--force")
    assert place.read_text() == text
    named = tmp_path / "dev env.in"
    export(of_poetry, "--output", named)
    assert "#   python -m pip install -r 'dev env.in'\n" in named.read_text()
    link = tmp_path / "link.txt"
    link.symlink_to(place)
    done = export(of_poetry, "--output", link, "--force", status=1)
    assert done.stderr.startswith(f"error: {link} is a link or no file.\n")
    assert "is a link or no file" in export(of_poetry, "--output", tmp_path, status=1).stderr
    missing = tmp_path / "nowhere" / "x.txt"
    assert "is no folder" in export(of_poetry, "--output", missing, status=1).stderr
    if os.geteuid():
        tmp_path.chmod(0o500)
        assert "cannot be written" in export(of_poetry, "--output", place, status=1).stderr
        tmp_path.chmod(0o700)


def test_as_json(of_poetry: Path, tmp_path: Path) -> None:
    text = export(of_poetry).stdout
    said = json.loads(export(of_poetry, "--json").stdout)
    assert said["result"] == {
        "path": str(of_poetry), "manager": "poetry", "format": "requirements", "output": None,
        "text": text,
    }  # fmt: skip
    place = str(tmp_path / "all.txt")
    said = json.loads(export(of_poetry, "--json", "--output", place).stdout)
    assert (said["result"]["output"], said["result"]["text"]) == (place, None)
    said = json.loads(export(of_poetry, "--json", "--format", "explicit", status=1).stdout)
    assert said["error"] == {
        "code": "no-conda-packages",
        "message": "Poetry installs packages from package indexes, and an explicit list has only "
        "conda packages.",
        "hint": "Export a requirements file instead: seedbed export --format requirements",
    }


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (("--group", "dcos"), "The project has no dependency group 'dcos'.",
         "Did you mean 'docs'? It has dev, docs."),
        (("--extra", "docs"), "The project has no optional feature 'docs'.", "It has more."),
        (("--format", "pipfile"), "--format cannot be 'pipfile'.",
         "Choose from: requirements, pylock, environment, explicit."),
        (("--platform", "win-64"),
         ("--platform doesn't apply to --format requirements of a project for Poetry: the file is "
          "for all platforms."), "Leave --platform out."),
        (("--force",), "--force applies only to --output.", "Name the file: --output FILE"),
        (("--format", "pylock", "--output", "lock.toml"), ("lock.toml is no name for this format: "
         "tools know it by the name pylock.toml or pylock.NAME.toml."), "Name the file so."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for(
    of_poetry: Path, options: tuple[str, ...], message: str, hint: str
) -> None:
    done = export(of_poetry, *options, status=2)
    assert (done.stdout, done.stderr) == ("", f"error: {message}\nhint: {hint}\n")


def test_the_environment_files_of_conda_as_one(tmp_path: Path) -> None:
    flags = ("--yes", "--no-git", "--no-sync", "--manager", "conda", "--framework", "none")
    assert seedbed("new", "x-1", *flags, cwd=tmp_path).returncode == 0
    root = tmp_path / "x-1"
    (root / "environment.yml").write_text(
        "name: x-1\nchannels: [mine, conda-forge]\nvariables: {SEED: '1', FAST: yes}\n"
        "platforms: [linux-64]\ndependencies:\n- python >=3.11\n- pip\n- pip:\n  - sprout==1.4\n"
    )
    (root / "environment-dev.yml").write_text(
        "channels: [conda-forge]\ndependencies:\n- python >=3.11\n- pytest\n- pip: [trowel]\n"
    )
    (root / "environment-docs.yml").write_text("channels: [conda-forge]\ndependencies:\n- sphinx\n")
    done = export(root)
    assert (
        done.stdout
        == f"""\
# {WORDS.format("environment.yml, environment-dev.yml, and environment-docs.yml")}
# To install it:
#   conda env create --file environment.yml
# Then install this project itself, in its folder:
#   conda run -n x-1 python -m pip install --no-deps --editable .
name: x-1
channels:
  - mine
  - conda-forge
variables:
  SEED: "1"
  FAST: "yes"
dependencies:
  - python >=3.11
  - pip
  - pytest
  - sphinx
  - pip:
      - sprout==1.4
      - trowel
"""
    )
    assert done.stderr == (
        "note: The versions are those that the environment files ask for, not locked ones. With a "
        "lock from conda-lock, --format explicit exports exact packages.\n"
    )
    assert "pytest" not in export(root, "--no-dev").stdout
    assert "sphinx" in export(root, "--no-dev", "--group", "docs").stdout
    assert export(root, "--group", "nope", status=2).stderr == (
        "error: The project has no environment file for the group 'nope'.\n"
        "hint: It has environment.yml, environment-dev.yml, environment-docs.yml.\n"
    )
    assert (
        "have no place in a requirements file."
        in export(root, "--format", "requirements", status=1).stderr
    )
    done = export(root, "--output", "environment.yml", status=1)
    assert "environment.yml exists, and 'seedbed export' did not write it." in done.stderr
    done = export(root, "--format", "explicit", status=1)
    assert done.stderr.startswith("error: There is no conda-lock.yml, and only a lock has the ")
    (root / "environment-dev.yml").write_text("dependencies:\n- [a, b]\n")
    assert "has an entry that no environment file can hold" in export(root, status=1).stderr


CONDA_LOCK = """\
version: 1
metadata: {}
package:
- name: python
  version: 3.12.4
  manager: conda
  platform: linux-64
  url: https://example.org/forge/linux-64/python-3.12.4-0.conda
  hash:
    md5: 00000000000000000000000000000004
  category: main
- name: sprout
  version: 1.4
  manager: %s
  platform: linux-64
  url: https://example.org/forge/noarch/sprout-1.4-0.conda
  hash:
    md5: 00000000000000000000000000000005
  category: dev
"""


def test_an_explicit_list_of_conda(tmp_path: Path) -> None:
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x-1"\n[tool.seedbed]\nmanager = "conda"\nframework = "none"\n'
    )
    (root / "environment.yml").write_text("dependencies:\n- python >=3.11\n")
    (root / "environment-dev.yml").write_text("dependencies:\n- sprout\n")
    (root / "conda-lock.yml").write_text(CONDA_LOCK % "conda")
    asked = ("--format", "explicit", "--platform", "linux-64")
    done = export(root, *asked, "--no-dev")
    assert (
        done.stdout
        == f"""\
# {WORDS.format("conda-lock.yml")}
# To install it:
#   conda create --prefix ./.conda --file explicit.txt
# platform: linux-64
@EXPLICIT
https://example.org/forge/linux-64/python-3.12.4-0.conda#00000000000000000000000000000004
"""
    )
    assert done.stderr == (
        "note: It is for linux-64 alone; --platform exports it for another one.\n"
    )
    assert "noarch/sprout-1.4-0.conda#" in export(root, *asked).stdout
    assert export(root, "--format", "explicit", "--platform", "win-64", status=2).stderr == (
        "error: conda-lock.yml has nothing for win-64.\n"
        "hint: Name a platform that it was made for: --platform NAME\n"
    )
    (root / "conda-lock.yml").write_text(CONDA_LOCK % "pip")
    done = export(root, *asked, status=1)
    assert "has packages from package indexes, and an explicit list has only" in done.stderr
    (root / "environment-dev.yml").write_text("dependencies:\n- sprout >=2\n")
    assert "conda-lock.yml has sprout 1.4, not sprout >=2" in export(root, *asked, status=3).stderr


BACKEND = """\
def prepare_metadata_for_build_editable(folder, config_settings=None):
    import pathlib
    pathlib.Path({ran!r}).touch()
    made = pathlib.Path(folder, "toolkit-1.dist-info")
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\\nName: toolkit\\nVersion: 1\\n")
    return made.name
def build_editable(*_):
    raise SystemExit("nobody needs it")
"""


def test_a_member_of_a_workspace(
    tmp_path: Path, need: Callable[[str], str], index: str, folder: Path
) -> None:
    need("uv")
    top, ran = tmp_path / "top", tmp_path / "ran"
    libs = top / "libs" / "toolkit"
    libs.mkdir(parents=True)
    (top / "pyproject.toml").write_text(
        '[project]\nname = "top"\nversion = "1"\nrequires-python = ">=3.11"\n'
        '[tool.uv.workspace]\nmembers = ["x-1", "libs/*"]\n'
        f'[[tool.uv.index]]\nurl = "{index}/simple"\ndefault = true\n'
    )
    (libs / "pyproject.toml").write_text(
        '[project]\nname = "toolkit"\ndynamic = ["version"]\nrequires-python = ">=3.11"\n'
        '[build-system]\nrequires = []\nbuild-backend = "here"\nbackend-path = ["."]\n'
    )
    (libs / "here.py").write_text(BACKEND.format(ran=str(ran)))
    tables = "[tool.uv]\npackage = false\n[tool.uv.sources]\ntoolkit = {{ workspace = true }}\n"
    root = exports.write(top / "x-1", "uv", tables, index)
    manifest = root / "pyproject.toml"
    text = manifest.read_text()
    manifest.write_text(text.replace("dependencies = [", 'dependencies = ["toolkit", ', 1))
    subprocess.run(["uv", "lock", "--quiet"], cwd=root, env=exports.settings(), check=True)
    ran.unlink()
    (root / "notes").mkdir()
    done = export(root / "notes", "--no-dev")
    assert done.stdout.partition(".txt\n")[2] == (
        f"--index-url {index}/simple\n"
        "-e ../libs/toolkit\n    # via x-1\n"
        "sprout==1.4 ; sys_platform == 'linux' \\\n"
        f"    --hash=sha256:{digest(folder, 'sprout-1.4')}\n    # via x-1\n"
    )
    assert done.stderr == (
        "note: No hash pins ../libs/toolkit, so pip refuses the file as a whole; uv installs it.\n"
        f"note: The file names folders, as seen from {root}: install it there.\n"
    )
    text = export(root / "notes", "--no-dev", "--format", "pylock").stdout
    packages = {one["name"]: one for one in tomllib.loads(text)["packages"]}
    assert packages["toolkit"]["directory"] == {"path": "../libs/toolkit", "editable": True}
    assert not ran.exists()


def test_what_the_hook_of_a_flake_prints_is_no_part_of_it(of_uv: Path, tmp_path: Path) -> None:
    real = shutil.which("uv")
    loud = program(tmp_path / "bin" / "uv", f'[ "$1" = export ] && echo Welcome\nexec {real} "$@"')
    env = {**exports.settings(), "PATH": f"{loud.parent}{os.pathsep}{os.environ['PATH']}"}
    done = seedbed("export", cwd=of_uv, env=env)
    assert done.stdout == export(of_uv).stdout
    program(loud, f'[ "$1" = export ] && echo Welcome && exit 0\nexec {real} "$@"')
    done = seedbed("export", cwd=of_uv, env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "error: 'uv export' printed something else than expected: 'Welcome'.\n"
    )
