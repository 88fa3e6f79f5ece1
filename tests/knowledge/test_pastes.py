"""What people paste, by its cause: the paste decides, or narrows what it can be, or says nothing."""

from functools import cache
from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_entry
from whygrad.answers.diagnoses import order_cases
from whygrad.finding.evidence import choose_case
from whygrad.reading import read_report

ERRORS = Path(__file__).resolve().parents[2] / "knowledge" / "errors"
TWICE = "RuntimeError: Trying to backward through the graph a second time."
CHANGED = "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation"
NO_GRAPH = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
SCALAR = "RuntimeError: grad can be implicitly created only for scalar outputs"
ITEM = "RuntimeError: a Tensor with 64 elements cannot be converted to Scalar"
NONE = "AttributeError: 'NoneType' object has no attribute"
ASSIGNED = "AttributeError: cannot assign module before Module.__init__() call"


def changed(shape, node, found, expected):
    made = f", which is output 0 of {node}," if node else ""
    return f"{CHANGED}: [torch.FloatTensor [{shape}]]{made} is at version {found}; expected version {expected} instead."


def recomputed(saved, now, saved_dtype="float32", dtype="float32"):
    both = (("saved", saved, saved_dtype), ("recomputed", now, dtype))
    told = "\n".join(
        f"{name} metadata: {{'shape': torch.Size([{shape}]), 'dtype': torch.{kind}, 'device': device(type='cpu')}}"
        for name, shape, kind in both
    )
    return (
        "torch.utils.checkpoint.CheckpointError: torch.utils.checkpoint: Recomputed values for the following tensors "
        f"have different metadata than during the forward pass.\ntensor at position 3:\n{told}"
    )


def at(line, error, file="train.py", above="", below=""):
    """A traceback that ends in `line`, with lines around it as a notebook shows them."""
    if above or below:
        lines = [*above.splitlines(), line, *below.splitlines()]
        failing = len(above.splitlines())
        shown = "\n".join(f"{'---->' if n == failing else '     '} {n + 1} {source}" for n, source in enumerate(lines))
        return f"Traceback (most recent call last)\nCell In[3], line {failing + 1}\n{shown}\n\n{error}"
    return f'Traceback (most recent call last):\n  File "{file}", line 9, in step\n    {line}\n{error}'


def code(text, error):
    return f"```python\n{text}\n```\n{error}"


