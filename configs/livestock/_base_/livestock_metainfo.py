"""Eighteen keypoints of horses, sheep and cattle, named as in LivestockKeypoints v1.0.

Feet and the joints above them are there on the left and on the right; every other
keypoint is there once, on the side that the camera sees. Elbow and hind knee therefore
carry both legs of the drawn skeleton, which is ours: the data have none.

No animal was labeled twice, so that the spread of the labels is unknown. The
sigmas are COCO's for parts of people as easy to place: of the eyes for eye and mouth,
of the ears for the ear, of the shoulders for neck, shoulder and tail, of the hips for
chest and hip, whose place on the trunk nothing marks, and of the joints of the limbs.
Areas are those of the boxes, larger than those of the outlines that COCO has. AP is
therefore more lenient than on COCO; BoxPCK depends on neither.
"""

middle, left, right = [51, 153, 255], [0, 200, 0], [255, 128, 0]
metainfo = dict(
    dataset_name='livestock',
    category='livestock',
    keypoint_info={
        0: dict(name='mouth', color=middle),
        1: dict(name='eye', color=middle),
        2: dict(name='ear', color=middle),
        3: dict(name='neck', color=middle),
        4: dict(name='shoulder', color=middle),
        5: dict(name='chest', color=middle),
        6: dict(name='hip', color=middle),
        7: dict(name='tail', color=middle),
        8: dict(name='elbow', color=middle),
        9: dict(name='l_fore_wrist', color=left, swap='r_fore_wrist'),
        10: dict(name='l_fore_foot', color=left, swap='r_fore_foot'),
        11: dict(name='r_fore_wrist', color=right, swap='l_fore_wrist'),
        12: dict(name='r_fore_foot', color=right, swap='l_fore_foot'),
        13: dict(name='hind_knee', color=middle),
        14: dict(name='l_hind_hock', color=left, swap='r_hind_hock'),
        15: dict(name='l_hind_foot', color=left, swap='r_hind_foot'),
        16: dict(name='r_hind_hock', color=right, swap='l_hind_hock'),
        17: dict(name='r_hind_foot', color=right, swap='l_hind_foot'),
    },
    skeleton_info={
        0: dict(link=('mouth', 'eye'), color=middle),
        1: dict(link=('eye', 'ear'), color=middle),
        2: dict(link=('ear', 'neck'), color=middle),
        3: dict(link=('neck', 'shoulder'), color=middle),
        4: dict(link=('shoulder', 'chest'), color=middle),
        5: dict(link=('chest', 'hip'), color=middle),
        6: dict(link=('hip', 'tail'), color=middle),
        7: dict(link=('shoulder', 'elbow'), color=middle),
        8: dict(link=('elbow', 'l_fore_wrist'), color=left),
        9: dict(link=('l_fore_wrist', 'l_fore_foot'), color=left),
        10: dict(link=('elbow', 'r_fore_wrist'), color=right),
        11: dict(link=('r_fore_wrist', 'r_fore_foot'), color=right),
        12: dict(link=('hip', 'hind_knee'), color=middle),
        13: dict(link=('hind_knee', 'l_hind_hock'), color=left),
        14: dict(link=('l_hind_hock', 'l_hind_foot'), color=left),
        15: dict(link=('hind_knee', 'r_hind_hock'), color=right),
        16: dict(link=('r_hind_hock', 'r_hind_foot'), color=right),
    },
    joint_weights=[1.0] * 18,
    sigmas=[
        *(0.025, 0.025, 0.035, 0.079, 0.079, 0.107, 0.107, 0.079),  # mouth to tail
        *(0.072, 0.062, 0.089, 0.062, 0.089),  # elbow, wrists and feet
        *(0.087, 0.087, 0.089, 0.087, 0.089),  # knee, hocks and feet
    ],
)
