"""The card of a shipped model, to fill in."""

from __future__ import annotations

from poseur.zoo import ShippedModel

CARD = """# {title}

`{name}`: ...

```bash
poseur infer photo.jpg --model {name}
python -m poseur.deploy --model {name} photo.jpg
```

| | |
|---|---|
| license | {license} |
| data | ... |
| config | `{config}` |
| made by | poseur {version} |
{files}

{notice}

## Results

...

## Limits

...
"""


def card(model: ShippedModel, config: str) -> str:
    """Return the card as Markdown, with dots where a person has to write.

    Args:
        model: The model.
        config: Name of the config of its training.
    """
    rows = [
        f'| `{file.name}` | {(model.folder / file.name).stat().st_size / 1e6:.1f} MB, '
        f'SHA-256 `{file.sha256}` |'
        for file in model.files.values()
    ]
    return CARD.format(
        name=model.name,
        title=model.title,
        license=model.license,
        notice=model.notice,
        version=model.version,
        config=config,
        files='\n'.join(rows),
    )
