"""Mails that carry the ones they answer: each under whoever wrote it."""

import pytest

from index.readers import read
from index.readers.threads import older

_MAIL = """From: Lea Krantz <lea@example.org>
To: Bo <bo@example.org>
Subject: Boiler
Date: Tue, 4 Mar 2025 10:11:00 +0100

Thursday works. The key is with the caretaker.

From: Bo Lund <bo@example.org>
Sent: Monday, March 3, 2025 4:02 PM
To: Lea Krantz <lea@example.org>
Subject: Boiler

Can you let the inspector in?

> On 1 Mar 2025, at 09:00, Lea Krantz <lea@example.org> wrote:
> Which boiler is it?
"""


def test_each_message_of_a_thread_stands_under_its_writer_and_day() -> None:
    content = read("boiler.eml", _MAIL.encode())
    found = {section.span.of(content.text).split("\n")[-1]: section.heading for section in content.sections}
    assert found["Thursday works. The key is with the caretaker."] == ("Lea Krantz, 4 March 2025",)
    assert found["Can you let the inspector in?"] == ("Bo Lund, Monday, March 3, 2025 4:02 PM",)
    assert found["> Which boiler is it?"] == ("1 Mar 2025, at 09:00, Lea Krantz",)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("On Tue, Mar 4, 2025 at 9:00 AM Lea <lea@example.org>\nwrote:\n> hi", "Tue, Mar 4, 2025 at 9:00 AM Lea"),
        ("Am 01.03.2025 um 09:00 schrieb Lea Krantz <a@example.org>:\n", "01.03.2025 um 09:00 Lea Krantz"),
        ("*From:* Bo Lund <b@example.org>\n*Sent:* Monday, March 3\n*To:* Lea\n", "Bo Lund, Monday, March 3"),
    ],
)
def test_mail_programs_say_in_many_ways_who_wrote(text: str, who: str) -> None:
    assert older("Hello.\n" + text) == [(7, who)]


def test_what_only_looks_like_it_is_no_message() -> None:
    assert older("On Monday we wrote to them: no answer.\nFrom: the north\nTo: the south\n") == []


def answers(text: str) -> list[tuple[str, str]]:
    head = "From: Mara <m@example.org>\nSubject: Crane\nDate: Tue, 10 Jun 2025 08:31:00 +0200\n\n"
    content = read("crane.eml", f"{head}Hi Piet,\n\nOn 9 June 2025, Piet wrote:\n{text}".encode())
    return [(s.heading[-1].split(",")[0], s.span.of(content.text).split("\n")[-1]) for s in content.sections[1:]]


def test_what_is_answered_line_by_line_is_of_the_one_who_answers() -> None:
    asked = "> Who pays for it?\n\nThe yard does.\n\n> And for the mast?\n\nYou do.\n"
    assert answers(asked) == [("Mara", "You do.")]


def test_an_answer_below_the_message_is_of_the_one_who_answers() -> None:
    below = "> Who pays for it?\n> It is dear.\n\nThe yard does.\n"
    assert answers(below) == [("Mara", "Hi Piet,"), ("9 June 2025", "> It is dear."), ("Mara", "The yard does.")]
    signed = "> Who pays for it?\n\n--\nMara, Quay 4\n"
    assert answers(signed) == [("Mara", "Hi Piet,"), ("9 June 2025", "Mara, Quay 4")]
