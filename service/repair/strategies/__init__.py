"""One strategy a module: where it applies, the smallest edit, its preconditions, and the rule that proves it."""
