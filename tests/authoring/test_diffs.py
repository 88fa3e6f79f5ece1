"""What a fix changes."""

from service.authoring.diffs import changed_lines, unified_diff

BEFORE = "a = 1\nb = 2\nc = 3\n"


def test_a_diff_names_what_it_compares():
    diff = unified_diff(BEFORE, "a = 1\nb = 9\nc = 3\n", "other-b")
    assert diff.splitlines() == [
        "--- reproduction",
        "+++ other-b",
        "@@ -1,3 +1,3 @@",
        " a = 1",
        "-b = 2",
        "+b = 9",
        " c = 3",
    ]


def test_changed_and_new_lines_are_counted_in_the_fix():
    assert changed_lines(BEFORE, "a = 1\nb = 9\nc = 3\nd = 4\n") == (2, 4)


def test_a_line_that_is_gone_leaves_none_behind():
    assert changed_lines(BEFORE, "a = 1\nc = 3\n") == ()


def test_equal_programs_have_no_diff():
    assert (unified_diff(BEFORE, BEFORE, "same"), changed_lines(BEFORE, BEFORE)) == ("", ())
