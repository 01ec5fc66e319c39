# Enters .conda of the project in $_root, after creating or updating it if necessary: .conda/synced
# has copies of the files that it was made from. "seedbed sync" writes and reads them too.
_load() {
  local prefix=$_root/.conda place=$_root/.conda beside=$_root/.seedbed/conda-
  local conda file files=() locked=no
  conda=$(_conda) || return
  if [[ -L $prefix ]]; then # to a larger disk
    place=$(readlink -f "$prefix") && beside=${place%/*}/.${place##*/}.seedbed- || return
  fi
  for file in "$_root"/environment.yml "$_root"/environment-*.yml; do
    if [[ -e $file ]]; then files+=("${file##*/}"); fi
  done
  if [[ -e $_root/conda-lock.yml ]] && _reads_lock; then
    locked=yes
    files+=(conda-lock.yml)
  fi
  if ! _is_synced; then _sync >&2 || return; fi
  # what activation does, without changing the prompt
  export CONDA_PREFIX=$prefix CONDA_DEFAULT_ENV=$prefix CONDA_SHLVL=1
  export PATH="$prefix/bin:$PATH"
  if [[ -e $prefix/conda-meta/state ]]; then eval "$(_variables)"; fi
  for file in "$prefix"/etc/conda/activate.d/*.sh; do
    # shellcheck disable=SC1090 # scripts that packages installed
    if [[ -e $file ]]; then source "$file"; fi
  done
}

# Says what to do after a program has failed.
_remedy() {
  echo "see the output above"
}

# The path of the program: on PATH, or the one that your shell function of that name runs.
_conda() {
  local name
  for name in micromamba "${MAMBA_EXE-}" mamba conda "${CONDA_EXE-}"; do
    if type -P "$name"; then return; fi
  done
  return 1
}

# Whether the program reads conda-lock.yml: conda needs a plugin or conda-lock for that.
_reads_lock() {
  local base
  if [[ ${conda##*/} != conda ]] || type -P conda-lock >/dev/null; then return; fi
  base=$(dirname "$(dirname "$(readlink -f "$conda")")")
  compgen -G "$base/conda-meta/conda-lockfiles-*" >/dev/null
}

# Whether .conda works and was made from the files as they are now.
_is_synced() {
  if [[ -e $_root/.seedbed/conda-unfinished ]]; then return 1; fi
  _works && _has_packages && _was_made_of pyproject.toml "${files[@]}"
}

# Whether .conda is usable; its programs contain its path, so a copy from another folder is not.
_works() {
  if [[ ! -x $prefix/bin/python || ! -d $prefix/conda-meta ]]; then return 1; fi
  if [[ ! -e $prefix/synced/prefix ]]; then return; fi
  [[ $(<"$prefix/synced/prefix") == "$(_place)" ]]
}

# Where .conda is; and, behind a link, which may have been copied, the project that it belongs to.
_place() {
  if [[ ! -L $prefix ]]; then
    cd "$prefix" && pwd -P
  else
    echo "$place" && cd "$_root" && pwd -P
  fi
}

