"""After 300 epochs the model has the weights of the epoch with the smallest validation loss."""

from torch.func import functional_call
from torch.nn.functional import mse_loss


def validation(run, values):
    return mse_loss(functional_call(run["model"], values, run["x_val"]), run["y_val"]).item()


def validations(run):
    """The validation loss after each epoch but the last."""
    model = run["model"]
    for step in run.steps[1:]:
        yield validation(run, {name: step.value(parameter) for name, parameter in model.named_parameters()})


def restored(run):
    return validation(run, {name: parameter.detach() for name, parameter in run["model"].named_parameters()})


def check_best_weights(run):
    """The model's validation loss is the smallest of the 300 epochs.
    模型的验证 loss 是 300 个 epoch 中最小的。"""
    assert len(run.steps) == 300
    assert restored(run) <= min(validations(run)) + 1e-6


def check_training(run):
    """The training loss of the last step is below that of the first.
    最后一步的训练 loss 小于第一步的。"""
    assert run.backwards[-1].roots[0] < run.backwards[0].roots[0] / 10


def measure(run):
    return {"best": min(validations(run)), "restored": restored(run), "steps": len(run.steps)}


def probe(run):
    """The model's validation loss is not the best one."""
    return restored(run) > min(validations(run)) + 1e-6
