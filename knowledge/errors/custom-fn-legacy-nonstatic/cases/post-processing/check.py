"""The trained detector returns its best boxes."""

import torch


def check_training(run):
    """There are three steps, and at each of them every parameter has a gradient that is not zero.
    共有三步，每一步所有参数都有非零梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter in run["model"].parameters():
            assert step.gradient(parameter) is not None and step.gradient(parameter).any()


def check_detections(run):
    """The detections are the five best cells of the trained model with a score above 0.4: label, score and box.
    检测结果是训练后的模型给出的前五个、且得分高于 0.4 的单元：类别、得分和框。"""
    model, cells = run["model"], run["cells"]
    with torch.no_grad():
        confidences = torch.softmax(cells @ model.classes.weight.T + model.classes.bias, dim=1)
        boxes = cells @ model.boxes.weight.T + model.boxes.bias
    best = sorted(range(len(cells)), key=lambda cell: -confidences[cell].max())[:5]
    expected = [
        torch.cat([confidences[cell].argmax()[None], confidences[cell].max()[None], boxes[cell]])
        for cell in best
        if confidences[cell].max() > 0.4
    ]
    assert len(run["detections"]) == len(expected) > 0
    assert torch.allclose(run["detections"], torch.stack(expected), atol=1e-5)


def measure(run):
    return {"error": str(run.error) if run.error else None}
