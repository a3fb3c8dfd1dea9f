"""Pre-processing that looks at the whole data set (the remark at the end of section 3.6.2).

Dividing by 255 treats each number alone. These two move and scale the data by its own mean and covariance, which can
make learning easier. For test images take those of the training images: `standardize(x_test, like=x_train)`.
"""

import numpy as np
from numpy.typing import ArrayLike

from .errors import InputError


def standardize(x: ArrayLike, *, like: ArrayLike | None = None, eps: float = 0.01) -> np.ndarray:
    """(x - mean) / √(variance + eps), column by column: each pixel gets mean 0 and a standard deviation near 1.

    x: finite numbers, (N, D), one image a row. The result has this shape; it is float64 for float64, else float32.
    like: (M, D), the images that mean and variance are taken from; x itself by default.
    eps: added to the variance, so that a pixel that never changes becomes 0 instead of 0 / 0, and one that hardly ever
    does stays small. The default suits pixels 0..1.

    Raises InputError for other shapes, M = 0, or an eps that is not above 0.

    >>> standardize(np.array([[1.0, 10.0], [3.0, 10.0]]), eps=1e-9).round(3)
    array([[-1.,  0.],
           [ 1.,  0.]])
    """
    x, like = _checked(x, like, eps)
    mean, variance = like.mean(axis=0), like.var(axis=0)  # (M, D) -> (D,)
    return (x - mean) / np.sqrt(variance + eps, dtype=x.dtype)  # (N, D)


def whiten(x: ArrayLike, *, like: ArrayLike | None = None, eps: float = 0.01) -> np.ndarray:
    """(x - mean) (C + eps I)^(-1/2), where C is the covariance of the columns: pixels become uncorrelated (ZCA).

    The covariance of the result is near the identity. Of all transformations that achieve this one changes the images
    least: digits are still digits, drawn as outlines.

    x, like, dtypes and errors: as for `standardize`.
    eps: added to the variance along each eigenvector of C, as `standardize` adds it to that of each pixel. Images of
    digits hardly vary along most eigenvectors. A small eps blows up what little they vary there, which is noise.

    Sources: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009), appendix A; Bell and Sejnowski,
    "The 'independent components' of natural scenes are edge filters" (1997), who named it.

    >>> x = np.array([[1.0, 1.0], [2.0, 2.5], [3.0, 3.0], [4.0, 3.5]])
    >>> np.allclose(np.cov(whiten(x, eps=1e-12), rowvar=False, bias=True), np.eye(2))
    True
    """
    x, like = _checked(x, like, eps)
    mean = like.mean(axis=0)  # (M, D) -> (D,)
    centred = like - mean
    C = centred.T @ centred / len(centred)  # (D, M) @ (M, D) -> (D, D)
    variances, U = np.linalg.eigh(C)  # C = U diag(variances) U.T
    scales = 1 / np.sqrt(np.maximum(variances, 0) + eps, dtype=x.dtype)  # rounding makes some variances negative
    W = (U * scales) @ U.T  # U diag(scales) U.T: (D, D) @ (D, D) -> (D, D)
    return (x - mean) @ W  # (N, D) @ (D, D) -> (N, D)


def _checked(x: ArrayLike, like: ArrayLike | None, eps: float) -> tuple[np.ndarray, np.ndarray]:
    x = np.asarray(x)
    like = x if like is None else np.asarray(like)
    if x.ndim != 2 or like.ndim != 2 or len(like) == 0 or x.shape[1] != like.shape[1]:
        raise InputError(
            "Expected x of shape (N, D) and like of shape (M, D), M at least 1, found {x} and {like}.",
            x=x.shape,
            like=like.shape,
        )
    if not eps > 0:
        raise InputError("Expected eps above 0, found {eps}.", eps=eps)
    dtype = np.float64 if x.dtype == np.float64 else np.float32
    return x.astype(dtype, copy=False), like.astype(dtype, copy=False)
