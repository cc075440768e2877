"""The chat with the packaged models over the seed documents, as the README shows it.

``QUOTH_PICTURE=docs/chat.png pytest tests/ui/web/page/test_picture.py`` makes the README's picture anew.
"""

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from index.index import Index
from tests.conftest import SEEDS
from tests.ui.conftest import Tab, serving
from ui.web.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.packaged]

#: What the picture may weigh, in bytes.
MOST = 250_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the seed documents, indexed as a user would."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(SEEDS, folder / "seeds")
    index = Index.open_or_create(folder / ".quoth")
    index.sync([folder / "seeds"])
    with serving(index, Settings(), Assistant, folder / ".quoth") as address:
        yield address


def test_the_chat_answers_and_refuses_as_the_readme_shows(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 880}, color_scheme="light")
    tab = Tab(page, address).open()
    expect(page.locator("#q-library")).to_have_class(re.compile("ready"), timeout=30_000)
    answer = tab.ask("When did North Korean soldiers change tactics?")
    expect(answer).to_have_class(re.compile("answer"))
    expect(answer.locator("mark.answer").first).to_contain_text("February")
    refusal = tab.ask("When did Chinese soldiers change tactics?")
    expect(refusal).to_have_class(re.compile("refusal"))
    expect(refusal.locator(".missing")).to_contain_text("Chinese")
    answer.locator(".open").first.click()
    expect(page.locator("#q-source mark.answer")).to_have_text("February")
    page.locator("#conversation").evaluate("node => { node.scrollTop = 0; }")
    page.mouse.move(640, 870)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).quantize(128)
    page.close()
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    assert len(made.getvalue()) <= MOST
    if place := os.environ.get("QUOTH_PICTURE"):
        Path(place).write_bytes(made.getvalue())
    assert tab.errors == []


def test_suggested_questions_are_answered_when_they_are_chosen(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 880})
    tab = Tab(page, address).open()
    suggested = page.locator("#conversation .welcome .ask")
    suggested.first.wait_for()
    words = suggested.all_inner_texts()
    assert 1 <= len(words) <= 4
    suggested.first.click()
    reply = page.locator("#conversation .reply")
    expect(reply).to_have_class(re.compile("answer"))
    expect(page.locator("#conversation .question")).to_have_text(words[0])
    page.close()
    assert tab.errors == []
