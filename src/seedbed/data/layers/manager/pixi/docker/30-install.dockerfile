# Pixi and its cache are there for one command only, so that the image doesn't contain them. An
# empty package stands in for the code, on which these layers must not depend. Pixi compiles no
# bytecode itself; files that can't be compiled are templates. The script activates the environment.
COPY pyproject.toml pixi.lock ./
RUN --mount=type=bind,from=pixi,source=/usr/local/bin/pixi,target=/opt/pixi \
    --mount=type=cache,target=/root/.cache/rattler \
    mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && /opt/pixi install --locked \
    && rm README.md LICENSE \
    && { .pixi/envs/default/bin/python -m compileall -q -j 0 .pixi/envs/default/lib/python3.* \
        > /dev/null || true; } \
    && { echo '#!/bin/bash' \
        && /opt/pixi shell-hook --as-is --shell bash \
        && echo 'exec "$@"'; } > entrypoint.sh \
    && chmod 755 entrypoint.sh
ENV PATH=/app/.pixi/envs/default/bin:$PATH
ENTRYPOINT ["/app/entrypoint.sh"]
