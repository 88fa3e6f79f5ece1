"""Errors that share words, classes or frames with ours are nobody's: the reader abstains, in whatever form they are pasted."""

import html
import json
from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_knowledge
from whygrad.reading import read_report

INDEX = signature_index(read_knowledge(Path(__file__).resolve().parents[2] / "knowledge").entries.values())

FOREIGN = [
    ("torch.cuda.OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 23.69 GiB total capacity)", "loss.backward()"),
    ("RuntimeError", "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", "loss.backward()"),
    ("RuntimeError", "CUDA error: device-side assert triggered", "loss.backward()"),
    ("torch.distributed.DistBackendError", "NCCL error in: NCCLUtils.hpp:275, unhandled cuda error, NCCL version 2.14.3", "loss.backward()"),
    ("KeyError", "'requires_grad'", "loss.backward()"),
    ("ValueError", "hook got a gradient that is not finite, modified in place", "loss.backward()"),
    ("KeyboardInterrupt", "", "loss.backward()"),
    ("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (32x100 and 128x10)", "out = model(x)"),
    ("RuntimeError", "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!", "loss.backward()"),
    ("RuntimeError", "Function 'clean_prices' returned nan values in its first column.", "clean(prices)"),
    ("RuntimeError", "One of the registered buffers appears to not have been used in the graph.", "g = check(loss, x)"),
    ("RuntimeError", "you can only change the flags of leaf nodes.", "node.flags = False"),
    ("RuntimeError", "Inference tensors do not track version counter.", "x._version"),
    ("TypeError", "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.", "loss.numpy()"),
    ("AttributeError", "'NoneType' object has no attribute 'zero_'", "self.cache.zero_()"),
    ("AttributeError", "'NoneType' object has no attribute 'data'", "batch = queue.get().data"),
    ("AttributeError", "'NoneType' object has no attribute 'backward'", "self.deepspeed_engine_wrapped.backward(loss)"),
    ("TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'", "total = price * discount"),
    ("TypeError", "'NoneType' object is not subscriptable", "x = batch['input_ids']"),
    ("ValueError", "optimizer got an empty list of hooks", "opt = Wrapper(opt)"),
    ("ValueError", "only one element tensors can be stacked by this loader", "x = stack(y)"),
    ("TypeError", "only size-1 arrays can be converted to Python scalars", "float(a)"),
    ("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous", "if t:"),
    ("RuntimeError", "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)", "tape.gradient(y, x)"),
    ("ValueError", "No gradients provided for any variable: ['dense/kernel:0'].", "opt.apply_gradients(z)"),
    ("TypeError", "Gradient only defined for scalar-output functions. Output had shape: (3,).", "jax.grad(f)(x)"),
    ("MXNetError", "Cannot differentiate node because it is not in a computational graph.", "loss.backward()"),
    ("RuntimeError", "Expected to have finished loading the checkpoint before starting a new one.", "load()"),
    ("RuntimeError", "Trying to backward up the database through the network a second time", "backup()"),
    ("RuntimeError", "one of the variables needed for the template has been modified by an inplace editor", "render()"),
    ("RuntimeError", "grad can be explicitly created only for scalar outputs", "f(x)"),
    ("RuntimeError", "tensor does not require padding and does not have a mask", "f(x)"),
    ("RuntimeError", "Cannot access data pointer of Tensor that doesn't have storage", "loss.backward()"),
    ("TypeError", "SquaredError.backward() takes 0 positional arguments but 1 was given", "loss.backward()"),
    ("TypeError", "SquaredError.backward() missing 1 required positional argument: 'targets'", "loss.backward()"),
    ("TypeError", "FP16_Optimizer.backward() takes 2 positional arguments but 3 were given", "optimizer.backward(loss, True)"),
    ("TypeError", "Tensor.backward() takes from 1 to 5 positional arguments but 6 were given", "loss.backward(g, True, True, None, 1)"),
    ("RuntimeError", "element 0 of tensors does not req", "loss.backward()"),
    ("RuntimeError", "one of the variables needed for gradient computation has been mod", "loss.backward()"),
    ("RuntimeError", "grad can be implicitly created only for...", "loss.backward()"),
]  # fmt: skip


def frames(source):
    return f'  File "/home/ann/train.py", line 3, in fit\n    {source}'


FORMS = {
    "plain": lambda kind, message, source: f"Traceback (most recent call last):\n{frames(source)}\n{kind}: {message}",
    "error first": lambda kind, message, source: (
        f"[ERROR] {kind}: {message}\nTraceback (most recent call last):\n{frames(source)}"
    ),
    "debugger": lambda kind, message, source: f"Exception has occurred: {kind}\n{message}\n{frames(source)}",
    "prose": lambda kind, message, source: f"报错如下：{kind}：{message}，`{source}`",
    "HTML": lambda kind, message, source: html.escape(f"{frames(source)}\n{kind}: {message}").replace("\n", "<br>"),
    "JSON": lambda kind, message, source: json.dumps({"type": kind, "message": message, "stack": frames(source)}),
    "repr": lambda kind, message, source: f"step 3 failed: {kind}({message!r})",
    "pytest": lambda kind, message, source: f">       {source}\nE       {kind}: {message}\n\ntrain.py:3: {kind}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("error", FOREIGN, ids=lambda error: error[1][:40])
def test_a_foreign_error_is_not_diagnosed(form, error):
    assert INDEX.match(read_report(FORMS[form](*error))) == []


@pytest.mark.parametrize(
    "text",
    ["INFO: requires_grad set for 12 parameters; graph freed after backward; retain_graph=False",
     "step 3: grad_fn=<MulBackward0>, tensor does not require grad: False",
     "loss.backward()\noptimizer.step()\nprint(w.grad.zero_())",
     f"Traceback (most recent call last):\n{frames('x.grad.zero_()')}",
     f"ERROR step failed: ValueError: bad batch\nTraceback (most recent call last):\n{frames('x.grad.zero_()')}",
     "FAILED test_train.py::test_fit - RuntimeError: Trying to ba..."],
)  # fmt: skip
def test_words_of_autograd_are_no_error(text):
    assert INDEX.match(read_report(text)) == []
