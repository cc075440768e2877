"""What a server tells of itself: health, figures and logs."""

import json
import logging
import re
from typing import Any

import httpx
import pytest

from index.index import Index


def test_logs_tell_what_happened_but_not_what_was_asked(
    server: str, caplog: pytest.LogCaptureFixture, library: Index
) -> None:
    from ui.web.logs import JSONLines

    with caplog.at_level(logging.INFO, "quoth"):
        request = httpx.post(f"{server}/api/v1/ask", json={"question": "Where is the secret river Nile?"})
        mine: list[dict[str, Any]] = []
        while len(mine) < 2:  # the request's own line is written once its response is on the way
            lines = [json.loads(JSONLines().format(record)) for record in list(caplog.records)]
            mine = [line for line in lines if line.get("id") == request.headers["x-request-id"]]
    assert [(line["event"], line.get("route"), line.get("status")) for line in mine] == [
        ("reply", None, None),
        ("request", "/api/v1/ask", 200),
    ]
    assert mine[0]["outcome"] == "answered"
    assert "secret" not in json.dumps(lines)


def test_health_readiness_and_figures_are_told(server: str) -> None:
    assert httpx.get(f"{server}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{server}/readyz").json() == {"status": "ready"}
    httpx.post(f"{server}/api/v1/ask", json={"question": "Where is the Nile?"})
    figures = httpx.get(f"{server}/metrics").text
    assert 'quoth_requests_total{method="POST",route="/api/v1/ask",status="200"}' in figures
    assert "quoth_documents 4.0" in figures
    assert re.search(r'quoth_reply_seconds_count{outcome="answered"} [1-9]', figures)
