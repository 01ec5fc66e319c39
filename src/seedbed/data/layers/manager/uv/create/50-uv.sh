# a new volume belongs to root
sudo chown "$(id --user):$(id --group)" .venv
uv sync
