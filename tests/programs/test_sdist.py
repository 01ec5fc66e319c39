"""What would be uploaded: the sdist holds all that git tracks, builds the same wheel, is tested."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT
from running import cannot, contents, environment

# They read what stands beside `src` and `tests`, and take seconds.
READ_THE_ROOT = (
    "tests/programs/conda/test_conda_variables.py",
    "tests/programs/test_demo.py",
    "tests/unit/test_layers.py",
    "tests/properties/test_pixi_rules_text.py",
    "tests/unit/test_sections.py",
    "tests/unit/test_system_packages.py",
    "tests/programs/test_templates.py::test_the_page_names_each_of_them",
    "tests/programs/test_templates.py::test_the_rendered_presets_are_what_seedbed_generates",
)


@dataclass(frozen=True)
class Built:
    """The distributions of the files that git tracks, and the folders they were built from."""

    checkout: Path
    sdist: Path
    unpacked: Path
    wheel: Path
    wheel_of_sdist: Path


def _run(*command: str, cwd: Path, **changes: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _build(target: str, source: Path, place: Path) -> Path:
    hatchling = (sys.executable, "-m", "hatchling", "build")
    _run(*hatchling, "-t", target, "-d", str(place), cwd=source)
    (built,) = place.iterdir()
    return built


def _pytest(built: Built, *arguments: str) -> str:
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q")
    source = str(built.unpacked / "src")
    return _run(*command, *arguments, cwd=built.unpacked, PYTHONPATH=source)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    if (ROOT / "PKG-INFO").exists():
        pytest.skip("this is an sdist, and only a clone can tell what belongs into one")
    if not (ROOT / ".git").exists():
        cannot("this is no clone, so nothing can tell what belongs into an sdist")
    top = tmp_path_factory.mktemp("sdist")
    checkout = top / "checkout"
    # Whoever owns the clone: the variables above hide a setting that trusts it.
    listed = _run("git", "-c", "safe.directory=*", "ls-files", "-z", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():  # it may be removed, and that not yet be committed
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, checkout / name)
    sdist = _build("sdist", checkout, top / "s")
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(top / "unpacked")  # noqa: S202  # made above
    (unpacked,) = (top / "unpacked").iterdir()
    return Built(
        checkout=checkout,
        sdist=sdist,
        unpacked=unpacked,
        wheel=_build("wheel", checkout, top / "w"),
        wheel_of_sdist=_build("wheel", unpacked, top / "ws"),
    )


def test_the_sdist_holds_all_that_git_tracks_and_what_pip_reads(built: Built) -> None:
    files = contents(built.unpacked)
    assert files.pop("PKG-INFO").startswith(b"Metadata-Version: ")
    assert files == contents(built.checkout)
    assert len(files) > 500


def test_what_can_be_run_in_a_clone_can_be_run_in_the_sdist(built: Built) -> None:
    def programs(folder: Path) -> set[str]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {
            path.relative_to(folder).as_posix() for path in files if path.stat().st_mode & 0o100
        }

    assert programs(built.unpacked) == programs(built.checkout) >= {".ci/run", "tools/demo"}


def test_the_sdist_builds_the_wheel_of_the_checkout(built: Built) -> None:
    def held(wheel: Path) -> dict[str, tuple[int, bytes]]:
        with zipfile.ZipFile(wheel) as archive:
            return {
                entry.filename: (entry.external_attr, archive.read(entry))
                for entry in archive.infolist()
            }

    files = held(built.wheel)
    assert files == held(built.wheel_of_sdist)
    assert built.wheel.name == built.wheel_of_sdist.name
    assert "seedbed/layers/_compiled.py" in files


def test_the_checkers_of_distributions_find_nothing(built: Built, tmp_path: Path) -> None:
    tools = Path(sys.executable).parent
    both = (str(built.sdist), str(built.wheel))
    check = (str(tools / "twine"), "--no-color", "check", "--strict")
    said = _run(*check, *both, cwd=tmp_path, COLUMNS="999")  # otherwise, long paths are wrapped
    assert said.count(": PASSED") == 2
    _run(str(tools / "check-wheel-contents"), str(built.wheel), cwd=tmp_path)


@pytest.mark.slow
def test_the_tests_in_the_sdist_can_all_be_collected(built: Built) -> None:
    said = _pytest(built, "--collect-only")
    found = {line.partition("::")[0] for line in said.splitlines() if "::" in line}
    assert found >= {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")
    }


@pytest.mark.slow
def test_the_tests_in_the_sdist_pass_on_its_own_code(built: Built) -> None:
    program = "import seedbed; print(seedbed.__file__)"
    source = built.unpacked / "src"
    where = _run(sys.executable, "-c", program, cwd=built.unpacked, PYTHONPATH=str(source))
    assert Path(where.strip()).is_relative_to(source)
    said = _pytest(built, *READ_THE_ROOT)
    assert " passed" in said
    assert " skipped" not in said
