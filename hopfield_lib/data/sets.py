"""What every data set is: images, their classes, and where they come from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Images:
    """Images of one size, with the class of each and where they come from.

    Attributes
    ----------
    images : (n, h, w) int8 or uint8 array, read-only
        Bitmaps of +1 (ink) and -1 (paper), or greys from 0 (black) to 255 (white).
    labels : (n,) int array, read-only
        The class of each image, an index into `classes`.
    classes : tuple of str
        The names of the classes of the whole data set.
    source : str
        Where these images were taken from.
    """

    images: NDArray[Any]
    labels: NDArray[np.intp]
    classes: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        self.images.flags.writeable = False
        self.labels.flags.writeable = False

    @property
    def patterns(self) -> NDArray[Any]:
        """The images as rows (n, h·w), the shape of states, with the same values."""
        return self.images.reshape(len(self.images), -1)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of an image."""
        height, width = self.images.shape[1:]
        return height, width

    @property
    def names(self) -> tuple[str, ...]:
        """The class of each image by name, n of them."""
        return tuple(self.classes[label] for label in self.labels)

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        height, width = self.shape
        present = [self.classes[label] for label in dict.fromkeys(self.labels.tolist())]
        shown = ", ".join(present[:10]) + (", …" if len(present) > 10 else "")
        kind = "±1" if self.images.dtype == np.int8 else "grey"
        return f"Images({len(self)} × {height}×{width} {kind}: {shown}; source: {self.source})"
