"""Checks: what `seedbed doctor` looks at. One module a family, one class a check.

A check has no state; its docstring is what people read about it. Nothing here prints or writes:
what mends a finding is a `Fix`, which `commands/doctor.py` carries out.
"""
