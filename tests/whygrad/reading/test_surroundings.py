"""What stands around a traceback is code or prose."""

from paste_forms import PLAIN

from whygrad.reading import read_report

QUESTION = f"""My network trains for one step only.

```python
with torch.no_grad():
    out = net(x)
loss = out.sum()
```

$ python train.py --precision bf16

{PLAIN}

Does anybody know why?"""


def test_code_and_prose_around_a_traceback_are_told_apart():
    report = read_report(QUESTION)
    assert report.code == (
        "with torch.no_grad():",
        "    out = net(x)",
        "loss = out.sum()",
        "$ python train.py --precision bf16",
    )
    assert report.prose == "My network trains for one step only.\nDoes anybody know why?"


def test_prompts_are_no_part_of_the_code():
    report = read_report(f">>> y = net(x)\n>>> y.backward()\n{PLAIN}")
    assert report.code == ("y = net(x)", "y.backward()")


def test_a_plain_traceback_has_nothing_around_it():
    report = read_report(PLAIN)
    assert (report.code, report.prose) == ((), "")


def test_a_command_may_stand_on_several_lines():
    report = read_report(f"torchrun run.py \\\n--bf16 \\\n--epochs 3 \\\n--lr=1e-5\n\n-- and no flag\n{PLAIN}")
    assert report.code == ("torchrun run.py \\", "--bf16 \\", "--epochs 3 \\", "--lr=1e-5")
    assert report.prose == "-- and no flag"


def test_what_stands_behind_a_message_begins_with_a_word():
    assert read_report("RuntimeError: the loss is a vector，大家遇到过吗").prose == "大家遇到过吗"
