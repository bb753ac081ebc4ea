"""Heads and test settings of the baselines; each config adds its channels.

mmpose's heads take the number of keypoints as a number. Tests compare it with the data.
"""

heatmap_head = dict(
    type='HeatmapHead', loss=dict(type='KeypointMSELoss', use_target_weight=True)
)
heatmap_test = dict(flip_test=True, flip_mode='heatmap', shift_heatmap=True)

rle_head = dict(type='RLEHead', loss=dict(type='RLELoss', use_target_weight=True))
l1_head = dict(type='RegressionHead', loss=dict(type='L1Loss', use_target_weight=True))
integral_head = dict(
    type='IntegralRegressionHead', loss=dict(type='L1Loss', use_target_weight=True)
)
regression_test = dict(flip_test=True, shift_coords=True)
