"""What public functions ask of their arguments.

Each function takes the argument's name first, returns the argument in the form that the
library computes with, and raises a TypeError or ValueError that says which argument, what was
expected and what came.  Nothing is clipped, broadcast or rounded on the way.
"""

import math
import operator
import re
from collections.abc import Callable, Collection, Sequence
from numbers import Number, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

CIRCLE = 1e-6  # how far from length 1 a phasor may be: single precision passes
SYMMETRY = 1e-12  # asymmetry of a matrix, relative to its largest entry
ROUNDING = 1e-3  # asymmetry that single precision or a few printed digits may have left
COLOURED = 8  # pixels a side from which on (h, w, 3) is a picture in colour, not h bitmaps
LARGEST_MATRIX = 2**30  # bytes that dense() will fill
LARGEST = 1e100  # real numbers: sums of their products do not overflow

Array = NDArray[Any]


def numbers(name: str, value: Any) -> Array:
    """Any array-like of numbers as an array; what NumPy cannot stack is refused."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array of numbers, got ragged rows") from error
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name}: expected numbers, got {_kind(array)}")
    return array


def _kind(array: Array) -> str:
    """Words for the first entry that is no number, or for numbers that NumPy has no type for."""
    for entry in array.flat:
        first = entry.item() if isinstance(entry, np.generic) else entry
        if not isinstance(first, Number):
            return show(first) if first is None else f"{type(first).__name__} {show(first)}"
    return f"{array.dtype} entries: whole numbers beyond 64 bits, or numbers as Python objects"


def show(value: Any) -> str:
    """What came, in no more than 80 characters."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # a whole number of thousands of digits
        text = f"{type(value).__name__} of {value.bit_length()} bits"
    return text if len(text) <= 80 else f"{text[:77]}..."


