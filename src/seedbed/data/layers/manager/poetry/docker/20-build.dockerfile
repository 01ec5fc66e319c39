FROM ${BASE} AS build
ARG POETRY=2.5.1
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m venv /opt/poetry \
    && /opt/poetry/bin/pip install "poetry==${POETRY}"
# The environment needs no pip of its own.
ENV POETRY_NO_INTERACTION=1 \
    POETRY_VIRTUALENVS_IN_PROJECT=1 \
    POETRY_VIRTUALENVS_OPTIONS_NO_PIP=1
WORKDIR /app
COPY pyproject.toml poetry.lock poetry.toml ./
# An empty package stands in for the code, which this layer must not depend on.
RUN --mount=type=cache,target=/root/.cache/pypoetry \
    mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && /opt/poetry/bin/poetry install --only main --compile
