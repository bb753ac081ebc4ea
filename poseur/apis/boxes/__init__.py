"""Person boxes for frames, from wherever they come."""

from poseur.structures import Boxes

from .choice import WHOLE_IMAGE, BoxesLike, as_box_provider
from .coco_file import JsonBoxes
from .detector import DetectorBoxes
from .given import GivenBoxes, WholeImageBoxes
from .onnx_detector import OnnxBoxes
from .provider import BoxProvider

__all__ = [
    'WHOLE_IMAGE',
    'BoxProvider',
    'Boxes',
    'BoxesLike',
    'DetectorBoxes',
    'GivenBoxes',
    'JsonBoxes',
    'OnnxBoxes',
    'WholeImageBoxes',
    'as_box_provider',
]
