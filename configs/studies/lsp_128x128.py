"""Poseur, heatmaps, PRTR, RLE and L1 regression on Leeds Sports Pose, 128x128.

python tools/analysis_tools/run_study.py configs/studies/lsp_128x128.py
"""

metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
reference = 'heatmap (SimpleBaseline)'
photographs = False  # Leeds Sports Pose may not be passed on
models = {
    'Poseur, 3 layers': 'reg_poseur-mobilenetv2-3dec',
    'PRTR': 'reg_prtr-mobilenetv2',
    'RLE': 'reg_rle-mobilenetv2',
    'L1 regression': 'reg_l1-mobilenetv2',
    'heatmap (SimpleBaseline)': 'hm_mobilenetv2',
}
runs = [
    dict(
        name=name,
        config=f'../lsp/td-{stem}_1xb8-20e_lsp-128x128.py',
        seeds=[0],
    )
    for name, stem in models.items()
]
