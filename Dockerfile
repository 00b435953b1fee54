# One image, and one of what stands in front; what runs in a container is its command: web, mail-worker, file-worker, beat.
# The engines from wheels (requirements-embedded.txt) are for `make run` only and never in here.

FROM caddy:2.11.7 AS front
# A copy, because the original may bind low ports and therefore does not start without that capability.
RUN cp /usr/bin/caddy /usr/local/bin/caddy && adduser -S -D -H -u 10002 front && install -d -m 700 -o front /data
COPY recruitment/run/front /front
USER 10002
VOLUME /data
EXPOSE 8080 8443
CMD ["/usr/local/bin/caddy", "run", "--config", "/front/Caddyfile.tls", "--adapter", "caddyfile"]

# Python's version in full, the same below. What Debian closes in its packages comes with --pull when it is built anew.
FROM python:3.11.15-slim AS packages
# requirements-s3.txt where FILES_URL names a bucket
ARG EXTRA_REQUIREMENTS=
COPY requirements.txt requirements-s3.txt /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes \
    -r /requirements.txt ${EXTRA_REQUIREMENTS:+-r /$EXTRA_REQUIREMENTS}

FROM python:3.11.15-slim
RUN useradd --system --uid 10001 --home-dir /data recruitment && install -d -m 700 -o recruitment /data
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
RUN python recruitment/run/interpreter.py
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/data STATIC_ROOT=/static
RUN RECRUITMENT_MODE=embedded SECRET_KEY=only-while-the-static-files-are-collected \
    DATABASE_URL=postgres:///none REDIS_URL=redis://none python manage.py collectstatic --no-input --ignore flags
# By its number, so that whoever starts the container can see that it is not root. It owns /data and nothing else; nothing
# but /data and /tmp is written, so the root file system may be read-only: docker run --read-only --tmpfs /tmp
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "recruitment.run.pulse", "web"]
CMD ["python", "-m", "recruitment.run.part", "web"]
