"""Anomaly mode names the line of the forward pass whose derivative is NaN."""


def reports(run):
    return [message for _, message in run.warnings if "Error detected" in message]


def check_line_is_named(run):
    """One report is given, and it shows the line with the square root.
    给出了一条报告，其中有开平方的那一行。"""
    assert len(reports(run)) == 1, reports(run)
    assert ".sqrt()" in reports(run)[0], reports(run)[0]


def check_no_nan(run):
    """No NaN was written into the gradient.
    梯度里没有写入 NaN。"""
    gradient = run["net"].weight.grad
    assert gradient is None or not gradient.isnan().any()


def measure(run):
    gradient = run["net"].weight.grad
    return {"nan": 0 if gradient is None else int(gradient.isnan().sum()), "numbers": run["net"].weight.numel(), "reports": len(reports(run))}
