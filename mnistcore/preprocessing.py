"""Pre-processing that looks at the whole data set (the remark at the end of section 3.6.2).

Dividing by 255 treats each number alone. These two move and scale the data by its own mean and covariance, so that
learning is easier. For test images take those of the training images: `standardize(x_test, like=x_train)`.
"""

import numpy as np
from numpy.typing import ArrayLike

from .errors import InputError


def standardize(x: ArrayLike, *, like: ArrayLike | None = None, eps: float = 0.01) -> np.ndarray:
    """(x - mean) / √(variance + eps), column by column: each pixel gets mean 0 and a deviation near 1.

    x: (N, D), one image a row; the result has its shape, float64 for float64, otherwise float32.
    like: (M, D), the images that mean and variance are taken from; x itself by default.
    eps: added to the variance. Pixels that never change have variance 0: they become 0, not NaN. In units of x squared:
    the default suits pixels 0..1.

    Raises InputError for other shapes, no rows, or an eps that is not above 0.

    >>> standardize([[1.0, 10.0], [3.0, 10.0]], eps=1e-9)
    array([[-1.,  0.],
           [ 1.,  0.]], dtype=float32)
    """
    x, like = _checked(x, like, eps)
    mean = like.mean(axis=0)  # (M, D) -> (D,)
    return (x - mean) / np.sqrt(like.var(axis=0) + eps).astype(x.dtype)


def whiten(x: ArrayLike, *, like: ArrayLike | None = None, eps: float = 0.1) -> np.ndarray:
    """ZCA whitening: (x - mean) C^(-1/2), where C is the covariance of the columns plus eps on its diagonal.

    The columns of the result are uncorrelated: their covariance is near the identity. Of all such transformations this
    one changes the images least, so they still look like digits, drawn as outlines.

    x, like, errors and dtypes: as for `standardize`.
    eps: added to each variance along an eigenvector of the covariance. MNIST varies hardly at all in half of these
    directions, and whitening would blow their noise up to the size of all others.

    Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009), appendix A; for the name ("zero
    components") and least change, Bell and Sejnowski, "The 'independent components' of natural scenes are edge filters"
    (1997).

    >>> x = np.array([[1.0, 1.0], [2.0, 2.5], [3.0, 3.0], [4.0, 3.5]])
    >>> np.cov(whiten(x, eps=1e-9), rowvar=False, bias=True).round(3)
    array([[1., 0.],
           [0., 1.]])
    """
    x, like = _checked(x, like, eps)
    mean = like.mean(axis=0)  # (M, D) -> (D,)
    centred = like - mean
    C = centred.T @ centred / len(centred)  # (D, M) @ (M, D) -> (D, D)
    variances, directions = np.linalg.eigh(C)  # C = U diag(λ) Uᵀ
    scales = 1 / np.sqrt(np.maximum(variances, 0) + eps)  # rounding makes some λ slightly negative
    W = (directions * scales.astype(x.dtype)) @ directions.T  # U diag(scales) Uᵀ: (D, D)
    return (x - mean) @ W  # (N, D) @ (D, D) -> (N, D)


def _checked(x, like, eps):
    x = np.asarray(x)
    like = x if like is None else np.asarray(like)
    if x.ndim != 2 or like.ndim != 2 or len(like) == 0 or x.shape[1] != like.shape[1]:
        raise InputError(
            "Expected images of shape (N, D) with N at least 1, and {like} like them, found {x}.",
            x=x.shape,
            like=like.shape,
        )
    if not eps > 0:
        raise InputError("Expected eps above 0, found {eps}.", eps=eps)
    dtype = np.float64 if x.dtype == np.float64 else np.float32
    return x.astype(dtype, copy=False), like.astype(dtype, copy=False)
