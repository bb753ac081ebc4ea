import numpy as np

from poseur.visualization.pose_drawing import contact_sheet, draw_pose

METAINFO = dict(
    skeleton_links=[(0, 1)],
    skeleton_link_colors=np.array([[255, 0, 0]]),
    keypoint_colors=np.array([[0, 255, 0], [0, 0, 255], [255, 255, 255]]),
)
KEYPOINTS = np.array([[20.0, 30.0], [80.0, 30.0], [50.0, 80.0]])


def draw(scores):
    image = np.zeros((100, 100, 3), np.uint8)
    draw_pose(image, KEYPOINTS, np.array(scores), METAINFO, min_score=0.5)
    return image


def test_joints_and_limbs_have_their_colors_at_their_pixels():
    image = draw([0.9, 0.9, 0.9])
    assert image[30, 20].tolist() == [0, 255, 0]  # BGR of green
    assert image[30, 80].tolist() == [255, 0, 0]  # blue
    blue, green, red = image[30, 50]  # the limb between them, softened at its edge
    assert blue == green == 0 and red > 200
    assert image[80, 50].tolist() == [255, 255, 255]


def test_low_scores_hide_a_joint_and_its_limbs():
    image = draw([0.9, 0.1, 0.9])
    assert image[30, 20].any()
    assert not image[30, 40:].any()


def test_contact_sheet_places_pictures_row_by_row():
    pictures = [np.full((20, 40, 3), value, np.uint8) for value in (10, 20, 30)]
    sheet = contact_sheet(pictures, columns=2, size=(80, 50))
    assert sheet.shape == (100, 160, 3)
    corners = [sheet[0, 0, 0], sheet[0, 80, 0], sheet[50, 0, 0], sheet[50, 80, 0]]
    assert corners == [10, 20, 30, 255]
    assert sheet[39, 79, 0] == 10 and sheet[40, 0, 0] == 255  # 20x40 grown to 40x80
