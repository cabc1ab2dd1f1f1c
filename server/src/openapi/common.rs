//! What operations have in common, told by what they take: headers, and the problems that any of them may meet.

use serde_json::{Map, Value, json};

use super::problems;
use crate::config::{LIST_MAX, LISTS, NEAREST_MAX};
use crate::idempotency::KEY_CHARS_MAX;

/// The name of the answer to whoever has the current one.
pub(super) const UNCHANGED: &str = "Unchanged";

/// Any request may meet these: not understood, for another host, our own fault, not now.
const ANY: [u16; 4] = [400, 421, 500, 503];
/// Whatever shows a view: there is none such, plans of a day to come stand against each other.
const VIEWS: [u16; 3] = [404, 409, 422];
/// Whatever takes a body: not allowed, too long, of another type, refused, the disk is full.
const BODIES: [u16; 6] = [403, 409, 413, 415, 422, 507];

/// Completes every operation of the document.
pub(super) fn complete(document: &mut Value) {
    components(&mut document["components"]);
    let paths = document["paths"]
        .as_object_mut()
        .expect("a description has paths");
    for (path, item) in paths {
        let operations = item.as_object_mut().expect("a path has operations");
        for operation in operations.values_mut() {
            describe(path, operation);
        }
    }
}

fn components(components: &mut Value) {
    let header = |name: &str, description: &str, schema: &Value| json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema });
    let text = json!({ "type": "string" });
    let key = json!({ "type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX, "pattern": "^[!-~]([ -~]*[!-~])?$" });
    components["parameters"] = json!({
        "AcceptLanguage": header("Accept-Language", "Chinese or English, for the titles of problems.", &json!({ "type": "string", "examples": ["zh-CN, en;q=0.8"] })),
        "IfNoneMatch": header("If-None-Match", "Tags of answers that are there already.", &text),
        "IdempotencyKey": header("Idempotency-Key", "Under which the request is done once: sent again it is answered as before. The member `key` of the body says the same.", &key),
    });
    let tag = json!({ "type": "string", "pattern": "^\"[^\"]+\"$" });
    components["headers"] = json!({
        "ETag": { "description": "A strong tag: it changes whenever the answer does.", "required": true, "schema": tag },
        "TagOfChange": { "description": "The tag of the revision, where there is one.", "schema": tag },
        "CacheControl": { "description": "How long the answer may be kept.", "schema": text },
        "Revision": { "description": "The revision that the answer shows.", "required": true, "schema": { "type": "integer", "format": "int64", "minimum": 0 } },
        "Stale": { "description": "The newest revision, when there was no time to draw the tile: it is as it was last shown, of the revision that the other header says.", "schema": { "type": "integer", "format": "int64", "minimum": 0 } },
        "Plan": { "description": "The plan that the answer shows, percent-encoded, where one was asked for.", "schema": text },
        "Location": { "description": "Where what was made is.", "schema": { "type": "string", "format": "uri-reference" } },
    });
    components["responses"][UNCHANGED] = json!({
        "description": "What is there already is current.",
        "headers": { "ETag": reference("headers", "ETag") },
    });
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn describe(path: &str, operation: &mut Value) {
    let takes = |name: &str| {
        let parameters = operation["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == name))
    };
    let body = &operation["requestBody"]["content"]["application/json"];
    let (is_view, has_body) = (takes("at"), body.is_object());
    let answers = operation["responses"]
        .as_object_mut()
        .expect("every operation has answers");
    let has_tag = answers.contains_key("304");
    let mut problems: Vec<u16> = ANY.to_vec();
    problems.extend(VIEWS.into_iter().filter(|_| is_view));
    problems.extend(BODIES.into_iter().filter(|_| has_body));
    for status in problems {
        let problem = reference("responses", &problems::name_of(status));
        answers.entry(status.to_string()).or_insert(problem);
    }
    for (status, answer) in answers
        .iter_mut()
        .filter(|(status, _)| status.starts_with('2'))
    {
        let headers = headers(status, (has_tag, is_tile(path)), is_view, has_body);
        if !headers.is_empty() {
            answer["headers"] = headers.into();
        }
    }
    let mut parameters = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for parameter in &mut parameters {
        set_range(path, parameter);
    }
    parameters.push(reference("parameters", "AcceptLanguage"));
    parameters.extend(has_tag.then(|| reference("parameters", "IfNoneMatch")));
    // to check a file or to search changes nothing, so it may be done as often as it is asked for
    let is_change = has_body && !path.ends_with("/check") && path != "/v1/rebalances";
    parameters.extend(is_change.then(|| reference("parameters", "IdempotencyKey")));
    operation["parameters"] = parameters.into();
}

fn headers(
    status: &str,
    (has_tag, is_tile): (bool, bool),
    is_view: bool,
    has_body: bool,
) -> Map<String, Value> {
    let is_empty = status == "204";
    let named = [
        ("ETag", "ETag", has_tag && !is_empty),
        ("Cache-Control", "CacheControl", has_tag),
        ("X-Hexward-Revision", "Revision", is_view),
        ("X-Hexward-Plan", "Plan", is_view),
        ("X-Hexward-Stale", "Stale", is_tile),
        ("ETag", "TagOfChange", has_body),
        ("Location", "Location", has_body),
    ];
    let given = named.into_iter().filter(|(_, _, given)| *given);
    given
        .map(|(header, name, _)| (header.to_owned(), reference("headers", name)))
        .collect()
}

/// Whether tiles are asked for there, by any protocol.
fn is_tile(path: &str) -> bool {
    let rows = ["/{z}/", "/{tileMatrix}/", "/{matrix}/{row}/{file}"];
    rows.iter().any(|row| path.contains(row))
}

/// How many rows a list may be asked for, and how many neighbours.
fn set_range(path: &str, parameter: &mut Value) {
    let rows = LISTS.iter().find(|(list, _)| *list == path);
    let (most, default) = match (parameter["name"].as_str(), rows) {
        (Some("limit"), Some((_, rows))) => (LIST_MAX, *rows),
        (Some("k"), _) => (NEAREST_MAX, 1),
        _ => return,
    };
    parameter["schema"] =
        json!({ "type": "integer", "minimum": 1, "maximum": most, "default": default });
}
