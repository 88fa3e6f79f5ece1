import torch


def test_loss_reaches_the_weights():
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 1)
    with torch.no_grad():
        loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    assert model.weight.grad is not None
