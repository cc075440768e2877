"""Commands that ask."""

import io
import json
from pathlib import Path


def test_index_then_ask_search_show_documents_verify_remove(quoth, tmp_path: Path) -> None:
    assert quoth("index", "docs") == (0, "1 added\n", "")
    assert quoth("index", "docs") == (0, "1 unchanged\n", "")
    code, out, _ = quoth("documents", "--json")
    (entry,) = json.loads(out)
    assert (code, entry["source"], entry["passages"]) == (0, "docs/kings.txt", 1)
    code, out, _ = quoth("search", "king", "--json")
    assert json.loads(out)[0]["text"].startswith("Alfred")
    code, out, _ = quoth("ask", "Who was king?", "--json")
    reply = json.loads(out)
    assert code == {"answered": 0, "refused": 1}[reply["outcome"]]
    for quote in [*reply["quotes"], *reply["nearest"]]:
        shown = quoth("show", f"{quote['source']}#{quote['start']}-{quote['end']}")
        assert shown == (0, quote["text"] + "\n", "")
    (tmp_path / "reply.json").write_text(out)
    code, out, _ = quoth("verify", "reply.json")
    assert code == 0
    assert all(line.startswith("stands") for line in out.splitlines())
    assert quoth("remove", "docs/kings.txt") == (0, "1 removed\n", "")
    assert quoth("documents") == (0, "\n", "")
    code, out, _ = quoth("ask", "Who was king?", "--json")
    assert (code, json.loads(out)["outcome"]) == (1, "empty")


def test_a_reply_says_how_a_question_with_typing_errors_was_understood(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "boats.txt").write_text("The boathouse is green.")
    quoth("index", "docs")
    assert quoth("ask", "What is the boathuose?")[1].startswith("Understood as: What is the boathouse?\n\n")
    reply = json.loads(quoth("ask", "What is the boathuose?", "--json")[1])
    assert (reply["question"], reply["understood"]) == ("What is the boathuose?", "What is the boathouse?")
    assert "Understood" not in quoth("ask", "What is the boathouse?")[1]


def test_replies_have_the_shape_scripts_rely_on(quoth) -> None:
    quoth("index", "docs")
    reply = json.loads(quoth("ask", "Who was king?", "--json")[1])
    assert {"question", "understood", "outcome", "support", "threshold", "quotes", "reason", "nearest"} <= reply.keys()
    for quote in [*reply["quotes"], *reply["nearest"]]:
        assert {
            "text",
            "start",
            "end",
            "answer",
            "support",
            "document",
            "digest",
            "source",
            "title",
            "page",
            "section",
        } <= (quote.keys())
        assert quote["answer"].keys() == {"text", "start", "end"}


def test_a_question_is_read_from_standard_input(quoth, monkeypatch) -> None:
    quoth("index", "docs")
    monkeypatch.setattr("sys.stdin", io.StringIO("Who was king?\n"))
    assert json.loads(quoth("ask", "-", "--json")[1])["question"] == "Who was king?"


def test_many_questions_are_one_line_of_json_each(quoth, tmp_path: Path) -> None:
    quoth("index", "docs")
    (tmp_path / "questions.txt").write_text("Who was king?\n\n  Where is the river?\n")
    code, out, _ = quoth("ask", "--file", "questions.txt")
    replies = [json.loads(line) for line in out.splitlines()]
    assert [reply["question"] for reply in replies] == ["Who was king?", "Where is the river?"]
    assert code == (0 if any(reply["outcome"] == "answered" for reply in replies) else 1)


def test_what_stands_beside_a_question_stands_beside_its_reply_so_that_both_can_be_judged(
    quoth, tmp_path: Path
) -> None:
    quoth("index", "docs")
    rows = [{"id": "a", "question": "Who was king?", "answerable": True, "quotes": "no"}, {"question": "Where is it?"}]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    out = quoth("ask", "--file", "questions.jsonl")[1]
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["id"], first["question"], first["answerable"]) == ("a", "Who was king?", True)
    assert isinstance(first["quotes"], list)
    assert second["question"] == "Where is it?"
    (tmp_path / "replies.jsonl").write_text(out)
    code, out, _ = quoth("evaluate", "answers", "replies.jsonl", "--library", ".quoth", "--json")
    assert (code, json.loads(out)["answers"]) == (0, 2)


def test_a_filter_that_admits_nothing_says_so(quoth) -> None:
    quoth("index", "docs")
    assert quoth("ask", "Who was king?", "--where", "path:nowhere/*") == (
        1,
        "No document passes the filter. List them with: quoth documents\n",
        "",
    )


def test_a_document_cannot_steer_the_terminal(quoth, tmp_path: Path) -> None:
    (tmp_path / "docs" / "kings.txt").write_text(
        "Alfred \x1b[2J was \u202eking\u202c of\x07 Wessex. " + "He was a great king. " * 9
    )
    quoth("index", "docs")
    for command in (["ask", "Who was king?"], ["search", "king"]):
        out = quoth(*command)[1]
        assert "Alfred" in out
        assert not set(out) & set("\x1b\x07\u202e")


def test_a_refusal_names_the_words_that_stand_nowhere(quoth) -> None:
    quoth("index", "docs")
    code, out, _ = quoth("ask", "Who was king of Zembla?", "--threshold", "1")
    assert (code, out.splitlines()[1]) == (1, "Nowhere in the documents: Zembla")
    code, out, _ = quoth("ask", "Who was king of Zembla?", "--threshold", "1", "--more")
    assert (code, out.count("Nowhere in the documents: Zembla")) == (1, 1)
    assert "Nowhere" not in quoth("ask", "Who was king?", "--threshold", "1")[1]
