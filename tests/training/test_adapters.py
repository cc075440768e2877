import pytest
import torch
from torch.nn.functional import linear

from assistant.reader.stored import SCALE
from training.reader.adapters import RANK, Adapted, adapt


def test_an_adapted_layer_and_its_gradients_are_those_of_the_product_beside_it() -> None:
    torch.manual_seed(0)
    base = torch.nn.Linear(24, 40)
    layer = Adapted(base, torch.float32)
    torch.nn.init.normal_(layer.b, std=0.1)
    values, above = torch.randn(3, 5, 24, requires_grad=True), torch.randn(3, 5, 40)
    sought = (values, layer.a, layer.b)

    merged = layer(values)
    beside = base(values) + SCALE * linear(linear(values, layer.a), layer.b)

    torch.testing.assert_close(merged, beside)
    for got, wanted in zip(
        torch.autograd.grad(merged, sought, above), torch.autograd.grad(beside, sought, above), strict=True
    ):
        torch.testing.assert_close(got, wanted)


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_an_adapter_changes_nothing_before_its_first_step_and_is_all_that_learns(kind: torch.dtype) -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(24, 40))
    values = torch.randn(7, 24).to(kind)
    before = linear(values, model[0].weight.to(kind), model[0].bias.to(kind))

    adapt(model, kind)

    torch.testing.assert_close(model(values), before)
    learned = {name: tuple(p.shape) for name, p in model.named_parameters() if p.requires_grad}
    assert learned == {"0.a": (RANK, 24), "0.b": (40, RANK)}
