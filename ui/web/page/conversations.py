"""Conversations as a list in the page. Pure."""

from collections.abc import Sequence

from ui.web.conversations import Listed
from ui.web.language import phrase
from ui.web.markup import address, isolated, text
from ui.web.page.library import searching


def conversation_list(found: Sequence[Listed]) -> str:
    """All of them, with a way to find one by its words."""
    return (
        f'<div class="head"><h2 id="source-title" tabindex="-1">{phrase("past.head")}</h2>'
        f'<p class="path">{phrase("past.kept")}</p></div>{searching("q-recall", phrase("past.find"))}'
        f'<div id="q-conversations">{rows(found)}</div>'
    )


def rows(found: Sequence[Listed]) -> str:
    """Conversations by their first questions, the latest first."""
    if not found:
        return f'<p class="note">{phrase("past.none")}</p>'
    return f'<ul class="listing">{"".join(map(_row, found))}</ul>'


def _row(each: Listed) -> str:
    saved = "".join(
        f' · <a href="{address(f"conversation/{each.name}", form=form)}" download>{word}</a>'
        for form, word in (("markdown", "Markdown"), ("json", "JSON"))
    )
    return (
        f'<li><a class="past" href="#{text(each.name)}">{isolated(each.title)}</a>'
        f'<button type="button" class="forget" value="{text(each.name)}">{phrase("past.delete")}</button>'
        f'<p class="path">{phrase("past.questions", n=each.questions)} · {each.at:%Y-%m-%d}{saved}</p></li>'
    )
