"""One name for a file."""

import os
from pathlib import Path


def absolute(path: Path) -> Path:
    """The path from the root on without ``..``, so that a file has one name from wherever it is named."""
    plain = Path(os.path.normpath(path.absolute()))
    # Behind a symbolic link ``..`` leads elsewhere.
    return plain if not path.exists() or (plain.exists() and plain.samefile(path)) else path.resolve()
