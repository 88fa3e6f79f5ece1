"""Tells the user's own files and lines from those of libraries."""

from __future__ import annotations

import re

from whygrad.reading.grammar import UNKNOWN_FILE
from whygrad.reading.rules import has_any

# Packages that stand in tracebacks of torch programs. A path that was shortened by hand (`.../mmcv/runner.py`) shows
# only such a name where `site-packages` stood.
PACKAGES = frozenset(
    re.findall(
        r"\w+",
        """
        IPython accelerate allennlp apex auto_gptq bitsandbytes botorch catalyst click colossalai dask datasets
        deepspeed detectron2 dgl diffusers einops fairscale fairseq fastai flair flash_attn fire geomloss gpytorch gym
        gymnasium hydra ignite ipykernel jax keras kornia lightning lightning_fabric matplotlib megatron mmaction mmcls
        mmcv mmdet mmdet3d mmengine mmocr mmpose mmpretrain mmseg monai multiprocessing networkx nltk numba numpy
        open_clip optuna pandas peft pyro pytorch_lightning pytorch_metric_learning pytorch_transformers ray scipy
        segmentation_models_pytorch sentence_transformers skimage sklearn skorch spacy speechbrain stable_baselines3
        tensorboard tensordict tensorflow timm tokenizers torch torch_geometric torch_scatter torch_sparse torchaudio
        torchdiffeq torchmetrics torchopt torchrl torchtext torchvision tqdm transformers trl ultralytics unsloth wandb
        xformers
        """,
    )
)
_LIBRARY_PATH = re.compile(
    r"""
    (?:site|dist)-packages/ | (?:^|/)lib(?:64)?/python\d
    | ^<(?:frozen\ |eval_with_key|__array_function__|decorator-gen|attrs\ )
    | ^[A-Za-z]:/(?:.{0,200}/)?(?:python[\d.]{0,8}|\w{0,40}conda\w{0,20}|envs/[^/]{1,60})/lib/
    | (?:^|/)torch/
      (?: _\w{1,40}[./] | (?:autograd|nn|optim|utils|amp|cuda|func|distributed|csrc)/ | (?:functional|tensor)\.py )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHORTENED = re.compile(
    r"""
    (?:[~.]{0,3}/){0,2} (?: \.{2,6} | … | \*{1,3} | x{2,6} | <[^<>/]{1,30}> | \[[^\[\]/]{1,30}\] )
    /(?P<package>\w{1,60})/
    """,
    re.VERBOSE,
)
# What torch's own lines above its engine read like, where no file shows
_ENGINE_SOURCE = re.compile(
    r"""
    torch\.autograd\.backward\($ | (?:Variable\.)?_execution_engine | (?:return\ )?_engine_run_backward\(
    | allow_unreachable=True | return\ (?:self\._call_impl|forward_call|super\(\)\.__torch_function__)\(
    | self,\ gradient,\ retain_graph
    """,
    re.VERBOSE,
)
_LIBRARY_SIGNS = ("packages/", "lib", "torch/", "<")  # of which every path that is a library's holds one, in lower case
_PATH_CHARACTERS = 1_000


def is_user_code(file: str, source: str | None = None) -> bool:
    """Whether a path is the user's own and not a library's; without a path the source line decides."""
    if file == UNKNOWN_FILE:
        return source is None or _ENGINE_SOURCE.match(source) is None
    path = file[:_PATH_CHARACTERS].replace("\\", "/")
    if "site-packages/" in path or "dist-packages/" in path:
        return False
    shortened = _SHORTENED.match(path)
    is_package = shortened is not None and shortened["package"] in PACKAGES
    may_be_library = has_any(path.lower(), _LIBRARY_SIGNS)
    return not is_package and not (may_be_library and _LIBRARY_PATH.search(path))
