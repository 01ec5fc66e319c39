watch_file pyproject.toml poetry.lock
