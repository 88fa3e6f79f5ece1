"""The Chinese of what problems say; English is the source, as the code and the libraries write it."""

from __future__ import annotations

import re

_CHINESE = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        # titles
        (r"Bad Request", "请求有误"),
        (r"Not [Ff]ound", "未找到"),
        (r"Method Not Allowed", "不支持的方法"),
        (r"(?:Request Entity|Content) Too Large", "请求体过大"),
        (r"Unprocessable (?:Entity|[Cc]ontent)", "请求内容无法处理"),
        (r"Unsupported media type", "不支持的媒体类型"),
        (r"Internal Server Error", "服务器内部错误"),
        (r"Invalid JSON", "JSON 无效"),
        (r"Foreign origin", "来源不被允许"),
        (r"Foreign code is refused", "不运行外来代码"),
        (r"Unknown case", "没有这个 case"),
        (r"Unknown fix", "没有这个 fix"),
        (r"No knowledge", "没有知识库"),
        (r"no knowledge is loaded", "知识库尚未载入"),
        (r"the knowledge cannot be read from the database", "无法从数据库读取知识库"),
        (r"Too many requests", "请求过多"),
        (r"Unavailable torch version", "没有这个 torch 版本"),
        (r"Verifier unavailable", "验证器不可用"),
        # details of ours
        (r"the body must be (application/json)", r"请求体的类型必须是 \1"),
        (r"the body must be a JSON object", "请求体必须是 JSON 对象"),
        (r"the body is not valid JSON in UTF-8", "请求体不是有效的 UTF-8 JSON"),
        (r"the body is nested too deeply, or a number in it is too long", "请求体嵌套过深，或其中的数字过长"),
        (r"requests from pages of another origin are refused", "拒绝来自其他来源页面的请求"),
        (r"there is no (\w+) ('.*')", r"没有 id 为 \2 的 \1"),
        (r"(\S+) has no case ('.*')", r"\1 没有名为 \2 的 case"),
        (r"case ('\S+') of (\S+) has no fix ('.*')", r"\2 的 case \1 没有名为 \3 的 fix"),
        (r"no such verification; they are kept for ten minutes", "没有这个验证；验证结果保留十分钟"),
        (r"the verifier does not answer", "验证器没有响应"),
        (r"the verifier's queue is full; try again in (\d+) s", r"验证器的队列已满，请在 \1 秒后重试"),
        (r"this server runs without a verifier: (\S+) is not set", r"本服务器没有验证器：未设置 \1"),
        (r"the verifier is starting", "验证器正在启动"),
        (r"the verifier was restarted and this job is lost; send it again", "验证器重启过，这个任务已丢失，请重新提交"),
        (r"the sandbox lacks: (.*)", r"沙箱缺少这些隔离层：\1"),
        (r"there are: (.*)", r"可用的版本：\1"),
        # reasons of verdicts
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
        # details of fields
        (r"has (\d+) bytes; at most (\d+) are read", r"有 \1 字节，最多 \2 字节"),
        (r"must not be blank", "不能为空白"),
        (r"name exactly one of code, error and concept", "code、error、concept 必须且只能给出一个"),
        (r"goes with (\w+)", r"只能与 \1 一起使用"),
        (r"Missing data for required field\.", "缺少这个必填字段。"),
        (r"Unknown field\.", "未知字段。"),
        (r"Field may not be null\.", "不能为 null。"),
        (r"Not a valid (\w+)\.", r"不是有效的 \1。"),
        (r"Must be one of: (.*)\.", r"必须是以下之一：\1。"),
        (r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.", r"必须在 \1 到 \2 之间。"),
        (r"Length must be between (\d+) and (\d+)\.", r"长度必须在 \1 到 \2 之间。"),
        (r"Longer than maximum length (\d+)\.", r"长度超过上限 \1。"),
        (r"Special numeric values \(nan or infinity\) are not permitted\.", "不接受 nan 或 infinity。"),
        (r"Number too large\.", "数字过大。"),
        # details of the framework
        (r"The requested URL was not found on the server.*", "服务器上没有这个地址。"),
        (r"The method is not allowed for the requested URL\.", "这个地址不支持该方法。"),
        (r"The data value transmitted exceeds the capacity limit\.", "发送的数据超过上限。"),
        (r"The server encountered an internal error.*", "服务器遇到内部错误，无法完成请求。"),
        (
            r"Host .* is not trusted\.?|.*browser \(or proxy\) sent a request.*",
            "服务器无法理解这个请求，或不接受其中的 Host。",
        ),
    )
)


def render_problem_text(english: str, language: str) -> str:
    """A title, a detail or a message in the language of the answer."""
    if language == "en":
        return english
    for pattern, chinese in _CHINESE:
        if found := pattern.fullmatch(english):
            return found.expand(chinese)
    return english
