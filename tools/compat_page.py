"""The text of `docs/compatibility.md`, made from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.markers import Marker
from packaging.requirements import Requirement

from seedbed.accelerators.builds import FRAMEWORKS, Framework
from seedbed.accelerators.compat.entries import BUILT_IN, Entry, entries_of
from seedbed.accelerators.compat.pins import Pins, Way, pins_of
from seedbed.accelerators.tables import load_tables, version_of
from seedbed.accelerators.wanted import PLATFORMS
from seedbed.model.choices import DEFAULT_PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TABLES = load_tables()
KINDS = ("auto", "cpu", "cuda", "metal")
SYSTEMS = {
    "linux-64": ("linux", "x86_64"),
    "linux-aarch64": ("linux", "aarch64"),
    "osx-arm64": ("darwin", "arm64"),
    "win-64": ("win32", "AMD64"),
}
"""What markers see of a platform."""

INTRO = """\
# Compatibility

<!-- Made from src/seedbed/data/accelerators/ by 'python -m tools.compat page'. -->

This page lists which versions of Python, CUDA, and other packages go with each release of PyTorch,
TensorFlow, and JAX. `seedbed compat` shows the same facts in your terminal, and what to pin for
each manager:

```sh
seedbed compat tensorflow           # all releases
seedbed compat tensorflow 2.10      # one of them, with its pins
seedbed compat torch --cuda 12.6    # the releases that have a build for CUDA 12.6
seedbed compat --here               # what fits this machine and this project
```

Each row says how far it was proved, where it comes from, and on which day somebody last looked:

- `imported`: uv's resolver confirms the row on all of its platforms, with its oldest and its newest
  Python from 3.8 on. It was also installed and imported on Linux with x86_64, without a GPU.
- `resolved`: uv's resolver confirms the row, but nothing was imported.
- `source-only`: somebody read it somewhere, nothing more.

No Mac and no Windows machine has run any of this yet.

`seedbed compat verify` asks uv's resolver again, on your machine, with the package index that your
uv uses. It installs nothing. It tells you which rows no longer hold and, with `--new`, which
releases the tables don't know yet. Its exit status is 0 if all rows hold, 1 if something differs,
and 3 if nothing could be checked. It looks at PyPI only: PyTorch's own indexes and conda channels
are not part of it.
"""

GET = """\
## Which accelerator do I get?

The newest release of each framework, in a project for all four platforms. The choice is in the
first column; the platform decides the rest. For Metal, it is the newest release that has a plugin.
"""

AFTER = """
With Pixi and conda, PyTorch comes from conda-forge instead: see [accelerators.md](accelerators.md).
TensorFlow and JAX come from PyPI under every manager. On Linux with x86_64, the plain `tensorflow`
also uses an NVIDIA GPU if the system has CUDA's libraries.
"""

METAL = """
### TensorFlow on Apple silicon

Before 2.13, the wheels for Apple silicon are in `tensorflow-macos`. GPUs need `tensorflow-metal`,
whose wheels require no TensorFlow, so nothing but an exact pin keeps a pair together. A "yes" rests
on Apple's own list and, from 2.8 on, on a count of the functions that the plugin calls and that
TensorFlow has. No Mac was at hand to run any of them.
"""

CONDA = """
### TensorFlow as conda users pinned it

The pins of Apple's metapackage `tensorflow-deps`, from the time when people installed these
releases with conda. PyPI has no such wheels for Apple silicon. Nobody has tried them again.
"""

TENSORFLOW = """
## TensorFlow

The columns NumPy, protobuf, and h5py have the ranges that a project has to state. "none" means that
what TensorFlow itself requires is enough.
"""

JAX_METAL = """
### JAX on Apple silicon

JAX has wheels for the CPU. seedbed uses none of the plugins for the GPU:
"""

INDEXES = """
### PyTorch's own indexes

