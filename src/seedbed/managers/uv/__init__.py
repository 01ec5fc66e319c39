"""uv: locks and installs Python packages; https://docs.astral.sh/uv/."""
