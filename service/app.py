"""The application factory."""

from __future__ import annotations

from flask import Flask, Response

from service.api import (
    bundle,
    concepts,
    diagnoses,
    docs,
    errors,
    health,
    logs,
    problem_pages,
    questions,
    repairs,
    search,
    server,
    verifications,
)
from service.api.compression import compress
from service.api.problems import register_error_handlers
from service.api.resources import Contract
from service.api.schemas import DiagnosisRequest, VerificationRequest
from service.api.state import EXTENSION, State
from service.api.strangers import Strangers
from service.domain.knowledge import Libraries, build_served
from service.pages.refusals import show_refusal
from service.pages.templating import register_templating
from service.pages.views import pages
from service.settings import Settings
from service.storage.sessions import create_engine
from service.storage.snapshot import SnapshotSource
from service.verifier.client import VerifierClient
from service.verifier.contract import Verifier

FILES_KEPT_SECONDS = 365 * 24 * 3600  # the address of a file changes with its content
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
RESOURCES = (
    server,
    diagnoses,
    logs,
    questions,
    errors,
    concepts,
    search,
    bundle,
    verifications,
    repairs,
    problem_pages,
    health,
    docs,
)


def create_app(settings: Settings, verifier: Verifier | None = None) -> Flask:
    """Make the application, with the verifier that the settings name where none is given.

    Raises `SettingsError` or `ValueError` for settings that it cannot use.
    """
    app = Flask("service")
    app.config |= {
        "API_TITLE": "whygrad",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {"description": "Questions and answers about autograd whose answers have been run."}
        },
        "SEND_FILE_MAX_AGE_DEFAULT": FILES_KEPT_SECONDS,
        "MAX_CONTENT_LENGTH": DiagnosisRequest.limit_bytes,  # of what no route of the API takes
        "TRUSTED_HOSTS": list(settings.allowed_hosts),
    }
    engine = create_engine(settings.database_url)
    source: SnapshotSource[Libraries] = SnapshotSource(engine, build_served, settings.poll_seconds)
    if verifier is None and settings.verifier_socket is not None:
        verifier = VerifierClient(settings.verifier_socket)
    app.extensions[EXTENSION] = State(engine, source, verifier, settings.proxies)
    strangers = Strangers(settings.allowed_origins)
    app.before_request(strangers.refuse)
    for finish in (set_security_headers, compress, show_refusal, strangers.open):  # the last is the first to run
        app.after_request(finish)
    contract = Contract(app)
    contract.publish(VerificationRequest)
    for module in RESOURCES:
        contract.register_blueprint(module.resource)
    app.register_blueprint(pages)
    register_templating(app)
    register_error_handlers(app)  # after flask-smorest, which registers its own
    return app


def set_security_headers(response: Response) -> Response:
    """Tell browsers to run nothing and guess nothing."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Referrer-Policy"] = "same-origin"  # with `no-referrer` a form's Origin would be `null`
    return response
