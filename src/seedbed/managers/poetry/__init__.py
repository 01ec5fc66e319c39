"""Poetry: locks and installs Python packages; https://python-poetry.org/."""
