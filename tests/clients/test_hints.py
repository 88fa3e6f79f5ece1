"""Hints are certain from the text: each has programs that get it, and near ones that do not."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whygrad.answers.bundle import installed_library
from whygrad.lsp.hints import TEXTS, hints_in
from whygrad.lsp.rules import RULES

PRELUDE = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
OPTIMIZER = "optimizer = torch.optim.SGD(model.parameters())\n"
MODEL = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(3, 2)\n        self.act = nn.{layer}(dim=1)\n    def forward(self, x):\n        {end}\n"
USE = "\n    def forward(self, x):\n        return self.layers[0](x)"
FAULTY = {
    "silent-loss-requires-grad-hack": [
        "def step():\n    total_loss = a + b\n    total_loss.requires_grad = True\n    total_loss.backward()",
        "loss = 0\nfor x in data:\n    loss += f(x)\nloss.requires_grad = True\nopt.zero_grad()\nloss.backward()",
        "loss = criterion(out, y).detach()\nloss.requires_grad_()\nloss.backward()",
        "loss = torch.mean(torch.FloatTensor(losses)).to(device)\nloss.requires_grad_(True)\nloss.backward()",
        "loss = f(x)\nloss = torch.tensor(loss, requires_grad=True)\nloss.backward()",
        "from torch.autograd import Variable\nloss = Variable(f(x), requires_grad=True)\nprint(loss)\nloss.backward()",
        "loss1 = f(x)\nloss2 = g(x)\ntotal = torch.tensor([loss1, loss2], requires_grad=True).mean()\ntotal.backward()",
        "J = torch.tensor(cost.item()).requires_grad_()\nJ.backward()",
    ],
    "silent-unregistered-parameter": [
        "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2), nn.Linear(2, 2)]"
        + USE,
        "class Net(torch.nn.Module):\n    def __init__(self):\n        self.layers = [torch.nn.Conv2d(2, 2, 3) for _ in range(3)]"
        + USE,
        "class Net(nn.Module):\n    def __init__(self):\n        self.layers = []\n        for size in sizes:\n            self.layers.append(nn.Linear(size, size))\n    def forward(self, x):\n        for i, layer in enumerate(self.layers):\n            x = layer(x)\n        return x",
        "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2).to(device) for _ in range(len(sizes))]"
        + USE,
    ],
    "silent-double-softmax": [
        "loss = F.cross_entropy(F.softmax(logits, dim=1), y)",
        "p = torch.softmax(logits, 1)\nloss = nn.functional.cross_entropy(p, y)",
        "p = model(x)\nloss = F.cross_entropy(p.softmax(dim=-1), y)",
        "criterion = nn.CrossEntropyLoss()\nout = F.softmax(model(x), dim=-1)\nloss = criterion(out, y)",
        "loss = nn.CrossEntropyLoss()(nn.Softmax(dim=1)(model(x)), y)",
        "criterion = nn.CrossEntropyLoss().to(device)\ndef train():\n    for x, y in data:\n        out = model(x)\n        out = F.softmax(out, 1)\n        criterion(out, y).backward()\n    for x, y in data:\n        out = model(x)",
        "net = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1)).to(device)\nloss = F.cross_entropy(net(x), y)",
        MODEL.format(layer="Softmax", end="return self.act(self.fc(x))")
        + "net = Net().cuda()\nout = net(x)\nloss = F.cross_entropy(out, y)",
        MODEL.format(layer="ReLU", end="x = self.fc(x)\n        x = F.softmax(x, dim=1)\n        return x")
        + "    def training_step(self, batch, _):\n        x, y = batch\n        return F.cross_entropy(self(x), y)",
    ],
    "silent-missing-zero-grad": [
        OPTIMIZER + "for x, y in data:\n    loss = f(model(x), y)\n    loss.backward()\n    optimizer.step()",
        "def train(optimizer):\n    for x in data:\n        f(x).backward()\n        optimizer.step()\n" + OPTIMIZER,
    ],
    "silent-data-inplace": [
        "loss = f(x)\nloss.data = torch.tensor(2.0)\nloss.backward()",
        "loss = f(x)\nloss.data *= 0.5\nloss.backward()",
        "loss = f(x)\nloss.data.clamp_(0, 1)\nloss.backward()",
        "loss = f(x)\nif clip:\n    loss.data.clamp_(0, 1)\nloss.backward()",
    ],
}
RIGHT = [
    "x = torch.randn(3)\nx.requires_grad_()\ny = f(x)\ny.backward()",
    "x = f(z)\nx.requires_grad_()\nloss = g(x)\nloss.backward()",
    "loss = f(x)\nloss.requires_grad_(False)\nloss.backward()",
    "loss = f(x)\nprint(torch.tensor(loss.item()))\nloss.backward()",
    "weights = [1.0, 2.0]\nw = torch.tensor(weights)\nloss = f(w)\nloss.backward()",
    "class Net(nn.Module):\n    def __init__(self):\n        layers = [nn.Linear(2, 2)]\n        self.net = nn.Sequential(*layers)",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]\n        self.net = nn.Sequential(*self.layers)",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = nn.ModuleList([nn.Linear(2, 2)])",
    "class Table:\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]\n        for i, layer in enumerate(self.layers):\n            self.add_module(str(i), layer)",
    "p = F.softmax(logits, 1)\nprint(p)\nloss = F.cross_entropy(logits, y)",
    "p = F.log_softmax(logits, 1)\nloss = F.nll_loss(p, y)",
    "p = F.softmax(logits, 1)\nif flag:\n    p = logits\nloss = F.cross_entropy(p, y)",
    "loss = F.cross_entropy(logits, F.softmax(teacher, 1))",
    OPTIMIZER + "for x in data:\n    f(x).backward()\n    optimizer.step()\n    optimizer.zero_grad()",
    OPTIMIZER
    + "for x in data:\n    f(x).backward()\n    optimizer.step()\n    for p in net.parameters(): p.grad = None",
    OPTIMIZER + "for x in data:\n    f(x).backward()\n    optimizer.step()\n    w.grad.data.zero_()",
    OPTIMIZER + "for x in data:\n    net(x).sum().backward()\n    optimizer.step()",
    OPTIMIZER + "for x in data:\n    scheduler.step()\n    env.step(a)\n    f(x).backward()",
    "from mine import Clearing\noptimizer = Clearing(model)\nfor x in data:\n    f(x).backward()\n    optimizer.step()",
    "for make in models:\n    model = make()\n    optimizer = torch.optim.SGD(model.parameters())\n    f(model(x)).backward()\n    optimizer.step()",
    # A loss that is only begun so
    "loss = torch.zeros(1)\nloss.requires_grad_()\nfor x in data:\n    loss = loss + f(x)\nloss.backward()",
    "loss = torch.randn(1)\nloss.requires_grad = True\nloss.backward()",
    "loss = f(x)\ntotal = torch.tensor(loss)\nfor x in data:\n    total = total + g(x)\ntotal.backward()",
    # Names that another library, or the file itself, gives
    "import mlx.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]",
    "from mine import nets\nclass Net(nets.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]",
    "def cross_entropy(p, y):\n    return -p[range(len(y)), y].log()\nloss = cross_entropy(torch.softmax(x, 1), y).mean()",
    "def loss_of(self, x, y):\n    return F.cross_entropy(self.softmax(x), y)",
    # Layers that somebody else reads
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = layers = [nn.Linear(2, 2)]\n        self.net = nn.Sequential(*layers)",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]\nnet = Net()\nweights = [p for layer in net.layers for p in layer.parameters()]",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]\n        self.net = wrap(layers=self.layers)",
    # A softmax after the loss, or one of several values of the name
    "p, hidden = model(x)\nloss = F.cross_entropy(p, y)\np = F.softmax(p, 1)",
    "def loss_of(p, y, training):\n    if not training:\n        p = F.softmax(p, 1)\n    return F.cross_entropy(p, y)",
    "for x in data:\n    if old is not None:\n        loss = F.cross_entropy(p, y)\n    p = F.softmax(x, 1)",
    "for x in data:\n    engine.backward(loss)\n    engine.step()",
    # requires_grad_() on a loss that may have its graph, or where it is asked for first
    "loss = criterion(out, y)\nloss.requires_grad_()\nloss.backward()",
    "loss = f(x)\nif not loss.requires_grad:\n    loss.requires_grad = True\nloss.backward()",
    "loss = f(x)\nif not isinstance(loss, torch.Tensor):\n    loss = torch.tensor(loss, requires_grad=True)\nloss.backward()",
    "x = torch.tensor(values, requires_grad=True)\nx.backward(seed)",
    "loss = torch.tensor(0.0, requires_grad=True)\nfor x in data:\n    loss = loss + f(x)\nloss.backward()",
    "loss = f(x)\ntorch.tensor(loss)\nloss.backward()",
    # Lists that are filled otherwise, or known elsewhere
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = []\n        self.layers.append(nn.Linear(2, 2))\n        self.layers = nn.ModuleList(self.layers)",
    "class Net(nn.Module):\n    def __init__(self):\n        self.sizes = []\n        self.sizes.append(2)",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.Linear(2, 2)]\n        net = self.layers\n        self.net = nn.Sequential(*net)",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = []\n        self.layers.append(nn.LayerNorm(2))",
    "class Net(nn.Module):\n    def __init__(self):\n        self.layers = [nn.BatchNorm2d(n, affine=False) for n in sizes]"
    + USE,
    # Models that end in a softmax here only, or elsewhere only
    MODEL.format(layer="Softmax", end="return self.fc(x)") + "net = Net()\nloss = F.cross_entropy(net(x), y)",
    MODEL.format(layer="LogSoftmax", end="return self.act(self.fc(x))") + "net = Net()\nloss = F.nll_loss(net(x), y)",
    MODEL.format(
        layer="Softmax", end="if self.training:\n            return self.fc(x)\n        return self.act(self.fc(x))"
    )
    + "net = Net()\nloss = F.cross_entropy(net(x), y)",
    MODEL.format(layer="Softmax", end="return self.act(self.fc(x)), x")
    + "net = Net()\nloss = F.cross_entropy(net(x), y)",
    MODEL.format(layer="Softmax", end="return self.act(self.fc(x))")
    + "def train(net):\n    return F.cross_entropy(net(x), y)\nnet = Net()",
    MODEL.format(layer="Softmax", end="return self.act(self.fc(x))")
    + "net = Net()\nloss = F.cross_entropy(logits, net(x))",
    "net = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1))\nnet = nn.Linear(3, 2)\nloss = F.cross_entropy(net(x), y)",
    # Writes through .data that no graph of the loss sees
    "loss = f(x)\nloss.backward()\nw.data -= 0.1 * w.grad",
    "for x, y in data:\n    for p in model.parameters():\n        p.data.clamp_(-1, 1)\n    loss = f(model(x), y)\n    loss.backward()",
    "out = model(x)\nloss = f(out, y)\nfor p in target.parameters():\n    p.data.mul_(0.9)\nloss.backward()",
    "out = model(x)\nfor p in model.parameters():\n    p.data.clamp_(-1, 1)\nloss = f(model(x), out.detach())\nloss.backward()",
    "out = model(x)\nloss = f(out, y)\nfor p in model.parameters():\n    norms.append(p.data.norm())\nloss.backward()",
    "out = model(x)\nloss = f(out, y)\nfor p in model.parameters():\n    p.data.clamp_(-1, 1)\nloss.backward()",
    "noise.data.normal_()\nloss = f(net(noise))\nloss.backward()",
    "loss = f(x)\nloss.data = loss.data * 2\nloss = g(loss)\nloss.backward()",
    "not python (",
    "",
]


@pytest.mark.parametrize(
    ("fault", "program"), [(fault, program) for fault, programs in FAULTY.items() for program in programs]
)
def test_a_faulty_program_gets_its_hint(fault, program):
    assert [found.id for found in hints_in(PRELUDE + program)] == [fault]


@pytest.mark.parametrize("program", RIGHT)
def test_a_right_program_gets_none(program):
    assert hints_in(PRELUDE + program) == []


def test_every_rule_has_programs_and_every_hint_its_entry():
    assert {*TEXTS} == {*FAULTY} and len(RULES) == len(TEXTS)
    for id_ in TEXTS:
        assert installed_library("en").entry(id_).kind == "silent"


@pytest.mark.parametrize(
    ("comment", "is_silent"),
    [
        ("# whygrad: ignore", True),
        ("# whygrad: ignore[silent-double-softmax]", True),
        ("# whygrad: ignore[other, silent-double-softmax]", True),
        ("# whygrad: ignore[other]", False),
        ("# ignore", False),
    ],
)
def test_a_hint_is_silenced_on_its_line(comment, is_silent):
    found = hints_in(
        f"{PRELUDE}loss = F.cross_entropy(F.softmax(x, 1), y)  {comment}\nloss = F.cross_entropy(F.softmax(x, 1), y)"
    )
    assert [one.line for one in found] == ([5] if is_silent else [4, 5])


def test_the_columns_are_those_of_the_expression():
    (found,) = hints_in(PRELUDE + "# 😀\nd = '😀'; loss = F.cross_entropy(F.softmax(x, 1), y)")
    line = "d = '😀'; loss = F.cross_entropy(F.softmax(x, 1), y)"
    assert line[found.start : found.end] == "F.cross_entropy(F.softmax(x, 1), y)"


PIECES = st.sampled_from(
    [piece for programs in FAULTY.values() for program in programs for piece in program.splitlines()]
    + [PRELUDE]
    + RIGHT
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=12).map("\n".join))
def test_no_text_makes_it_crash(text):
    lines = text.splitlines()
    for found in hints_in(text):
        assert 0 < found.line <= len(lines) and 0 <= found.start <= found.end <= len(lines[found.line - 1])
        ast.parse(text)


def test_a_text_without_torch_gets_none():
    assert hints_in("loss = F.cross_entropy(F.softmax(x, 1), y)") == []
