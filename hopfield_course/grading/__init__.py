"""The instructor's side: submissions are run in a sandbox, and judged outside of it.

A submission's cells and functions run where they can harm nobody and know nothing (`sandbox`,
`runner`).  What they leave are plain arrays, which are judged here, by the very judges that the
learner's feedback has, on inputs that only the course's secret determines (`judging`).
"""

from .judging import Mark, grade
from .sandbox import Limits, NoSandboxError, lack

__all__ = ["Limits", "Mark", "NoSandboxError", "grade", "lack"]
