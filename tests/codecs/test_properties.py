"""Decoding inverts encoding for crops, keypoints and visibilities of any kind."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mmengine.registry import DefaultScope

from poseur.codecs import PoseurLabel
from poseur.datasets.transforms import CropAndEncode

sides = st.integers(8, 1024)
counts = st.integers(1, 140)


@st.composite
def people(draw) -> tuple[tuple[int, int], np.ndarray, np.ndarray]:
    """Draw a crop size, keypoints in and around the crop, and visibilities."""
    size, count = (draw(sides), draw(sides)), draw(counts)
    place = st.floats(-1, 2, width=32)
    keypoints = draw(arrays(np.float32, (1, count, 2), elements=place)) * size
    visible = draw(arrays(np.float32, (1, count), elements=st.sampled_from([0, 1])))
    return size, keypoints.astype(np.float32), visible


@given(people())
def test_decoding_inverts_encoding(person) -> None:
    size, keypoints, visible = person
    codec = PoseurLabel(size)
    encoded = codec.encode(keypoints, visible)
    decoded, scores = codec.decode(encoded['keypoint_labels'], visible)
    np.testing.assert_allclose(decoded, keypoints, rtol=1e-5, atol=1e-4)
    assert scores is visible


@given(people())
def test_weights_are_those_of_labeled_keypoints_in_the_crop(person) -> None:
    size, keypoints, visible = person
    encoded = PoseurLabel(size).encode(keypoints, visible)
    inside = ((keypoints >= 0) & (keypoints <= np.array(size) - 1)).all(-1)
    np.testing.assert_array_equal(
        encoded['keypoint_weights'] > 0, inside & (visible > 0)
    )


@given(
    size=st.tuples(sides, sides),
    center=arrays(np.float32, 2, elements=st.floats(-200, 900, width=32)),
    extent=st.floats(4, 900, width=32),
    rotation=st.floats(-180, 180),
    udp=st.booleans(),
    where=arrays(np.float32, (1, 5, 2), elements=st.floats(-0.5, 0.5, width=32)),
)
def test_targets_of_a_rotated_crop_lead_back_to_the_image(
    size, center, extent, rotation, udp, where
) -> None:
    ratio = size[0] / size[1]
    scale = np.array([extent * ratio, extent], np.float32)
    keypoints = center + where * scale
    with DefaultScope.overwrite_default_scope('mmpose'):
        step = CropAndEncode(dict(type='PoseurLabel', input_size=size), use_udp=udp)
    sample = step(
        dict(
            img=np.zeros((20, 20, 3), np.uint8),
            bbox_center=center[None],
            bbox_scale=scale[None],
            bbox_rotation=np.array([rotation], np.float32),
            keypoints=keypoints,
            keypoints_visible=np.ones((1, 5), np.float32),
            dataset_keypoint_weights=np.ones(5, np.float32),
        )
    )
    # The crop is turned by `rotation` around its center. With UDP it turns the other
    # way, and its first and last pixels, not their outer edges, span the region.
    span = np.array(size) - udp
    turned = (sample['keypoint_labels'][0] * size / span - 0.5) * sample['input_scale']
    angle = np.deg2rad(-rotation if udp else rotation)
    matrix = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    found = turned @ np.transpose(matrix) + center
    np.testing.assert_allclose(found, keypoints[0], atol=2e-3 * extent)
