# The code comes last: if only the code changes, all that is above is reused.
FROM environment
ENV PYTHONUNBUFFERED=1
CMD [@docker_command@]
COPY src src
RUN python -m compileall -q --invalidation-mode checked-hash src
USER 1000