# Whether .conda has the packages that the lock, or otherwise the environment files, ask for.
_has_packages() {
  local made=("$prefix"/synced/*.yml)
  if [[ $locked == yes ]]; then
    _was_made_of conda-lock.yml
  else
    [[ ${#made[@]} == "${#files[@]}" ]] && _was_made_of "${files[@]}"
  fi
}

_was_made_of() {
  local file
  for file; do
    if ! cmp -s "$_root/$file" "$prefix/synced/$file"; then return 1; fi
  done
}

# Creates or updates .conda from the files, in a subshell.
_sync() (
  # into .conda and nowhere else, whatever is active and however pip is configured
  unset CONDA_PREFIX CONDA_DEFAULT_ENV CONDA_SHLVL "${!CONDA_PREFIX_@}" "${!CONDA_STACKED_@}"
  unset PIP_TARGET PIP_PREFIX PIP_ROOT PYTHONHOME {MAMBA,CONDA}_{DOWNLOAD_ONLY,DRY_RUN,JSON}
  export PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PYTHONNOUSERSITE=1
  export CONDA_CHANNEL_PRIORITY=flexible MAMBA_CHANNEL_PRIORITY=flexible
  cd "$_root" && _is_own && mkdir -p .seedbed && _wait_for_lock || exit
  # an earlier run was interrupted
  if [[ -d ${beside}before ]]; then _restore || exit; fi
  if _is_synced; then exit 0; fi
  if [[ -e .conda/conda-meta/frozen ]]; then
    echo ".conda is frozen, so it stays as it is; to change it, delete .conda/conda-meta/frozen"
    exit 1
  fi
  local works=no due=yes
  if _works && .conda/bin/python -I -S -c ""; then works=yes; fi
  if [[ -e .seedbed/conda-unfinished ]]; then
    if [[ $works == yes ]] && ! _is_complete; then works=no; fi
  elif [[ $works == yes ]] && _has_packages; then
    due=no
  fi
  touch .seedbed/conda-unfinished || exit
  if [[ $due == no ]]; then
    _complete
  elif [[ $works$locked == yesno ]]; then # by a program that solves before it changes anything
    _update && _complete
  else
    _recreate "$works"
  fi && rm .seedbed/conda-unfinished
)

# Refuses files from a clone in places where only a sync may write.
_is_own() {
  local path meta=.conda/conda-meta git=(git -c safe.bareRepository=explicit -c core.fsmonitor=false)
  for path in .seedbed .seedbed/conda-* .seedbed-conda.yml .conda/synced "$meta" "$meta"/state{,.new}; do
    if [[ -L $path ]]; then
      echo "$path is a symbolic link, which no program creates there; check it, then remove it"
      return 1
    fi
  done
  if [[ -e .conda && ! -d .conda ]]; then
    echo ".conda is not a folder; move it away"
    return 1
  fi
  if [[ -L .conda && ! -d .conda && ! -d ${beside}before ]]; then
    echo ".conda is a link to $place, which does not exist; remove the link"
    return 1
  fi
  path=$(sed -n 2p .conda/synced/prefix 2>/dev/null)
  if [[ -L .conda && -d $path && ! $path -ef . ]]; then
    echo ".conda links to $place, the environment of $path; remove the link"
    return 1
  fi
  if [[ -L .conda && ! -e .conda/synced && ! -e .seedbed/conda-unfinished && $(ls -A .conda/) ]]; then
    echo ".conda links to $place, which holds packages that were not installed for this project;"
    echo "point the link to an empty folder, or remove it"
    return 1
  fi
  path=$("${git[@]}" ls-files -- .conda '.seedbed/conda-*' 2>/dev/null | head -n 1)
  if [[ $path ]]; then
    echo "git tracks $path: an environment that came with a clone is left unchanged"
    echo "if it is yours, remove it from git (git rm -r --cached); otherwise delete it"
    return 1
  fi
}

# Waits for another sync, which may remove this file when it ends.
_wait_for_lock() {
  if ! type -P flock >/dev/null; then return; fi
  while exec 9>>.seedbed/conda-busy; do
    if ! flock 9; then return 0; fi # a file system without locks
    if [[ .seedbed/conda-busy -ef /dev/fd/9 ]]; then return; fi
  done
  return 1
}

# Creates a new .conda. A working one ("yes") is set aside, and comes back if that fails; a broken
# one is kept.
_recreate() {
  local works=$1 kept=${beside}broken
  if [[ $(ls -A .conda 2>/dev/null) == conda-meta && ! $(ls .conda/conda-meta) == *.json* ]]; then
    rm -r .conda/conda-meta # nothing has been installed yet
  fi
  if [[ $(ls -A .conda 2>/dev/null) ]]; then
    if [[ $works == no ]]; then echo ".conda is broken or a copy; rebuilding it"; fi
    mv "$place" "${beside}before" || return
    if [[ -L .conda ]]; then mkdir "$place" || return; fi
  fi
  if ! _create || ! _complete; then
    if [[ -d ${beside}before ]]; then _restore; fi
    return 1
  fi
  if [[ -d ${beside}before && $works == no ]]; then
    while [[ -e $kept ]]; do kept+=-2; done
    mv "${beside}before" "$kept" || return
    echo "the old one is kept in $kept; delete it once you no longer need it"
  fi
  _remove "${beside}before"
}

_restore() {
  _remove "$place" && mv "${beside}before" "$place"
}

# Removes a folder, but moves it first: half of one would pass for a whole.
_remove() {
  rm -rf "${beside}gone" || return
  if [[ -e $1 ]]; then mv "$1" "${beside}gone" && rm -rf "${beside}gone"; fi
}

# Adds to .conda what no package file lists.
_complete() {
  if [[ ! -x .conda/bin/python ]]; then
    echo "there is no .conda/bin/python"
    return 1
  fi
  # by its path: the name alone might find one outside
  _variables "${files[@]}" && _install_project &&
    rm -rf .conda/synced && mkdir .conda/synced &&
    cp pyproject.toml "${files[@]}" .conda/synced/ && (_place) >.conda/synced/prefix
}

# Installs the project itself, if it is a package.
_install_project() {
  if [[ ! -e setup.py ]] && ! grep -q '^\[build-system\]' pyproject.toml; then return; fi
  set -- --no-build-isolation
  # if you adopted the project, no environment file lists what builds it, so pip gets that
  if grep -q '^layout = ' pyproject.toml; then set --; fi
  PIP_CONFIG_FILE=/dev/null .conda/bin/python -m pip --isolated install --quiet --no-deps \
    "$@" --editable .
}

# Whether every package in .conda has all its files; after an interrupted run, some may be missing.
_is_complete() {
  .conda/bin/python -I - <<'PYTHON'
import json, os, pathlib, sys

for record in pathlib.Path(".conda/conda-meta").glob("*.json"):
    for path in json.loads(record.read_text(encoding="utf-8")).get("files", ()):
        by_pip = os.path.dirname(path).endswith((".dist-info", ".egg-info"))
        if not by_pip and not path.endswith(".pyc") and not os.path.lexists(f".conda/{path}"):
            sys.exit(f".conda lacks {path}")
PYTHON
}

# Creates a new .conda, without the channels in your own settings.
_create() {
  local to=(--yes --prefix ./.conda)
  if [[ ${conda##*/} != conda ]]; then
    if [[ $locked == yes ]]; then
      "$conda" create "${to[@]}" --file conda-lock.yml
    else
      "$conda" create "${to[@]}" --override-channels "${files[@]/#/--file=}"
    fi
  elif [[ $locked == no ]]; then
    echo '{"dependencies": []}' >.seedbed-conda.yml
    "$conda" env create "${to[@]}" --no-default-packages --file .seedbed-conda.yml && _update
  elif type -P conda-lock >/dev/null; then
    conda-lock install --conda "$conda" --prefix ./.conda conda-lock.yml
  else
    "$conda" env create "${to[@]}" --no-default-packages --file conda-lock.yml
  fi
}

