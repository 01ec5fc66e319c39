FROM ${BASE}

# Not root. Libraries keep caches in their user's home.
RUN useradd --create-home --uid 1000 app \
    && install --directory --owner=app --group=app /app/data /app/runs
WORKDIR /app
