"""What people wear and how they look."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

_SKIN_RGB = np.array(
    [
        [255, 224, 196],
        [241, 194, 158],
        [224, 172, 128],
        [198, 134, 92],
        [141, 85, 56],
        [96, 58, 40],
        [70, 44, 34],
    ],
    float,
)
_HAIR_RGB = np.array(
    [
        [28, 22, 20],
        [60, 40, 28],
        [100, 66, 40],
        [150, 105, 62],
        [205, 170, 110],
        [150, 60, 30],
        [150, 150, 150],
        [225, 222, 215],
    ],
    float,
)
HAIR_STYLES = ('short', 'cropped', 'bald', 'bob', 'long', 'bun', 'ponytail')


@dataclass(frozen=True)
class Fabric:
    """Colour and pattern of a piece of clothing.

    Attributes:
        colour: Main colour, blue, green, red in 0..255.
        second: Colour of the pattern.
        pattern: ``'plain'``, ``'hoops'``, ``'stripes'`` or ``'checks'``.
        period: Bands per colour of the pattern.
    """

    colour: np.ndarray
    second: np.ndarray
    pattern: str = 'plain'
    period: int = 1

    def paint(self, bands: int, segments: int) -> np.ndarray:
        """Colours of a tube, shape (bands, segments, 3)."""
        row = (np.arange(bands)[:, None] // self.period) % 2 == 1
        column = (np.arange(segments)[None] // self.period) % 2 == 1
        chosen = {
            'plain': row & ~row & column,
            'hoops': row | (column & False),
            'stripes': column | (row & False),
            'checks': row ^ column,
        }[self.pattern]
        return np.where(chosen[..., None], self.second, self.colour)


@dataclass(frozen=True)
class Outfit:
    """Skin, hair and clothes of one person.

    Attributes:
        skin: Skin colour (blue, green, red).
        hair: Hair colour.
        hair_style: One of ``HAIR_STYLES``.
        beard: Whether there is a beard.
        glasses: Whether there are dark glasses.
        hat: ``None``, ``'cap'`` or ``'beanie'``.
        hat_colour: Its colour.
        top: Shirt, jacket or dress.
        sleeve: Where the sleeve ends: 0 shoulder, 1 elbow, 2 wrist.
        hem: Height of the shirt's hem above the pelvis in metres.
        vneck: Half angle of the neckline's opening in degrees.
        open_front: Whether a jacket shows the shirt beneath it.
        bottom: Trousers, shorts or skirt.
        skirt: Whether the bottom is a skirt (or the lower half of a dress).
        leg_end: Where trousers or skirt end: 0 hip, 1 knee, 2 ankle.
        shoes: Colour of the shoes.
        sole: Colour of the soles.
        looseness: Extra radius of the clothes relative to the limb.
    """

    skin: np.ndarray
    hair: np.ndarray
    hair_style: str
    beard: bool
    glasses: bool
    hat: str | None
    hat_colour: np.ndarray
    top: Fabric
    sleeve: float
    hem: float
    vneck: float
    open_front: bool
    bottom: Fabric
    skirt: bool
    leg_end: float
    shoes: np.ndarray
    sole: np.ndarray
    looseness: float


def hsv_colour(hue: float, saturation: float, value: float) -> np.ndarray:
    """Blue, green, red in 0..255 of a hue, saturation, value in 0..1."""
    return 255 * np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value))[::-1]


def sample_colour(rng: np.random.Generator) -> np.ndarray:
    """A colour of clothes: half vivid, the rest dark, light or grey."""
    kind = rng.random()
    if kind < 0.5:
        return hsv_colour(rng.random(), rng.uniform(0.5, 0.95), rng.uniform(0.45, 1))
    if kind < 0.7:
        return hsv_colour(rng.random(), rng.uniform(0, 0.5), rng.uniform(0.08, 0.3))
    if kind < 0.87:
        return hsv_colour(rng.random(), rng.uniform(0, 0.25), rng.uniform(0.8, 1))
    return hsv_colour(rng.random(), rng.uniform(0.1, 0.4), rng.uniform(0.35, 0.65))


def _sample_table(rng: np.random.Generator, table: np.ndarray) -> np.ndarray:
    """A colour between two neighbouring rows of an RGB table, as BGR."""
    at = rng.uniform(0, len(table) - 1)
    rows = np.arange(len(table))
    rgb = np.array([np.interp(at, rows, table[:, k]) for k in range(3)])
    return np.clip(rgb * rng.uniform(0.92, 1.06), 0, 255)[::-1]


def sample_skin(rng: np.random.Generator) -> np.ndarray:
    """A skin colour (blue, green, red)."""
    return _sample_table(rng, _SKIN_RGB)


def _sample_fabric(rng: np.random.Generator, patterned: float) -> Fabric:
    pattern = 'plain'
    if rng.random() < patterned:
        pattern = ('hoops', 'stripes', 'checks')[rng.integers(3)]
    return Fabric(
        sample_colour(rng), sample_colour(rng), pattern, int(rng.integers(1, 4))
    )


def _sample_bottom(rng: np.random.Generator) -> tuple[Fabric, bool, float]:
    """Fabric, whether it is a skirt and where it ends."""
    kind = rng.random()
    if kind < 0.55:
        if rng.random() < 0.4:
            jeans = hsv_colour(
                rng.uniform(0.58, 0.66), rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.6)
            )
            return Fabric(jeans, jeans), False, 1.97
        return _sample_fabric(rng, 0.1), False, float(rng.uniform(1.75, 1.97))
    if kind < 0.82:
        return _sample_fabric(rng, 0.12), False, float(rng.uniform(0.35, 1.1))
    return _sample_fabric(rng, 0.3), True, float(rng.uniform(0.45, 1.2))


def sample_outfit(rng: np.random.Generator) -> Outfit:
    """Draw skin, hair and clothes."""
    bottom, skirt, leg_end = _sample_bottom(rng)
    top = _sample_fabric(rng, 0.35)
    if skirt and rng.random() < 0.5:
        bottom = top
    style = HAIR_STYLES[rng.choice(7, p=(0.36, 0.13, 0.05, 0.14, 0.16, 0.08, 0.08))]
    short = style in ('short', 'cropped', 'bald')
    sleeve = rng.random()
    hat = rng.random()
    return Outfit(
        skin=sample_skin(rng),
        hair=_sample_table(rng, _HAIR_RGB),
        hair_style=style,
        beard=bool(short and not skirt and rng.random() < 0.25),
        glasses=bool(rng.random() < 0.07),
        hat='cap' if hat < 0.08 else 'beanie' if hat < 0.13 else None,
        hat_colour=sample_colour(rng),
        top=top,
        sleeve=float(
            -0.05
            if sleeve < 0.12
            else rng.uniform(0.3, 0.85)
            if sleeve < 0.6
            else rng.uniform(1.7, 1.95)
        ),
        hem=float(rng.uniform(-0.06, 0.07)),
        vneck=float(rng.choice((0.0, rng.uniform(15, 40)))),
        open_front=bool(rng.random() < 0.12),
        bottom=bottom,
        skirt=skirt,
        leg_end=leg_end,
        shoes=sample_colour(rng),
        sole=hsv_colour(0.1, 0.05, rng.uniform(0.1, 0.95)),
        looseness=float(rng.uniform(0.02, 0.28)),
    )
