"""What a library is on disk or on a server: what any storage engine has to do, and the engines.

Names load at first use, so that importing a small type does not load the engines.
"""

from typing import TYPE_CHECKING

__all__ = [
    "Admits",
    "Diagnosis",
    "Entry",
    "Maker",
    "NarrowedStore",
    "Ranked",
    "SimilarWord",
    "Snapshot",
    "Store",
    "Writer",
    "create_store",
    "entry_named",
    "examine",
    "exists",
    "flush_names",
    "local_folder",
    "mend",
    "migrate",
    "name_places",
    "open_joined",
    "open_store",
    "sections_from_json",
    "sections_to_json",
]

if TYPE_CHECKING:
    from index.storage.diagnosis import Diagnosis
    from index.storage.durable import flush_names
    from index.storage.migration import migrate
    from index.storage.narrowed import Admits, NarrowedStore
    from index.storage.places import (
        create_store,
        examine,
        exists,
        local_folder,
        mend,
        name_places,
        open_joined,
        open_store,
    )
    from index.storage.protocols import Entry, Maker, Ranked, SimilarWord, Snapshot, Store, Writer, entry_named
    from index.storage.sections import sections_from_json, sections_to_json
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "Admits": ".narrowed",
            "Diagnosis": ".diagnosis",
            "Entry": ".protocols",
            "Maker": ".protocols",
            "NarrowedStore": ".narrowed",
            "Ranked": ".protocols",
            "SimilarWord": ".protocols",
            "Snapshot": ".protocols",
            "Store": ".protocols",
            "Writer": ".protocols",
            "create_store": ".places",
            "entry_named": ".protocols",
            "examine": ".places",
            "exists": ".places",
            "flush_names": ".durable",
            "local_folder": ".places",
            "mend": ".places",
            "migrate": ".migration",
            "name_places": ".places",
            "open_joined": ".places",
            "open_store": ".places",
            "sections_from_json": ".sections",
            "sections_to_json": ".sections",
        },
    )
