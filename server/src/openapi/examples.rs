//! Exchanges with the demo as examples: a request and the answer that it got.

use serde_json::{Value, json};

/// What was asked of the demo in turn, and how it answered; the tests ask again.
static EXCHANGES: &str = include_str!("exchanges.json");

/// Adds each exchange to the operation that it is one with.
pub(super) fn add(document: &mut Value) {
    let exchanges: Vec<Value> = serde_json::from_str(EXCHANGES).expect("a list of exchanges");
    for exchange in exchanges {
        let name = exchange["name"].as_str().unwrap_or_default();
        let method = exchange["method"].as_str().unwrap_or("get");
        let template = exchange["template"].as_str().unwrap_or_default();
        let status = exchange["status"].to_string();
        let operation = &mut document["paths"][template][method];
        let example = |value: &Value| json!({ "summary": exchange["summary"], "value": value });
        if exchange["body"].is_object() {
            let body = &mut operation["requestBody"]["content"]["application/json"];
            body["examples"][name] = example(&exchange["body"]);
        }
        let answer = &mut operation["responses"][&status]["content"]["application/json"];
        answer["examples"][name] = example(&exchange["answer"]);
    }
}
