watch_file pyproject.toml environment.yml environment-*.yml conda-lock.yml
