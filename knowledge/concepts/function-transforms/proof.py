import copy

import torch
from torch import nn
from torch.func import functional_call, grad, grad_and_value, stack_module_state, vmap

model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
x, y = torch.randn(16, 3), torch.randn(16, 1)
parameters = {name: p.detach() for name, p in model.named_parameters()}


def raises(function, words):
    try:
        function()
    except RuntimeError as error:
        assert words in str(error), error
        print(str(error).split("\n")[0][:90])
    else:
        raise AssertionError("no error")


def loss(parameters, x, y):
    return (functional_call(model, parameters, (x,)) - y).square().mean()


# argnums, the value beside the gradient, and further outputs.
w, v = torch.tensor(2.0), torch.tensor(3.0)
assert grad(lambda w, v: w * v**2)(w, v) == 9
assert grad(lambda w, v: w * v**2, argnums=(0, 1))(w, v) == (9, 12)
assert grad_and_value(lambda w: w**2)(w) == (4, 4)
assert grad(lambda w: (w**2, w + 1), has_aux=True)(w) == (4, 3)

# Per-sample gradients: the sample has no batch dimension, and the mean over them is the batch's gradient.
shapes = []


def loss_of_one(parameters, x, y):
    shapes.append(x.shape)
    return loss(parameters, x.unsqueeze(0), y)


each = vmap(grad(loss_of_one), in_dims=(None, 0, 0))(parameters, x, y)
whole = grad(loss)(parameters, x, y)
assert shapes == [(3,)]
for name, p in parameters.items():
    assert each[name].shape == (16, *p.shape)
    assert torch.allclose(each[name].mean(0), whole[name], atol=1e-6)
    one = torch.autograd.grad((model(x[:1]) - y[:1]).square().mean(), model.get_parameter(name))[0]
    assert torch.allclose(each[name][0], one, atol=1e-6)
in_chunks = vmap(grad(loss_of_one), in_dims=(None, 0, 0), chunk_size=4)(parameters, x, y)
assert torch.allclose(in_chunks["0.weight"], each["0.weight"], atol=1e-6)

# Arguments need not require grad; if they do, the result has a graph.
assert not any(p.requires_grad for p in parameters.values())
assert not any(g.requires_grad for g in whole.values())
attached = grad(loss)(dict(model.named_parameters()), x, y)
assert attached["0.weight"].grad_fn is not None

# functional_call leaves the module alone, and the gradient flows into the tensors that it was given.
own = model[0].weight
factor = torch.tensor(0.5, requires_grad=True)
output = functional_call(model, {name: factor * p for name, p in parameters.items()}, (x,))
assert model[0].weight is own and not torch.allclose(output, model(x))
output.sum().backward()
assert factor.grad is not None and own.grad is None

# Several models at once.
models = [nn.Linear(3, 1) for _ in range(5)]
stacked, buffers = stack_module_state(models)
base = copy.deepcopy(models[0]).to("meta")
together = vmap(lambda p, b: functional_call(base, (p, b), (x,)))(stacked, buffers)
assert torch.allclose(together, torch.stack([one(x) for one in models]), atol=1e-6)
print("five models, sixteen samples:", tuple(together.shape))


# What the function may do.
def backward_inside(w):
    (w**2).backward()
    return w


raises(lambda: grad(backward_inside)(w), "backward() called inside a functorch transform")
raises(lambda: grad(lambda w: w.requires_grad_() ** 2)(w), "requires_grad_()")


def penalty(w, create_graph):
    return torch.autograd.grad(w**3, w, create_graph=create_graph)[0] + w


assert grad(penalty)(w, True) == 6 * 2 + 1
assert grad(penalty)(w, False) == 1

raises(lambda: vmap(lambda row: row.sum() if row[0] > 0 else row.prod())(x), "data-dependent control flow")
raises(lambda: vmap(lambda row: row[row > 0].sum())(x), "dynamic shape")
assert torch.equal(vmap(lambda row: torch.where(row > 0, row, 0.0))(x), x.relu())
raises(lambda: vmap(nn.Dropout(0.5))(x), "randomness")
zeros = {mode: vmap(nn.Dropout(0.5), randomness=mode)(torch.ones(16, 3)) for mode in ("same", "different")}
assert (zeros["same"] == zeros["same"][0]).all() and not (zeros["different"] == zeros["different"][0]).all()

# BatchNorm writes into its statistics: into the buffers that it is given, if they are arguments.
norm = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
weights = {name: p.detach() for name, p in norm.named_parameters()}
statistics = {name: b.clone() for name, b in norm.named_buffers()}
square = lambda weights: functional_call(norm, weights, (x,)).pow(3).sum()  # noqa: E731
raises(lambda: grad(square)(weights), "mutate a captured Tensor")
with_buffers = lambda weights, b: functional_call(norm, (weights, b), (x,)).pow(3).sum()  # noqa: E731
result = grad(with_buffers)(weights, statistics)
assert statistics["1.num_batches_tracked"] == 1 and norm[1].num_batches_tracked == 0
norm.eval()
assert grad(square)(weights).keys() == result.keys()


# A custom function needs setup_context, and for vmap a rule.
class Square(torch.autograd.Function):
    @staticmethod
    def forward(w):
        return w**2

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.saved_tensors[0] * gradient


class Old(Square):
    setup_context = torch.autograd.Function.setup_context

    @staticmethod
    def forward(ctx, w):
        ctx.save_for_backward(w)
        return w**2


class Mapped(Square):
    generate_vmap_rule = True


raises(lambda: grad(Old.apply)(w), "setup_context")
assert grad(Square.apply)(w) == 4
raises(lambda: vmap(Square.apply)(x), "generate_vmap_rule")
assert torch.equal(vmap(Mapped.apply)(x), x**2)

# A tensor that is kept cannot be used outside of vmap.
kept = []
vmap(lambda row: kept.append(row) or row)(x)
raises(lambda: kept[0].sin(), "escaped")
