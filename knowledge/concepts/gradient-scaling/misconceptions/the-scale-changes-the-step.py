import torch
from torch import nn

x, y = torch.randn(64, 4), torch.randn(64, 1)


def train(init_scale):
    torch.manual_seed(0)
    model = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=init_scale)
    for _ in range(10):
        optimizer.zero_grad()
        scaler.scale(nn.functional.mse_loss(model(x), y)).backward()
        scaler.step(optimizer)
        scaler.update()
    return model.weight.detach()


weights = {init_scale: train(init_scale) for init_scale in (1.0, 1024.0, 65536.0)}
for init_scale, weight in weights.items():
    print("scale", init_scale, "->", weight[0])
    assert torch.allclose(weight, weights[1.0], atol=1e-6)
