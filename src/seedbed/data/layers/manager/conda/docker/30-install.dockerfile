WORKDIR /app
# With a conda-lock.yml, the image has exactly its packages, those of tools among them.
COPY pyproject.toml environment.yml conda-lock.ym[l] ./
# An empty package stands in for the code, which this layer must not depend on. micromamba compiles
# not all bytecode; what can't be compiled is a template, and of no concern.
RUN --mount=type=cache,target=/opt/conda/pkgs \
    mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && if [ -f conda-lock.yml ]; then set -- --file conda-lock.yml; \
    else set -- --override-channels --file environment.yml; fi \
    && micromamba create --yes --always-copy --prefix /app/.conda "$@" \
    && .conda/bin/python -m pip --isolated install --no-cache-dir --no-deps --editable . \
    && { .conda/bin/python -m compileall -q -j 0 .conda/lib/python3.* > /dev/null || true; }
# What activates the environment, without micromamba.
RUN { echo '#!/bin/bash' \
    && micromamba shell activate --shell bash --prefix /app/.conda \
    && echo 'exec "$@"'; } > entrypoint.sh \
    && chmod 755 entrypoint.sh
