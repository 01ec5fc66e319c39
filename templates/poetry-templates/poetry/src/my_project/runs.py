"""The folder of a training run, and the signals that save or stop the run."""

import hashlib
import json
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.metadata import distributions
from pathlib import Path
from types import FrameType
from typing import Literal, NoReturn, final, get_args, get_origin, get_type_hints

import tyro
from tqdm import tqdm

from .config import Config

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("uv.lock", "pixi.lock", "poetry.lock", "conda-lock.yml")
# seconds after a Ctrl-C in which others count as the same: some programs repeat it
PATIENCE = 3
NOT_SAVED = {"out", "config", "resume"}  # where a run starts and ends, not what it does
CAN_CHANGE = {*NOT_SAVED, "epochs", "cpu"}  # what a resumed run may do in another way


def fail(why: str) -> NoReturn:
    """Say what is wrong, and exit with status 2."""
    print(why, file=sys.stderr)
    raise SystemExit(2)


def parse(argv: Sequence[str] | None) -> Config:
    """Read the command line; `--resume` and `--config` change the defaults."""
    program = "python -m my_project.train"
    given = tyro.cli(Config, prog=program, args=argv)
    file = given.resume / "config.json" if given.resume else given.config
    if not file:
        return given
    saved = read_config(file)
    config = tyro.cli(Config, prog=program, args=argv, default=saved)
    for name in asdict(saved).keys() - CAN_CHANGE if given.resume else ():
        if getattr(config, name) != getattr(saved, name):
            option = name.replace("_", "-")
            fail(f"--resume and --{option} can't be combined: start a new run.")
    return config


def read_config(file: Path) -> Config:
    """Read the options of a run."""
    try:
        config = Config(**json.loads(file.read_text(encoding="utf-8")))
        hints = get_type_hints(Config)
        for name, default in vars(Config()).items():
            value = getattr(config, name)
            kinds = type(value), type(default)
            fits = kinds[0] is kinds[1] or kinds == (int, float)
            hint = hints[name]
            known = get_args(hint) if get_origin(hint) is Literal else (value,)
            if not fits or value not in known:
                raise TypeError(f"{name} can't be {value!r}")
    except OSError as error:
        fail(f"Can't read options from {file}: {error.strerror}")
    except (TypeError, ValueError) as error:
        fail(f"Can't read options from {file}: {error}")
    return config


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to; the new file replaces the old one when it is complete."""
    aside = path.with_name(f"new.{path.name}")  # some programs look at how a name ends
    yield aside
    aside.replace(path)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, whole or not at all."""
    with replacing(path) as aside:
        aside.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


class Run:
    """The folder of a run, with `config.json`, `run.json`, and `history.jsonl`."""

    def __init__(self, config: Config, epoch: int = 1, **facts: object) -> None:
        """Make the folder, or open it again to go on at `epoch`; `facts` go into `run.json`."""
        self.folder = config.resume or _new_folder(config.out)
        self.epochs, self.start = config.epochs, time.monotonic()
        self.facts = {**_origin(), **facts}
        every = asdict(config).items()
        options = {name: value for name, value in every if name not in NOT_SAVED}
        write_json(self.folder / "config.json", options)
        self.end("running")
        if config.resume:  # the epochs that the checkpoint doesn't have are done again
            kept = [row for row in read_history(self.folder) if row["epoch"] < epoch]
            with replacing(self.folder / "history.jsonl") as path:
                path.write_text("".join(json.dumps(row) + "\n" for row in kept))

    def log(self, epoch: int, **numbers: float) -> None:
        """Add an epoch to the history and print it."""
        with (self.folder / "history.jsonl").open("a") as file:
            file.write(json.dumps({"epoch": epoch, **numbers}) + "\n")
        named = {name.replace("_", " "): value for name, value in numbers.items()}
        shown = [f"{name} {value:.4f}" for name, value in named.items()]
        tqdm.write("  ".join([f"epoch {epoch}/{self.epochs}", *shown]))
        sys.stdout.flush()

    def end(self, status: str) -> None:
        """Record the status of the run, and its duration in seconds."""
        duration = time.monotonic() - self.start
        facts = {**self.facts, "status": status, "duration": duration}
        write_json(self.folder / "run.json", facts)

    def stop(self) -> None:
        """Record that a signal stopped the run, and say how to continue."""
        self.end("stopped")
        # it clears the bar first
        tqdm.write(f"Stopped. To continue, add: --resume {self.folder}")
        sys.stdout.flush()


def trained_run(run: Path | None) -> Path:
    """Return a run that has a trained model, by default the newest; or exit with status 2."""
    found = run.glob("model.*") if run else Path("runs").glob("*/model.*")
    folders = sorted(path.parent for path in found)
    if not folders:
        where = run or "runs"
        fail(f"{where} has no trained model. Train one, or --resume a stopped run.")
    return folders[-1]


def read_history(folder: Path) -> list[dict[str, float]]:
    """Read the numbers of each epoch of a run."""
    path = folder / "history.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    # a full disk may cut one off
    return [json.loads(line) for line in lines if line.endswith("}")]


@final
class Signals:
    """Notes Ctrl-C and SIGTERM as `stop`, SIGUSR1 as `save`."""

    def __enter__(self) -> "Signals":
        """Start to listen."""
        self.stop, self.save, self._patience = 0, False, 0.0
        names = ("SIGINT", "SIGTERM", "SIGUSR1")  # Windows lacks the last one
        numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
        self._before = {number: signal.signal(number, self._note) for number in numbers}
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening; but a signal that stopped the run may be repeated while Python ends."""
        for number, handler in self._before.items():
            if number != self.stop:
                signal.signal(number, handler)

    def _note(self, number: int, _: FrameType | None) -> None:
        if number not in (signal.SIGINT, signal.SIGTERM):
            self.save = True
        elif not self.stop:
            self.stop, self._patience = number, time.monotonic() + PATIENCE
        elif time.monotonic() > self._patience:  # somebody insists
            signal.signal(number, self._before[number])
            signal.raise_signal(number)


def _new_folder(out: Path) -> Path:
    """Make a folder named after the time in UTC; `-2`, `-3`, and so on if there is one."""
    name = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())  # Windows allows no colons
    number = 1
    try:
        out.mkdir(parents=True, exist_ok=True)
        while True:
            folder = out / (f"{name}-{number}" if number > 1 else name)
            with suppress(FileExistsError):
                folder.mkdir()
                return folder
            number += 1
    except OSError as error:
        fail(f"Can't make a folder in {out}: {error.strerror}")


def _origin() -> dict[str, object]:
    """Where a run comes from: its code, its packages, and its machine."""
    commit = _git("rev-parse", "HEAD")
    places = [folder / name for folder in (ROOT, *ROOT.parents) for name in LOCKS]
    lock = next((path for path in places if path.is_file()), None)
    packages = sorted((one.name, one.version) for one in distributions() if one.name)
    return {
        "commit": commit,
        "dirty": bool(_git("status", "--porcelain")) if commit else None,
        "lock_sha256": hashlib.sha256(lock.read_bytes()).hexdigest() if lock else None,
        "python": platform.python_version(),
        "packages": dict(packages),
        "host": platform.node(),
        "started": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
    }


def _git(*arguments: str) -> str | None:
    """What git says about the project, or None without git or a repository."""
    command = ["git", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
