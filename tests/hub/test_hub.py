"""A class on JupyterHub: two learners and their instructor, from the first page to the returned one.

The hub is the real one, with its proxy, this machine's users and the settings of ``deploy/hub``; what
learners and the instructor press in JupyterLab is asked of their servers as JupyterLab asks it:
``make test-hub``.
"""

import csv
import importlib.util
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tests import ROOT

EXERCISE = "01_binary_recall"
NOTEBOOK = f"{EXERCISE}/{EXERCISE}.ipynb"
FIRST_PAGE = "hopfield/notebooks/00_start_here.ipynb"
SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots" / "hub"
COURSE = {"course_id": "hopfield", "assignment_id": EXERCISE}
ANSWER = """def energy(W, state):
    return -0.5 * state @ W @ state
"""
WORDS = "Because units look at what is over already."


def lacking():
    """Return why no hub can be run here; an empty text if one can."""
    if importlib.util.find_spec("jupyterhub") is None or importlib.util.find_spec("requests") is None:
        return "JupyterHub is not installed: make test-hub"
    from tests.hub import hub

    if os.geteuid():
        return "only root can make users and run their servers"
    if hub.proxy() is None:
        return f"{hub.PROXY} is not there: npm install {hub.PROXY}, as make test-hub does"
    if absent := [name for name in ("useradd", "chpasswd", "runuser", "bwrap") if not shutil.which(name)]:
        return f"not there: {', '.join(absent)}"
    for place in (ROOT, Path(sys.prefix), Path(sys.base_prefix)):
        for folder in (place, *place.parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                return f"other users cannot enter {folder}"
    return ""


WHY = lacking()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY)


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A hub with an instructor and two learners, an exchange, and the course prepared."""
    from tests.hub import hub

    names = ("hopfield-teacher", "hopfield-ada", "hopfield-bo")
    folder = Path("/var/tmp") / f"hopfield-hub-{os.getpid()}"  # where every user can pass through
    folder.mkdir(mode=0o755)
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o1777)
    own = folder / "hub"
    own.mkdir()
    lesson = folder / "skeleton" / FIRST_PAGE
    lesson.parent.mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / lesson.name, lesson)
    try:
        with hub.local_users(names, folder / "skeleton") as passwords:
            teacher = hub.Person("", names[0], passwords[names[0]])
            solutions = teacher.home / "solutions"
            shutil.copytree(ROOT / "solutions", solutions, ignore=_others)
            for path in (solutions, *solutions.iterdir()):
                shutil.chown(path, teacher.name)
            done = teacher.command(sys.executable, "-m", "hopfield_course.grading.classroom")
            if done.returncode:
                raise RuntimeError(done.stderr)
            with hub.running(own, names, exchange) as (address, log):
                yield [hub.Person(address, name, passwords[name], log) for name in names], exchange
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _others(_, names):
    return [name for name in names if not name.startswith(EXERCISE)]


def answered(notebook, **answers):
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    return notebook


def pressed(person, what):
    """Press one of Formgrader's buttons."""
    answer = person.ask("POST", f"formgrader/api/assignment/{EXERCISE}/{what}")
    return _done(answer).get("log") or ""


def handed_in(person):
    _done(person.ask("POST", "assignments/submit", params=COURSE))


def _done(answer):
    """Return what nbgrader says that it has done; RuntimeError if it says that it could not."""
    if not (answer.ok and answer.json()["success"]):
        raise RuntimeError(answer.text)
    return answer.json()


def test_a_week_of_a_class(class_):
    (teacher, ada, bo), exchange = class_
    for person in (teacher, ada, bo):
        assert person.sign_in(), person.name
        person.begin()

    pressed(teacher, "release")
    for learner, answers in (
        (ada, {"energy": ANSWER, "explain": WORDS}),
        (bo, {"explain": "I do not know."}),
    ):
        fetched = learner.ask("POST", "assignments/fetch", params=COURSE)
        assert fetched.ok, fetched.text
        notebook = learner.read(NOTEBOOK)
        assert "BEGIN SOLUTION" not in str(notebook)
        learner.write(NOTEBOOK, answered(notebook, **answers))
        handed_in(learner)

    # what bo tries: to hand in as ada; a link to what the instructor may read; to look
    assert_a_learner_reaches_nothing_of_others(bo, ada, teacher, exchange)

    told = pressed(teacher, "collect")
    assert "it says that it is hopfield-ada's, and is hopfield-bo's" in told
    home = teacher.home
    assert sorted(path.name for path in (home / "inbox").iterdir()) == ["hopfield-ada", "hopfield-bo"]
    assert WORDS in (home / "inbox" / "hopfield-ada" / NOTEBOOK).read_text()
    assert "I do not know" in (home / "inbox" / "hopfield-bo" / NOTEBOOK).read_text()

    done = teacher.command(sys.executable, "-m", "hopfield_course.grading", "inbox", "--workers", "1")
    assert done.returncode == 0, done.stderr
    with (home / "course" / "report.csv").open(newline="", encoding="utf-8-sig") as file:
        points = {row["student"]: float(row["points"]) for row in csv.DictReader(file)}
    assert points == {"hopfield-ada": 1, "hopfield-bo": 0}

    pressed(teacher, "release_feedback")
    pages = {}
    for learner in (ada, bo):
        answer = learner.ask("POST", "assignments/fetch_feedback", params=COURSE)
        assert answer.ok, answer.text
        (page,) = (learner.home / EXERCISE / "feedback").rglob("*.html")
        assert page.owner() == learner.name
        pages[learner.name] = page.read_text()
    assert WORDS in pages["hopfield-ada"]
    assert "Rubric" not in pages["hopfield-ada"]
    assert WORDS not in pages["hopfield-bo"]


