"""Pictures of a class: how many points came by task, in all, what the answers took, and when they came."""

import datetime
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .pages import embedded

# Okabe and Ito's colours, each with a hatch that tells it in grey
ALL, SOME, NONE = ("#0072B2", ""), ("#56B4E9", "//"), ("#E69F00", "xx")
LOOK = {
    "svg.hashsalt": "grading",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
}


def points_picture(exercise, tasks, totals):
    """Return the picture of an exercise's points.

    Parameters
    ----------
    exercise : str
    tasks : list of dict
        For each task its name and how many learners have ``all``, ``some`` and ``none`` of its points.
    totals : list of float
        The points of each submission.
    """
    titles = {"all": "all points", "some": "some", "none": "none"}
    with matplotlib.style.context(["default", LOOK]):
        figure = Figure(figsize=(11, 0.9 + 0.45 * max(len(tasks), 4)))
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        names, begin = [task["name"] for task in tasks], np.zeros(len(tasks))
        for kind, (colour, hatch) in (("all", ALL), ("some", SOME), ("none", NONE)):
            counts = np.array([task[kind] for task in tasks], float)
            look: Any = {"color": colour, "hatch": hatch, "edgecolor": "black"}
            bars = left.barh(names, counts, left=begin, label=titles[kind], **look)
            left.bar_label(bars, [f"{count:.0f}" if count else "" for count in counts], label_type="center",
                           bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
            begin += counts
        left.invert_yaxis()
        left.set_xlabel("learners")
        left.xaxis.set_major_locator(MaxNLocator(integer=True))
        left.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0)
        most = int(np.ceil(sum(task["most"] for task in tasks)))
        counts, _ = np.histogram(totals, np.arange(most + 2) - 0.5)
        right.bar(np.arange(most + 1), counts, 0.9, color=ALL[0], edgecolor="black")
        right.set(xlabel="points in all, rounded", ylabel="learners", xticks=range(most + 1))
        right.yaxis.set_major_locator(MaxNLocator(integer=True))
        words = "; ".join(f"{t['name']}: {t['all']} all, {t['some']} some, {t['none']} none" for t in tasks)
        sums = ", ".join(f"{count} with {k}" for k, count in enumerate(counts) if count)
        alt = f"Bars: learners with all, some and no points by task of {exercise}. {words}. In all: {sums}."
        return embedded(figure, alt)


def dates():
    """Return what chooses the marks of an axis of dates: two to eight, for any span.

    Where five are asked for, as usual, some spans have no step that fits, and Matplotlib warns.
    """
    return AutoDateLocator(minticks=3, maxticks=7)


def time_picture(exercise, seconds, came, due):
    """Return the picture of what an exercise's answers computed, and when they came.

    Parameters
    ----------
    exercise : str
    seconds : list of float
        Of computing, one for each submission.
    came : list of float
        When each was handed in, seconds since 1970.
    due : float or None
        When it was due.
    """
    with matplotlib.style.context(["default", LOOK]):
        figure = Figure(figsize=(11, 2.4))
        left, right = figure.subplots(1, 2)
        left.hist(seconds, bins=20, range=(0, max([1.0, *seconds])), color=ALL[0], edgecolor="black")
        left.set(xlabel="seconds of computing, all of a submission", ylabel="learners")
        days = date2num([datetime.datetime.fromtimestamp(one) for one in came])
        ends = min(days, default=0.0), max(days, default=0.0)
        right.hist(
            days, bins=20, range=(ends[0], max(ends[1], ends[0] + 1 / 24)), color=ALL[0], edgecolor="black"
        )
        if due is not None:
            right.axvline(date2num(datetime.datetime.fromtimestamp(due)), color="#D55E00", linestyle="--",
                          label="due")  # fmt: skip
            right.legend(frameon=False)
        right.set(xlabel="handed in", ylabel="learners")
        locator = dates()
        right.xaxis.set_major_locator(locator)
        right.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        for ax in (left, right):
            ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        middle, longest = np.median(seconds or [0]), max(seconds, default=0)
        late = sum(one > due for one in came) if due is not None else 0
        after = f", {late} after the deadline" if late else ""
        alt = (
            f"Bars: what submissions of {exercise} computed, half of them at most {middle:.1f} s, "
            f"the longest {longest:.1f} s; and when they came{after}."
        )
        return embedded(figure, alt)
