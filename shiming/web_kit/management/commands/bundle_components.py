"""Put the styles of all components into the one file that pages load."""

import pathlib
from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from shiming.web_kit import component_kit

BUNDLE = pathlib.Path(component_kit.__file__).parent / "static" / "web_kit" / "components.css"


def bundled() -> str:
    """Return the styles of all components, by name."""
    head = "/* Made by `bundle_components` from components/<name>/<name>.css: edit there. */\n"
    styles = sorted(component_kit.FOLDER.glob("*/*.css"))
    return head + "".join(f"\n/* {path.stem} */\n\n{path.read_text('utf-8')}" for path in styles)


class Command(BaseCommand):
    """`python -m django bundle_components`."""

    help = __doc__

    @override
    def handle(self, *_args: Any, **_options: Any) -> None:  # Django hands all options over
        """Write the file."""
        BUNDLE.write_text(bundled(), "utf-8")
        self.stdout.write(f"{BUNDLE.name} written")
