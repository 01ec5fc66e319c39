FROM ${MICROMAMBA} AS build
# Only in this stage, which isn't shipped: its own user can't write to /app.
# hadolint ignore=DL3002
USER 0
