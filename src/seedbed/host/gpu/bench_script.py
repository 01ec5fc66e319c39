"""Multiplies matrices on the GPU and the CPU: a script for the Python of a project's environment.

It uses PyTorch, or NumPy where there is none. Matrices grow until one product takes a few
hundredths of a second, since small ones do not keep a big GPU busy. It prints one line of JSON
behind a mark, and runs on Python 3.8 and newer.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SMALLEST, _LARGEST = 512, 16384
_LONG = 0.02
"""Seconds of a product from which on the matrices are large enough."""
_BUDGET = 0.5
"""Seconds in which products are repeated."""


def main() -> dict[str, Any]:
    """Rows: device, type, rows of the matrices, and TFLOP/s."""
    try:
        torch = import_module("torch")
    except ImportError:
        return _numpy()
    rows = []
    kind, name = _gpu(torch)
    if kind:
        for title, dtype, tf32 in _types(torch, kind):
            rows += _tried(torch, kind, dtype, tf32, {"device": name, "type": title})
    threads = torch.get_num_threads()
    row = {"device": "CPU", "type": "fp32", "threads": threads}
    rows += _tried(torch, "cpu", torch.float32, False, row)
    return {"framework": "torch " + torch.__version__, "rows": rows}


def _gpu(torch: Any) -> tuple[str, str]:
    if torch.cuda.is_available():
        return "cuda", torch.cuda.get_device_name(0)
    if hasattr(torch, "xpu") and torch.xpu.is_available():
        return "xpu", torch.xpu.get_device_name(0)
    mps = getattr(torch.backends, "mps", None)
    return ("mps", "Apple GPU") if mps is not None and mps.is_available() else ("", "")


def _types(torch: Any, kind: str) -> list[tuple[str, Any, bool]]:
    rows = [("bf16", torch.bfloat16, False), ("fp16", torch.float16, False)]
    if kind == "cuda" and not getattr(torch.version, "hip", None):
        rows.append(("tf32", torch.float32, True))
    return [*rows, ("fp32", torch.float32, False)]


def _tried(torch: Any, kind: str, dtype: Any, tf32: bool, row: dict[str, Any]) -> list[Any]:
    """One row; with an error where the device cannot do that."""
    finish = {"cuda": torch.cuda, "xpu": getattr(torch, "xpu", None), "mps": torch.mps}.get(kind)

    def product(size: int) -> Callable[[], object]:
        one, other = (torch.randn(size, size, device=kind).to(dtype) for _ in range(2))
        result = torch.empty_like(one)

        def multiply() -> None:
            torch.mm(one, other, out=result)

        return multiply

    if kind == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = tf32
    try:
        size, seconds = _measured(product, finish.synchronize if finish else _nothing)
    except (RuntimeError, TypeError) as error:
        return [{**row, "error": " ".join(str(error).split())[:200]}]
    return [{**row, "size": size, "tflops": _tera(size, seconds)}]


def _numpy() -> dict[str, Any]:
    try:
        np = import_module("numpy")
    except ImportError:
        return {"framework": "", "rows": []}

    def product(size: int) -> Callable[[], object]:
        one, other = (np.random.rand(size, size).astype(np.float32) for _ in range(2))
        return lambda: np.matmul(one, other)

    size, seconds = _measured(product, _nothing)
    row = {"device": "CPU", "type": "fp32", "threads": os.cpu_count(), "size": size}
    return {
        "framework": "numpy " + np.__version__,
        "rows": [{**row, "tflops": _tera(size, seconds)}],
    }


def _measured(
    product: Callable[[int], Callable[[], object]], finish: Callable[[], None]
) -> tuple[int, float]:
    """The rows of the matrices, and the seconds of one product: the shortest of several rounds."""
    size, multiply = _SMALLEST, product(_SMALLEST)
    multiply()  # the first one compiles, and picks a way to do it
    while size < _LARGEST and _timed(multiply, finish, 1) < _LONG:
        try:
            larger = product(2 * size)
            larger()
            finish()
        except RuntimeError:  # the memory is full
            break
        size, multiply = 2 * size, larger
    times = max(1, min(20, int(_BUDGET / 3 / _timed(multiply, finish, 1))))
    return size, min(_timed(multiply, finish, times) for _ in range(3))


def _tera(size: int, seconds: float) -> float:
    """TFLOP/s of a product: each number takes as many products, and sums, as there are rows."""
    return 2 * size**3 / seconds / 1e12


def _timed(multiply: Callable[[], object], finish: Callable[[], None], times: int) -> float:
    finish()
    start = time.perf_counter()
    for _ in range(times):
        multiply()
    finish()
    return max((time.perf_counter() - start) / times, 1e-9)


def _nothing() -> None:
    """A CPU has finished when it returns."""


if __name__ == "__main__":
    sys.stdout.write("\nseedbed-probe: " + json.dumps(main()) + "\n")
    sys.stdout.flush()
    os._exit(0)  # a framework may crash when it ends
