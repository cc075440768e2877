"""Gradio's page restyled: its policy, and what it loads."""

import base64
import hashlib
import re

import httpx
from hypothesis import given
from hypothesis import strategies as st

from ui.web.page.frame import restyled


def test_the_page_names_its_own_scripts_by_hash_and_loads_nothing_from_elsewhere(server: str) -> None:
    page = httpx.get(server, headers={"accept-encoding": "br, gzip"})
    scripts = re.findall(r"<script(?![^>]*src)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["content-security-policy"]
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page.text)
    assert "'unsafe-inline'" not in page.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]


@given(st.binary(max_size=200))
def test_whatever_gradio_serves_the_page_is_made_without_error(html: bytes) -> None:
    page, policy = restyled(html)
    assert "default-src 'none'" in policy
    assert isinstance(page, bytes)
