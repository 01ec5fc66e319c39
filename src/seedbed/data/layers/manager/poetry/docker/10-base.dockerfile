# Its Python runs the project. The packages bring everything else, including CUDA's libraries. A
# GPU's driver comes from the host. So a base with CUDA would only be larger.
ARG BASE=python:@python_pin@-slim-bookworm

FROM ${BASE} AS poetry
ARG POETRY=2.5.1
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m venv /opt/poetry \
    && /opt/poetry/bin/pip install "poetry==${POETRY}"
