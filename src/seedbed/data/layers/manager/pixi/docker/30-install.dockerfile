WORKDIR /app
COPY pyproject.toml pixi.lock ./
# An empty package stands in for the code, which this layer must not depend on. Pixi compiles no
# bytecode; what can't be compiled is a template, and of no concern.
RUN --mount=type=cache,target=/root/.cache/rattler \
    mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && pixi install --locked \
    && { .pixi/envs/default/bin/python -m compileall -q -j 0 .pixi/envs/default/lib/python3.* \
        > /dev/null || true; }
# What activates the environment, without Pixi.
RUN { echo '#!/bin/bash' \
    && pixi shell-hook --locked --shell bash \
    && echo 'exec "$@"'; } > entrypoint.sh \
    && chmod 755 entrypoint.sh
