"""The chat: a Gradio app over one queue. The only file that knows Gradio."""

import asyncio
import os
import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI

# Read when Gradio is imported: it shall report to nobody.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from assistant.further import absent
from assistant.questions import Unclear, understood
from assistant.replies import Answer, Refusal, Reply, to_json
from assistant.support import Setting
from index.errors import LibraryError, QuothError
from index.search import Filter
from ui import citations
from ui.web.conversations import Conversations, Turn, now
from ui.web.library_editor import LibraryEditor
from ui.web.logs import REQUEST, log
from ui.web.page import replies as render
from ui.web.page import scope
from ui.web.page.courtesies import Courtesy, courtesy
from ui.web.page.starts import starts
from ui.web.queue import Busy, QuestionQueue, described

Messages = list[dict[str, str]]
#: What is kept in place of a reply where nothing was asked of the documents.
TOLD = {"outcome": "told"}


def mount_chat(
    app: FastAPI, queue: QuestionQueue, editor: LibraryEditor, conversations: Conversations
) -> dict[int, int]:
    """Mounts the chat at the application's root; gives how many values each of its events takes, by the event's number.

    The page's own script (``static/asking.js``) shows a question the moment it is asked, puts it to the function here in
    one plain request, one question at a time, and gives Gradio the turns to draw by a button that is not seen.
    """

    async def ask(question: str, chosen: str, conversation: str | None, needed: str | None) -> Messages:
        """The new turn alone: the page has those before it."""
        # A question must never be asked in a conversation without a name of its own, nor in one that can be guessed.
        named = conversation if conversation and Conversations.is_name(conversation) else Conversations.begin()
        if not question.strip():
            return []
        before = [turn.understood for turn in conversations.turns(named) if turn.reply != TOLD]
        id, kind = f"{named}-{secrets.token_hex(4)}", courtesy(question)
        try:
            turn = await (
                asyncio.to_thread(_courtesy, id, question, kind)
                if kind
                else _turn(id, question, before, chosen, needed or "")
            )
        except Busy:  # the page asks again by itself
            return [{"role": "assistant", "content": render.waits(queue.inside)}]
        try:
            conversations.add(named, turn)
        except LibraryError as error:  # what was asked is answered all the same
            log("not kept", 40, error)
        return _messages([turn])

    def resume(conversation: str) -> Messages:
        """A conversation whose page was loaded anew."""
        return _messages(conversations.turns(conversation))

    async def _turn(id: str, question: str, before: Sequence[str], chosen: str, needed: str) -> Turn:
        REQUEST.set(id.rpartition("-")[2])  # without the conversation's name, which is its key
        read, among = understood(question, before), ""
        if isinstance(read, Unclear):
            return Turn(id, question, question, TOLD, render.unclear(id, before[-1]), "", now())
        whole = read.question if read.completed else None
        try:
            scopes, setting = scope.read(chosen), Setting(needed) if needed else None
            where = scope.within(scopes)
            reply = await queue.ask(whole or question, where, setting)
            whole = reply.understood or whole
            searched = await asyncio.to_thread(_searched, reply, scopes, where, chosen, needed)
            offers = () if isinstance(reply, Answer) else queue.offers(whole or question)
            given, among = to_json(reply), searched.among
            begin = (
                ""
                if offers or not isinstance(reply, Refusal)
                else await asyncio.to_thread(lambda: starts(queue.sample()))
            )
            markup = render.reply(
                reply, id, whole, offers, searched=searched, begin=begin, indexing=editor.work is not None
            )
            markdown = citations.turn(question, whole, reply, among)
        except Busy:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it must not look like a refusal
            if not isinstance(error, QuothError):
                log("crash", 40, error)
            given, markup = None, render.failure(described(error), id)
            markdown = citations.turn(question, whole, described(error))
        return Turn(id, question, whole or question, given, markup, markdown, now(), among)

    def _courtesy(id: str, question: str, kind: Courtesy) -> Turn:
        begin = starts(queue.sample()) if kind is Courtesy.SUMMARY else ""
        markup = render.courtesy_markup(kind, id, queue.index.documents(), begin)
        return Turn(id, question, question, TOLD, markup, "", now())

    def _searched(
        reply: Reply, scopes: Sequence[scope.Scope], where: Filter | None, chosen: str, needed: str
    ) -> render.Searched:
        entries = queue.index.documents()
        within = len(entries) if where is None else sum(map(where.admits, entries))
        nowhere: tuple[str, ...] = ()
        if isinstance(reply, Refusal):
            with queue.index.view() as view:
                nowhere = absent(view, reply.understood or reply.question, where)
        return render.Searched(within, len(entries), scope.worded(scopes, entries), nowhere, chosen, needed)

    with gr.Blocks(title="Quoth", analytics_enabled=False, fill_width=True) as blocks:
        talk = gr.Chatbot(
            label="Conversation",
            show_label=False,
            elem_id="q-chat",
            container=False,
            layout="panel",
            height=None,
            autoscroll=False,
            buttons=[],
            latex_delimiters=[],
            allow_tags=False,
            sanitize_html=True,
            group_consecutive_messages=False,
            feedback_options=None,
        )
        fields = ("q-asked", "q-within", "q-named", "q-needed")
        asked, among, named, needed = (_unseen(gr.Textbox, each) for each in fields)
        # Not queued: a question asked while the stream of an earlier one closes would be lost in Gradio's page.
        # "multiple": so would one asked while an earlier event is not quite over.
        hidden: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "hidden",
            "queue": False,
            "trigger_mode": "multiple",
        }
        _unseen(gr.Button, "q-ask").click(ask, [asked, among, named, needed], [talk], **hidden)
        _unseen(gr.Button, "q-draw").click(resume, [named], [talk], **hidden)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        allowed_paths=[],
        max_file_size="1kb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    return {number: len(event.inputs) for number, event in blocks.fns.items()}


def _unseen(kind: type[Any], id: str) -> Any:
    """A component that only the page's script works with."""
    return kind(elem_id=id, visible="hidden")


def _messages(turns: Sequence[Turn]) -> Messages:
    return [
        message
        for turn in turns
        for message in (
            {"role": "user", "content": render.question(turn.question)},
            {"role": "assistant", "content": render.judged(turn.markup, turn.verdict)},
        )
    ]
