"""Files to documents and passages: found, read in a process of its own, cut, embedded and stored.

Names load at first use, so that neither the reading process nor a command that prints a name loads all of it.
"""

from typing import TYPE_CHECKING

__all__ = [
    "LANGUAGES",
    "Progress",
    "RayWorkers",
    "Skipped",
    "Splitter",
    "Summary",
    "Sync",
    "Workers",
    "boxes",
    "make_passages",
    "note_languages",
    "noted_skips",
    "page_count",
    "page_image",
    "printable",
    "read_content",
    "wait_for_changes",
]

if TYPE_CHECKING:
    from index.ingest.files import Skipped, printable
    from index.ingest.isolation import make_passages
    from index.ingest.ocr import note_languages, read_content
    from index.ingest.ray_workers import RayWorkers
    from index.ingest.sandbox import boxes, page_count, page_image
    from index.ingest.splitter import Splitter
    from index.ingest.sync import Progress, Summary, Sync, noted_skips
    from index.ingest.tesseract import LANGUAGES
    from index.ingest.watching import wait_for_changes
    from index.ingest.workers import Workers
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "LANGUAGES": ".tesseract",
            "Progress": ".sync",
            "RayWorkers": ".ray_workers",
            "Skipped": ".files",
            "Splitter": ".splitter",
            "Summary": ".sync",
            "Sync": ".sync",
            "Workers": ".workers",
            "boxes": ".sandbox",
            "make_passages": ".isolation",
            "note_languages": ".ocr",
            "noted_skips": ".sync",
            "page_count": ".sandbox",
            "page_image": ".sandbox",
            "printable": ".files",
            "read_content": ".ocr",
            "wait_for_changes": ".watching",
        },
    )
