"""Back: to what stood beside the conversation before, and at last to the conversation alone."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.conftest import Tab


@pytest.mark.browser
def test_back_leads_to_what_was_beside_the_conversation_before_and_takes_nothing_away(
    context: BrowserContext, papers: str
) -> None:
    page = context.new_page()
    tab, title = Tab(page, papers).open(), page.locator("#source-title")
    expect(title).to_have_text("Library")
    page.locator("#q-documents .open", has_text="teams.csv").click()
    expect(title).to_have_text("teams.csv")
    page.locator("#q-library").click()
    expect(title).to_have_text("Library")
    page.locator("#q-documents .open", has_text="kings.pdf").click()
    expect(title).to_have_text("kings.pdf")
    for shown in ("Library", "teams.csv", "Library"):
        page.go_back()
        expect(title).to_have_text(shown)
    page.go_forward()
    expect(title).to_have_text("teams.csv")
    # A conversation that begins meanwhile is that of the place before, too.
    tab.ask("Who ate seven pies in York?")
    expect(title).to_have_text("kings.pdf")
    named = page.url
    page.go_back()
    expect(title).to_have_text("Library")
    assert page.url == named
    expect(page.locator("#conversation .question")).to_have_text("Who ate seven pies in York?")
    # What was closed before something was opened is closed again.
    page.click("#q-close")
    expect(page.locator("#q-pane")).to_be_hidden()
    page.locator("#conversation .open").first.click()
    expect(title).to_have_text("kings.pdf")
    page.go_back()
    expect(page.locator("#q-pane")).to_be_hidden()
    expect(page.locator("#conversation .open").first).to_be_focused()
    page.go_forward()
    expect(title).to_have_text("kings.pdf")
    page.click("#q-close")
    expect(page.locator("#q-pane")).to_be_hidden()
    expect(page.locator("#conversation .question")).to_have_count(1)
    page.close()


@pytest.mark.browser
def test_on_a_narrow_screen_back_leads_to_the_list_and_then_to_the_conversation(
    context: BrowserContext, papers: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    Tab(page, papers).open()
    page.click("#q-library")
    page.locator("#q-documents .open", has_text="teams.csv").click()
    expect(page.locator("#source-title")).to_have_text("teams.csv")
    page.go_back()
    expect(page.locator("#source-title")).to_have_text("Library")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#q-library")).to_be_focused()
    page.click("#q-library")
    page.locator("#q-documents .open", has_text="teams.csv").click()
    page.click("#q-close")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # What was closed is left behind as a whole.
    page.wait_for_function("history.state === null")
    page.close()


@pytest.mark.browser
def test_on_a_narrow_screen_the_pane_is_modal_and_back_closes_it(context: BrowserContext, papers: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    Tab(page, papers).open().ask("Who ate seven pies in York?").locator(".open").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    reachable = page.locator("a[href], button, input, select, textarea, [tabindex]").evaluate_all(
        "all => all.filter(each => each.checkVisibility() && !each.closest('[inert], .q-pane')).map(each => each.outerHTML)"
    )
    assert reachable == []
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#conversation .reply")).to_have_count(1)
    expect(page.locator("#conversation .open").first).to_be_focused()
    expect(page.locator("[inert]")).to_have_count(0)
    page.close()
