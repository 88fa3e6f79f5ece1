"""The rule by which the candidate drives the original (`driver.py`): where it applies, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from service.verifier.inside.repairs.driver import Driver, gradients_of
from service.verifier.inside.repairs.records import Recording
from service.verifier.inside.repairs.rules.base import Operations, Rule
from whygrad.tracing.graph import node_of, tensors_in
from whygrad.tracing.places import word_set
from whygrad.tracing.terms import Ancestry, trains_by_data

DRAWS = word_set("multinomial bernoulli bernoulli_ normal poisson binomial _standard_gamma _sample_dirichlet")
MOST_NOTED = 20_000


class DrivenByCandidate(Rule):
    """Its loss had no gradient; run so that each backward hands the optimizers the gradients of the edited program."""

    name = "driven-by-candidate"
    is_engine = True

    def follow(self, candidate: Recording) -> None:
        """Take the gradients of the candidate."""
        self._candidate = candidate

    def apply(self) -> None:
        """Stand in for the engine; note what the roots are made of."""
        gradients = gradients_of(self._candidate)
        if gradients is None:
            self.refuse("something is trained that no optimizer holds")
        self._ancestry = Ancestry()
        driver = Driver(gradients or [], self._look)
        self.enter(driver)
        self._stack.callback(self._compare_held, driver)
        self.enter(Operations(self._note))

    def _compare_held(self, driver: Driver) -> None:
        """At the end: what optimizers hold must be the same in both, or gradients went to the wrong leaves."""
        shapes = [tensor.shape for tensor in driver.held]
        if shapes != [tensor.shape for tensor in self._candidate.held]:
            self.refuse("the optimizers hold something else")

    def _note(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with torch._C.DisableTorchFunction():
            given = [*tensors_in(args), *tensors_in(kwargs)]
            made = self._ancestry.read(name, given)
            if name in DRAWS and any(tensor.requires_grad for tensor in given):
                self.refuse("it draws at random from what it trains: a score function may be meant")
        result = func(*args, **kwargs)
        if len(self._ancestry) > MOST_NOTED:
            self.refuse("the program is too long to be followed")
            return result
        with torch._C.DisableTorchFunction():
            self._ancestry.note(made, tensors_in(result))
        return result

    def _look(self, roots: Any) -> None:
        """The loss may train nothing by data: beside what was cut, only penalties of parameters have a graph."""
        self.uses += 1
        for root in tensors_in(roots):
            if node_of(root) is not None and trains_by_data(self._ancestry.of(root)):
                self.refuse("the loss trains something as it is: what was cut may be a number on purpose")