NOT_ASKED = "RuntimeError: One of the differentiated Tensors does not require grad"
HALF = "ValueError: Attempting to unscale FP16 gradients."
LEAF = "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation."
UNSCALED = "RuntimeError: unscale_() has already been called on this optimizer since the last update()."
CUDNN = "RuntimeError: cudnn RNN backward can only be called in training mode"
ROOT = "RuntimeError: invalid gradient at index 0"
UNCHECKED = "AssertionError: No inf checks were recorded for this optimizer."
UNUSED = "RuntimeError: One of the differentiated Tensors appears to not have been used in the graph."
NUMPY = "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
LEGACY = (
    "UserWarning: Legacy autograd function with non-static forward method is deprecated and will be removed in 1.3."
)
HOOK = "RuntimeError: cannot register a hook on a tensor that doesn't require gradient"
STATIC = (
    "RuntimeError: Your training graph has changed in this iteration, e.g., one parameter is unused in first iteration"
)
REPLACED = (
    "UserWarning: Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization."
)
SIZES = "RuntimeError: The size of tensor a (64) must match the size of tensor b (10) at non-singleton dimension 0"
NO_STORAGE = "RuntimeError: Cannot access data pointer of Tensor that doesn't have storage"
TAKES = "TypeError: Chamfer.backward() takes 3 positional arguments"
EMPTY = "ValueError: optimizer got an empty parameter list"
NO_INPUT = "UserWarning: None of the inputs have requires_grad=True. Gradients will be None"
DYNAMIC = "RuntimeError: vmap: We do not support batching operators that can"
MASKED = f"{DYNAMIC} support dynamic shape. Attempting to batch over indexing with a boolean mask."
OUT = (
    "functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."
)
SPLAT = "RuntimeError: Function _RasterizeGaussiansBackward returned an invalid gradient at index"
NARROW = "returned an invalid gradient at index 1 - got [8, 96] but expected shape compatible with [8, 128]"
TIED = ("carried-state", "computed-once", "loss-accumulated")
STEPPED = ("step-between", "critic-stepped-first", "carried-state", "computed-once")
DP = "/opt/site-packages/pytorch_lightning/accelerators/dp_accelerator.py"
PASTES = [
    # a conversion to an array; without one the message is also that of other devices
    ("functorch-numpy-inside", ("constant-from-numpy",), at("mean = x.detach().numpy().mean()", NO_STORAGE)),
    ("functorch-numpy-inside", ("constant-from-numpy",), at("rank = rankdata(np.asarray(scores))", NO_STORAGE)),
    # what was given to backward is one gradient for each output, so it is never what backward returned
    ("custom-fn-wrong-grad-count", ("output-not-taken",), at("loss.backward()", f"{TAKES} but 5 were given")),
    ("custom-fn-wrong-grad-count", ("output-not-taken",), at("g = torch.autograd.grad(y, x)[0]", f"{TAKES} but 4 were given")),
    ("custom-fn-wrong-grad-count", ("output-not-taken",), at("return user_fn(self, *args)", f"{TAKES} but 4 were given", file="/opt/site-packages/torch/autograd/function.py")),
    # what autograd.grad was asked for decides, not what was frozen for the other network's turn
    (
        "grad-input-no-requires-grad",
        ("plain-input",),
        code(
            "for p in critic.parameters():\n    p.requires_grad = False\nslopes = autograd.grad(\n    outputs=scores,\n"
            "    inputs=interpolates,\n    create_graph=True,\n)[0]",
            NOT_ASKED,
        ),
    ),
    ("grad-input-no-requires-grad", ("plain-input",), at("gp = gradient_penalty(critic, real, fake)", NOT_ASKED)),
    (
        "grad-input-no-requires-grad",
        ("frozen-parameters",),
        code("for p in body.parameters():\n    p.requires_grad = False\nautograd.grad(loss, net.parameters())", NOT_ASKED),
    ),
    ("amp-unscale-fp16", ("whole-model-in-float16",), code("model = Net().cuda().half()\nscaler.unscale_(opt)", HALF)),
    # a second round decides nothing, but says where to look
    ("backward-twice", TIED, f"The first batch is fine, the second batch fails.\n{TWICE}"),
    ("backward-twice", ("carried-state",), f"LSTM 第一次循环正常，第二次循环报错\n{TWICE}"),
    ("backward-twice", ("carried-state",), code("from spikingjelly.activation_based import neuron", TWICE)),
    ("backward-twice", ("fake-not-detached",), code("loss_D.backward()", TWICE)),
    ("backward-twice", TIED, f"The second batch fails.\n{TWICE.replace('a second', 'second')}"),
    # an in-place change: what the paste names decides, the operation that made the tensor narrows
    ("inplace-version-mismatch", ("activation-changed", "in-place-layer", "written-state"), changed("16, 8", "ReluBackward0", 1, 0)),
    ("inplace-version-mismatch", ("in-place-layer",), code("self.drop = nn.Dropout(0.1, inplace=True)", changed("16, 8", "SoftmaxBackward0", 1, 0))),
    ("inplace-version-mismatch", ("activation-changed",), code("        out += residual", changed("16, 8", "ReluBackward0", 1, 0))),
    ("inplace-version-mismatch", ("activation-changed", "in-place-layer", "written-state"), changed("16, 8", "ViewBackward0", 1, 0)),
    ("inplace-version-mismatch", ("written-state",), changed("16, 8", "CopySlices", 2, 1)),
    ("inplace-version-mismatch", STEPPED, changed("64, 1", "AsStridedBackward0", 2, 1)),
    ("inplace-version-mismatch", STEPPED, changed("64, 3, 4, 4", None, 3, 2)),
    ("inplace-version-mismatch", ("step-between",), f"训练GAN时报错\n{changed('64, 3, 4, 4', None, 3, 2)}"),
    ("inplace-version-mismatch", ("activation-changed", "in-place-layer", "written-state"), changed("2, 512, 7, 7", "AddBackward0", 1, 0)),
    (
        "inplace-version-mismatch",
        ("buffer-updated",),
        code("        self.queue[:, ptr : ptr + n] = keys.T", changed("128, 4096", None, 1, 0)),
    ),
    (
        "inplace-version-mismatch",
        ("buffer-updated",),
        f"VQ-VAE 的 codebook 用 EMA 更新时报错\n{changed('512, 64', None, 1, 0)}",
    ),
    ("inplace-version-mismatch", ("written-state", "buffer-updated"), changed("64, 32", None, 1, 0)),
    # of one dimension it is as well the weight of a norm, which the first step changed
    ("inplace-version-mismatch", (), changed("256", None, 2, 0)),
    ("inplace-version-mismatch", ("ddp-buffers",), f"On a single card it runs.\n{changed('64', None, 3, 2)}"),
    ("inplace-version-mismatch", ("ddp-buffers",), f"Everything is fine with one GPU.\n{changed('64', None, 3, 2)}"),
    # what has another length for each sample: read by a mask, written by one, or asked for its positions
    ("vmap-dynamic-shape", ("selected-by-a-mask",), code("def energy(x):\n    return x[x > 0].sum()\n\nvmap(energy)(batch)", MASKED)),
    ("vmap-dynamic-shape", ("selected-by-a-mask",), f"The padded tokens are left out by indexing.\n\n{MASKED}"),
    ("vmap-dynamic-shape", ("written-by-a-mask",), at("out[out < 0] = 0.1 * out[out < 0]", MASKED)),
    ("vmap-dynamic-shape", ("positions",), f"{DYNAMIC} output dynamic shape. Attempted to vmap over aten::_unique2."),
    ("vmap-dynamic-shape", (), MASKED),
    # a rasterizer without points, and one that is given another shape
    ("backward-invalid-gradient-shape", ("no-points-left",), code("image = rasterizer(gaussians.xyz)", f"{SPLAT} 2 - got [0, 0, 3] but expected shape compatible with [0, 9, 3]")),
    ("backward-invalid-gradient-shape", ("extension-expects-another-shape",), f"{SPLAT} 4 - got [900, 2] but expected shape compatible with [900, 3]"),
    ("backward-invalid-gradient-shape", ("extension-expects-another-shape",), f"{SPLAT} 6 - got [0, 9] but expected shape compatible with [900, 9]"),
    # torch's own product, whose name has no digit where the widths were not compared in the forward pass
    ("backward-invalid-gradient-shape", ("layer-of-another-width",), f"RuntimeError: Function AddmmBackward {NARROW}"),
    ("backward-invalid-gradient-shape", (), f"RuntimeError: Function MmBackward0 {NARROW}"),
    # the gradient of a root in the words of torch 1.0: only [1] for [] is the old habit of scripts
    ("grad-output-shape-mismatch", ("one-in-a-vector",), f"{ROOT} - expected shape [] but got [1]"),
    ("grad-output-shape-mismatch", (), f"{ROOT} - expected shape [] but got [8]"),
    ("grad-output-shape-mismatch", ("weights-of-another-shape",), f"{ROOT} - expected shape [] but got [8, 3]"),
    # anomaly mode's hint, quoted without its beginning
    ("anomaly-forward-call", ("forward-outside",), "The hint is 'No forward pass information available. Enable detect anomaly during forward pass for more information.'"),
    # the backward of SyncBatchNorm, whatever its name ends in
    ("double-backward-not-implemented", (), "RuntimeError: derivative for batch_norm_backward_elemt is not implemented"),
    ("checkpoint-none-requires-grad", ("evaluation-without-grad",), f"I see it when running the evaluation.\n{NO_INPUT}"),
    # what was tried in vain, and a word that others say too, are no evidence
    (
        "inplace-version-mismatch",
        ("activation-changed", "in-place-layer", "written-state"),
        f"把 nn.ReLU(inplace=True) 改成 False 也没用\n{changed('16, 8', 'ReluBackward0', 1, 0)}",
    ),
    ("inplace-version-mismatch", (), f"An RNN written in Python fails.\n{CHANGED}"),
    (
        "inplace-version-mismatch",
        ("activation-changed", "in-place-layer", "written-state"),
        changed("32, 900, 3", "AsStridedBackward0", 1, 0),
    ),
    # a message that was cut, and a shape with a letter in it; a change named in words
    ("inplace-version-mismatch", ("activation-changed", "in-place-layer", "written-state"), f"{CHANGED}: [torch.FloatTensor [16, 8]], which is output 0 of ReluBackward0, is at version 1;"),
    ("inplace-version-mismatch", ("activation-changed", "in-place-layer", "written-state"), changed("BS, 768, 399", "AsStridedBackward0", 1, 0)),
    ("inplace-version-mismatch", ("activation-changed",), f"It comes from `out += shortcut` in the block.\n\n{CHANGED}"),
    ("inplace-version-mismatch", (), f"I log running_loss += loss.item() as well.\n\n{CHANGED}"),
    # the view of a weight has two dimensions; one of more is a part of a result that was written
    ("inplace-version-mismatch", (), changed("2, 10, 20", "AsStridedBackward0", 100, 80)),
    # integers have no gradient: what was saved is an index or a target
    ("inplace-version-mismatch", ("saved-index-changed",), f"{CHANGED}: [torch.cuda.LongTensor [8]] is at version 3; expected version 2 instead."),
    ("inplace-version-mismatch", ("saved-index-changed",), f"{CHANGED}: [torch.LongTensor [8]] is at version 1; expected version 0 instead."),
    # a leaf and something computed from it before the loop; an optimizer is not computed from it
    (
        "backward-twice",
        ("computed-once",),
        code("scale = torch.ones(3, requires_grad=True)\nused = torch.relu(scale)\nfor step in range(9):\n    loss = render(used)\n    loss.backward()", TWICE),
    ),
    (
        "backward-twice",
        (),
        code("pose = torch.ones(6, requires_grad=True)\noptimizer = Adam([pose])\nfor step in range(9):\n    loss = render(pose)\n    loss.backward()\n    optimizer.step()", TWICE),
    ),
    # backward on each of several losses
    ("backward-twice", ("two-losses",), f"The trainer calls backward on every single loss of the tuple.\n\n{TWICE}"),
    # what an agent's losses are made of; what a second episode meets again
    ("backward-twice", ("advantage-not-detached",), f"The advantages are computed before the mini-batch loop, and the actor loss takes them.\n\n{TWICE}"),
    ("backward-twice", TIED, f"It fails in the second episode.\n\n{TWICE}"),
    ("backward-twice", ("computed-once",), f"The normals are made outside of the optimisation loop.\n\n{TWICE}"),
    # a tensor that is made, and then written by index with what was computed; a mask of constants is none
    (
        "inplace-version-mismatch",
        ("written-state",),
        code("    state = torch.zeros(steps, size)\n    for t in range(steps):\n        state[t] = torch.tanh(\n            x[t] @ w\n        )", changed("8, 16", "AsStridedBackward0", 5, 4)),
    ),
    ("inplace-version-mismatch", STEPPED, code("    keep = torch.zeros(steps, size)\n    for t in range(steps):\n        keep[t] = 1.0", changed("8, 16", "AsStridedBackward0", 5, 4))),
    ("inplace-version-mismatch", ("step-between",), code("losses['gen'].backward()", changed("512, 1", "TBackward", 2, 1))),
    # the kernel of a convolution of volumes; the actor where it is called the action model; what is older than the step, in words
    ("inplace-version-mismatch", STEPPED, changed("256, 128, 4, 4, 4", None, 2, 1)),
    ("inplace-version-mismatch", ("critic-stepped-first",), code("action_loss.backward()\naction_optimizer.step()", changed("300, 1", "AsStridedBackward0", 2, 1))),
    ("inplace-version-mismatch", ("computed-once",), f"In the next round the same prototypes are used.\n\n{changed('64', None, 3, 2)}"),
    # an operation of a library for cells, which cuDNN has no part in; a map of activations is no word on grad mode
    ("double-backward-not-implemented", (), "RuntimeError: derivative for _thnn_fused_lstm_cell_backward is not implemented"),
    ("double-backward-not-implemented", ("cudnn-rnn",), "RuntimeError: derivative for _cudnn_rnn_backward is not implemented"),
    # a head for each task, and a part that begins later
    ("ddp-static-graph", ("branch-changes",), f"A multi-task model on two cards.\n\n{STATIC}"),
    ("ddp-static-graph", ("part-begins-later",), code("if epoch > 4:\n    loss = loss + refined", STATIC)),
    ("ddp-static-graph", (), STATIC),
    # who wraps the step of an optimizer
    ("lr-scheduler-step-replaced", ("wrapped-after-the-scheduler",), code("model, optimizer = amp.initialize(model, optimizer)", REPLACED)),
    ("lr-scheduler-step-replaced", (), REPLACED),
    ("hook-no-requires-grad", (), f"A script for Grad-CAM.\n\n{HOOK}"),
    # a curve of losses, wherever it is drawn
    ("numpy-requires-grad", ("collected-losses",), at("axes[1, 0].plot(steps, valid_losses_pitch, label='valid')", NUMPY)),
    ("numpy-requires-grad", ("collected-losses",), at("ax.plot(np.log10(losses[run]), label=run)", NUMPY)),
    # numbers that were printed with their graph
    ("numpy-requires-grad", ("collected-losses",), f"[tensor(0.01, grad_fn=<NegBackward0>), tensor(0.05, grad_fn=<NegBackward0>)]\n{NUMPY}"),
    # what the scaler says of this optimizer it says in step(): an update alone says something else
    (
        "amp-no-inf-checks",
        ("loss-made-anew", "optimizer-without-a-loss", "optimizer-of-other-parameters", "adapter-loaded-frozen"),
        at("self.optimizer.step()", UNCHECKED),
    ),
    # an item of a dataset, put together by a worker, and a buffer of one's own
    ("out-requires-grad", ("dataset-item",), at("return torch.stack(batch, 0, out=out)", f"RuntimeError: stack(): {OUT}", file="/opt/site-packages/torch/utils/data/_utils/collate.py")),
    ("out-requires-grad", ("dataset-item",), f"With num_workers=0 it runs.\n\nRuntimeError: cat(): {OUT}"),
    ("out-requires-grad", ("result-written-into-a-buffer",), at("torch.mul(scores, weight, out=scores)", f"RuntimeError: mul(): {OUT}")),
    # a decomposition, by its name or by the line that called it
    ("backward-returned-nan", ("equal-singular-values",), "RuntimeError: Function 'LinalgEighBackward0' returned nan values in its 0th output."),
    ("backward-returned-nan", ("equal-singular-values",), "RuntimeError: Function 'SvdHelperBackward0' returned nan values in its 0th output."),
    # layers that were loaded later, or loaded frozen
    ("amp-no-inf-checks", ("optimizer-of-other-parameters",), f"It trains, but when I resume from the last checkpoint it fails.\n\n{UNCHECKED}"),
    ("amp-no-inf-checks", ("adapter-loaded-frozen",), f"It prints trainable params: 0 before that.\n\n{UNCHECKED}"),
    ("amp-no-inf-checks", ("adapter-loaded-frozen",), code("net = PeftModel.from_pretrained(net, folder)", UNCHECKED)),
    # two things that were captured, compared
    ("checkpoint-metadata-mismatch", ("state-changes-the-shape",), recomputed("1, 8, 20, 64", "1, 8, 40, 64")),
    ("checkpoint-metadata-mismatch", ("mode-switched",), recomputed("4, 64", "4, 64", "float16")),
    ("checkpoint-metadata-mismatch", ("routing-differs",), recomputed("130, 64", "126, 64")),
    ("checkpoint-metadata-mismatch", ("partitioned-parameters",), recomputed("64", "0")),
    ("checkpoint-metadata-mismatch", (), recomputed("4, 8, 64", "2, 16, 32")),
    # several GPUs behind Lightning; scores are no loss
    ("backward-nonscalar-output", ("one-loss-per-gpu",), at("loss.backward()", SCALAR, file=DP)),
    ("item-non-scalar", ("per-sample-loss",), at("loss = loss.item()", ITEM, file="/opt/site-packages/lightning/pytorch/strategies/dp.py")),
    ("item-non-scalar", ("batch-of-predictions",), at("print(epoch, real_validity.item())", ITEM)),
    ("item-non-scalar", ("batch-of-predictions",), f"It fails where start = int(torch.where(mask)[1]) is.\n\n{ITEM}"),
    # gradients that are None
    ("grad-is-none-attributeerror", ("not-reached-by-the-loss",), at("self.gate.grad.data.add_(lam * torch.sign(self.gate.data))", f"{NONE} 'data'")),
    ("grad-is-none-attributeerror", ("not-reached-by-the-loss",), at("d = group.grad.data", f"{NONE} 'data'", file="/opt/site-packages/ada_optim/adahess.py")),
    ("grad-is-none-attributeerror", (), at("g = torch.stack([x.grad.detach() for x in points])", f"{NONE} 'detach'")),
    # where torch's own frames show what it was about, and a flag in a list of arguments
    ("leaf-inplace", ("in-the-forward-pass",), f"1. initialize\n\n{at('result = torch.relu_(input)', LEAF, file='/opt/site-packages/torch/nn/functional.py')}"),
    ("leaf-inplace", ("written-by-a-collective",), at("work.wait()", LEAF, file="/opt/site-packages/torch/distributed/distributed_c10d.py")),
    ("leaf-inplace", ("written-by-a-collective",), at("dist.broadcast(w, src=0)", LEAF)),
    ("leaf-inplace", ("initialisation",), at("return tensor.normal_(mean, std)", LEAF, file="/opt/site-packages/torch/nn/init.py")),
    ("amp-unscale-twice", ("unscaled-in-each-batch",), code("train(\n    gradient_accumulation_steps=4,\n)", UNSCALED)),
    # what stands below the failing line, where only that tells
    ("module-parameter-before-init", ("assigned-before-super",), at("    self.encoder = encoder", ASSIGNED, above="def __init__(self, encoder):", below="    super().__init__()")),
]  # fmt: skip


