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
