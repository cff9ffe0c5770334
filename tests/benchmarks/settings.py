"""The program's settings, with what it is measured against beside it where that is installed."""

from importlib.util import find_spec

from commplan.settings import *  # noqa: F403
from commplan.settings import DATA_DIR, INSTALLED_APPS, env

PEERS = [name for name in ("post_office", "djcelery_email") if find_spec(name)]
# A way carries in memory what it needs itself.
INSTALLED_APPS = [*INSTALLED_APPS, *env.list("BENCHMARK_PEERS", default=PEERS)]
MEDIA_ROOT = DATA_DIR / "media"
