"""The command ``recall``: what it is asked, and the steps from a folder of pictures to the report."""

import argparse
import contextlib
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from .. import _checks, images, threads
from ..attractors import Identity, identify, overlap
from ..couplings import covariance, hebbian, projection, storkey
from ..images.files import read_folder
from ..models import Hopfield
from ..recall import Recall, Schedule, asynchronous, recall, synchronous
from . import options as ask
from . import pictures, words
from .words import CommandError

Array = NDArray[Any]

RULES = ("hebbian", "covariance", "projection", "storkey")
SCHEDULES = ("asynchronous", "synchronous")
STORKEY_UNITS = 5_000  # 200 MB a matrix, and it takes several of them to learn
WEIGHT_UNITS = 8_000  # 64 million pixels, the most that images.load would read again
HEAD = (
    "picture",
    "overlap before",
    "after",
    "pixels wrong before",
    "after",
    "outcome",
    "ends as",
)


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong; how it is used is for --help."""

    def error(self, message: str) -> NoReturn:
        """End the program with one line."""
        self.exit(2, f"{self.prog}: {_checks.printable(message)}; --help says more\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status: 0, or 2 where it was refused.

    Parameters
    ----------
    arguments : list of str, optional
        What stands behind ``python -m hopfield_lib``; the process's own by default.
    """
    threads.one_thread()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names that the terminal cannot show are no error
            stream.reconfigure(errors="backslashreplace")
    out, err = words.Listener(sys.stdout), words.Listener(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = _run_command(arguments)
        finally:
            out.flush()
            err.flush()
        if out.failure:
            return _refused(f"cannot print: {out.failure.strerror}")
    return status


def _run_command(arguments: Sequence[str] | None) -> int:
    """Do what the arguments say and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        _recall(options)
    except CommandError as error:
        return _refused(_checks.printable(error))
    except MemoryError:
        return _refused("not enough memory; a smaller --size needs less")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


def _refused(message: str) -> int:
    """Say why nothing was done, and return the exit status for that."""
    print(f"python -m hopfield_lib recall: {message}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m hopfield_lib",
        description="Hopfield networks from a shell.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="recall", parser_class=_Parser)
    command = commands.add_parser(
        "recall",
        help="store a folder of pictures and recall them",
        description="Store the pictures of a folder (png, jpg, webp and all else that Pillow reads) in a "
        "Hopfield network as black and white, and recall each from a corrupted one: from itself with pixels "
        "flipped (--noise), or from the picture of the same name in a second folder (--cue).",
    )

    def add(
        name: str, metavar: str, reader: Callable[[str], Any] = str, to: Any = command, **rest: Any
    ) -> None:
        to.add_argument(name, metavar=metavar, type=reader, **rest)

    add("--store", "DIR", required=True, help="folder of the pictures to store")
    one = command.add_mutually_exclusive_group(required=True)
    add("--cue", "DIR", to=one, help="folder of corrupted pictures, each named as a stored one")
    add("--noise", "P", ask.share, to=one, help="share of the pixels to flip, 0 to 1, in place of --cue")
    add("--out", "DIR", required=True, help="folder for the results; nothing in it is overwritten")
    add("--weights", "FILE", help="write the weight matrix as a picture too (png)")
    add("--size", "HxW", ask.size, help="height and width to bring all pictures to; N is NxN")
    cut = (
        "where grey is cut: at the 'mean' of each stored picture (default), and its cue at the same grey or, "
        "if the whole cue is darker or paler, at what that grey has become; or at a grey from 0 to 255"
    )
    add("--threshold", "GREY", ask.threshold, default="mean", help=cut)
    command.add_argument("--rule", choices=RULES, default=RULES[0], help="how it learns (default: hebbian)")
    when = "units one at a time, or all at once (default: asynchronous)"
    command.add_argument("--schedule", choices=SCHEDULES, default=SCHEDULES[0], help=when)
    seed = "start of the random numbers; without it one is drawn and printed"
    add("--seed", "NUMBER", ask.seed, help=seed)
    command.add_argument("--quiet", action="store_true", help="show no progress bar")
    return parser


def _recall(options: argparse.Namespace) -> None:
    """Read, store, corrupt, recall, write and report."""
    names, greys, left_out = _read("--store", options)
    shape = greys.shape[1:]
    where, cue_greys, left_out_cues = _paired(options, names, shape)
    recalled = [names[k] for k in where]
    out, targets = _targets(options, recalled)
    patterns, *_ = _cut("--store", options, names, greys, greys)
    cues = patterns
    cuts = []
    if cue_greys is not None:
        cues, *cuts = _cut("--cue", options, recalled, cue_greys, greys[where])
    model = _model(options, names, patterns, shape)
    _make_folders(out, options)

    needs_seed = options.cue is None or options.schedule == "asynchronous"
    seed = options.seed
    if seed is None and needs_seed:
        seed = int(np.random.SeedSequence().generate_state(1)[0])
    rng = np.random.default_rng(seed)
    if cue_greys is None:
        cues = images.flip(patterns, options.noise, rng=rng)
    schedule = synchronous() if options.schedule == "synchronous" else asynchronous(rng)

    print(f"Stored: {_count(names)} of {shape[0]} x {shape[1]} pixels, {options.rule}")
    for folder, others in ((options.store, left_out), (options.cue, left_out_cues)):
        if others:
            left = _checks.printable(f"Left out of {folder}, no pictures by their endings")
            print(f"{left}: {_checks.some(others)}")
    if left_over := [name for k, name in enumerate(names) if k not in where]:
        print(f"Stored only, without a cue: {_checks.some(left_over)}")
    if needs_seed:
        print(f"Seed: {seed}" + ("" if options.seed is not None else f" (--seed {seed} repeats this run)"))
    runs = _run(model, cues, schedule, options.quiet)
    ends = np.stack([run.state for run in runs])
    _write(options, recalled, patterns[where], cues, ends, shape, targets, model)
    print(_report(names, where, patterns, cues, runs, cuts))
    right = int((ends == patterns[where]).all(axis=1).sum())
    print(f"Recalled without a wrong pixel: {right} of {len(where)}")
    print(f"Written to {_checks.printable(out)}: {2 * len(where)} pictures and {targets[-1].name}")


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} picture{'s' if len(names) > 1 else ''}"


def _read(option: str, options: argparse.Namespace) -> tuple[list[str], Array, list[str]]:
    """Return names and greys of the pictures in the folder of an option, and the names of what is none."""
    folder = getattr(options, option[2:])
    try:
        names, greys, left_out = read_folder(folder, options.size)
    except (ValueError, OSError) as error:
        hint = ", as --size does" if "of one size" in str(error) else ""
        raise CommandError(f"{option}: {words.one_line(error)}{hint}") from None
    words.in_one_line(names, option)
    return words.same_form(names, option, folder), greys, left_out


def _cut(
    option: str, options: argparse.Namespace, names: Sequence[str], greys: Array, stored: Array
) -> list[Array]:
    """Return the pictures' states, where each was cut, and where the stored one is."""
    cut = []
    for name, picture, like in zip(names, greys, stored, strict=True):
        try:
            cut.append(images.binarize_like(picture, like, options.threshold))
        except ValueError as error:
            hint = "; what is transparent counts as white" if picture.min() == 255 else ""
            raise CommandError(f"{option}: {_checks.some([name])}: {words.one_line(error)}{hint}") from None
    return [np.stack(part) for part in zip(*cut, strict=True)]


def _paired(
    options: argparse.Namespace, names: list[str], shape: tuple[int, int]
) -> tuple[list[int], Array | None, list[str]]:
    """Return which stored pictures are to be recalled, with --cue their greys, and what else was there."""
    if options.cue is None:
        return list(range(len(names))), None, []
    cue_names, greys, left_out = _read("--cue", options)
    if strangers := [name for name in cue_names if name not in names]:
        raise CommandError(
            f"--cue: no picture in {options.store} has the name of {_checks.some(strangers)} in {options.cue}"
        )
    if greys.shape[1:] != shape:
        got = "{}x{} in --store and {}x{} in --cue".format(*shape, *greys.shape[1:])
        raise CommandError(f"expected pictures of one size, or --size to give them one; got {got}")
    return [names.index(name) for name in cue_names], greys, left_out


def _model(
    options: argparse.Namespace, names: Sequence[str], patterns: Array, shape: tuple[int, int]
) -> Hopfield:
    """Return the network with the pictures stored by the rule asked for."""
    N = patterns.shape[1]
    rule = options.rule
    for wanted, option, largest in (
        (rule == "storkey", "--rule storkey", STORKEY_UNITS),
        (options.weights, "--weights", WEIGHT_UNITS),
    ):
        if wanted and largest < N:
            raise CommandError(
                f"{option}: pictures of {shape[0]}x{shape[1]} have {N:,} x {N:,} couplings, a matrix that "
                f"would not fit; --size {int(largest**0.5)} is the largest that does"
            )
    try:
        if rule == "covariance":
            return Hopfield(*covariance(patterns))
        return Hopfield({"hebbian": hebbian, "projection": projection, "storkey": storkey}[rule](patterns))
    except ValueError as error:
        alike = [
            f"{names[k]} and {names[j]}"
            for k in range(len(names))
            for j in range(k)
            if abs(overlap(patterns[k], patterns[j])) == 1
        ]
        hint = f"; the same or reversed once cut: {_checks.some(alike)}" if alike else ""
        raise CommandError(f"--rule {rule}: {words.one_line(error)}{hint}") from None


def _targets(options: argparse.Namespace, names: Sequence[str]) -> tuple[Path, list[Path]]:
    """Return the folder and the files to be written, if nothing stands in their way."""
    out = Path(options.out)
    words.short_enough(names, "_recalled.png", out)
    targets = [out / f"{name}_{part}.png" for name in names for part in ("cue", "recalled")]
    targets.append(out / "contact_sheet.png")
    weights = [Path(options.weights)] if options.weights else []
    if weights and weights[0].suffix.lower() != ".png":
        raise CommandError(f"--weights: expected a file that ends in .png, got {weights[0]}")
    try:
        for option, place in [("--out", out), *(("--weights", file.parent) for file in weights)]:
            for name in ("store", "cue"):
                if (source := getattr(options, name)) and pictures.same_place(place, source):
                    raise CommandError(f"{option}: would write among the pictures of --{name}, {source}")
        pictures.refuse_existing([*targets, *weights])
        if weights and weights[0].resolve() in [target.resolve() for target in targets]:
            raise CommandError(f"--weights: {weights[0]} is the name of another result")
    except CommandError:
        raise
    except (OSError, ValueError) as error:  # a name that no file can have is a ValueError
        raise _cannot_write(error) from None
    return out, targets


def _make_folders(out: Path, options: argparse.Namespace) -> None:
    """Make the folders of the results, and make sure that files can be written there."""
    try:
        for folder in (out, *([Path(options.weights).parent] if options.weights else [])):
            pictures.make_folder(folder)
    except OSError as error:
        raise _cannot_write(error) from None


def _cannot_write(error: Exception) -> CommandError:
    return CommandError(f"--out: cannot write: {words.one_line(error)}")


def _run(model: Hopfield, cues: Array, schedule: Schedule, quiet: bool) -> list[Recall]:
    """Recall each cue by itself, so that each has a visiting order of its own."""
    from tqdm import tqdm

    bar = tqdm(cues, desc="Recalling", unit="picture", disable=quiet)
    return [recall(model, cue, schedule, record="final") for cue in bar]


def _write(
    options: argparse.Namespace,
    names: Sequence[str],
    stored: Array,
    cues: Array,
    ends: Array,
    shape: tuple[int, int],
    targets: Sequence[Path],
    model: Hopfield,
) -> None:
    """Write every cue, every end, the sheet of all and, if asked for, the weights."""
    states = [state for pair in zip(cues, ends, strict=True) for state in pair]
    try:
        for path, state in zip(targets[:-1], states, strict=True):
            pictures.write_png(path, pictures.black_and_white(state, shape))
        columns = {"stored": stored, "cue": cues, "recalled": ends}
        pictures.write_png(targets[-1], pictures.contact_sheet(names, columns, shape))
        if options.weights:
            picture, largest = pictures.weight_picture(model.couplings)
            pictures.write_png(Path(options.weights), picture)
            scale = f"black {-largest:.3g}, grey 0, white {largest:.3g}"
            print(f"Weights: {_checks.printable(options.weights)}, a pixel a coupling: {scale}")
    except OSError as error:
        raise _cannot_write(error) from None


def _report(
    names: Sequence[str],
    where: Sequence[int],
    patterns: Array,
    cues: Array,
    runs: Sequence[Recall],
    cuts: Sequence[Array],
) -> str:
    """Return the table of what became of each cue, and where it was cut if not as its stored picture."""
    rows = []
    for k, cue, run in zip(where, cues, runs, strict=True):
        before, after = (overlap(state, patterns[k]) for state in (cue, run.state))
        wrong = [str(int((state != patterns[k]).sum())) for state in (cue, run.state)]
        end = _end(identify(run.state, patterns), names)
        rows.append((names[k], f"{before:.3f}", f"{after:.3f}", *wrong, str(run.outcome), end))
    places = zip(*cuts, strict=True)  # none where the cues were not cut but made
    moved = [f"{cut:.1f}, stored at {plain:.1f}" if cut != plain else "" for cut, plain in places]
    if any(moved):
        rows = [(*row, cut) for row, cut in zip(rows, moved, strict=True)]
    return words.table((*HEAD, "cue cut at")[: len(rows[0])], rows)


def _end(found: Identity, names: Sequence[str]) -> str:
    """What a recall ended as, by the names of the pictures."""
    if found.kind == "mixture":
        terms = zip(found.signs, found.patterns, strict=True)
        return "mixture " + " ".join(f"{'+' if sign > 0 else '-'}{names[k]}" for sign, k in terms)
    return {"pattern": "", "reverse": "reverse of "}.get(found.kind, "none") + "".join(
        names[k] for k in found.patterns
    )
