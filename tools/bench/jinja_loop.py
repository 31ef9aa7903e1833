"""The plain side of `generate`: a text from each schema by Jinja, and nothing else. Arguments: target, sources."""

import json
import sys
from pathlib import Path

import jinja2

template = jinja2.Template("{% for name in properties %}  {{ name }}: payload.properties.{{ name }},\n{% endfor %}")
target = Path(sys.argv[1])
target.mkdir(exist_ok=True)
for source in sys.argv[2:]:
    for file in sorted(Path(source).glob("*.json")):
        schema = json.loads(file.read_text(encoding="utf-8"))
        text = template.render(properties=schema["properties"]["properties"].get("properties", {}))
        (target / f"{file.stem}.js").write_text(text, encoding="utf-8")
