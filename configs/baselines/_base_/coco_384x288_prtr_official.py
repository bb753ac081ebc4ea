"""coco_384x288_prtr.py with the augmentation and the test boxes of PRTR's authors.

There are no half bodies, and scales stay within 0.7 to 1.3. The published AP is that of
DETR's detections: put the authors' file for val2017 into person_detection_results as
COCO_val2017_detections_DETR_person.json.
"""

_base_ = './coco_384x288_prtr.py'

augmentation = [
    *_base_.loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(type='ClippedNormalBBoxTransform', scale_factor=(0.7, 1.3)),
]
codec = dict(type='PRTRLabel', input_size=(288, 384))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(
    dataset=dict(
        bbox_file=_base_.data_root + '/person_detection_results/'
        'COCO_val2017_detections_DETR_person.json',
        pipeline=val_pipeline,
    )
)
test_dataloader = val_dataloader
