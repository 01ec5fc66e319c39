"""What `seedbed compat` shows people: the views in full, word for word."""

from __future__ import annotations

import re

import pytest

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.entries import entries_of
from seedbed.accelerators.tables import load_tables
from seedbed.cli.compat_text import print_answer
from seedbed.commands.compat import Query, compat

TENSORFLOW_2_10 = """\
TensorFlow 2.10
  Releases       2.10.0, 2.10.1
  Python         3.7 to 3.10
  Platforms      Linux (x86_64), Linux (ARM), macOS (Intel), macOS (Apple
                 silicon), Windows
  CUDA           nothing on PyPI brings its libraries
  Apple silicon  tensorflow-macos with tensorflow-metal 0.6.0, for Python 3.8 to
                 3.10
  Keras          ==2.10.*
  Limits         numpy>=1.23.2,<1.24  protobuf>=3.19.1,<3.20  h5py>=3.7,<3.8
  Proof          imported: confirmed by uv's resolver; installed and imported on
                 Linux
  Checked        YYYY-MM-DD
  Source         pypi:tensorflow==2.10.1

Does not work
  tensorflow-metal 0.7.1  the plugin calls 9 functions that this TensorFlow
                          doesn't have yet, so importing TensorFlow fails

Default build: uv
  tensorflow==2.10.*; sys_platform != 'darwin' or platform_machine != 'arm64'
  tensorflow-macos==2.10.*; sys_platform == 'darwin' and platform_machine == 'arm64'
  numpy>=1.23.2,<1.24
  protobuf>=3.19.1,<3.20
  h5py>=3.7,<3.8
  seedbed new PATH --framework tensorflow --framework-version 2.10

CPU: uv
  tensorflow-cpu==2.10.*; sys_platform == 'linux' and platform_machine == 'x86_64'
  tensorflow==2.10.*; NEITHER
  tensorflow-macos==2.10.*; sys_platform == 'darwin' and platform_machine == 'arm64'
  numpy>=1.23.2,<1.24
  protobuf>=3.19.1,<3.20
  h5py>=3.7,<3.8
  seedbed new PATH --framework tensorflow --framework-version 2.10 \\
      --accelerator cpu

Apple silicon (Metal): uv
  tensorflow==2.10.*; sys_platform != 'darwin' or platform_machine != 'arm64'
  tensorflow-macos==2.10.*; sys_platform == 'darwin' and platform_machine == 'arm64'
  tensorflow-metal==0.6.0; sys_platform == 'darwin' and platform_machine == 'arm64'
  numpy>=1.23.2,<1.24
  protobuf>=3.19.1,<3.20
  h5py>=3.7,<3.8
  seedbed new PATH --framework tensorflow --framework-version 2.10 \\
      --accelerator metal

What conda users pinned at the time (source-only)
  grpcio >=1.37.0,<2.0
  h5py >=3.6.0,<3.7
  numpy >=1.23.2,<1.23.3
  protobuf >=3.19.1,<3.20
"""
TENSORFLOW_2_20 = """\
TensorFlow 2.20
  Releases       2.20.0
  Python         3.9 to 3.13
  Platforms      Linux (x86_64), Linux (ARM), macOS (Apple silicon), Windows
  CUDA           12.5 with cuDNN 9.3 by the extra 'and-cuda', on Linux with
                 x86_64
  Apple silicon  CPU only
  Keras          >=3.10
  Proof          imported: confirmed by uv's resolver; installed and imported on
                 Linux
  Checked        YYYY-MM-DD
  Source         pypi:tensorflow==2.20.0

Does not work
  tensorflow-metal 1.2.0  the plugin calls 38 functions that this TensorFlow no
                          longer has, so importing TensorFlow fails

Default build: uv, Pixi, Poetry, and conda
  tensorflow==2.20.*
  seedbed new PATH --framework tensorflow --framework-version 2.20

CPU: uv, Pixi, Poetry, and conda
  tensorflow-cpu==2.20.*; sys_platform == 'linux' and platform_machine == 'x86_64'
  tensorflow==2.20.*; sys_platform != 'linux' or platform_machine != 'x86_64'
  seedbed new PATH --framework tensorflow --framework-version 2.20 \\
      --accelerator cpu

CUDA: uv, Pixi, Poetry, and conda
  tensorflow[and-cuda]==2.20.*; sys_platform == 'linux' and platform_machine == 'x86_64'
  tensorflow==2.20.*; sys_platform != 'linux' or platform_machine != 'x86_64'
  seedbed new PATH --framework tensorflow --framework-version 2.20 \\
      --accelerator cuda
"""
TORCH_CUDA = """\
Version  Python     CUDA  CUDA indexes          Apple GPU  Proof     Checked
2.14     3.10-3.14  13.0  12.6? 13.0? 13.2?     macOS 14+  resolved  YYYY-MM-DD
2.13     3.10-3.14  13.0  12.6 13.0 13.2        macOS 14+  resolved  YYYY-MM-DD
2.12     3.10-3.14  13.0  12.6 13.0 13.2        macOS 14+  resolved  YYYY-MM-DD
2.11     3.10-3.14  13.0  12.6 12.8 12.9? 13.0  macOS 11+  resolved  YYYY-MM-DD
2.10     3.10-3.14  12.8  12.6 12.8 13.0        macOS 11+  resolved  YYYY-MM-DD
2.9      3.10-3.14  12.8  12.6 12.8 13.0        macOS 11+  resolved  YYYY-MM-DD
2.8      3.9-3.13   12.8  12.6 12.8 12.9        macOS 11+  resolved  YYYY-MM-DD
2.7      3.9-3.13   12.6  11.8 12.6 12.8        macOS 11+  resolved  YYYY-MM-DD
2.6      3.9-3.13   12.4  11.8 12.4 12.6        macOS 11+  resolved  YYYY-MM-DD
?: announced, not verified

The newest that is known to have CUDA 12.6 is PyTorch 2.13.
For its pins: seedbed compat pytorch 2.13 --cuda 12.6
"""
TORCH_PINS = """\
PyTorch 2.13
  Releases       2.13.0
  Python         3.10 to 3.14
  Platforms      Linux (x86_64), Linux (ARM), macOS (Apple silicon), Windows
  CUDA           13.0 in PyPI's wheels for Linux
  CUDA indexes   cu126, cu130, cu132
  ROCm indexes   rocm7.1, rocm7.2
  Intel GPUs     xpu
  Apple silicon  Metal is part of the wheels (macOS 14.0 or newer)
  Proof          resolved: confirmed by uv's resolver
  Checked        YYYY-MM-DD
  Source         pypi:torch==2.13.0

CUDA 12.6: uv and Poetry
  torch==2.13.*
    from https://download.pytorch.org/whl/cu126
    where sys_platform == 'linux' or sys_platform == 'win32'
  seedbed new PATH --framework pytorch --framework-version 2.13 \\
      --accelerator cuda --accelerator-version 12.6

CUDA 12.6: Pixi
  pytorch 2.13.*
  pytorch-gpu (linux-64-cuda, linux-aarch64-cuda, win-64-cuda)
  cuda-version 12.6.* (linux-64-cuda, linux-aarch64-cuda, win-64-cuda)
  pytorch-cpu (linux-64-cpu, linux-aarch64-cpu, win-64-cpu)
  seedbed new PATH --framework pytorch --framework-version 2.13 \\
      --accelerator cuda --accelerator-version 12.6 --manager pixi

CUDA 12.6: conda
  pytorch 2.13.*
  cuda-version 12.6.*
  seedbed new PATH --framework pytorch --framework-version 2.13 \\
      --accelerator cuda --accelerator-version 12.6 --manager conda
"""
JAX_0_6 = """\
JAX 0.6
  Releases       0.6.0, 0.6.1, 0.6.2
  Python         3.10 to 3.13
  Platforms      Linux (x86_64), Linux (ARM), macOS (Apple silicon), Windows
  CUDA           12 by an extra, on Linux
  Apple silicon  CPU only (macOS 11.0 or newer)
  Needs          numpy>=1.26
  Proof          imported: confirmed by uv's resolver; installed and imported on
                 Linux
  Checked        YYYY-MM-DD
  Source         pypi:jax==0.6.2

Default build: uv, Pixi, Poetry, and conda
  jax==0.6.*
  seedbed makes no such project: JAX 0.6 is too old for the project's Flax 0.12,
  which needs JAX 0.7.1 or newer.

CPU: uv, Pixi, Poetry, and conda
  jax==0.6.*
  seedbed makes no such project: JAX 0.6 is too old for the project's Flax 0.12,
  which needs JAX 0.7.1 or newer.

CUDA 12: uv, Pixi, Poetry, and conda
  jax[cuda12]==0.6.*; sys_platform == 'linux'
  jax==0.6.*; sys_platform != 'linux'
  seedbed makes no such project: JAX 0.6 is too old for the project's Flax 0.12,
  which needs JAX 0.7.1 or newer.
"""