# Updates the existing .conda from the environment files.
_update() {
  local to=(--prune --prefix ./.conda) status
  if [[ ${conda##*/} != conda ]]; then
    echo "channels: [nodefaults]" >.seedbed/conda-channels.yml
    "$conda" env update --yes "${to[@]}" "${files[@]/#/--file=}" --file=.seedbed/conda-channels.yml
  else
    _join "${files[@]}" >.seedbed-conda.yml && "$conda" env update "${to[@]}" --file .seedbed-conda.yml
  fi
  status=$?
  rm -f .seedbed-conda.yml .seedbed/conda-channels.yml
  return "$status"
}

# Joins environment files into one: conda takes only one at a time.
_join() {
  "$("$conda" info --base)/bin/python" -I - "$@" <<'PYTHON'
import json, sys
from ruamel.yaml import YAML

whole = {"channels": [], "dependencies": [], "variables": {}}
pip = []
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        content = YAML(typ="safe").load(file) or {}
    whole["channels"] += [one for one in content.get("channels") or [] if one not in whole["channels"]]
    for item in content.get("dependencies") or []:
        pip += item["pip"] if isinstance(item, dict) else []
        whole["dependencies"] += [] if isinstance(item, dict) else [item]
    whole["variables"].update(content.get("variables") or {})
whole["channels"].append("nodefaults")
whole["dependencies"] += [{"pip": pip}] if pip else []
json.dump(whole, sys.stdout)
PYTHON
}

# With files: copies their variables into .conda/conda-meta/state, since "env update" and locks leave
# them out. Without: prints the commands that set the variables stored there.
_variables() {
  "$prefix/bin/python" -I - "$prefix" "$@" <<'PYTHON'
import json, pathlib, re, shlex, sys

prefix, *files = map(pathlib.Path, sys.argv[1:])
path = prefix / "conda-meta" / "state"
state = json.loads(path.read_text()) if path.exists() else {}
given = state.get("env_vars") or {}


quoted = r"""\"(?:[^"\\]|\\.)*\"|'(?:[^']|'')*'"""
entry = rf"({quoted}|[\w.-]+)[ \t]*:[ \t]+({quoted}|"


def variables(file):
    text = file.read_text(encoding="utf-8") + "\n" if file.exists() else "\n"
    head = r"^variables:[ \t]*"
    for block in re.findall(head + r"(?:#.*)?\n((?:[ \t#].*\n|\n)*)", text, re.MULTILINE):
        found = re.findall(rf"^[ \t]+{entry}[^\n]*?(?=[ \t]+#|[ \t]*$))", block, re.MULTILINE)
        yield from ((unquoted(name), unquoted(value)) for name, value in found)
    for line in re.findall(head + r"\{(.*)\}[ \t]*(?:#.*)?$", text, re.MULTILINE):
        yield from ((unquoted(name), unquoted(value)) for name, value in re.findall(entry + "[^,]*)", line))


def unquoted(text):
    if text[:1] == '"':
        return json.loads(text)
    return text[1:-1].replace("''", "'") if text[:1] == "'" else text.strip()


if files:
    for file in files:
        for name, _ in variables(prefix / "synced" / file.name):
            given.pop(name, None)
    for file in files:
        given.update(variables(file))
    if given or state:
        new = path.with_name("state.new")
        new.write_text(json.dumps({**state, "env_vars": given}, indent=4))
        new.replace(path)
else:
    for name, value in given.items():
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and isinstance(value, str):
            print(f"export {name}={shlex.quote(value)}")
PYTHON
}
