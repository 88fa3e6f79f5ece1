# Two images from one file: the API without torch, and the verifier with it.
FROM python:3.11-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN groupadd --gid 10000 whygrad
WORKDIR /app

FROM base AS api
COPY pyproject.toml README.md hatch_build.py ./
COPY whygrad ./whygrad
RUN pip install --editable '.[service]'
COPY service ./service
COPY migrations ./migrations
COPY knowledge ./knowledge
COPY gunicorn.conf.py ./
RUN useradd --uid 10001 --gid 10000 --no-create-home --shell /usr/sbin/nologin api
USER api
CMD ["gunicorn", "service.wsgi:app"]

FROM base AS verifier
# Where the plain package is a CUDA build, name the index of CPU builds for your platform:
# docker compose build --build-arg TORCH_INDEX_URL=... verifier
ARG TORCH_INDEX_URL=""
COPY pyproject.toml README.md hatch_build.py ./
COPY whygrad ./whygrad
RUN apt-get update && apt-get install --yes --no-install-recommends libseccomp2 && rm -rf /var/lib/apt/lists/*
RUN pip install ${TORCH_INDEX_URL:+--extra-index-url "$TORCH_INDEX_URL"} --editable '.[verifier]'
COPY service ./service
# The shared volume takes its owner and mode from this folder; the group is the API's.
RUN useradd --uid 10002 --gid 10000 --no-create-home --shell /usr/sbin/nologin verifier \
    && install -d -o verifier -g whygrad -m 0750 /run/whygrad
USER verifier
CMD ["python", "-m", "service.verifier", "--socket", "/run/whygrad/verifier.sock"]
