FROM ${BASE} AS build
COPY --from=uv /uv /usr/local/bin/uv
# The files of a cache mount can't be linked into the image. Bytecode that is never compared with
# its source loads faster, and doesn't depend on when the image was built.
ENV UV_LINK_MODE=copy \
    UV_COMPILE_BYTECODE=1 \
    PYC_INVALIDATION_MODE=UNCHECKED_HASH \
    UV_PYTHON=python3 \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
# An empty package stands in for the code, which this layer must not depend on.
RUN --mount=type=cache,target=/root/.cache/uv \
    mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && uv sync --locked --no-dev@uv_without_docs@
