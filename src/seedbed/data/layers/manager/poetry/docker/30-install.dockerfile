# Poetry and its cache are there for one command only, so that the image doesn't contain them. An
# empty package stands in for the code, on which these layers must not depend.
COPY pyproject.toml poetry.lock poetry.toml ./
RUN --mount=type=bind,from=poetry,source=/opt/poetry,target=/opt/poetry \
    --mount=type=cache,target=/root/.cache/pypoetry \
    export POETRY_NO_INTERACTION=1 POETRY_VIRTUALENVS_OPTIONS_NO_PIP=1 \
    && mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && /opt/poetry/bin/poetry install --only main --compile \
    && rm README.md LICENSE
ENV PATH=/app/.venv/bin:$PATH
