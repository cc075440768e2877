"""Conversations as a list in the page. Pure."""

from collections.abc import Sequence

from ui.web.conversations import Listed
from ui.web.page.library import counted
from ui.web.page.markup import address, isolated, text


def conversation_list(found: Sequence[Listed]) -> str:
    """All of them, with a way to find one by its words."""
    return (
        '<div class="head"><h2 id="source-title" tabindex="-1">Conversations</h2>'
        '<p class="path">Kept with the library until you delete them.</p></div>'
        '<p class="find"><input type="search" id="q-recall" placeholder="Find a conversation" '
        f'aria-label="Find a conversation"></p><div id="q-talks">{rows(found)}</div>'
    )


def rows(found: Sequence[Listed]) -> str:
    """Conversations by their first questions, the latest first."""
    if not found:
        return '<p class="note">No conversation here.</p>'
    return f'<ul class="shelf">{"".join(map(_row, found))}</ul>'


def _row(each: Listed) -> str:
    saved = "".join(
        f' · <a href="{address(f"conversation/{each.name}", form=form)}" download>{word}</a>'
        for form, word in (("markdown", "Markdown"), ("json", "JSON"))
    )
    return (
        f'<li><a class="talk" href="#{text(each.name)}">{isolated(each.title)}</a>'
        f'<button type="button" class="forget" value="{text(each.name)}">Delete</button>'
        f'<p class="path">{counted(each.questions, "question")} · {each.at:%Y-%m-%d}{saved}</p></li>'
    )
