watch_file pyproject.toml environment*.yml conda-lock.yml
