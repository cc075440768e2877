"""Low-rank adapters (Hu et al. 2021) on the linear layers of a frozen model."""

import torch
from torch import Tensor, nn

from assistant.reader.stored import SCALE

#: Columns of an adapter.
RANK = 32
#: The answer head, which is trained whole.
_HEAD = "qa_outputs"


class Adapted(nn.Module):
    """A frozen linear layer with a low-rank product beside it."""

    weight: Tensor
    bias: Tensor

    def __init__(self, base: nn.Linear, kind: torch.dtype) -> None:
        """
        Args:
            kind: what the frozen weight is kept in; autocast would make it anew at every step.
        """
        super().__init__()
        wide, out = base.in_features, base.out_features
        self.register_buffer("weight", base.weight.detach().to(kind), persistent=False)
        self.register_buffer("bias", base.bias.detach().to(kind), persistent=False)
        self.a = nn.Parameter(torch.randn(RANK, wide) / wide**0.5)
        self.b = nn.Parameter(torch.zeros(out, RANK))

    def forward(self, values: Tensor) -> Tensor:
        """The layer's output with the adapter's added; the same as the layer's before the first step."""
        low = nn.functional.linear(values, self.a)
        whole = nn.functional.linear(values.to(self.weight.dtype), self.weight, self.bias)
        return whole + SCALE * nn.functional.linear(low, self.b)


def adapt(model: nn.Module, kind: torch.dtype) -> None:
    """Freezes ``model`` and puts an adapter on every linear layer but the answer head."""
    model.requires_grad_(requires_grad=False)
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if name == _HEAD:
                child.requires_grad_(requires_grad=True)
            elif isinstance(child, nn.Linear):
                setattr(parent, name, Adapted(child, kind))
