# shellcheck shell=bash
# direnv runs this when a shell enters the folder, once it is allowed: direnv allow

dotenv_if_exists # your own variables, not in git: .env
