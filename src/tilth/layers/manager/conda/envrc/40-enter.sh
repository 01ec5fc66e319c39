# Makes .conda anew: as conda-lock.yml says, or by the environment files where there is no lock.
install_all() {
  local file files=(environment.yml)
  for file in environment-*.yml; do
    if [[ -e $file ]]; then files+=("$file"); fi
  done
  if [[ $conda != conda ]]; then
    if [[ -e conda-lock.yml ]]; then files=(conda-lock.yml); fi
    "$conda" create --yes --prefix ./.conda "${files[@]/#/--file=}" || return
  elif [[ -e conda-lock.yml ]] && has conda-lock; then # conda itself does not read it
    conda-lock install --conda conda --prefix ./.conda conda-lock.yml || return
  else # conda takes one file at a time
    conda env create --yes --prefix ./.conda --file environment.yml || return
    for file in "${files[@]:1}"; do
      conda env update --prefix ./.conda --file "$file" || return
    done
  fi
  .conda/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . || return
  touch .conda/direnv-synced
}

# The environment .conda, up to date.
enter_environment() {
  local conda file stale=no
  for conda in micromamba mamba conda nothing; do
    if has "$conda"; then break; fi
  done
  if [[ $conda == nothing ]]; then
    log_error "Neither micromamba, mamba nor conda is installed; see https://mamba.readthedocs.io"
    log_error 'then "direnv reload"'
    exit 1
  fi
  # Making it takes long, so it is done only if .conda is new or broken, or one of these files has
  # changed since; the time of a file tells.
  if [[ ! -x .conda/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml environment.yml environment-*.yml conda-lock.yml .envrc; do
    if [[ $file -nt .conda/direnv-synced ]]; then stale=yes; fi
  done
  if [[ $stale == yes ]] && ! install_all; then
    log_error "not ready: $(_remedy)"
    log_error 'then "direnv reload"'
    exit 1
  fi
  # What activating does, without asking $conda how and without a change of the prompt.
  export CONDA_PREFIX="$PWD/.conda" CONDA_DEFAULT_ENV="$PWD/.conda" CONDA_SHLVL=1
  PATH_add .conda/bin
  for file in .conda/etc/conda/activate.d/*.sh; do
    # shellcheck disable=SC1090 # what packages left there
    if [[ -e $file ]]; then source "$file"; fi
  done
}
