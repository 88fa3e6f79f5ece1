import json

import torch
from torch import nn


def buffer(persistent):
    def assign(module):
        module.register_buffer("a", torch.ones(1), persistent=persistent)
        return lambda: module.a

    return assign


def attribute(make, read=lambda value: value):
    def assign(module):
        module.a = make()
        return lambda: read(module.a)

    return assign


kinds = {
    "nn.Parameter(t)": attribute(lambda: nn.Parameter(torch.ones(1))),
    "nn.Linear(1, 1)": attribute(lambda: nn.Linear(1, 1), lambda layer: layer.weight),
    "nn.ModuleList([nn.Linear(1, 1)])": attribute(lambda: nn.ModuleList([nn.Linear(1, 1)]), lambda ls: ls[0].weight),
    "nn.ModuleDict({'k': nn.Linear(1, 1)})": attribute(
        lambda: nn.ModuleDict({"k": nn.Linear(1, 1)}), lambda layers: layers["k"].weight
    ),
    "nn.ParameterList([t])": attribute(lambda: nn.ParameterList([torch.ones(1)]), lambda items: items[0]),
    "register_buffer('a', t)": buffer(True),
    "register_buffer('a', t, persistent=False)": buffer(False),
    "[nn.Linear(1, 1)]": attribute(lambda: [nn.Linear(1, 1)], lambda layers: layers[0].weight),
    "{'k': nn.Linear(1, 1)}": attribute(lambda: {"k": nn.Linear(1, 1)}, lambda layers: layers["k"].weight),
    "[nn.Parameter(t)]": attribute(lambda: [nn.Parameter(torch.ones(1))], lambda items: items[0]),
    "torch.ones(1)": attribute(lambda: torch.ones(1)),
    "torch.ones(1, requires_grad=True)": attribute(lambda: torch.ones(1, requires_grad=True)),
    "nn.Parameter(t) * 1": attribute(lambda: nn.Parameter(torch.ones(1)) * 1),
}

answers = {True: "yes", False: "no"}
rows = []
for label, assign in kinds.items():
    module = nn.Module()
    read = assign(module)
    in_parameters = any(parameter is read() for parameter in module.parameters())
    in_state = any(value.data_ptr() == read().data_ptr() for value in module.state_dict().values())
    module.to(torch.float64)
    rows.append([label, answers[in_parameters], answers[in_state], answers[read().dtype == torch.float64]])
print(json.dumps({"table": {"columns": ["self.a", "parameters()", "state_dict()", ".to()"], "rows": rows}}))
