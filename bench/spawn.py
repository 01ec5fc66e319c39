"""Runs one program and prints its wall time (s), peak memory (bytes) and exit status.

A process of its own, with nothing imported: Linux counts the memory of the process that starts a
program towards the program's peak, so the starter must be smaller than all that is measured.

Usage: python -I -S spawn.py PROGRAM [ARGUMENT...]
"""

import posix
import sys
from time import perf_counter

arguments = sys.argv[1:]
nothing = posix.open("/dev/null", posix.O_RDWR)
quiet = [(posix.POSIX_SPAWN_DUP2, nothing, descriptor) for descriptor in (0, 1, 2)]

start = perf_counter()
child = posix.posix_spawn(arguments[0], arguments, posix.environ, file_actions=quiet)
_, status, usage = posix.wait4(child, 0)
seconds = perf_counter() - start

unit = 1 if sys.platform == "darwin" else 1024
print(seconds, usage.ru_maxrss * unit, posix.waitstatus_to_exitcode(status))
