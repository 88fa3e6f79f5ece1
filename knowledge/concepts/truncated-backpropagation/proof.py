import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)
gru, head = nn.GRU(3, 5), nn.Linear(5, 1)
parameters = [*gru.parameters(), *head.parameters()]
x, y = torch.randn(12, 2, 3), torch.randn(12, 2, 1)  # 12 steps of 2 sequences, in 3 chunks of 4
chunks = list(zip(x.split(4), y.split(4)))


def keep(state):
    return state


def detach(state):
    return state.detach()


def reset(state):
    return torch.zeros_like(state)


def losses_of(between, inputs=None):
    """The loss of each chunk; `between` is what is done with the state before it."""
    state, losses = torch.zeros(1, 2, 5), []
    for x_part, y_part in zip(inputs or x.split(4), y.split(4)):
        output, state = gru(x_part, between(state))
        losses.append(mse_loss(head(output), y_part))
    return losses


def gradient_of(loss):
    return torch.cat([g.flatten() for g in torch.autograd.grad(loss, parameters, retain_graph=True)])


def raises(text, action):
    try:
        action()
    except (RuntimeError, AttributeError) as error:
        print(str(error).split(".")[0][:90])
        assert text in str(error), error
        return True
    return False


# detach() changes no value: the losses are those of the uncut run. A reset changes them.
uncut, cut, fresh = losses_of(keep), losses_of(detach), losses_of(reset)
assert all(torch.equal(a, b) for a, b in zip(uncut, cut))  # [^values]
assert torch.equal(uncut[0], fresh[0]) and not torch.equal(uncut[1], fresh[1])

# The gradient of the last chunk's loss ends at its first step; without detach() it goes to the start.
for between in (keep, detach, reset):
    inputs = [part.clone().requires_grad_() for part in x.split(4)]
    gradients = torch.autograd.grad(losses_of(between, inputs)[-1], inputs, allow_unused=True)
    reached = [number for number, gradient in enumerate(gradients, 1) if gradient is not None]
    print(f"{between.__name__:6} loss of chunk 3 reaches chunks:", reached)
    assert reached == ([1, 2, 3] if between is keep else [3])  # [^reach]

# So what the chunks add up is another gradient than that of the whole sequence.
whole = gradient_of(sum(uncut))
truncated = gradient_of(sum(cut))
print("difference of the gradients:", f"{((whole - truncated).norm() / whole.norm()).item():.0%}")
assert not torch.allclose(whole, truncated, rtol=0.01)  # [^other-gradient]
assert torch.allclose(sum(gradient_of(loss) for loss in cut), truncated, atol=1e-6)

# The weights cannot be trained to write into the state what a later chunk needs: that gradient is the missing part.
state = gru(x[:4])[1]
later = mse_loss(head(gru(x[4:8], detach(state))[0]), y[4:8])
assert torch.autograd.grad(later, state, allow_unused=True, retain_graph=True) == (None,)

# A step has as many steps behind it as its place in the chunk: a linear recurrence shows it in numbers.
weight = torch.tensor(0.5, requires_grad=True)
signal = torch.rand(8)


def run(steps, state):
    for value in signal[steps]:
        state = weight * state + value
    return state


def closed_form(last, reach):
    """d state / d weight behind step `last`, when the gradient goes back `reach` steps."""
    states = [torch.tensor(0.0)]
    for value in signal:
        states.append(0.5 * states[-1] + value)
    return sum(0.5**j * states[last - j] for j in range(reach))


for place in range(4):
    carried = run(slice(0, 4), torch.tensor(0.0)).detach()
    (gradient,) = torch.autograd.grad(run(slice(4, 5 + place), carried), weight)
    assert torch.allclose(gradient, closed_form(4 + place, place + 1))  # [^place]

# Back k2 = 4 steps behind every k1 = 2: start again from the detached state of 4 steps ago.
states = [torch.tensor(0.0)]
for start in range(0, 8, 2):
    with torch.no_grad():
        states.append(run(slice(start, start + 2), states[-1]))
    if start >= 2:
        end = run(slice(start - 2, start + 2), states[start // 2 - 1])
        assert torch.equal(end.detach(), states[-1])
        (gradient,) = torch.autograd.grad(end, weight)
        assert torch.allclose(gradient, closed_form(start + 1, 4))  # [^window]

# Without detach() the second backward() meets the first graph; with retain_graph=True the optimizer is in the way.
optimizer = torch.optim.SGD(parameters, lr=0.1)


def train(between, retain=False, step=True):
    state = torch.zeros(1, 2, 5)
    for x_part, y_part in chunks:
        output, state = gru(x_part, between(state))
        optimizer.zero_grad()
        mse_loss(head(output), y_part).backward(retain_graph=retain)
        if step:
            optimizer.step()


assert raises("backward through the graph a second time", lambda: train(keep))  # [^second-time]
assert raises("modified by an inplace operation", lambda: train(keep, retain=True))  # [^inplace]
train(detach)

# The state of an LSTM is a tuple; a learned first state is trained by the first chunk alone.
lstm = nn.LSTM(3, 5)
output, state = lstm(x[:4])
assert raises("'tuple' object has no attribute 'detach'", lambda: state.detach())
state = tuple(part.detach() for part in state)
lstm(x[4:8], state)[0].sum().backward()
first = nn.Parameter(torch.zeros(1, 2, 5))
output, state = gru(x[:4], first)
assert torch.autograd.grad(output.sum(), first)[0].abs().sum() > 0
(missing,) = torch.autograd.grad(gru(x[4:8], state.detach())[0].sum(), first, allow_unused=True)
assert missing is None  # [^first-state]

# A last batch that is smaller does not fit the state.
assert raises("Expected hidden size", lambda: gru(x[4:8, :1], state.detach()))

# Exact for less memory: each chunk in an activation checkpoint, no detach(), one backward() of the sum.
state, total = torch.zeros(1, 2, 5), 0.0
for x_part, y_part in chunks:
    output, state = checkpoint(gru, x_part, state, use_reentrant=False)
    total = total + mse_loss(head(output), y_part)
exact = gradient_of(sum(losses_of(keep)))
assert torch.allclose(gradient_of(total), exact, atol=1e-6)  # [^checkpoint]
print("checkpointed chunks: the whole gradient, to", f"{(gradient_of(total) - exact).abs().max().item():.0e}")
