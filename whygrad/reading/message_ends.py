"""What cannot be the next line of an error's message: output of tools, prompts, fences, and what a person wrote."""

from __future__ import annotations

from whygrad.reading.code_lines import is_python
from whygrad.reading.rules import Example, Rule

LINE_CHARACTERS = 400  # of a line, that rules look at


def ends(name: str, needs: str | tuple[str, ...], pattern: str, line: str) -> Rule:
    """A rule for lines that end a message; `line` is one of them, and without the rule it joins the message."""
    example = Example(f"ValueError: no grad\n{line}", "ValueError: no grad")
    return Rule(name, (needs,) if isinstance(needs, str) else needs, pattern, (example,))


MESSAGE_ENDS = (
    # stacks of C++ and of other languages
    ends(
        "C++ error",
        "Exception raised from ",
        r"Exception\ raised\ from\ ",
        "Exception raised from check at ../c.cpp:1:",
    ),
    ends("C++ frame", "frame #", r"frame\ \#\d", "frame #0: c10::Error::Error() + 0x6c (0x7f)"),
    ends("frame of gdb", "#", r"\#\d{1,4}\ ", "#0 c10::Error::Error() from libc10.so"),
    ends("captured stack", "C++ Captured", r"C\+\+\ CapturedTraceback", "C++ CapturedTraceback:"),
    ends("omitted frames", "<omitting ", r"<omitting\ ", "<omitting python frames>"),
    # rules, fences, boxes, ends of JSON
    ends("dashes", "-----", r"-{5}", "-----------"),
    ends("double dashes", "=====", r"={5}", "=========== 1 failed in 2s ==========="),
    ends("stars", "*****", r"\*{5}", "**********"),
    ends("rule of pytest", "_ _ ", r"_\ _\ ", "_ _ _ _ _ _ _"),
    ends("fence", "```", r"```", "```"),
    ends("fence of tildes", "~~~", r"~~~", "~~~"),
    ends("foot of a box", "+-", r"-?\+-", "+------+"),
    ends("quotes of a string", ('"""', "'''"), r"(?:\"{3}|'{3})$", '"""'),
    ends("JSON record", '{"', r"\{\"", '{"step": 3}'),
    ends("brackets", ("]", "}", "{"), r"[\]}{][,\]}{\ ]*$", "]}"),
    # prompts
    ends("prompt of Python", ">>> ", r">>>\ ", ">>> 1"),
    ends("prompt of IPython", "In", r"In\ ?\[\d", "In [3]: 1"),
    ends("prompt of a shell", ("$ ", "% "), r"[$%]\ ", "$ ls"),
    ends("user at a host", "@", r"\w{1,40}@[\w.-]{1,60}[:\ ]", "ann@gpu01:~/work ls"),
    ends("user at a host, in brackets", "@", r"\[[\w.-]{1,40}@", "[ann@gpu01 work] ls"),
    ends("environment of conda", ")", r"\([\w.-]{1,40}\)\ (?:PS\ )?\S{0,200}[$\#>@:\\]", "(base) gpu01:work ls"),
    ends("prompt of Windows", ":\\", r"(?:PS\ )?[A-Z]:\\[^>\n]{0,200}>", "PS C:\\my work> ls"),
    ends("prompt of a theme", ("➜", "❯", "λ"), r"(?:\([\w.-]{1,40}\)\ ?)?[➜❯λ]", "➜  work ls"),
    # logs
    ends("date", "-", r"\[?\d{4}-\d\d-\d\d", "2024-05-01 10:11:12 bye"),
    ends("time in brackets", "[", r"\[\d\d?:\d\d", "[10:11] bye"),
    ends("rank or level in brackets", "[", r"\[(?:rank|default|[IWEF]\d|INFO|ERROR|WARN)", "[INFO] bye"),
    ends("level of glog", ("I", "W", "E", "F"), r"[IWEF]\d{4}\ ", "E0501 10:11:12 agent"),
    ends(
        "level",
        ("INFO", "WARNING", "ERROR", "DEBUG", "CRITICAL"),
        r"(?:INFO|WARNING|ERROR|DEBUG|CRITICAL)\b",
        "INFO bye",
    ),
    ends("progress bar", "%|", r".{0,60}\d{1,3}%\|", "epoch 1:  45%|####     |"),
    ends("hint of torch", "Set TORCH_", r"Set\ TORCH_", "Set TORCH_SHOW_CPP_STACKTRACES=1 for more"),
    # tools that ran the program
    ends("editor", "Process finished", r"Process\ finished\ with", "Process finished with exit code 1"),
    ends("error of a tool", ": ", r"[\w.-]{1,40}:\ (?:\*{3}\ |error:\ |task\ )", "make: *** [run] Error 1"),
    ends("slurm", "srun: ", r"srun:\ ", "srun: Terminating StepId=7.0"),
    ends("wandb", "wandb: ", r"wandb:\ ", "wandb: Run history"),
    ends("summary of pytest", "FAILED ", r"FAILED\ ", "FAILED test_a.py::test_b"),
    ends("summary of unittest", "Ran ", r"Ran\ \d", "Ran 3 tests in 0.1s"),
    ends("hypothesis", "Falsifying", r"Falsifying\ example", "Falsifying example: test_f(x=0)"),
    ends("end of a command", "Command ", r"Command\ (?:exited|terminated)", "Command exited with non-zero status 1"),
    ends("time of a command", "real", r"real\s{1,20}\d{1,9}m", "real    0m3.1s"),
    ends("streamlit", "Traceback:", r"Traceback:", "Traceback:"),
    ends("crash of Python", "Fatal Python", r"Fatal\ Python\ error", "Fatal Python error: Aborted"),
    # what a person wrote
    ends(
        "first person",
        ("I", "my", "My", "me", "we", "We", "our"),
        r"(?:.{0,300}?[\s(,])??(?:I|I'(?:m|ve|d|ll)|[Mm]y|me|our|[Ww]e\ (?:are|have|use|tried))(?=[\s,.!?)]|$)",
        "so I added a line",
    ),
    ends(
        "first person, without a capital",
        (" i ", " i'"),
        r"(?:when|while|if|after|before|because|but|and|so|as\ soon\ as)\ i(?:'(?:m|ve|d|ll))?\ ",
        "when i run the script",
    ),
    ends("question", "?", r"(?!.{0,200}Did\ you)[^?]{1,390}\?{1,3}\s{0,8}$", "Is this a bug?"),
    ends(
        "request",
        ("hank", "lease", "ny ", "elp", "oes any", "ow ", "hat ", "hy ", "ello", "Hi", "Here"),
        r"(?:[Tt]hanks|[Pp]lease\ help|[Aa]ny\ (?:help|idea|hint|suggestion)|[Hh]elp|[Dd]oes\ any|[Hh]ow\ (?:to|do|can)"
        r"|[Ww]hat\ (?:is|am|should|can)|[Ww]hy\ |[Hh]ello|Hi\b|Here\ (?:is|are)\ )",
        "Any help is welcome.",
    ),
    ends(
        "what was seen",
        (
            "error",
            "problem",
            "issue",
            "ork",
            "appen",
            "code",
            "ccur",
            "came",
            "come",
            "appear",
            "model",
            "net",
            "script",
        ),
        r"""
        (?:[Tt]he|[Ss]ame|[Aa]nd\ the|[Bb]ut\ the|[Ss]o\ the)\ (?:error|problem|issue|code|model|net|network|script)\b
        | (?:[Ii]t|[Tt]his|[Tt]hat|[Ee]verything|[Tt]raining)\ (?:only\ |also\ |never\ )?
          (?:works?|worked|happens?|happened|occurs?|occurred|came|comes|appears?|appeared)\b
        | (?:Works|Worked|Happens|Happened|Occurs|Occurred)\b
        """,
        "It works on one card.",
    ),
    ends(
        "narration",
        ("After", "Before", "Without", "Now", "Then", "But", "So", "And", "Even", "Maybe", "Edit", "EDIT", "Update"),
        r"(?:After|Before|Without|Now|Then|But|So|And|Even|Maybe|Edit|EDIT|Update)\b",
        "After freezing the encoder it went wrong.",
    ),
    ends("heading of Markdown", "##", r"\#{2,6}\ \S", "## Environment"),
    ends("bold heading", "**", r"\*\*[A-Z][^*\n]{1,60}\*\*:?\s*$", "**Environment**"),
    ends(
        "heading of a report",
        ("nvironment", "xpected", "eproduc", "ersion", "dditional", "ystem", "ode:"),
        r"""
        (?:[-*]\ )? (?:My\ )?
        (?: Environment\b | Expected\ behaviou?r | (?:Steps\ )?[Tt]o\ [Rr]eproduce | Reproduc\w{1,10} | Versions?\b
          | Additional\ context | System\ [Ii]nfo | (?:The\ |Full\ |My\ )?[Cc]ode: )
        """,
        "Environment: a laptop",
    ),
    ends(
        "version",
        ("orch", "ython", "CUDA", "cuda", "DNN", "OS", "buntu", "indows", "GPU"),
        r"(?:[-*]\ )?(?:(?:[Pp]y)?[Tt]orch(?:vision)?|[Pp]ython|CUDA|cuda|[Cc][Uu]DNN|OS|Ubuntu|Windows|GPU)"
        r"(?:\ ?[Vv]ersion)?\ ?(?:==?|:|：|is|\ )?\ ?v?\d{1,2}[\d.]",
        "torch 2.3.1, python 3.11",
    ),
)


def ends_message(line: str) -> bool:
    """Whether a message does not go on in this line."""
    start = line.lstrip()[:LINE_CHARACTERS]
    return any(rule.match(start) for rule in MESSAGE_ENDS) or (start[:1] == line[:1] and is_python(line))
