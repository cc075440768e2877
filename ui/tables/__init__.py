"""What was found in documents as tables to keep: CSV, a workbook, a Word file."""

from typing import TYPE_CHECKING

__all__ = [
    "comma_separated",
    "word_file",
    "workbook",
]

if TYPE_CHECKING:
    from ui.tables.office import word_file, workbook
    from ui.tables.rows import comma_separated
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "comma_separated": ".rows",
            "word_file": ".office",
            "workbook": ".office",
        },
    )