NEITHER = (
    "(sys_platform != 'linux' or platform_machine != 'x86_64') and "
    "(sys_platform != 'darwin' or platform_machine != 'arm64')"
)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param(
            Query(framework="tf", version="2.10", manager="uv"),
            TENSORFLOW_2_10,
            id="tensorflow-2.10",
        ),
        pytest.param(
            Query(framework="tensorflow", version="2.20"), TENSORFLOW_2_20, id="tensorflow-2.20"
        ),
        pytest.param(Query(framework="torch", cuda="12.6"), TORCH_CUDA, id="torch-cuda"),
        pytest.param(
            Query(framework="pytorch", version="2.13", cuda="12.6"), TORCH_PINS, id="torch-pins"
        ),
        pytest.param(Query(framework="jax", version="0.6"), JAX_0_6, id="jax-0.6"),
    ],
)
def test_a_view(capsys: pytest.CaptureFixture[str], query: Query, shown: str) -> None:
    print_answer(compat(query))
    said = capsys.readouterr().out
    shown = shown.replace("NEITHER", NEITHER)
    assert re.sub(r"\d{4}-\d\d-\d\d", "YYYY-MM-DD", said) == shown  # days change every week


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_table_has_a_row_for_each_release_and_fits(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    print_answer(compat(Query(framework=name)))
    lines = capsys.readouterr().out.splitlines()
    found = [line.split()[0] for line in lines if re.match(r"\d", line)]
    assert found == [one.version for one in entries_of(load_tables(), FRAMEWORKS[name])]
    assert max(map(len, lines)) <= 100


def test_without_a_framework_there_is_the_newest_release_of_each(
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))
    print_answer(compat(Query()))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:4]] == [
        ["Framework", "Newest"], ["PyTorch", "2.15"], ["TensorFlow", "2.21"], ["JAX", "0.12"],
    ]  # fmt: skip


def test_an_old_release_says_why_there_is_no_project(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(compat(Query(framework="tf", version="2.6", manager="uv")))
    shown = capsys.readouterr().out
    assert "  Not wheels     clang, termcolor, wrapt: installers have to build them\n" in shown
    assert (
        shown.count("seedbed makes no such project: TensorFlow 2.6 has wheels for Python 3.9") == 2
    )
    assert "seedbed new" not in shown
