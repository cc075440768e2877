"""Words of a picture by tesseract, a program that the system brings. The only file that knows it.

What reaches it is a header of ours and grey pixels, by standard input: nothing that a document says, or is named, stands on
its command line, and no decoder of pictures meets a stranger's bytes. It has limits of its own, and nothing of the
environment.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from index.errors import QuothError
from index.readers import Bitmap, Unrecognised, Word

#: The languages that are read unless others are named.
LANGUAGES = "eng"
#: Seconds that it may compute for a picture: far longer than a page full of print takes.
SECONDS = 60
#: Seconds of clock time for each second of computing; see :mod:`index.ingest.sandbox`.
_PATIENCE = 20 if hasattr(signal, "SIGXCPU") else 2
#: Bytes of memory that it may take, and of what it says.
_MEMORY, _SAID = 2 << 30, 1 << 24
_NAMES = re.compile(r"[A-Za-z]\w*(?:/\w+)?(?:\+[A-Za-z]\w*(?:/\w+)?)*")
#: What it keeps of the environment: where its languages are, if not in the usual place.
_KEPT = ("TESSDATA_PREFIX", "SYSTEMROOT")


@dataclass(frozen=True)
class Tesseract:
    """The program, ready to be run.

    Attributes:
        languages: their names as it calls them, joined by ``+``.
        turns: whether it detects by itself how a page is rotated.
    """

    program: str
    languages: str = LANGUAGES
    turns: bool = True

    @classmethod
    def find(cls, languages: str = LANGUAGES) -> "Tesseract":
        """The program of this machine.

        Raises:
            QuothError: it is not installed, or lacks a language; the message says what to install.
        """
        if not _NAMES.fullmatch(languages):
            raise QuothError(f"{languages!r} names no languages; write them as tesseract does, as in eng or deu+fra")
        program = shutil.which("tesseract")
        if program is None:
            raise QuothError(_ABSENT)
        try:
            listing = subprocess.run(  # noqa: S603 - what the system calls tesseract
                [program, "--list-langs"],
                capture_output=True,
                timeout=_PATIENCE * SECONDS,
                env=_environment(),
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as cause:
            raise QuothError(f"{program} cannot be run to recognise text: {cause}") from cause
        known = set(listing.stdout.decode(errors="replace").split())
        if missing := [each for each in languages.split("+") if each not in known]:
            raise QuothError(_LACKING.format(missing[0]))
        return cls(program, languages, "osd" in known)

    def words(self, bitmap: Bitmap) -> list[Word]:
        """The words in a picture, in the order in which they are read.

        Raises:
            Unrecognised: the program died, took too long, or answered nonsense.
        """
        said = self._said(b"P5 %d %d 255\n" % (bitmap.width, bitmap.height), bitmap.pixels)
        try:
            return list(_words(said.decode(errors="replace"), bitmap))
        except (ValueError, IndexError) as cause:
            raise Unrecognised("tesseract answered nonsense") from cause

    def _said(self, *pixels: bytes) -> bytes:
        layout = "1" if self.turns else "3"
        command = [self.program, "stdin", "stdout", "-l", self.languages, "--psm", layout]
        try:
            process = subprocess.Popen(  # noqa: S603 - as above; the languages are names
                [*command, "-c", "tessedit_create_tsv=1"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(self.program).parent,
                env=_environment(),
            )
        except OSError as cause:
            raise Unrecognised(f"tesseract cannot be run: {cause.strerror}") from cause
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(_PATIENCE * SECONDS, end)
        timer.daemon = True
        timer.start()
        said = b""
        try:
            _confine(process.pid)
            with suppress(BrokenPipeError):
                requests = cast("BinaryIO", process.stdin)
                requests.writelines(pixels)
                requests.close()
            said = cast("BinaryIO", process.stdout).read(_SAID + 1)
            if len(said) <= _SAID:
                process.wait()
        finally:
            timer.cancel()
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    cast("BinaryIO", pipe).close()
            process.wait()
        if late.is_set() or process.returncode == -getattr(signal, "SIGXCPU", 0):
            raise Unrecognised(f"takes tesseract more than {SECONDS} seconds")
        if len(said) > _SAID:
            raise Unrecognised("tesseract answered without end")
        if process.returncode:
            raise Unrecognised(f"tesseract failed (status {process.returncode})")
        return said


def find_tesseract(languages: str | None) -> Tesseract | None:
    """The program for a library that is read with it; None where it is not, or the program is not on this machine."""
    with suppress(QuothError):
        return Tesseract.find(languages) if languages else None
    return None


def _words(table: str, bitmap: Bitmap) -> Iterator[Word]:
    """The words of its table; each row says what it is of, and the last kind are words."""
    for row in table.split("\n")[1:]:
        level, *numbers, text = row.split("\t") if "\t" in row else ("", "")
        text = "".join(text.split())
        if level != "5" or not text:
            continue
        _, block, paragraph, line, _, left, top, width, height = map(int, numbers[:9])
        right, bottom = min(left + width, bitmap.width), min(top + height, bitmap.height)
        confidence = min(max(float(numbers[9]), 0.0), 100.0)
        # Each paragraph counts from its block, and each line from its paragraph.
        part = block * 100_000 + paragraph
        yield Word(text, confidence, part, part * 100_000 + line, left, top, right, bottom)


def _confine(pid: int) -> None:
    """Sets limits before the process is given anything to read."""
    if sys.platform != "linux":  # elsewhere a process sets its own; the clock ends this one
        return
    import resource

    limits = {
        resource.RLIMIT_AS: (_MEMORY, _MEMORY),
        # At the first limit it is signalled, at the second, a second later, killed.
        resource.RLIMIT_CPU: (SECONDS, SECONDS + 1),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NPROC: (0, 0),
    }
    try:
        for which, (soft, hard) in limits.items():
            most = resource.prlimit(pid, which)[1]
            resource.prlimit(pid, which, (soft, hard) if most < 0 else (min(soft, most), min(hard, most)))
    except ProcessLookupError:
        return  # it died by itself, which is told otherwise
    except PermissionError as cause:
        raise Unrecognised("tesseract runs as somebody else here, and cannot be given limits") from cause


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1"}


_HELP = "on Debian and Ubuntu: apt install tesseract-ocr, on macOS: brew install tesseract"
_ABSENT = f"tesseract, which recognises text in pictures, is not installed; {_HELP}"
_LACKING = "tesseract has not the language {0!r} (see tesseract --list-langs); on Debian and Ubuntu: apt install tesseract-ocr-{0}"
