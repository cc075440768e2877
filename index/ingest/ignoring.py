"""Files that a folder says are not to be indexed. The only file that knows pathspec."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from index.errors import QuothError

#: The file that says so, in the syntax of git's ``.gitignore``, for the folder it lies in and all below.
NAME = ".quothignore"

#: What ends a pattern for all that is inside a folder. pathspec takes it for the folder itself as well, git does not.
_INSIDE = re.compile(r"/\*\*(?=/? *$)")


#: Between two stars the first match is as good as any; without this a long name would be tried in exponentially many
#: ways.
_STARRED = re.compile(
    r"\[\^/\]\*((?:\\.|\[\^/\](?![*+])|\[\^?(?:\\.|[^\]\\/])+\](?![*+])|[^\\/()\[\]*+?.^$|{}])+)(?=\[\^/\]\*)"
)
#: Stars side by side, which are one.
_STARS = re.compile(r"(?:\[\^/\]\*){2,}")
#: Times a line may say "in any folder".
_MOST_FOLDERS = 6


@dataclass(frozen=True)
class Pattern:
    """A line: what it speaks of, and whether that is excluded or, with an exclamation mark, not."""

    regex: re.Pattern[str]
    excludes: bool

    @classmethod
    def of(cls, line: str) -> "Pattern | None":
        """The pattern of a line; None for a comment or an empty one.

        Raises:
            Exception: pathspec's own or re's; it is none.
        """
        if line.split("/").count("**") > _MOST_FOLDERS:
            raise ValueError("too many folders")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # re's of sets that may mean something else one day
            made = GitIgnoreSpecPattern(_INSIDE.sub("/**/*", line))
            if made.include is None or made.regex is None:
                return None
            return cls(
                re.compile(_STARRED.sub(r"(?>[^/]*?\1)", _STARS.sub("[^/]*", made.regex.pattern))), bool(made.include)
            )


@dataclass(frozen=True)
class Rules:
    """The rules that hold in a folder: folders and the patterns their files list, outermost first."""

    of: tuple[tuple[Path, tuple[Pattern, ...]], ...] = ()

    def within(self, folder: Path, complain: Callable[[str, str], None]) -> "Rules":
        """These rules and those of ``folder`` itself.

        Args:
            complain: called with a line that is no pattern, and why; the line is passed over.

        Raises:
            QuothError: its file cannot be read, so what it excludes is not known.
        """
        path = folder / NAME
        if not path.is_file():
            return self
        try:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as cause:
            raise QuothError(f"{path} cannot be read: {cause.strerror}") from cause
        patterns = []
        for number, line in enumerate(text.split("\n"), start=1):
            try:
                if pattern := Pattern.of(line):
                    patterns.append(pattern)
            except Exception:  # noqa: BLE001 - pathspec's own, and re's
                complain(f"{path}, line {number}", f"{line[:100]!r} is no pattern as git understands them")
        return Rules((*self.of, (folder, tuple(patterns))))

    def ignore(self, path: Path, *, folder: bool = False) -> bool:
        """Whether the last pattern of the innermost folder that speaks of ``path`` excludes it.

        Of ``path`` itself: what is in an excluded folder is not asked about, as git never looks there.
        """
        for base, patterns in reversed(self.of):
            name = path.relative_to(base).as_posix() + "/" * folder
            for pattern in reversed(patterns):
                # Anchored ones would match what is below a folder as well; the others stand for any name.
                if pattern.regex.fullmatch(name) or pattern.regex.search(name, len(name) - 1):
                    return pattern.excludes
        return False
