"""Small programs that stand where tesseract does: real ones, so that real limits hold them."""

import sys
from pathlib import Path

#: What each does with a picture, whose pixels it has in ``pixels``.
PROGRAMS = {
    "reads": "say('The tenant pays a deposit.'.split())",
    "finds nothing": "say([])",
    "tells": "import os; say([*sys.argv[1:], *os.environ, os.getcwd(), str(len(pixels)), pixels[:15].decode()])",
    "hangs": "import signal; signal.pause()",
    "computes": "while True: pass",
    "dies": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "fails": "sys.exit(3)",
    "reads no picture": "",
    "fills memory": "say(['x' * (1 << 28)])",
    "writes": "with open(__file__ + '.mark', 'w') as mark: mark.write('x')",
    "floods": "while True: sys.stdout.buffer.write(b'x' * (1 << 16))",
    "is no table": "print('words\\n5\\tand\\tmore')",
    "has no numbers": "print('head\\n' + chr(9).join('5 1 1 1 1 1 a b c d nan word'.split()))",
}

_BEFORE = """#!{python} -IS
import sys
def say(words):
    print("level page block par line word left top width height conf text".replace(" ", "\\t"))
    for n, word in enumerate(words, start=1):
        print(5, 1, 1, 1, 1, n, 10 * n, 10, 8, 12, 90.5, "".join(word.split()), sep="\\t")
if sys.argv[1] == "--list-langs":
    print("List of available languages (3):", "deu", "eng", "osd", sep="\\n")
    sys.exit()
pixels = sys.stdin.buffer.read()
"""


def write(folder: Path, does: str) -> Path:
    """Puts a program into a folder, named as tesseract is."""
    folder.mkdir(exist_ok=True)
    program = folder / "tesseract"
    program.write_text(_BEFORE.format(python=sys.executable) + PROGRAMS[does] + "\n")
    program.chmod(0o755)
    return program
