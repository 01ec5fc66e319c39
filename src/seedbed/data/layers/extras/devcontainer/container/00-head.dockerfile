# The container in which you work: VS Code and other tools build it as devcontainer.json says. The
# Python packages are not in it: create.sh installs them in a volume.
#
# Pin the image by adding its digest, as in python:3.12-slim@sha256:…
ARG BASE=@container_base@
FROM ${BASE}
