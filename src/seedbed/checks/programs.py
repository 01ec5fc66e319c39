"""The programs by which a system package is known to be there.

Those that are missing here are libraries, of which no command tells whether they are installed.
"""

from __future__ import annotations

_BY_NAME = (
    "apptainer autoconf automake bison cbc ccache clang cmake curl doxygen duckdb espeak-ng "
    "exiftool ffmpeg flac flex g++ gcc gdb gfortran gh git git-annex git-lfs gnuplot go htop "
    "hyperfine inkscape jq lame libreoffice lz4 make mecab mediainfo meson nasm ninja octave "
    "openssl pandoc parallel patchelf pigz pkg-config plantuml qpdf rclone rsync shellcheck sox "
    "swig tesseract tmux tree typst unzip wget xz zip zstd cargo"
)
"""Packages whose program has the same name."""

PROGRAMS: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in _BY_NAME.split()},
    "compilers": ("cc",),
    "fd": ("fd", "fdfind"),
    "gdal": ("gdalinfo",),
    "ghostscript": ("gs",),
    "glpk": ("glpsol",),
    "graphviz": ("dot",),
    "imagemagick": ("magick", "convert"),
    "libreoffice": ("libreoffice", "soffice"),
    "maven": ("mvn",),
    "minio-client": ("mc", "mcli"),
    "mpich": ("mpirun", "mpiexec"),
    "nodejs": ("node", "nodejs"),
    "openjdk": ("java",),
    "openmpi": ("mpirun", "mpiexec"),
    "p7zip": ("7z", "7za", "7zr"),
    "pkg-config": ("pkg-config", "pkgconf"),
    "poppler": ("pdftotext",),
    "postgresql": ("psql",),
    "protobuf": ("protoc",),
    "r": ("R",),
    "redis": ("redis-server",),
    "ripgrep": ("rg",),
    "rust": ("rustc",),
    "sqlite": ("sqlite3",),
    "texlive": ("pdflatex",),
}
"""For each package the names of its program, one of which is enough."""
