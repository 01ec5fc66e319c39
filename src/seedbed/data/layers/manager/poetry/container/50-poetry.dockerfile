RUN python -m venv /opt/poetry \
    && /opt/poetry/bin/pip install --no-cache-dir poetry==2.5.1 \
    && ln -s /opt/poetry/bin/poetry /usr/local/bin/poetry
