"""What a learner predicts in a lesson, beside what comes out.

    guess = Predictions()
    print(guess("overlap of the cue", prediction, 0.4, within=0.05))
    print(guess("the energy", prediction, "falls", options=("falls", "rises")))
    print(guess.summary())

`...` and None mean "not predicted", which stops nothing.
"""

from collections.abc import Sequence

import numpy as np

from hopfield_lib import _checks

from .answers import broken, numbers_in, unanswered

__all__ = ["Predictions"]


class Predictions:
    """The predictions of one lesson: call it with each of them, and at the end ask for the summary."""

    def __init__(self) -> None:
        self._within: dict[str, bool | None] = {}  # by name; None for what was not predicted

    def __call__(
        self,
        name: str,
        prediction: object,
        answer: float | str,
        *,
        within: float | None = None,
        factor: float | None = None,
        options: Sequence[str] = (),
        digits: int = 3,
    ) -> str:
        """Return a prediction beside the answer, in words, and keep whether it was within reach.

        Parameters
        ----------
        name : str
            What is predicted, in a few words; a second call with it takes the place of the first.
        prediction : number, str, or `...` while there is none
        answer : number or str
            What was measured; or, where a choice is to be made, the right one of `options`.
        within : float, optional
            How far a number may lie from the answer to be within reach.
        factor : float, optional
            The same as a ratio: 2 for between half and twice the answer.
        options : sequence of str
            What can be chosen from; capitals and spaces around them do not matter.
        digits : int
            Decimals of a measured number.

        Raises
        ------
        ValueError
            If `answer` is a text and none of `options`, or a number for which not exactly one of
            `within` and `factor` is given.
        """
        if isinstance(answer, str):
            words, near = _chosen(prediction, answer, options)
        else:
            words, near = _measured(prediction, answer, within, factor, digits)
        self._within[name] = near
        return broken(words)

    def summary(self) -> str:
        """Return in words how many predictions were made, and how many of them were within reach."""
        made = {name: near for name, near in self._within.items() if near is not None}
        count = len(self._within)
        if not made:
            places = "1 cell of this lesson has" if count == 1 else f"{count} cells of this lesson have"
            return f"You predicted nothing yet: {places} a place for it."
        lines = [f"You predicted {len(made)} of {count}; {sum(made.values())} within reach."]
        for title, near in (("Within reach: ", True), ("Worth another look: ", False)):
            names = [name for name, found in made.items() if found is near]
            lines += [title + "; ".join(names) + "."] * bool(names)
        return "\n".join(map(broken, lines))


def _chosen(prediction, answer, options):
    """Return a choice beside the right one in words, and whether they agree; None if there is none."""
    known = {option.strip().lower(): option for option in options}
    if answer.strip().lower() not in known:
        raise ValueError(f"answer: expected one of options, {', '.join(map(repr, options))}, got {answer!r}")
    if unanswered(prediction):
        return f'the answer is "{answer}"; you have not predicted yet', None
    given = known.get(prediction.strip().strip("().").lower()) if isinstance(prediction, str) else None
    if given is None:
        choices = ", ".join(f'"{option}"' for option in options)
        return f'the answer is "{answer}"; a prediction is one of {choices}, yours is {prediction!r}', None
    if given.strip().lower() == answer.strip().lower():
        return f'the answer is "{answer}", as you predicted', True
    return f'the answer is "{answer}"; you predicted "{given}"', False


def _measured(prediction, answer, within, factor, digits):
    """Return a number beside what was measured in words, and whether it is near; None if there is none."""
    measured = _checks.real("answer", answer)
    if (within is None) == (factor is None):
        raise ValueError(f"within: expected either within or factor, got {within!r} and {factor!r}")
    if factor is not None and not factor > 1:
        raise ValueError(f"factor: expected a number above 1, got {factor!r}")
    shown = f"measured {measured:,.{digits}f}"
    if unanswered(prediction):
        return f"{shown}; you have not predicted yet", None
    numbers = numbers_in(prediction)
    if numbers is None or numbers.size != 1 or not np.isfinite(numbers).all():
        example = 0.25 if digits else 25
        return f"{shown}; a prediction is one number such as {example}, yours is {prediction!r}", None
    predicted = float(numbers.flat[0])
    if factor is None:
        within = float(within or 0)
        off = abs(predicted - measured)
        near = bool(off <= within * (1 + 1e-9))
        far = f"off by {off:,.{digits}f}"
        reach = "within reach" if near else f"more than {within:g}"
    else:
        ratio = predicted / measured if predicted * measured > 0 else np.inf
        times = max(ratio, 1 / ratio) if np.isfinite(ratio) else np.inf
        near = bool(times <= factor)
        far = f"off by a factor of {times:.3g}" if np.isfinite(times) else "of another size altogether"
        reach = "within reach" if near else f"more than {factor:g}"
    return f"{shown}; you predicted {predicted:g}, {far}: {reach}", near
