"""Outfits of people: skin, hair, clothes and seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sampling import (
    chance,
    choose,
    hsv_color,
    sample_color,
    sample_hair_color,
    sample_skin,
)

# Hair style -> probability.
HAIR_STYLES = {
    'short': 0.36,
    'cropped': 0.13,
    'bald': 0.05,
    'bob': 0.14,
    'long': 0.16,
    'bun': 0.08,
    'ponytail': 0.08,
}
# Hat -> probability.
HATS = {'none': 0.87, 'cap': 0.08, 'beanie': 0.05}
# Sleeve -> probability, and range of its end: 0 shoulder, 1 elbow, 2 wrist.
_SLEEVES = {'none': 0.12, 'short': 0.48, 'long': 0.40}
_SLEEVE_END = {'none': (-0.05, -0.05), 'short': (0.3, 0.85), 'long': (1.7, 1.95)}


@dataclass(frozen=True)
class Fabric:
    """Color and pattern of a piece of clothing.

    Attributes:
        color: Main color, blue, green, red in 0..255.
        second: Second color, that of the pattern.
        pattern: ``'plain'``, ``'hoops'``, ``'stripes'`` or ``'checks'``.
        period: Width of the pattern in quads per color.
    """

    color: np.ndarray
    second: np.ndarray
    pattern: str = 'plain'
    period: int = 1

    def paint(self, bands: int, segments: int) -> np.ndarray:
        """Return the colors of a tube's quads, (bands, segments, 3)."""
        row = np.arange(bands)[:, None, None] // self.period
        column = np.arange(segments)[None, :, None] // self.period
        cell = {
            'plain': 0,
            'hoops': row,
            'stripes': column,
            'checks': row + column,
        }[self.pattern]
        colors = np.where(np.asarray(cell) % 2 == 1, self.second, self.color)
        return np.broadcast_to(colors, (bands, segments, 3))


@dataclass(frozen=True)
class Outfit:
    """Skin, hair and clothes of one person.

    Attributes:
        skin: Skin color (blue, green, red).
        hair: Hair color.
        hair_style: One of ``HAIR_STYLES``.
        beard: Whether the person has a beard.
        glasses: Whether the person wears dark glasses.
        hat: One of ``HATS``.
        hat_color: Color of the hat.
        top: Shirt, jacket or dress.
        sleeve: End of the sleeves: 0 shoulder, 1 elbow, 2 wrist; negative for none.
        hem: Height of the shirt's hem above the pelvis in meters.
        vneck: Half angle of the neckline's opening in degrees.
        open_front: Whether an open jacket shows the shirt beneath it.
        bottom: Trousers, shorts or skirt.
        skirt: Whether the bottom is a skirt (or the lower half of a dress).
        leg_end: End of trousers or skirt: 0 hip, 1 knee, 2 ankle.
        shoes: Color of the shoes.
        sole: Color of the soles.
        looseness: Extra radius of the clothes relative to the limb.
    """

    skin: np.ndarray
    hair: np.ndarray
    hair_style: str
    beard: bool
    glasses: bool
    hat: str
    hat_color: np.ndarray
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

    @property
    def sleeveless(self) -> bool:
        """Whether the shoulders are bare."""
        return self.sleeve < 0


@dataclass(frozen=True)
class Seat:
    """A stool, box or chair to sit on.

    Attributes:
        color: Blue, green, red in 0..255.
        solid: Whether it is a box down to the floor instead of four legs.
        back: Whether it has a backrest.
    """

    color: np.ndarray
    solid: bool
    back: bool


def sample_seat(rng: np.random.Generator) -> Seat:
    """Draw a seat."""
    return Seat(sample_color(rng), solid=chance(rng, 0.4), back=chance(rng, 0.4))


def _sample_fabric(rng: np.random.Generator, patterned: float) -> Fabric:
    """Draw a fabric, with a pattern at the given probability."""
    pattern = 'plain'
    if chance(rng, patterned):
        pattern = ('hoops', 'stripes', 'checks')[rng.integers(3)]
    return Fabric(
        sample_color(rng), sample_color(rng), pattern, int(rng.integers(1, 4))
    )


def _sample_bottom(rng: np.random.Generator) -> tuple[Fabric, bool, float]:
    """Draw the fabric, whether it is a skirt, and where it ends."""
    kind = rng.random()
    if kind < 0.55:
        if chance(rng, 0.4):
            jeans = hsv_color(
                rng.uniform(0.58, 0.66), rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.6)
            )
            return Fabric(jeans, jeans), False, 1.97
        return _sample_fabric(rng, 0.1), False, float(rng.uniform(1.75, 1.97))
    if kind < 0.82:
        return _sample_fabric(rng, 0.12), False, float(rng.uniform(0.35, 1.1))
    return _sample_fabric(rng, 0.3), True, float(rng.uniform(0.45, 1.2))


def _sample_sleeve(rng: np.random.Generator) -> float:
    """Draw the end of the sleeves; negative for none."""
    return float(rng.uniform(*_SLEEVE_END[choose(rng, _SLEEVES)]))


def sample_outfit(rng: np.random.Generator) -> Outfit:
    """Draw skin, hair and clothes."""
    bottom, skirt, leg_end = _sample_bottom(rng)
    top = _sample_fabric(rng, 0.35)
    if skirt and chance(rng, 0.5):
        bottom = top
    style = choose(rng, HAIR_STYLES)
    short = style in ('short', 'cropped', 'bald')
    return Outfit(
        skin=sample_skin(rng),
        hair=sample_hair_color(rng),
        hair_style=style,
        beard=short and not skirt and chance(rng, 0.25),
        glasses=chance(rng, 0.07),
        hat=choose(rng, HATS),
        hat_color=sample_color(rng),
        top=top,
        sleeve=_sample_sleeve(rng),
        hem=float(rng.uniform(-0.06, 0.07)),
        vneck=float(rng.choice((0.0, rng.uniform(15, 40)))),
        open_front=chance(rng, 0.12),
        bottom=bottom,
        skirt=skirt,
        leg_end=leg_end,
        shoes=sample_color(rng),
        sole=hsv_color(0.1, 0.05, rng.uniform(0.1, 0.95)),
        looseness=float(rng.uniform(0.02, 0.28)),
    )
