"""The numbers and the picture."""

import struct
from pathlib import Path

import numpy as np

from @package@ import evaluation
from @package@.train import main


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, read from the first chunk of a PNG."""
    start = path.read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", start[16:24])
    return width, height


def test_accuracy() -> None:
    assert evaluation.accuracy(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 9])) == 0.75


def test_confusion_counts_true_digits_in_rows() -> None:
    counts = evaluation.confusion(np.array([3, 3, 3, 8]), np.array([3, 3, 8, 8]))
    assert counts.sum() == 4
    assert counts[3, 3] == 2
    assert counts[3, 8] == 1
    assert counts[8, 8] == 1


def test_picture(tmp_path: Path) -> None:
    path = tmp_path / "confusion.png"
    counts = evaluation.confusion(np.arange(10), np.arange(10))
    evaluation.draw_confusion(counts, path)
    assert png_size(path) == (1050, 900)
    assert path.stat().st_size > 10_000


def test_no_predictions_are_no_error(tmp_path: Path) -> None:
    counts = np.zeros((10, 10), dtype=np.int64)
    evaluation.draw_confusion(counts, tmp_path / "empty.png")


def test_a_run_has_a_picture(tmp_path: Path) -> None:
    main(["--epochs", "1", "--out", str(tmp_path)])
    (path,) = tmp_path.glob("*/confusion.png")
    assert png_size(path) == (1050, 900)
