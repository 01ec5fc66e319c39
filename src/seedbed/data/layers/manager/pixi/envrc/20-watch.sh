watch_file pyproject.toml pixi.lock
