"""What the domain refuses, said so that the edge can answer it."""

from __future__ import annotations


class Problem(Exception):
    """A request that cannot be met; `status` is the HTTP status that says so."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        field: str | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        """`field` names the field of the request that is at fault."""
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = [{"field": field, "message": detail}] if field else []
        self.retry_after_seconds = retry_after_seconds
