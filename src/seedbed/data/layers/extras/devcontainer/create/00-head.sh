#!/usr/bin/env bash
# Creates the environment, once the container is there. Run it again after a change of the packages.
set -euo pipefail
cd "$(dirname "$0")/.."
