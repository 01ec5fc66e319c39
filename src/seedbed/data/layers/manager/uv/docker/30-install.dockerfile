# uv and its cache are there for one command only, so that the image doesn't contain them. An empty
# package stands in for the code, on which these layers must not depend. Bytecode that is never
# compared with its source loads faster, and doesn't depend on when the image was built.
COPY pyproject.toml uv.lock ./
RUN --mount=type=bind,from=uv,source=/uv,target=/opt/uv \
    --mount=type=cache,target=/root/.cache/uv \
    export UV_LINK_MODE=copy UV_PYTHON=python3 UV_PYTHON_DOWNLOADS=never \
        UV_COMPILE_BYTECODE=1 PYC_INVALIDATION_MODE=UNCHECKED_HASH \
    && mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && /opt/uv sync --locked --no-dev@uv_without_docs@ \
    && rm README.md LICENSE
ENV PATH=/app/.venv/bin:$PATH