def assert_a_learner_reaches_nothing_of_others(bo, ada, teacher, exchange):
    inbound = exchange / "hopfield" / "inbound"
    theirs = [path for path in inbound.iterdir() if path.name.startswith("hopfield-ada+")]
    assert len(theirs) == 1
    solution = teacher.home / "solutions" / f"{EXERCISE}.ipynb"
    secret_places = [
        ada.home,
        ada.home / NOTEBOOK,
        teacher.home / "course" / "secret",
        solution,
        inbound,
        exchange / "hopfield" / "feedback",
    ]
    for place in secret_places:
        reader = ["ls", place] if Path(place).is_dir() else ["cat", place]
        done = bo.command(*reader)
        assert done.returncode, place
        assert "Permission denied" in done.stderr or "No such file" in done.stderr, done.stderr

    # by the hub: another's server, its files and the list of users
    assert bo.at("hopfield-ada", "GET", f"api/contents/{NOTEBOOK}").status_code in (401, 403, 404)
    assert bo.at("hopfield-teacher", "GET", f"formgrader/gradebook/{EXERCISE}").status_code in (401, 403, 404)
    assert bo.browser.get(f"{bo.hub}/hub/api/users", timeout=60).status_code == 403
    assert bo.browser.get(f"{bo.hub}/hub/admin", timeout=60).status_code == 403

    # what a process of another was begun with
    found = bo.command("sh", "-c", "cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep USER=")
    assert "hopfield-ada" not in found.stdout

    forged = inbound / f"hopfield-ada+{EXERCISE}+2999-01-01 00:00:00.000000 UTC+forged"
    assert bo.command("cp", "-r", bo.home / EXERCISE, forged).returncode == 0
    linked = inbound / f"hopfield-bo+{EXERCISE}+2999-01-01 00:00:00.000000 UTC+linked"
    assert bo.command("mkdir", linked).returncode == 0
    assert bo.command("ln", "-s", solution, linked / f"{EXERCISE}.ipynb").returncode == 0
    assert bo.command("mkdir", inbound / f"hopfield-bo+{EXERCISE}+x+y").returncode == 0
    assert bo.command("mv", exchange / "hopfield", exchange / "mine").returncode != 0


def test_in_a_browser_a_learner_signs_in_and_finds_the_course_and_the_exercise(class_):
    from playwright.sync_api import sync_playwright

    from tests.browser import driver

    if driver.chromium_path() is None:
        pytest.skip("no Chromium on the PATH")
    (_, ada, _), _ = class_
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=driver.chromium_path(), args=driver.CHROMIUM_ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(180_000)
        page.goto(ada.hub)
        page.fill("#username_input", ada.name)
        page.fill("#password_input", ada.password)
        page.screenshot(path=SCREENSHOTS / "sign-in.png")
        page.click("#login_submit")
        page.wait_for_url(f"**/user/{ada.name}/lab**")
        page.wait_for_selector(".jp-NotebookPanel h1")
        assert page.url.endswith(FIRST_PAGE)
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_role("menuitem", name="Assignment List").click()
        page.wait_for_selector(f"#submitted_assignments_list :text('{EXERCISE}')")
        page.screenshot(path=SCREENSHOTS / "assignments.png")
        browser.close()


def test_a_wrong_password_opens_nothing(class_):
    from tests.hub import hub

    (_, ada, _), _ = class_
    stranger = hub.Person(ada.hub, ada.name, "guessed")
    assert not stranger.sign_in()
    assert stranger.browser.get(f"{ada.server}/api/contents", timeout=60).status_code in (401, 403, 404)


def test_learners_servers_have_one_thread_of_blas(class_):
    (_, ada, _), _ = class_
    found = [
        variables
        for place in Path("/proc").glob("[0-9]*")
        if (variables := _environment_of(place, ada.name)) and "JUPYTERHUB_USER" in variables
    ]
    assert found
    for variables in found:
        assert {variables[name] for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")} == {"1"}


def _environment_of(place, user):
    try:
        if place.owner() != user:
            return {}
        words = (place / "environ").read_bytes().decode().split("\0")
    except (OSError, KeyError):
        return {}
    return dict(word.split("=", 1) for word in words if "=" in word)
