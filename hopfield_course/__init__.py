"""The course's machinery: checks of exercises, their judges, grading, the check of an installation.

Nothing is imported here, so that ``hopfield_course.installation`` can speak where NumPy is missing.
"""
