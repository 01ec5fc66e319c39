FROM ${BASE} AS environment
# The user isn't root. Libraries keep caches in their user's home.
RUN useradd --create-home --uid 1000 app \
    && install --directory --owner=app --group=app /app/data /app/runs
WORKDIR /app
