"""How feedback looks: a table as HTML where there is a notebook, as text elsewhere."""

import html

MARKS = {True: "✓ holds", False: "✗ not yet"}
COLUMNS = ("expected", "came", "hint")  # of what is missed


def as_text(task, rows, points, secret=False):
    """Return the feedback on a task as plain text; if secret, without what was expected and what came."""
    lines = [headline(task, rows, points)]
    for row in rows:
        lines.append(f"  {MARKS[row.passed]:<10} {row.what}{_worth(row)}")
        for name, words in zip(COLUMNS, _words(row, secret), strict=True):
            if words:
                lines.append(f"             {name}: {words}")
    return "\n".join(lines)


def as_html(task, rows, points):
    """Return the feedback on a task as an HTML table."""
    head = f"<p><b>{html.escape(headline(task, rows, points))}</b></p>"
    if not rows:
        return head
    cells = '<td style="text-align:left;vertical-align:top">{}</td>'
    lines = []
    for row in rows:
        words = [MARKS[row.passed], row.what + _worth(row), *_words(row)]
        lines.append("<tr>" + "".join(cells.format(html.escape(word)) for word in words) + "</tr>")
    titles = "".join(cells.format(f"<b>{word}</b>") for word in ("", "what", *COLUMNS))
    return f"{head}<table><tr>{titles}</tr>{''.join(lines)}</table>"


def _words(row, secret=False):
    if row.passed:
        return "", "", ""
    return ("", "", row.hint) if secret else (row.expected, row.came, row.hint)


def headline(task, rows, points):
    """Return the one line that says how far a task is."""
    worth = f" ({task.points:g} points)" if task.points else ""
    if not rows:
        return f"{task.name}: still to do{worth}"
    if not task.points:
        return f"{task.name}: {'right' if all(row.passed for row in rows) else 'not yet'}"
    return f"{task.name}: {points:g} of {task.points:g} points"


def show(task, rows, points):
    """Display the feedback; print it where IPython is not there."""
    text = as_text(task, rows, points)
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(text)
        return
    if get_ipython() is None:
        print(text)
    else:
        display({"text/html": as_html(task, rows, points), "text/plain": text}, raw=True)


def _worth(row):
    return f" ({row.points:g})" if row.points else ""
