//! The answers to requests that are not answered as asked: one for each status, with every kind of problem that has it.

use std::collections::BTreeMap;

use hexward_engine::model::Language;
use serde_json::{Map, Value, json};

use crate::error::{ApiError, RefusalKind};
use crate::problem;
use crate::refusal;

/// The name of the answer with a status.
pub(super) fn name_of(status: u16) -> String {
    format!("Problem{status}")
}

/// Adds the schema of problem documents and the answer of each status to the components.
pub(super) fn add(components: &mut Value) {
    let mut kinds: BTreeMap<u16, Vec<ApiError>> = BTreeMap::new();
    for error in ApiError::one_of_each() {
        kinds
            .entry(error.status().as_u16())
            .or_default()
            .push(error);
    }
    components["schemas"]["Problem"] = schema();
    for (status, kinds) in kinds {
        let name = name_of(status);
        components["schemas"][&name] = of_status(status, &kinds);
        components["responses"][&name] = answer(status, &kinds);
    }
}

fn schema() -> Value {
    let text = json!({ "type": "string" });
    let revision = json!({ "type": "integer", "format": "int64", "minimum": 0 });
    let row = json!({ "type": "object", "required": ["row", "revision"], "properties": {
        "row": text, "revision": { "type": ["integer", "null"], "format": "int64", "minimum": 1 },
    }});
    let heir = json!({ "type": "object", "required": ["code", "area_m2"], "properties": {
        "code": { "$ref": "#/components/schemas/GridCode" }, "area_m2": { "type": "number" },
    }});
    json!({
        "type": "object",
        "description": "A problem document (RFC 9457): which kind of problem it is, and what exactly is wrong.",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": { "type": "string", "format": "uri", "description": "`urn:hexward:problem:` and the code." },
            "title": { "type": "string", "description": "What the kind is called, in the language of who asked." },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "code": { "type": "string", "description": "The kind, for programs." },
            "detail": { "type": "string", "description": "What exactly is wrong." },
            "pointer": { "type": "string", "description": "The part of the request that is at fault: `/query/k`, `/edits/0/to`." },
            "base": revision, "head": revision,
            "conflicts": { "type": "array", "items": row, "description": "The rows that stand against a change, each with the revision that changed it last." },
            "since": { "type": "array", "items": { "$ref": "#/components/schemas/CommitEvent" }, "description": "What was committed since the base, newest first." },
            "rows": { "type": "array", "items": text, "description": "The rows of a plan that the plan in force has changed too." },
            "grid": { "$ref": "#/components/schemas/GridCode" },
            "retired_by": { "type": ["integer", "null"], "format": "int64", "minimum": 0, "description": "The revision that retired the code." },
            "became": { "type": "array", "items": heir, "description": "What became of the ground of a retired grid." },
            "reason": { "type": "string", "enum": refusal::REASONS, "description": "Why an edit is refused, for programs." },
            "other": { "$ref": "#/components/schemas/GridCode" },
            "name": { "type": "string", "description": "The building or unit that a refused edit is about." },
            "lon": { "type": "number", "description": "Where a refused edit fails." },
            "lat": { "type": "number", "description": "Where a refused edit fails." },
            "lock": { "$ref": "#/components/schemas/Lock" },
            "faults": { "type": "array", "items": fault(), "description": "What would keep the grids from dividing the ground." },
        },
    })
}

fn fault() -> Value {
    let code = json!({ "$ref": "#/components/schemas/GridCode" });
    json!({
        "type": "object",
        "required": ["tier", "kind", "codes", "parent", "lon", "lat", "detail"],
        "properties": {
            "tier": { "$ref": "#/components/schemas/Tier" },
            "kind": { "type": "string" },
            "codes": { "type": "array", "items": code },
            "parent": { "oneOf": [{ "type": "null" }, code] },
            "lon": { "type": "number" },
            "lat": { "type": "number" },
            "detail": { "type": "string" },
        },
    })
}

fn of_status(status: u16, kinds: &[ApiError]) -> Value {
    let codes: Vec<&str> = kinds.iter().map(ApiError::code).collect();
    json!({ "allOf": [
        { "$ref": "#/components/schemas/Problem" },
        { "properties": { "status": { "const": status }, "code": { "enum": codes } } },
    ]})
}

fn answer(status: u16, kinds: &[ApiError]) -> Value {
    let example = |error: &ApiError| {
        let document = problem::document(error, Language::En);
        let value: Value = serde_json::from_slice(&document).expect("a problem document is JSON");
        let title = error.title();
        (
            error.code().to_owned(),
            json!({ "summary": format!("{} ({})", title.en, title.zh), "value": value }),
        )
    };
    let examples: Map<String, Value> = kinds.iter().map(example).collect();
    let titles: Vec<String> = kinds.iter().map(|error| error.title().en).collect();
    let mut headers = json!({
        "Content-Language": { "description": "The language of the title.", "schema": { "type": "string", "enum": ["en", "zh-CN"] } },
    });
    if kinds
        .iter()
        .any(|kind| problem::retry_after(kind).is_some())
    {
        headers["Retry-After"] = json!({ "description": "After how many seconds it is worth to ask again.", "schema": { "type": "integer" } });
    }
    json!({
        "description": format!("{}.", titles.join("; ")),
        "headers": headers,
        "content": { "application/problem+json": {
            "schema": { "$ref": format!("#/components/schemas/{}", name_of(status)) },
            "examples": examples,
        }},
    })
}

impl ApiError {
    /// One error of each kind, as an example.
    fn one_of_each() -> Vec<Self> {
        let text = |text: &str| text.to_owned();
        let mut kinds = vec![
            Self::Malformed {
                pointer: "/query/k",
                detail: text("`0` is not a whole number from 1 to 100"),
            },
            Self::Outside {
                pointer: "/path/z",
                detail: text("there is no such zoom"),
            },
            Self::NotFound(text("there is no grid `990185400001G099`")),
            Self::NotOffered(text("tiles are .png or .mvt, not `webp`")),
            Self::OtherHost(text("maps.example.org")),
            Self::MethodNotAllowed,
            Self::TooLarge,
            Self::Timeout,
            Self::TooMuch(text(
                "the answer has 300000 rows, more than 200000: write it to a file with `hexward compare`",
            )),
            Self::Unavailable(text("the server is stopping")),
            Self::Full,
            Self::StoreFailed,
            Self::Internal(String::new()),
        ];
        let refused = |kind: RefusalKind| kind.because(kind.name().2);
        kinds.extend(RefusalKind::ALL.map(refused));
        kinds
    }
}
