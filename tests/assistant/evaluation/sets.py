"""Small labelled sets and the documents they are about."""

import json
from pathlib import Path

from index.documents import Content, Document, digest

CONTEXTS = (
    "Alfred was king of Wessex. He won at Edington in 878. Cnut came later.",
    "The Nile is a river in Africa. It flows north. It is 6,650 km long.",
)

SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Some_kings",
            "paragraphs": [
                {
                    "context": CONTEXTS[0],
                    "qas": [
                        {
                            "id": "k1",
                            "question": "Who was king of Wessex?",
                            "answers": [{"text": "Alfred", "answer_start": 0}],
                            "is_impossible": False,
                        },
                        {
                            "id": "k2",
                            "question": "Where did he win?",
                            "answers": [{"text": "Edington", "answer_start": CONTEXTS[0].index("Edington")}],
                        },
                        {"id": "k3", "question": "Who was king of Mercia?", "answers": [], "is_impossible": True},
                    ],
                },
            ],
        },
        {
            "title": "Rivers",
            "paragraphs": [
                {
                    "context": CONTEXTS[1],
                    "qas": [
                        {
                            "id": "r1",
                            "question": "What is the Nile?",
                            "answers": [{"text": "a river", "answer_start": CONTEXTS[1].index("a river")}],
                        },
                        {"id": "r2", "question": "How deep is the Nile?", "answers": [], "is_impossible": True},
                    ],
                },
            ],
        },
    ],
}

QUOTES = [
    {"question": "Who was king of Wessex?", "answerable": True, "gold": ["Alfred"], "source": "kings.txt"},
    {"question": "Who was king of Mercia?", "answerable": False, "gold": []},
    {"question": "What is the Nile?", "answerable": True, "gold": ["river"]},
]

CONVERSATION = [{"id": "c", "turns": QUOTES}]


def documents():
    return [
        Document(name, f"{name}.txt", digest(text.encode()), Content(text))
        for name, text in zip(("kings", "rivers"), CONTEXTS, strict=True)
    ]


def write_json(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value))
    return path


def write_lines(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": f"d{i}", "title": f"T{i}", "text": text} for i, text in enumerate(CONTEXTS)]
    write_lines(folder / "corpus.jsonl", [*rows, {"_id": "empty", "title": "", "text": ""}])
    queries = [
        {"_id": "q0", "text": "king of Wessex"},
        {"_id": "q1", "text": "river"},
        {"_id": "q2", "text": "unjudged"},
    ]
    write_lines(folder / "queries.jsonl", queries)
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\r\nq0\td0\t2\r\nq1\td1\t1\r\nq1\td0\t0\r\n")
    return folder
