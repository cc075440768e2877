"""Behind nginx as docs/operations.md has it: its very lines, with two people and their rights."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ROOT
from tests.ui.conftest import serving
from tests.ui.web.gate.hidden import ALL, FEW, HIDDEN, OPEN, QUESTIONS, TOLD, library, make
from ui.web.settings import Settings

NGINX = shutil.which(os.environ.get("QUOTH_NGINX", "nginx"), path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(
    not NGINX, reason="nginx is not on this machine; Debian's package nginx-light brings it"
)

CONFIGURATION = """
{user}
daemon off; pid {folder}/pid; error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {map}
  server {{
    listen 127.0.0.1:{port};
    auth_basic "Quoth"; auth_basic_user_file {folder}/people;
    {location}
  }}
}}
"""


def documented(begin: str, end: str = "^    }$") -> str:
    """The lines in operations.md from those that begin so."""
    text = (ROOT / "docs" / "operations.md").read_text()
    found = re.search(rf"^    {re.escape(begin)}.*?{end}", text, re.DOTALL | re.MULTILINE)
    assert found, f"operations.md has no block that begins with {begin}"
    return found[0]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an nginx before a server with two kinds of rights."""
    folder = tmp_path_factory.mktemp("nginx")
    whole = library(tmp_path_factory.mktemp("whole"), *OPEN, *HIDDEN)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "people").write_text("ann:{PLAIN}secret\nbob:{PLAIN}secret\n")
    with serving(whole, Settings(tokens=(ALL, FEW)), make) as address:
        location = documented("location / {").replace("http://127.0.0.1:7860", address)
        header = documented("proxy_set_header Authorization", "$").strip()
        tokens = documented("map $remote_user").replace("the token of [personnel]", ALL.token or "")
        given = {
            "user": "user root;" if os.getuid() == 0 else "",
            "folder": folder,
            "port": port,
            "map": tokens.replace("the token of [reception]", FEW.token or ""),
            "location": location.replace("{", "{\n" + header, 1),
        }
        (folder / "nginx.conf").write_text(CONFIGURATION.format(**given))
        run = subprocess.Popen(
            [str(NGINX), "-p", str(folder), "-e", "stderr", "-c", "nginx.conf"], stderr=subprocess.PIPE
        )
        while run.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                continue
        assert run.poll() is None, run.stderr and run.stderr.read()
        yield f"http://127.0.0.1:{port}"
        run.terminate()
        run.wait()


def test_each_is_shown_what_the_proxy_says_they_may_see(proxy: str) -> None:
    asked = {"question": QUESTIONS[2]}
    assert httpx.post(f"{proxy}/api/v1/ask", json=asked).status_code == 401
    told = {
        who: httpx.post(f"{proxy}/api/v1/ask", json=asked, auth=(who, "secret"), timeout=60) for who in ("ann", "bob")
    }
    assert [each.status_code for each in told.values()] == [200, 200]
    assert TOLD.search(told["ann"].text)
    assert not TOLD.search(told["bob"].text)


def test_nobody_chooses_their_rights(proxy: str) -> None:
    """Neither by a token nor by a cookie of their own beside what the proxy says."""
    entered = httpx.post(f"{proxy}/login", data={"token": ALL.token}, auth=("bob", "secret"))
    sent = {"cookie": entered.headers["set-cookie"].partition(";")[0]}
    assert httpx.get(f"{proxy}/source/s1", headers=sent, auth=("bob", "secret")).status_code == 404
    assert httpx.get(f"{proxy}/source/s1", auth=("ann", "secret")).status_code == 200
    bearing = httpx.get(f"{proxy}/source/s1", headers={"authorization": f"Bearer {ALL.token}"})
    assert bearing.status_code == 401


def test_the_page_its_parts_and_a_long_look_come_through(proxy: str) -> None:
    with httpx.Client(base_url=proxy, auth=("ann", "secret"), timeout=60, headers={"origin": proxy}) as client:
        page = client.get("/")
        assert (page.status_code, "script-src" in page.headers["content-security-policy"]) == (200, True)
        for path in re.findall(r'(?:src|href)="\.?/?((?:ui|assets)/[^"]+)"', page.text)[:8]:
            assert client.get(f"/{path}").status_code == 200, path
        lines = client.post("/api/v1/find", json={"question": QUESTIONS[0]}).text.splitlines()
        assert len(lines) > len(OPEN + HIDDEN)
        added = client.post("/api/v1/documents?name=new.txt", content=b"some words " * 200_000)
        assert added.status_code == 201
        assert client.delete(f"/api/v1/documents/{added.json()['id']}").status_code == 204
        asked = client.post("/gradio_api/run/predict", json={"fn_index": 0, "data": [QUESTIONS[0], "", "", ""]})
        assert "operation" in asked.text
