# With a conda-lock.yml, the image has exactly its packages, those of tools among them; without one,
# it has the newest that environment.yml allows.
COPY pyproject.toml environment.yml conda-lock.ym[l] ./
# micromamba and its cache are there for one command only, so that the image doesn't contain them.
# An empty package stands in for the code, on which these layers must not depend. Not all bytecode
# is compiled yet; files that can't be are templates. The script activates the environment, and
# expands its variables itself.
# hadolint ignore=SC2016
RUN --mount=type=bind,from=micromamba,source=/bin/micromamba,target=/opt/micromamba \
    --mount=type=cache,target=/root/.local/share/mamba/pkgs \
    export MAMBA_ROOT_PREFIX=/root/.local/share/mamba \
    && mkdir -p src/@package@ \
    && touch README.md LICENSE src/@package@/__init__.py \
    && if [ -f conda-lock.yml ]; then set -- --file conda-lock.yml; \
    else set -- --override-channels --file environment.yml; fi \
    && /opt/micromamba create --yes --always-copy --prefix /app/.conda "$@" \
    && .conda/bin/python -m pip --isolated install --no-cache-dir --no-deps --editable . \
    && rm README.md LICENSE \
    && { .conda/bin/python -m compileall -q -j 0 .conda/lib/python3.* > /dev/null || true; } \
    && printf '%s\n' '#!/bin/bash' \
        'for script in /app/.conda/etc/conda/activate.d/*.sh; do' \
        '    if [ -f "$script" ]; then . "$script"; fi' \
        'done' \
        'exec "$@"' > entrypoint.sh \
    && chmod 755 entrypoint.sh
ENV PATH=/app/.conda/bin:$PATH \
    CONDA_PREFIX=/app/.conda \
    PYTHONNOUSERSITE=1
ENTRYPOINT ["/app/entrypoint.sh"]
