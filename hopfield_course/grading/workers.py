"""Submissions are looked at by several processes: what one of them does to its process costs itself alone."""

import os
from typing import Any

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError
from tqdm.auto import tqdm

from ..exercises import EXERCISES
from .bounds import done_for
from .course import Course, Taken
from .judging import Mark


def take(folder, submission):
    """Mark one submission, in a process of its own."""
    return Course(folder).take(submission)


def put_refused(course, result):
    """Write down that nothing could be looked at."""
    course.put_refused(result.student, result.exercise, result.mark)


def take_all(course, submissions, workers, work=take, lost=put_refused, words="running"):
    """Mark submissions, several at a time; return what became of each, by student and exercise.

    Where a process is killed, those that were not done are done once more, each alone: the one that it
    happens to again has no points, and a note.

    Parameters
    ----------
    course : Course
    submissions : list of Submission
    workers : int
    work : callable
        Given the course's folder and a submission, returns what became of it.
    lost : callable
        Given the course and what became of a submission that ended its process twice.
    words : str
        What is being done.
    """
    taken = {}
    with tqdm(total=len(submissions), desc=words, unit="submission") as bar:
        try:
            for result in _parallel(course, submissions, workers, work):
                taken[result.student, result.exercise] = result
                bar.update()
        except TerminatedWorkerError:
            for one in submissions:
                if (one.student, one.exercise) not in taken:
                    taken[one.student, one.exercise] = _alone(course, one, work, lost)
                    bar.update()
    return taken


def _parallel(course, submissions, workers, work):
    # not in this process, even with one worker: what ends a worker does not end the run
    options: Any = {"return_as": "generator_unordered", "batch_size": 1, "pre_dispatch": workers}
    jobs = Parallel(n_jobs=max(workers, 2), **options)
    results: Any = jobs(delayed(done_for)(os.getpid(), work, course.folder, one) for one in submissions)
    return results


def _alone(course, one, work, lost):
    try:
        (result,) = _parallel(course, [one], 1, work)
    except TerminatedWorkerError:
        tasks = (task.name for task in EXERCISES[one.exercise].TASKS)
        mark = Mark(dict.fromkeys(tasks, 0.0), refused="to look at it ended the grader's process")
        result = Taken(one.student, one.exercise, mark)
        lost(course, result)
    return result
