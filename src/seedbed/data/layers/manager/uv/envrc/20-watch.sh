watch_file pyproject.toml uv.lock
