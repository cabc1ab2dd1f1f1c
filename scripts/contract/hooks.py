"""What a description cannot say: which parts of a well-formed request exclude each other, and how many jobs and searches there may be."""

import requests
import schemathesis
from schemathesis import GenerationMode

VIEWS = ("at", "datetime", "plan", "revision")
DATED = ("submit", "approve")
KEPT = 12


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    query = case.query or {}
    if case.operation.path != "/v1/revisions" and case.operation.path != "/v1/undo":
        for name in [name for name in VIEWS if name in query][1:]:
            del query[name]
    if query.get("of") in (None, "households", "residents", "addresses"):
        query.pop("up_to", None)
    body, headers = case.body, case.headers or {}
    if not isinstance(body, dict):
        return
    if "Idempotency-Key" in headers:
        body.pop("key", None)
    if "If-Match" in headers:
        body.pop("base", None)
    act = (case.path_parameters or {}).get("act")
    if act not in DATED:
        body.pop("effective", None)
    if act != "rebase":
        body.pop("resolution", None)


@schemathesis.hook
def after_call(context, case, response):
    """Makes room for more jobs and searches; those that are left can be checked and applied."""
    if case.operation.label not in ("POST /v1/jobs", "POST /v1/rebalances"):
        return
    entries = case.operation.base_url.rstrip("/") + case.operation.path
    for entry in requests.get(entries, timeout=30).json()["items"][:-KEPT]:
        requests.delete(f"{entries}/{entry['id']}", timeout=30)
