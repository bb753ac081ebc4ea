"""Mask R-CNN with Poseur, RLE and heatmaps on synthetic people, 192x192.

python tools/analysis_tools/run_study.py configs/studies/synthetic_detectors.py
"""

metric = 'coco/keypoints_AP'
stem = '../mask_rcnn_poseur/mask-rcnn_{}-tiny_1xb8-12e_synthetic-192x192.py'
runs = [
    dict(name=f'Mask R-CNN + {name}', config=stem.format(name.lower()), seeds=[0])
    for name in ('Poseur', 'RLE', 'heatmap')
]
