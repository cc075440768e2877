"""Low-rank adapters (Hu et al. 2021) on the linear layers of a frozen model."""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import linear

from assistant.reader.stored import SCALE

#: Columns of an adapter.
RANK = 32
#: The answer head, which is trained whole and in full precision.
_HEAD = "qa_outputs"


class _Product(torch.autograd.Function):
    """A linear layer by the weight it has with its adapter in: ``W + SCALE b a``, one large product each way.

    The adapter's own product beside the layer's, as it is usually written, costs three more passes over the layer's
    output and as many back; the merged weight is made anew at each step for less. In bfloat16 a step took half the time.
    """

    @staticmethod
    def forward(ctx: Any, values: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor) -> Tensor:
        """``values`` (..., in) times the merged weight (out, in), in the kind of number that ``values`` has."""
        whole = torch.addmm(weight, b, a, alpha=SCALE).to(values.dtype)
        ctx.save_for_backward(values, whole, a, b)
        return linear(values, whole, bias)

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients of the values and of both parts of the adapter."""
        values, whole, a, b = ctx.saved_tensors
        # Under autocast the product was computed, and its gradient comes, in another kind than the values have.
        rows, flat = above.flatten(0, -2).to(values.dtype), values.flatten(0, -2)
        below = (rows @ whole).view_as(values) if ctx.needs_input_grad[0] else None
        kind = values.dtype
        grad_a = (rows @ b.to(kind)).T @ flat
        grad_b = rows.T @ linear(flat, a.to(kind))
        return below, None, None, SCALE * grad_a.float(), SCALE * grad_b.float()


class Adapted(nn.Module):
    """A frozen linear layer with a low-rank product in its weight."""

    weight: Tensor
    bias: Tensor

    def __init__(self, base: nn.Linear, kind: torch.dtype) -> None:
        """
        Args:
            kind: what the layer's input and output are kept in.
        """
        super().__init__()
        wide, out = base.in_features, base.out_features
        self.register_buffer("weight", base.weight.detach(), persistent=False)
        self.register_buffer("bias", base.bias.detach().to(kind), persistent=False)
        self.a = nn.Parameter(torch.randn(RANK, wide) / wide**0.5)
        self.b = nn.Parameter(torch.zeros(out, RANK))

    def forward(self, values: Tensor) -> Tensor:
        """The layer's output with the adapter's in it; the same as the layer's before the first step."""
        product: Tensor = _Product.apply(  # type: ignore[no-untyped-call] # torch leaves it untyped
            values, self.weight, self.bias, self.a, self.b
        )
        return product


def adapt(model: nn.Module, kind: torch.dtype) -> None:
    """Freezes ``model``, keeps it in ``kind``, and puts an adapter on every linear layer but the answer head."""
    model.requires_grad_(requires_grad=False)
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if name == _HEAD:
                child.requires_grad_(requires_grad=True)
                child.register_forward_pre_hook(lambda _, inputs: tuple(value.float() for value in inputs))
            elif isinstance(child, nn.Linear):
                setattr(parent, name, Adapted(child, kind))
            elif isinstance(child, nn.Embedding | nn.LayerNorm):
                child.to(kind)


def read_adapters(path: Path) -> dict[str, Tensor]:
    """Adapters and head in float32 by their names in the trained model, as training wrote them or as the package has them."""
    named = {
        name if name.startswith((_HEAD, "mpnet.")) else f"mpnet.{name}": each for name, each in load_file(path).items()
    }
    return {name: each.float() for name, each in named.items()}
