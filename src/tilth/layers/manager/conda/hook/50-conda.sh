_load() {
  local prefix=$_root/.conda file
  local synced=$prefix/nix-synced files=("$_root"/environment*.yml) lock=$_root/conda-lock.yml
  if [[ -e $lock ]]; then files=("$lock"); fi
  # Making .conda takes long. So it is done only if it is new or one of the files has changed since;
  # the time of a file tells.
  for file in "$_root/pyproject.toml" "${files[@]}"; do
    if [[ $file -nt $synced ]]; then
      micromamba create --yes --prefix "$prefix" "${files[@]/#/--file=}" || return
      "$prefix/bin/python" -m pip install --quiet --no-deps --no-build-isolation \
        --editable "$_root" || return
      touch "$synced"
      break
    fi
  done
  # what activating does, without a change of the prompt
  export CONDA_PREFIX=$prefix CONDA_DEFAULT_ENV=$prefix CONDA_SHLVL=1
  PATH=$prefix/bin:$PATH
  for file in "$prefix"/etc/conda/activate.d/*.sh; do
    # shellcheck disable=SC1090 # what packages left there
    if [[ -e $file ]]; then source "$file"; fi
  done
}
_remedy='what is wrong stands above; mend it, then open the shell again.'
