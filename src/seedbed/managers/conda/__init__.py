"""conda, mamba and micromamba: install packages from conda channels; https://docs.conda.io/."""
