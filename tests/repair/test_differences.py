"""Finite differences agree with right programs of every kind, and contradict what an edit has cut."""

import pytest

from service.verifier.inside.repairs.claims import changed_lines
from service.verifier.inside.repairs.differences import Differences

HEAD = """import torch
import torch.nn as nn
torch.manual_seed(0)
x, y = torch.randn(12, 4), torch.randn(12, 1)
"""
TRAIN = """
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(3):
    loss = (net(x) - y).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
AWKWARD = {
    "dropout": HEAD + "net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.4), nn.Linear(8, 1))" + TRAIN,
    "batch-norm": HEAD + "net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 1))" + TRAIN,
    "recurrent": HEAD
    + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.GRU(1, 5, batch_first=True), nn.Linear(5, 1)

    def forward(self, x):
        return self.out(self.rnn(x.unsqueeze(-1))[0][:, -1])
net = Net()"""
    + TRAIN,
    "accumulated": HEAD
    + """net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(4):
    ((net(x[3 * i : 3 * i + 3]) - y[3 * i : 3 * i + 3]) ** 2).mean().backward()
    if i % 2:
        opt.step()
        opt.zero_grad()
""",
    "target-without-gradient": HEAD
    + """net, slow = nn.Linear(4, 1), nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    with torch.no_grad():
        target = slow(x) + 0.5 * net(x)
    loss = (net(x) - target).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "reparameterised": HEAD
    + """mean = torch.zeros(4, requires_grad=True)
scale = torch.ones(4, requires_grad=True)
opt = torch.optim.SGD([mean, scale], lr=0.1)
for _ in range(3):
    draw = torch.distributions.Normal(mean, scale.exp()).rsample((5,))
    loss = (draw - x[0]).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    "update-by-hand": HEAD
    + """w = torch.zeros(4, 1, requires_grad=True)
for _ in range(4):
    loss = (x @ w - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
""",
    "update-through-data": HEAD
    + """w = torch.zeros(4, 1, requires_grad=True)
for _ in range(4):
    loss = (x @ w - y).pow(2).mean()
    loss.backward()
    w.data -= 0.1 * w.grad
    w.grad.zero_()
""",
}


def check(code, original=None):
    return Differences(code, changed_lines(original or code, code), lambda: 10.0).check()


@pytest.mark.parametrize("name", AWKWARD)
def test_gradients_of_right_programs_agree(name):
    result, detail = check(AWKWARD[name])
    assert result == "passed", detail


@pytest.mark.parametrize("cut", [".detach()", ".data"])
def test_a_cut_that_an_edit_has_made_is_seen(cut):
    original = HEAD + "net = nn.Linear(4, 1)\n" + TRAIN
    code = original.replace("(net(x) - y)", f"(net(x) * (1 + net(x){cut}) - y)")
    assert check(code, original)[0] == "failed"


def test_a_cut_that_the_program_had_is_its_own_affair():
    code = HEAD + "net = nn.Linear(4, 1)\n" + TRAIN.replace("(net(x) - y)", "(net(x) * (1 + net(x).detach()) - y)")
    assert check(code)[0] == "passed"


def test_gradients_of_a_custom_function_are_left_alone():
    code = (
        HEAD
        + """class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 3
w = torch.ones(3, requires_grad=True)
Twice.apply(w).sum().backward()
"""
    )
    assert check(code)[0] == "not_applicable"
