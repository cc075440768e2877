"""The chat: a Gradio app over one desk. The only file that knows Gradio."""

import os
import re
import secrets
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import FastAPI

# Read when Gradio is imported: it shall report to nobody.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from assistant.conversation import understood
from assistant.replies import Answer, to_json
from index.errors import QuothError
from index.filters import Filter
from ui import citations, render
from ui.conversations import Conversations, Turn, now
from ui.desk import Desk, State, described, narrowed
from ui.keeping import Keeper
from ui.web.logs import REQUEST, log

Messages = list[dict[str, str]]

_ID = re.compile(r"\w+")
#: Documents offered by name in the filter; beyond that a filter is typed, as on the command line.
_OFFERED = 1_000


def chat(app: FastAPI, desk: Desk, keeper: Keeper, conversations: Conversations) -> None:
    """Mounts the chat at the application's root."""

    async def ask(question: str, chosen: list[str] | None, conversation: str) -> AsyncIterator[tuple[Any, Any, Any]]:
        """Shows the question at once, then what came of it."""
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip()
            return
        # Begun here and nowhere else: a question must never be asked in a conversation without a name of its own.
        conversation = conversation or Conversations.begin()
        before = conversations.turns(conversation)
        shown = _messages(before)
        asked = {"role": "user", "content": render.question(question)}
        waits = "Loading the models" if desk.state is State.LOADING else "Reading"
        yield [*shown, asked, {"role": "assistant", "content": render.pending(waits)}], "", conversation
        id = f"{conversation}-{secrets.token_hex(4)}"
        turn = await _turn(id, question, [turn.understood for turn in before], chosen or None)
        conversations.add(conversation, turn)
        yield _messages(conversations.turns(conversation)), gr.skip(), gr.skip()

    async def _turn(id: str, question: str, before: Sequence[str], chosen: list[str] | None) -> Turn:
        REQUEST.set(id.rpartition("-")[2])  # without the conversation's name, which is its key
        whole = understood(question, before)
        try:
            reply = await desk.ask(whole or question, _among(chosen or ()))
            offers = () if isinstance(reply, Answer) else desk.offers(whole or question)
            given, markup = to_json(reply), render.reply(reply, id, whole, offers, indexing=keeper.work is not None)
            markdown = citations.turn(question, whole, reply)
        except Exception as error:  # noqa: BLE001 - whatever it was, it must not look like a refusal
            if not isinstance(error, QuothError):
                log("crash", 40, error)
            given, markup = None, render.failure(described(error), id)
            markdown = citations.turn(question, whole, described(error))
        return Turn(id, question, whole or question, given, markup, markdown, now())

    def arrive() -> Any:
        """What there is to choose from."""
        entries = desk.index.documents()
        choices = [(entry.title, entry.id) for entry in entries[:_OFFERED]]
        return gr.Dropdown(choices=choices, visible=len(entries) > 1)

    with gr.Blocks(title="Quoth", analytics_enabled=False, fill_width=True) as blocks:
        conversation = gr.State("")
        talk = gr.Chatbot(
            label="Conversation",
            show_label=False,
            elem_id="talk",
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
            placeholder=render.welcome(),
        )
        with gr.Column(elem_id="asking"):
            box = gr.Textbox(
                label="Your question",
                show_label=False,
                container=False,
                placeholder="Ask a question",
                elem_id="question",
                autofocus=True,
                max_length=2_000,
                lines=1,
                max_lines=6,
                submit_btn="Ask",
            )
            chosen = gr.Dropdown(
                label="Ask in",
                show_label=False,
                container=False,
                multiselect=True,
                visible=False,
                elem_id="chosen",
                allow_custom_value=True,
            )
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        box.submit(ask, [box, chosen, conversation], [talk, box, conversation], concurrency_limit=64, **hidden)
        # Not queued: Gradio's page can lose a question that is asked while the stream of an earlier event closes.
        blocks.load(arrive, None, chosen, queue=False, **hidden)
    blocks.queue(max_size=128, api_open=False)
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


def _among(chosen: Sequence[str]) -> Filter | None:
    """Documents chosen by name, which come as ids, or by a filter that was typed."""
    ids = [each for each in chosen if _ID.fullmatch(each)]
    typed = " ".join(each for each in chosen if not _ID.fullmatch(each))
    return narrowed(ids or None, typed or None)


def _messages(turns: Sequence[Turn]) -> Messages:
    return [
        message
        for turn in turns
        for message in (
            {"role": "user", "content": render.question(turn.question)},
            {"role": "assistant", "content": turn.markup},
        )
    ]