@cache
def entry_of(name):
    entry = read_entry(ERRORS / name)
    return {case.id: case.cues for case in entry.cases}, signature_index([entry])


@pytest.mark.parametrize(("name", "cases", "paste"), PASTES, ids=[f"{n}-{entry}" for n, (entry, _, _) in enumerate(PASTES)])  # fmt: skip
def test_a_paste_shows_these_cases(name, cases, paste):
    cues, index = entry_of(name)
    report = read_report(paste)
    assert choose_case(cues, report, index.match(report)[0]).cases == cases


LIKELIEST = [
    # without its numbers the message is of a torch that did not count steps as changes, or it was cut
    ("inplace-version-mismatch", "activation-changed", CHANGED),
    ("inplace-version-mismatch", "activation-changed", f"{CHANGED}: [torch.FloatTensor [32, 196, 768]]."),
    ("inplace-version-mismatch", "step-between", f"{CHANGED}: [torch.FloatTensor [64, 3, 3, 3]] is at version 2;"),
    ("inplace-version-mismatch", "written-state", changed("16, 8", "MmBackward0", 1, 0)),
    # the layer that was changed in vain
    ("inplace-version-mismatch", "activation-changed", f"I set inplace to False, that does not help.\n{changed('4, 8, 64, 64', 'ReluBackward0', 1, 0)}"),
    # names of files, functions and libraries, and what the work is about
    ("backward-twice", "carried-state", at("loss.backward()", TWICE, file="models/lstm_tagger.py")),
    ("backward-twice", "fake-not-detached", f"用GAN训练的时候报错\n{TWICE}"),
    ("backward-twice", "fake-not-detached", at("loss.backward()", TWICE, file="cyclegan/train.py")),
    ("no-grad-fn", "batch-without-targets", at("loss.backward()", NO_GRAPH, file="mmdet/apis/train.py")),
    ("no-grad-fn", "adapter-under-checkpointing", f"Qwen 微调\n{at('loss.backward()', NO_GRAPH, file='finetune.py')}"),
    ("no-grad-fn", "frozen-model", at("loss.backward()", NO_GRAPH, file="finetune.py")),
    ("amp-unscale-fp16", "whole-model-in-float16", f"I use fp16 to train the model.\n\n{HALF}"),
    ("cudnn-rnn-eval-backward", "gradient-in-eval", at("loss.backward()", CUDNN, file="attack.py")),
    ("backward-nonscalar-output", "derivative-of-an-output", at("out.sum(1).backward()", SCALAR, file="gradcam.py")),
    ("no-grad-fn", "adapter-under-checkpointing", f'Traceback (most recent call last):\n  File "a.py", line 3, in test_it_learns\n{NO_GRAPH}'),
    ("no-grad-fn", "no-grad-left-on", f'Traceback (most recent call last):\n  File "a.py", line 3, in test_step\n{NO_GRAPH}'),
    ("item-non-scalar", "batch-of-predictions", f'Traceback (most recent call last):\n  File "a.py", line 3, in evaluate\n{ITEM}'),
    # a part of a result that was written, and the head of a detector; the command that was run
    ("inplace-version-mismatch", "written-state", changed("1, 3, 19, 19, 121", "AsStridedBackward", 6, 3)),
    ("inplace-version-mismatch", "written-state", changed("1, 3, 20, 20, 7", "SigmoidBackward", 2, 0)),
    ("inplace-version-mismatch", "critic-stepped-first", f"$ python run.py -e specs/sac.yaml\n{changed('32, 1', 'TBackward', 2, 1)}"),
    ("inplace-version-mismatch", "carried-state", code("loss.backward(retain_graph=True)", changed("768", None, 3, 2))),
    ("inplace-version-mismatch", "step-between", code("err.backward(retain_graph=True)", changed("768", None, 3, 2))),
    ("grad-unused-input", "another-tensor", code("slope = grad(\n    outputs=scores,\n    inputs=real_data,\n)[0]", UNUSED)),
    # steps that went well, what is trained, what is printed; a subject that other causes have as well
    ("no-grad-fn", "batch-without-targets", f"Epoch 0:   5/2517 [00:02<18:51, 2.22it/s]\n{NO_GRAPH}"),
    ("no-grad-fn", "adapter-under-checkpointing", f"Loading checkpoint shards: 100% 4/4 [00:06<00:00]\n{NO_GRAPH}"),
    ("no-grad-fn", "frozen-model", f"* Only train ['classifier'] (epoch: 1/10)\n{NO_GRAPH}"),
    ("no-grad-fn", "plain-tensors", code("out.backward()\nprint(x.grad)", NO_GRAPH)),
    ("no-grad-fn", "no-grad-left-on", f"It fails after the validation.\n{NO_GRAPH}"),
    ("no-grad-fn", "second-derivative", f"Question about a PINN\n{NO_GRAPH}"),
    ("custom-fn-legacy-nonstatic", "own-backward", f"During the training process lots of warnings come.\n{LEGACY}"),
    # a loop over the same data, and what it uses is older; the same model goes on; a class of unknown kind
    ("backward-twice", "computed-once", code("for step in range(9):\n    loss = mse_loss(net(graph, h), y)\n    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()", TWICE)),
    ("optimizer-state-misfit", "other-order", f"Loading pretrained weights\nIt stops when resuming training.\n\n{at('optimizer.step()', SIZES)}"),
    ("custom-fn-legacy-nonstatic", "own-backward", LEGACY),
    ("hook-no-requires-grad", "under-no-grad", f"A script for Grad-CAM.\n\n{HOOK}"),
    ("no-grad-fn", "loss-rebuilt-by-tensor", code("def forward(self, t, s):\n    return self.net(torch.tensor([s[0], s[1], self.wind(t)]))", NO_GRAPH)),
    ("optimizer-empty-parameter-list", "generator-used-up", at("super().__init__(params, defaults)", EMPTY, file="/opt/site-packages/torch/optim/sparse_adam.py")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "case", "paste"), LIKELIEST)
def test_where_nothing_decides_the_likeliest_comes_first(name, case, paste):
    entry = read_entry(ERRORS / name)
    report = read_report(paste)
    choice = choose_case(entry_of(name)[0], report, entry_of(name)[1].match(report)[0])
    assert choice.case is None
    assert order_cases(entry.cases, choice)[0].id == case
