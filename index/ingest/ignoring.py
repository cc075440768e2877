"""Files that a folder says are not to be indexed. The only file that knows pathspec."""

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from index.errors import QuothError

#: The file that says so, in the syntax of git's ``.gitignore``, for the folder it lies in and all below.
NAME = ".quothignore"

#: What ends a pattern for all that is inside a folder. pathspec takes it for the folder itself as well, git does not.
_INSIDE = re.compile(r"/\*\*(?=/? *$)")


@dataclass(frozen=True)
class Rules:
    """The rules that hold in a folder: folders and the patterns their files list, outermost first."""

    of: tuple[tuple[Path, tuple[GitIgnoreSpecPattern, ...]], ...] = ()

    def within(self, folder: Path) -> "Rules":
        """These rules and those of ``folder`` itself.

        Raises:
            QuothError: its file cannot be read, or one of its lines is no pattern.
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
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # re's of sets that may mean something else one day
                    patterns.append(GitIgnoreSpecPattern(_INSIDE.sub("/**/*", line)))
            except Exception as cause:  # pathspec's own, and re's
                raise QuothError(f"{path}, line {number}: {line!r} is no pattern as git understands them") from cause
        return Rules((*self.of, (folder, tuple(patterns))))

    def ignore(self, path: Path, *, folder: bool = False) -> bool:
        """Whether the last pattern of the innermost folder that speaks of ``path`` excludes it.

        Of ``path`` itself: what is in an excluded folder is not asked about, as git never looks there.
        """
        for base, patterns in reversed(self.of):
            name = path.relative_to(base).as_posix() + "/" * folder
            for pattern in reversed(patterns):
                # Anchored ones would match what is below a folder as well; the others stand for any name.
                if pattern.regex and (pattern.regex.fullmatch(name) or pattern.regex.search(name, len(name) - 1)):
                    return bool(pattern.include)
        return False
