ENV PYTHONUNBUFFERED=1
CMD [@docker_command@]

# The code comes last: if only the code changes, all layers above are reused.
COPY src src
RUN python -m compileall -q --invalidation-mode checked-hash src
USER 1000
