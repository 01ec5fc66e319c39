# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that cannot be had, it
# says so, and the shell is there all the same. To have a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop ./.nix

# Nix sets these for its own builds; here they would confuse Python and what packs wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; the shell may be opened in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done

# Says what helps after a program failed.
_remedy() {
  echo "see the output above"
}

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

# shellcheck disable=SC2034 # .envrc asks for environment_is
if [[ ${LOAD_ENVIRONMENT-} == no ]]; then
  environment_is=absent # as you wish
elif [[ -z $_root ]]; then
  environment_is=absent
  echo "This folder is not in the project my-project, so its environment is not loaded." >&2
elif _load; then
  environment_is=loaded
else
  environment_is=failed
  echo "The environment is not loaded: $(_remedy)." >&2
  echo "Fix that, then open the shell again." >&2
fi
unset -f _load _remedy
unset _root
