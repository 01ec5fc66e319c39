COPY --from=build /app/.venv .venv
# A run records the lock's hash.
COPY uv.lock ./
ENV PATH=/app/.venv/bin:$PATH