def printable(text: object) -> str:
    """A name or a message as one line: line breaks and other control characters are written out."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", lambda found: repr(found[0])[1:-1], str(text))


def some(names: Sequence[str], most: int = 5) -> str:
    """Names as words in one line; the rest of a long list is counted, and long names are cut."""
    short = [name if len(name) <= 60 else f"{name[:57]}..." for name in map(printable, names[:most])]
    return ", ".join(short) + (f" and {len(names) - most} more" if len(names) > most else "")


def _shape(name: str, array: Array, width: int | None, matrix: bool) -> None:
    """Refuse empty arrays, rows of the wrong width, and one row where a table is due."""
    if array.ndim == 0:
        due = "(P, N)" if matrix else "(..., N)"
        raise ValueError(f"{name}: expected shape {due}, got a single number {array.item()!r}")
    if matrix and array.ndim != 2:
        hint = {
            1: f"; one pattern is {name}[None, :]" if array.size else "",
            3: f"; pictures are rows once flattened: {name}.reshape(len({name}), -1)",
        }.get(array.ndim, "")
        raise ValueError(f"{name}: expected shape (P, N), got {array.shape}{hint}")
    if array.size == 0:
        raise ValueError(f"{name}: expected at least one state of one unit, got shape {array.shape}")
    if width is not None and array.shape[-1] != width:
        hint = ""
        if array.ndim > 1 and math.prod(array.shape[-2:]) == width:
            rest = "".join(f"{side}, " for side in array.shape[:-2])
            hint = f"; a picture is flattened first: {name}.reshape({rest}-1)"
        raise ValueError(f"{name}: expected {width} units a row, got shape {array.shape}{hint}")


def refuse(
    name: str, array: Array, wrong: Array, expected: str, hint: Callable[[str, Array], str] | None = None
) -> None:
    """Raise with the first entry of `array` where `wrong` holds, if there is one.

    `hint` makes of name and array what is said behind that, such as how to convert them.
    """
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        way_out = hint(name, array) if hint else ""
        raise ValueError(f"{name}: expected {expected}, got {array[place].item()!r} at {place}{way_out}")


def _to_spins(name: str, array: Array) -> str:
    """How to make states of +1 and -1 of other numbers that people keep pictures as, if they are such."""
    low, high = array.min(), array.max()
    if np.isin(array, (0, 1)).all():
        return f"; 0 and 1 become -1 and +1 by 2 * np.asarray({name}, int) - 1"
    if array.dtype == np.uint8 and np.isin(array, (1, 255)).all():
        return f"; 255 is what 8 bits without a sign make of -1: {name}.astype(np.int8)"
    if low >= 0 and (high <= 1 or (array.dtype.kind in "iu" and high <= 255)):
        return "; greys become +1 and -1 by images.binarize"
    return ""


def not_coloured(name: str, array: Array) -> None:
    """Refuse one picture in colour, (h, w, 3) or (h, w, 4), which would be taken for h pictures."""
    if array.ndim == 3 and array.shape[2] in (3, 4) and min(array.shape[:2]) >= COLOURED:
        colours = name if array.shape[2] == 3 else f"{name}[..., :3]"
        raise ValueError(
            f"{name}: expected greys, (h, w) or (n, h, w), got one picture in colour, shape {array.shape}; "
            f"{colours} @ [0.299, 0.587, 0.114] are its greys, as images.load reads them"
        )


def spins(
    name: str, value: Any, width: int | None = None, *, zero: bool = False, matrix: bool = False
) -> NDArray[np.int8]:
    """States of +1 and -1, shape (..., N), as int8; True is +1 and False is -1.

    `zero` admits 0, an undecided unit; `matrix` asks for shape (P, N).
    """
    array = numbers(name, value)
    if array.dtype.kind == "c":
        raise TypeError(f"{name}: expected real numbers +1 and -1, got {array.dtype}")
    _shape(name, array, width, matrix)
    if array.dtype == bool:
        return np.where(array, np.int8(1), np.int8(-1))
    wrong = (array != 1) & (array != -1)
    if zero:
        wrong &= array != 0
    refuse(name, array, wrong, "+1, -1 or 0 (undecided)" if zero else "+1 and -1 only", _to_spins)
    return array.astype(np.int8)


def phasors(
    name: str, value: Any, width: int | None = None, *, matrix: bool = False
) -> NDArray[np.complex128]:
    """States on the unit circle, shape (..., N), as complex128; +1 and -1 lie on it too."""
    array = numbers(name, value)
    _shape(name, array, width, matrix)
    if array.dtype == bool:
        raise TypeError(f"{name}: expected complex numbers of length 1, got bool")
    wrong = ~(np.abs(np.abs(array) - 1.0) <= CIRCLE)
    refuse(name, array, wrong, "numbers on the unit circle")
    return array.astype(np.complex128)


def patterns(name: str, value: Any) -> Array:
    """Patterns (P, N) of +1 and -1 (as int8) or, where complex, on the unit circle."""
    if np.iscomplexobj(numbers(name, value)):
        return phasors(name, value, matrix=True)
    return spins(name, value, matrix=True)


def reals(name: str, value: Any, width: int | None = None, *, matrix: bool = False) -> NDArray[np.float64]:
    """Finite real numbers, shape (..., N), as float64."""
    array = numbers(name, value)
    if array.dtype.kind == "c":
        raise TypeError(f"{name}: expected real numbers, got {array.dtype}")
    _shape(name, array, width, matrix)
    _finite(name, array)
    return array.astype(np.float64)


def vectors(name: str, value: Any, width: int | None = None, *, matrix: bool = False) -> NDArray[np.float64]:
    """Reals in which True is +1 and False is -1, as it is in states of +1 and -1."""
    array = numbers(name, value)
    if array.dtype == bool:
        array = np.where(array, 1.0, -1.0)
    return reals(name, array, width, matrix=matrix)


def states(name: str, value: Any, width: int | None = None) -> Array:
    """Vectors of reals or, where complex, phasors."""
    array = numbers(name, value)
    return (phasors if array.dtype.kind == "c" else vectors)(name, array, width)


def _finite(name: str, array: Array) -> None:
    with np.errstate(over="ignore"):  # the size of a complex number
        size = np.abs(array)
    refuse(name, array, ~(size <= np.float64(LARGEST)), f"finite numbers, none beyond {LARGEST:g}")


def hermitian(name: str, value: Any) -> Array:
    """A square matrix equal to its conjugate transpose, as float64 or complex128."""
    array = numbers(name, value)
    if array.ndim != 2 or array.shape[0] != array.shape[1] or not array.size:
        raise ValueError(f"{name}: expected a square matrix (N, N), got shape {array.shape}")
    matrix = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    _finite(name, matrix)
    gap = np.abs(matrix - matrix.conj().T)
    if gap.max() > SYMMETRY * np.abs(matrix).max():
        i, j = (int(k) for k in np.unravel_index(gap.argmax(), gap.shape))
        kind = "Hermitian" if matrix.dtype == complex else "symmetric"
        pair = f"{matrix[i, j].item()!r} at ({i}, {j}) and {matrix[j, i].item()!r} at ({j}, {i})"
        turned = f"{name}.conj().T" if matrix.dtype == complex else f"{name}.T"
        hint = f"; if rounding set them apart: ({name} + {turned}) / 2"
        small = gap.max() <= ROUNDING * np.abs(matrix).max()
        raise ValueError(f"{name}: expected a {kind} matrix, got {pair}{hint if small else ''}")
    return matrix


def matrix_fits(what: str, size: int, itemsize: int) -> tuple[int, int]:
    """The shape of a matrix among `size` units, refused if it would not fit."""
    if (need := size**2 * itemsize) > LARGEST_MATRIX:
        raise ValueError(
            f"{what}: expected a matrix of at most {LARGEST_MATRIX / 2**30:g} GiB, got {size} units, "
            f"{need / 2**30:.1f} GiB; hebbian(patterns).field(states) needs none"
        )
    return size, size


def thresholds(name: str, value: Any, size: int) -> NDArray[np.float64]:
    """One threshold for all units or one each, as a float64 array (N,)."""
    array = numbers(name, value)
    if array.dtype.kind in "bc":
        raise TypeError(f"{name}: expected real numbers, got {array.dtype}")
    if array.shape not in ((), (size,)):
        raise ValueError(f"{name}: expected a number or shape ({size},), got shape {array.shape}")
    _finite(name, array)
    return np.broadcast_to(array.astype(np.float64), (size,)).copy()


def units(name: str, value: Any, size: int) -> NDArray[np.intp]:
    """Indices of distinct units, each in 0 ... N - 1 and perhaps none, as an array (k,)."""
    array = np.atleast_1d(numbers(name, value))
    if array.shape == (0,):  # none at all, such as range(0)
        return array.astype(np.intp)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected whole numbers in one row, got {array.dtype} {array.shape}")
    refuse(name, array, (array < 0) | (array >= size), f"units from 0 to {size - 1}")
    if len(np.unique(array)) != len(array):
        raise ValueError(f"{name}: expected each unit once, got {array.tolist()[:10]}")
    return array.astype(np.intp)


# quoted, here and in ``recall``: NumPy loads its random numbers when they are first named
def generator(name: str, value: Any) -> "np.random.Generator":
    """A random generator; there is no default seed in this library."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name}: expected a numpy.random.Generator such as np.random.default_rng(1), got {show(value)}"
        )
    return value


