# Lately in a container: ./lately as everywhere, its data in the volume /data. docs/deploy.md tells how.
FROM python:3.13-slim

ENV LATELY_HOME=/data PYTHONUNBUFFERED=1
WORKDIR /app
# The packages first: they change less often than the source. What makes them takes a lock of ours.
COPY pyproject.toml uv.lock bootstrap.py lately ./
COPY src/lately/__init__.py src/lately/
COPY src/lately/lib/__init__.py src/lately/lib/locks.py src/lately/lib/
RUN python -c "from bootstrap import prepared; prepared()"
COPY src ./src
COPY deploy/health.py deploy/
RUN .venv/bin/python -m compileall -q src \
    && useradd --system --uid 10001 --user-group --home-dir /data --no-create-home lately \
    && install -d -o lately -g lately -m 700 /data
USER lately
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploy/health.py"]
ENTRYPOINT ["./lately"]
CMD ["serve", "--host", "0.0.0.0"]
