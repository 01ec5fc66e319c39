# a new volume belongs to root
sudo chown "$(id --user):$(id --group)" .conda
# micromamba creates nothing in a folder that is there; with this, it takes it for an environment
mkdir -p .conda/conda-meta
touch .conda/conda-meta/history
files=(environment*.yml)
micromamba install --yes --prefix ./.conda --override-channels "${files[@]/#/--file=}"
if [[ -e setup.py ]] || grep -q '^\[build-system\]' pyproject.toml; then
  set -- --no-build-isolation
  # if you adopted the project, no environment file lists what builds it, so pip gets that
  if grep -q '^layout = ' pyproject.toml; then set --; fi
  .conda/bin/python -m pip --isolated install --no-deps "$@" --editable .
fi