At `https://download.pytorch.org/whl/`, by the name of the index. A question mark means announced
but not verified.
"""


def page() -> str:
    """The whole page."""
    parts = [INTRO, GET, *map(_get, FRAMEWORKS.values()), AFTER]
    parts += [TENSORFLOW, _tensorflow(), METAL, _pairs(), CONDA, _conda()]
    parts += ["## JAX\n", _jax(), JAX_METAL, _plugins()]
    parts += ["## PyTorch\n", _pytorch(), INDEXES, _indexes()]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _get(framework: Framework) -> str:
    """What each accelerator gives on each platform."""
    rows = []
    for kind in KINDS:
        entry = _newest(framework, kind)
        if entry is None:
            rows.append([f"`{kind}`", "none", *["not offered"] * len(SYSTEMS)])
            continue
        pins = pins_of(TABLES, entry, (kind, ""), Way(), spec=f"=={entry.version}.*")
        if pins.refused:
            raise ValueError(f"{framework.name} {kind}: {pins.refused}")
        cells = [_given(entry, pins, platform) for platform in SYSTEMS]
        rows.append([f"`{kind}`", entry.version, *cells])
    titles = [f"{framework.title}, `--accelerator`", "Release", *SYSTEMS]
    return _table(titles, rows)


def _newest(framework: Framework, kind: str) -> Entry | None:
    entries = entries_of(TABLES, framework)
    if kind == "metal":
        if kind not in PLATFORMS[framework.name]:
            return None
        return next(one for one in entries if one.metal)
    return entries[0]


def _given(entry: Entry, pins: Pins, platform: str) -> str:
    """What the requirements of a project give on a platform."""
    if platform not in DEFAULT_PLATFORMS:
        raise ValueError(platform)
    wanted = [Requirement(one) for one in pins.requirements]
    names = {one.name: one for one in wanted if one.marker is None or _holds(one.marker, platform)}
    if "tensorflow-metal" in names:
        return f"Metal (`tensorflow-metal` {entry.metal})"
    extras = {extra: name for name, one in names.items() for extra in one.extras}
    if "and-cuda" in extras:
        return f"CUDA {entry.cuda[0]} (`tensorflow[and-cuda]`)"
    if extras:
        (extra,) = extras
        return f"CUDA {extra.removeprefix('cuda')} (`jax[{extra}]`)"
    if entry.framework != "pytorch":
        return f"CPU (`{'tensorflow-cpu' if 'tensorflow-cpu' in names else _own(names, entry)}`)"
    return _pytorch_gives(entry, pins, platform)


def _own(names: Iterable[str], entry: Entry) -> str:
    package = FRAMEWORKS[entry.framework].package
    return next(one for one in names if one.startswith(package))


def _pytorch_gives(entry: Entry, pins: Pins, platform: str) -> str:
    if pins.index and _holds(Marker(pins.index_marker), platform):
        tag = pins.index.rpartition("/")[2]
        what = f"CUDA {version_of(tag)}" if tag.startswith("cu") else tag.upper()
        return f"{what} (index `{tag}`)"
    if platform == "osx-arm64":
        return "Metal or CPU (PyPI)"
    if platform == "win-64":
        return "CPU (PyPI)"
    row = TABLES.release(entry.version)
    cuda = row and (row.cuda if platform == "linux-64" else row.cuda_aarch64)
    return f"CUDA {cuda} (PyPI)" if cuda else "CPU (PyPI)"


def _holds(marker: Marker, platform: str) -> bool:
    system, machine = SYSTEMS[platform]
    return marker.evaluate({"sys_platform": system, "platform_machine": machine})


def _tensorflow() -> str:
    rows = [
        [
            one.version,
            _pythons(one),
            _cuda(one),
            _metal(one),
            *(_limit(one, name) for name in ("numpy", "protobuf", "h5py")),
            f"`{one.keras}`",
            _missing(one),
            *_proof(one),
        ]
        for one in entries_of(TABLES, FRAMEWORKS["tensorflow"])
    ]
    titles = ["Release", "Python", "CUDA, cuDNN", "tensorflow-metal", "NumPy", "protobuf", "h5py"]
    return _table([*titles, "Keras", "No wheels", "Proof", "Checked", "Source"], rows)


def _metal(one: Entry) -> str:
    if one.metal == BUILT_IN:
        return "built in"
    return one.metal or "none that works"


def _missing(one: Entry) -> str:
    """What has no wheels."""
    names = {"linux-aarch64": "Linux on ARM", "osx-64": "Intel Macs", "osx-arm64": "Apple silicon"}
    lacking = [title for name, title in names.items() if name not in one.platforms]
    sdists = [f"`{name}` (source only)" for name in one.sdists]
    return ", ".join([*lacking, *sdists]) or "none"


def _pairs() -> str:
    rows = [
        [
            one.tensorflow,
            f"`{one.package}`",
            one.metal,
            f"{one.python_min} to {one.python_max}",
            "yes" if one.works else f"no: {one.why}",
            one.proof,
            one.checked,
            f"`{one.source}`",
        ]
        for one in reversed(TABLES.metal)
    ]
    titles = ["TensorFlow", "Package", "tensorflow-metal", "Python", "Works", "Proof", "Checked"]
    return _table([*titles, "Source"], rows)


def _conda() -> str:
    rows = [
        [one.tensorflow, ", ".join(f"`{pin}`" for pin in one.pins), one.proof, one.checked,
         f"<{one.source}>"]
        for one in TABLES.conda_pins
    ]  # fmt: skip
    return _table(["TensorFlow", "Pins", "Proof", "Checked", "Source"], rows)


def _jax() -> str:
    rows = [
        [one.version, _pythons(one), _cuda(one), _limit(one, "numpy"), *_proof(one)]
        for one in entries_of(TABLES, FRAMEWORKS["jax"])
    ]
    titles = ["Release", "Python", "CUDA (extras, Linux)", "NumPy", "Proof", "Checked", "Source"]
    return _table(titles, rows)


def _plugins() -> str:
    rows = [
        [f"`{one.package}` {one.version}", one.jax, one.why, one.proof, one.checked,
         f"`{one.source}`"]
        for one in TABLES.jax_plugins
    ]  # fmt: skip
    return _table(["Plugin", "JAX", "Why not", "Proof", "Checked", "Source"], rows)


def _pytorch() -> str:
    rows = [
        [
            one.version,
            _pythons(one),
            one.cuda[0],
            one.cuda_note.removeprefix("on ARM: ") or one.cuda[0],
            one.macos,
            "yes" if "osx-64" in one.platforms else "no",
            *_proof(one),
        ]
        for one in entries_of(TABLES, FRAMEWORKS["pytorch"])
    ]
    titles = ["Release", "Python", "CUDA of PyPI's wheel for Linux", "on ARM"]
    titles += ["macOS on Apple silicon, at least", "Intel Macs", "Proof", "Checked", "Source"]
    return _table(titles, rows)


def _indexes() -> str:
    entries = entries_of(TABLES, FRAMEWORKS["pytorch"])
    rows = []
    for one in entries:
        named = [f"`{index.tag}`{'' if index.verified else '?'}" for index in one.indexes]
        rows.append([one.version, " ".join(named)])
    return _table(["Release", "Indexes"], rows)


def _pythons(one: Entry) -> str:
    return f"{one.python_min} to {one.python_max}"


def _cuda(one: Entry) -> str:
    cuda = " or ".join(one.cuda) or "none"
    cudnn = f", {one.cudnn}" if one.cudnn else ""
    note = f" ({one.cuda_note})" if one.cuda_note else ""
    return f"{cuda}{cudnn}{note}"


def _limit(one: Entry, name: str) -> str:
    spec = dict((*one.limits, *one.needs)).get(name, "")
    return f"`{spec}`" if spec else "none"


def _proof(one: Entry) -> list[str]:
    return [one.proof, one.checked, f"`{one.source}`"]


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