def scalar(value: Any) -> Any:
    """A number of NumPy's, of whatever width, or an array of no axes, as Python's own; others as they are."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return value.item() if isinstance(value, np.generic) else value


def real(name: str, value: Any, low: float = -np.inf, high: float = np.inf, *, above: bool = False) -> float:
    """One finite real number from `low` (excluded if `above`) to `high`, as a float."""
    number = scalar(value)
    if not _is_real(number):
        raise TypeError(f"{name}: expected a real number, got {show(value)}")
    size = float(abs(number)) if abs(number) <= LARGEST else math.inf
    if size > LARGEST or number > high or number < low or (above and number == low):
        floor = f"{'above' if above else 'from'} {low:g}" if low > -np.inf else ""
        ceiling = f"up to {high:g}" if high < np.inf else ""
        span = " ".join(part for part in (floor, ceiling) if part)
        raise ValueError(f"{name}: expected a finite number {span}".rstrip() + f", got {show(value)}")
    return float(number)


def _is_real(number: Any) -> bool:
    """Whether it is one real number; True and False are none."""
    return isinstance(number, Real) and not isinstance(number, bool)


def fraction(name: str, value: Any) -> float:
    """A share or probability, 0 to 1, as a float."""
    return real(name, value, 0.0, 1.0)


def integer(name: str, value: Any, low: int | None = None, high: int | None = None) -> int:
    """One whole number from `low` to `high`, both included, as an int."""
    number = scalar(value)
    try:
        number = None if isinstance(number, bool) else operator.index(number)
    except TypeError:  # a float, even one without a fraction, is no whole number
        number = None
    if number is None:
        raise TypeError(f"{name}: expected a whole number, got {show(value)}")
    if (low is not None and number < low) or (high is not None and number > high):
        floor = "" if low is None else f" from {low}"
        ceiling = "" if high is None else f" up to {high}"
        raise ValueError(f"{name}: expected a whole number{floor}{ceiling}, got {show(value)}")
    return number


def choice(name: str, value: Any, options: Collection[str]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in options:
        raise ValueError(f"{name}: expected one of {', '.join(map(repr, options))}, got {show(value)}")
    return value


def one_of(name: str, value: Any, options: tuple) -> Any:
    """One of a few whole numbers and words, as given in `options`; True is not taken for 1."""
    came = scalar(value)
    if (isinstance(came, str) or _is_real(came)) and came in options:
        return options[options.index(came)]
    raise ValueError(f"{name}: expected one of {options}, got {show(value)}")


def flag(name: str, value: Any) -> bool:
    """True or False, and nothing that merely counts as one of them."""
    if not isinstance(truth := scalar(value), bool):
        raise TypeError(f"{name}: expected True or False, got {show(value)}")
    return truth
