"""The chat window. The only folder that imports gradio.

Gradio reads these variables when it is imported, so they are set here, before any module of
this package can import it: nothing about a person's use leaves the machine.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
# Gradio also keeps figures of use for a page of its own, which is switched off here. It works them
# out anew after every event, with pandas, which takes 0.6 s to import while somebody waits.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
