"""Dense supervision for Poseur as keypoint head: changes to any of its RoI heads.

The pooled 14x14 map of a region has a score map for each keypoint, as a heatmap head
has. The scores are supervised and give the proposals. One convolution and four
depthwise blocks replace the convolutions of Mask R-CNN, and see the whole region, too.

The decoder does not shape the features that it reads. They learn about keypoints from
the score maps, for which the maps of all levels are pooled and summed (Rossi et al., A
novel Region of Interest Extraction Layer for Instance Segmentation). Pooling a region
from one level, as usual, would leave the other levels without keypoints.
"""

dense_roi_head = dict(
    keypoint_roi_extractor=dict(
        type='FullPrecisionGenericRoIExtractor', aggregation='sum'
    ),
    keypoint_head=dict(
        num_convs=1,
        num_blocks=4,
        coarse_branch=dict(_delete_=True, type='SpatialCoarseBranch', radius=1),
        dense_supervision=dict(type='DenseSupervision', levels=(), deviation=0.7),
        decoder_shapes_features=False,
        query_decoder=dict(zero_init=True),
    ),
)
