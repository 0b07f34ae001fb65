"""`python -m config.cli` is `shiming`."""

import sys

from config.cli import main

sys.exit(main())
