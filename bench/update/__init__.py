"""A corpus of user edits and newer templates, merged by seedbed and its peers, and judged.

Run it as `make bench-update`. `edits.py` and `templates.py` are the records: what people change in
a project, and what a newer template changes. `facts.py` says, from the texts alone, what each side
did, what has to hold afterwards, and where both did something to the same thing; it knows nothing
of any merge. `judging.py` holds a result against that. `programs.py` runs seedbed, copier and cruft
on the same files; `pairs.py` makes these.
"""
