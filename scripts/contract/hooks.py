"""What a description cannot say: which parts of a well-formed request exclude each other."""

import schemathesis
from schemathesis import GenerationMode

VIEWS = ("at", "plan", "revision")
DATED = ("submit", "approve")


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
