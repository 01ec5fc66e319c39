"""Managers: the programs that lock and install. One folder each.

`dialect.py` writes and reads the manager's manifest; it is pure. `driver.py` runs the program.
"""
