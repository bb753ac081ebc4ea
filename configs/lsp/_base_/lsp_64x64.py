"""Leeds Sports Pose in MPII's format, crops of 64x64, augmented less than MPII.

4,000 photographs of athletes to train on and 500 to validate on, from the extended set:
annotations/mpii_train.json, mpii_val.json and mpii_gt_val.mat with the head boxes, in
data/lsp_mpii or where the environment variable LSP_ROOT points. Pelvis and thorax have
no labels. Samples are loaded by one process beside the one that trains.

Half bodies are left out and scales kept within 0.75 to 1.25: both hide joints of small
crops, and leaving them out helps much (docs/studies/levers.md). Athletes appear at all
angles, and rotations stay.
"""

_base_ = '../../_base_/datasets/mpii_256x256.py'

data_root = '{{$LSP_ROOT:data/lsp_mpii}}'
codec = dict(type='PoseurLabel', input_size=(64, 64))

augmentation = [
    *_base_.loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(type='ClippedNormalBBoxTransform', scale_factor=(0.75, 1.25)),
]
train_pipeline = [
    *augmentation,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs'),
]
val_pipeline = [
    *_base_.loading,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='PackPoseInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=1,
    dataset=dict(data_root=data_root, pipeline=train_pipeline),
)
val_dataloader = dict(
    batch_size=100,
    num_workers=1,
    dataset=dict(
        data_root=data_root,
        headbox_file=f'{data_root}/annotations/mpii_gt_val.mat',
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader
