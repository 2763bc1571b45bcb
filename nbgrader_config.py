"""nbgrader's settings for this course: points come from the sandbox, folders lie in course/."""

from hopfield_course.grading.gradebook import settings

c = get_config()  # noqa: F821  nbgrader defines it
c.merge(settings("course"))
