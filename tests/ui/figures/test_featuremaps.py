"""Feature maps as pictures: where each stands in the mosaic, and what its colours mean."""

import numpy as np
import pytest

from ui.figures import featuremaps, pictures


@pytest.fixture
def maps():
    return np.random.default_rng(0).random((5, 4, 11)).astype(np.float32)


def test_map_k_stands_at_row_k_of_the_mosaic(maps):
    picture = featuremaps.mosaic(maps, columns=4)
    assert picture.shape == (3 * 6 - 1, 4 * 5 - 1, 3)
    for k in range(11):
        top, left = k // 4 * 6, k % 4 * 5
        tile = picture[top : top + 5, left : left + 4, 0]
        assert np.array_equal(tile, pictures.gray(maps[..., k], high=maps.max()))
    assert (picture[5] == featuremaps.SEAM).all()
    assert (picture[12:, 15:] == featuremaps.SEAM).all()  # there is no twelfth map


def test_the_scale_of_each_map_makes_the_largest_value_of_each_white(maps):
    maps[..., 3] = 0  # which stays black
    picture = featuremaps.mosaic(maps, columns=11, largest=featuremaps.largest(maps, "map", None), seam=0)
    tiles = picture[..., 0].reshape(5, 11, 4).max(axis=(0, 2))
    assert tiles.tolist() == [255, 255, 255, 0, *[255] * 7]


def test_one_scale_for_all_keeps_maps_comparable(maps):
    assert featuremaps.largest(maps, "layer", 9.0) == maps.max()
    assert featuremaps.largest(maps, "overall", 9.0) == 9.0
    assert featuremaps.mosaic(maps, largest=2 * maps.max(), seam=0).max() == 127


def test_negative_values_are_blue_and_positive_orange():
    picture = featuremaps.one_map(np.array([[-2.0, 0.0, 2.0]]))
    assert picture[0].tolist() == [pictures.NEGATIVE.tolist(), [0, 0, 0], pictures.POSITIVE.tolist()]


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (6, 6), (32, 8), (64, 8), (65, 9), (1000, 32)])
def test_a_mosaic_never_grows_much_taller_than_wide(count, columns):
    assert featuremaps.columns_for(count) == columns


def test_square_k_stands_at_row_k_and_a_last_row_may_be_short():
    picture = featuremaps.squares(np.arange(12) / 24, columns=5)
    assert picture.shape == (3, 5, 3)
    assert picture[1, 2].tolist() == [int(255 * 7 / 24)] * 3  # white is 1 where none is more
    assert (picture[2, 2:] == featuremaps.SEAM).all()
    assert featuremaps.squares(np.array([0.0, 3.0]), 2)[0, 1].tolist() == [255] * 3
    assert featuremaps.squares(np.array([0.0, 3.0]), 2, is_signed=True)[0, 1].tolist() == pictures.POSITIVE.tolist()


def test_the_cell_that_won_has_the_frame():
    table = featuremaps.cells(np.array([[0.1, 0.2], [0.9, 0.0]]), won=(1, 0))
    assert table.count("class=won") == 1
    assert table.index("0.200") < table.index("class=won") < table.index("0.900")
