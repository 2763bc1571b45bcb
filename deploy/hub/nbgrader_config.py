"""nbgrader on the class's server, for everyone: in ``/opt/tljh/user/etc/jupyter/`` or ``/etc/jupyter/``.

The instructor's own settings, which ``python -m hopfield_course.grading.classroom`` writes, say the rest.
"""

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = "hopfield"
c.Exchange.root = "/srv/nbgrader/exchange"
c.Exchange.path_includes_course = False
