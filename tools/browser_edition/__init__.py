"""The browser edition: a static site of JupyterLite that holds the whole course.

``pyodide``  fetches what Python in a browser is made of, and verifies each file
``contents`` what learners get: the notebooks, as the site hands them out
``site``     puts both together with JupyterLite, and with ``page``, our own part of the page

    python -m tools.browser_edition            Pyodide's packages come from its CDN as a page asks for them
    python -m tools.browser_edition --offline  all lies in the site

Run by ``make browser`` and ``make browser-offline``, in an environment of its own.
"""
