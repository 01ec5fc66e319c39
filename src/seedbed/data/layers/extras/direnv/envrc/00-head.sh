# shellcheck shell=bash
# direnv runs this when you enter the folder, once you have run: direnv allow

dotenv_if_exists # your own variables; git ignores .env
