"""Pixi: locks and installs packages from conda channels and package indexes; https://pixi.sh/."""
