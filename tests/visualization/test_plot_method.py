from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.visualization.skeletons import draw_people
from tests.helpers.two_people import result


def test_plot_is_deprecated() -> None:
    image = np.zeros((90, 100, 3), np.uint8)
    with pytest.warns(DeprecationWarning, match='Use draw_people') as warned:
        drawn = result().plot(image, min_score=0.6, show_boxes=False)
    assert warned[0].filename == __file__
    expected = draw_people(image, result(), min_score=0.6, show_boxes=False)
    np.testing.assert_array_equal(drawn, expected)


@pytest.mark.filterwarnings('ignore:PoseResult.plot:DeprecationWarning')
def test_plots_on_pixels_given_kept_or_read(tmp_path: Path) -> None:
    image = np.zeros((90, 100, 3), np.uint8)
    path = tmp_path / 'a.png'
    cv2.imwrite(str(path), image)
    drawn = result().plot(image)
    assert drawn.any() and not image.any()
    np.testing.assert_array_equal(result(image=image).plot(), drawn)
    np.testing.assert_array_equal(result().replace(name=str(path)).plot(), drawn)
    with pytest.raises(ValueError, match='a.png: the pixels were not kept'):
        result().plot()
