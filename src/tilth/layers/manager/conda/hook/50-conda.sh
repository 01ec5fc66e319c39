_load() {
  local prefix=$_root/.conda files=("$_root/environment.yml") file stale=no
  local synced=$prefix/nix-synced lock=$_root/conda-lock.yml
  for file in "$_root"/environment-*.yml; do
    if [[ -e $file ]]; then files+=("$file"); fi
  done
  if [[ -e $lock ]]; then files=("$lock"); fi
  # Making .conda takes long. So it is done only if it is new or broken, or one of the files has
  # changed since; the time of a file tells.
  if [[ ! -x $prefix/bin/python ]]; then stale=yes; fi
  for file in "$_root/pyproject.toml" "$_root/.nix/hook.sh" "${files[@]}"; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  if [[ $stale == yes ]]; then
    micromamba create --yes --prefix "$prefix" "${files[@]/#/--file=}" >&2 || return
    "$prefix/bin/python" -m pip install --quiet --no-deps --no-build-isolation \
      --editable "$_root" >&2 || return
    touch "$synced" || return
  fi
  # what activating does, without a change of the prompt
  export CONDA_PREFIX=$prefix CONDA_DEFAULT_ENV=$prefix CONDA_SHLVL=1
  PATH=$prefix/bin:$PATH
  for file in "$prefix"/etc/conda/activate.d/*.sh; do
    # shellcheck disable=SC1090 # what packages left there
    if [[ -e $file ]]; then source "$file"; fi
  done
}
