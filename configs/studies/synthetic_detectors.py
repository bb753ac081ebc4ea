"""Mask R-CNN with Poseur, RLE and heatmaps on synthetic people, 192x192.

python tools/analysis_tools/run_study.py configs/studies/synthetic_detectors.py
"""

metric = 'coco/keypoints_AP'
also = 'coco/bbox_AP'
reference = 'Mask R-CNN + heatmap'
stem = '../mask_rcnn_poseur/mask-rcnn_{}-tiny_1xb8-12e_synthetic-192x192.py'
models = {
    'Poseur, dense supervision': ('poseur-dense', [0, 1]),
    'Poseur': ('poseur', [0]),
    'RLE': ('rle', [0]),
    'heatmap': ('heatmap', [0, 1]),
}
runs = [
    dict(name=f'Mask R-CNN + {name}', config=stem.format(model), seeds=seeds)
    for name, (model, seeds) in models.items()
]
