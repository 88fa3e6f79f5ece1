"""The Chinese of the reasons of verdicts."""

from __future__ import annotations

import re

_CHINESE = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (r"ran longer than (\S+) s", r"运行超过 \1 秒"),
        (r"used more than (\d+) s of CPU", r"占用 CPU 超过 \1 秒"),
        (r"used more memory than it may have", "占用的内存超过上限"),
        (r"wrote more than (\d+) MiB of output", r"输出超过 \1 MiB"),
        (r"the record of the run is larger than its limit", "运行记录超过大小上限"),
        (r"the program tampered with the record of its run", "程序篡改了自己的运行记录"),
        (r"made a system call of another architecture", "发起了其他体系结构的系统调用"),
        (r"died of signal (\d+) \((.*)\)", r"因信号 \1（\2）而终止"),
        (r"ended without a record, with exit code (-?\d+)", r"没有留下运行记录就退出，退出码 \1"),
        (r"a rank ended without a record", "有一个 rank 没有留下运行记录就结束了"),
        (r"the child (?:ended before the program began|was killed from outside)", "沙箱进程被意外终止"),
        (r"no child could be had|the verifier failed", "验证器出现故障"),
        (r"needs a GPU, which the sandbox does not give", "需要 GPU，沙箱不提供"),
        (r"needs a network, which the sandbox does not give", "需要网络，沙箱不提供"),
        (r"needs processes, which the sandbox does not give", "需要启动进程，沙箱不允许"),
        (r"needs more threads, which the sandbox does not give", "需要的线程数超过沙箱的上限"),
        (r"needs the file (.*), which the sandbox does not give", r"需要文件 \1，沙箱不提供"),
        (r"needs the package (\S+), which the sandbox does not give", r"需要软件包 \1，沙箱中没有安装"),
        (r"needs .*, which the sandbox does not give", "需要沙箱不提供的操作"),
    )
)


def render_reason(english: str, language: str) -> str:
    """A reason in the language of the answer."""
    if language == "en":
        return english
    for pattern, chinese in _CHINESE:
        if found := pattern.fullmatch(english):
            return found.expand(chinese)
    return english
