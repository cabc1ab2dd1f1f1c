//! The examples of the description are exchanges with the demo: asked again in turn, it answers the same but for moments
//! and what is made from them. `HEXWARD_RECORD=1` writes down how it answers now.

use axum::body::Body;
use axum::http::Request;
use hexward_tests::Site;
use serde_json::Value;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../server/src/openapi/exchanges.json"
);
/// What differs from one run to the next.
const PASSING: [&str; 6] = [
    "at",
    "hash",
    "content_hash",
    "digest",
    "instance",
    "valid_from",
];

/// The document without what differs from one run to the next.
fn lasting(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let members = members.iter();
            let kept = members.filter(|(name, _)| !PASSING.contains(&name.as_str()));
            kept.map(|(name, member)| (name.clone(), lasting(member)))
                .collect()
        }
        Value::Array(items) => items.iter().map(lasting).collect(),
        other => other.clone(),
    }
}

fn request(exchange: &Value) -> Request<Body> {
    let text = |name: &str| exchange[name].as_str().expect("a text");
    let mut request = Request::builder()
        .method(text("method").to_uppercase().as_str())
        .uri(text("path"));
    for (name, value) in exchange["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str().expect("a text"));
    }
    let body = match &exchange["body"] {
        Value::Null => Body::empty(),
        body => {
            request = request.header("content-type", "application/json");
            Body::from(body.to_string())
        }
    };
    request.body(body).expect("a request")
}

#[tokio::test]
async fn examples_are_exchanges_with_the_demo() {
    let site = Site::soho();
    let text = std::fs::read_to_string(FILE).expect("the exchanges");
    let mut exchanges: Vec<Value> = serde_json::from_str(&text).expect("a list");
    let is_recorded = std::env::var_os("HEXWARD_RECORD").is_some();
    let mut described = 0;
    for exchange in &mut exchanges {
        let path = exchange["path"]
            .as_str()
            .expect("a path")
            .split('?')
            .next()
            .unwrap_or_default();
        let template = site.contract().await.template(path);
        assert_eq!(template, exchange["template"].as_str());
        let answer = site.send(request(exchange)).await;
        let of = exchange["path"].clone();
        assert_eq!(
            answer.status.as_u16(),
            exchange["status"],
            "{of}: {}",
            answer.text()
        );
        if is_recorded {
            exchange["answer"] = answer.json();
        }
        assert_eq!(
            lasting(&answer.json()),
            lasting(&exchange["answer"]),
            "{of}"
        );
        described += 1;
    }
    assert!(described > 20, "{described}");
    if is_recorded {
        let text = serde_json::to_string_pretty(&exchanges).expect("JSON");
        std::fs::write(FILE, text + "\n").expect("written");
    }
}
