//! `/v1/openapi.json`: the description of the API (OpenAPI 3.1). It is put together from what answers requests: the routes
//! with their parameters, the wire types, the list of errors, and exchanges with the demo.

mod common;
mod examples;
mod problems;
pub(crate) mod tag;

use std::collections::BTreeMap;

use axum::http::HeaderValue;
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr, Required, Response};
use utoipa::{IntoParams, IntoResponses, PartialSchema, ToSchema};

use crate::app;
use crate::config::Config;
use crate::dto::{CommitEvent, Day, PlanName, forms};
use crate::view::Asked;

/// The path of the description.
pub(crate) const PATH: &str = "/v1/openapi.json";

const ABOUT: &str = "Grids that divide the ground of a place, what adds up in them, and the tiles that show it.\n\n\
    Places and counts only: no request and no answer is about a person. Positions are longitude and latitude in degrees \
    (WGS 84), areas are in square metres. Every change is a commit; `at`, `plan` and `revision` ask about a day, a plan \
    or a commit instead of what is in force now. Answers that have an `ETag` are asked for again with `If-None-Match`. \
    Lists come in portions: `next` links to the next one. Every error is a problem document (RFC 9457) whose `code` is \
    for programs. Requests for changes have a key (`Idempotency-Key`): sent twice, they are done once.";

/// Where the description is: a URL as [`Config::public_url`] says, else a path.
pub(crate) fn address(config: &Config) -> String {
    let base = config.public_url.as_ref().map_or("", |url| url.as_str());
    format!("{base}{PATH}")
}

/// The header `Link` that says so (RFC 8631).
pub(crate) fn link(config: &Config) -> HeaderValue {
    let link = format!("<{}>; rel=\"service-desc\"", address(config));
    HeaderValue::try_from(link).expect("a URL fits a header")
}

/// The whole document for a server that was started so. O(routes).
pub(crate) fn document(config: &Config) -> Value {
    let mut described = app::described();
    let mut schemas = forms::named_by_others();
    schemas.push((CommitEvent::name().into_owned(), CommitEvent::schema()));
    CommitEvent::schemas(&mut schemas);
    let components = described.components.get_or_insert_default();
    components.schemas.extend(schemas);
    let mut document = serde_json::to_value(described).expect("a description has a JSON form");
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "Hexward",
        "summary": "A spatial grid engine",
        "description": ABOUT,
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "MIT or Apache-2.0", "identifier": env!("CARGO_PKG_LICENSE") },
    });
    let server = config.public_url.as_ref().map_or("/", |url| url.as_str());
    document["servers"] = json!([{ "url": server, "description": "This server" }]);
    document["tags"] = tag::descriptions();
    problems::add(&mut document["components"]);
    common::complete(&mut document);
    examples::add(&mut document);
    document
}

/// That a request may be refused with a status, see [`problems`].
pub(crate) enum Problem<const STATUS: u16> {}

impl<const STATUS: u16> IntoResponses for Problem<STATUS> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = Ref::from_response_name(problems::name_of(STATUS));
        BTreeMap::from([(STATUS.to_string(), RefOr::Ref(problem))])
    }
}

/// That an answer has a tag, and is not sent to whoever has it.
pub(crate) enum Unchanged {}

impl IntoResponses for Unchanged {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let unchanged = Ref::from_response_name(common::UNCHANGED);
        BTreeMap::from([("304".to_owned(), RefOr::Ref(unchanged))])
    }
}

/// That a change may say on what it was made.
pub(crate) enum IfMatch {}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r#"^(\*|"[0-9]+")$"#))
            .examples([json!("\"1\"")]);
        let parameter = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .description(Some(
                "The tag of the revision that the author has looked at, as `base` in the body.",
            ))
            .required(Required::False)
            .schema(Some(text));
        vec![parameter.build()]
    }
}

impl IntoParams for Asked {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name: &str, description: &str, schema: RefOr<Schema>| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .description(Some(description))
                .required(Required::False)
                .schema(Some(schema))
                .build()
        };
        let number = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0));
        vec![
            parameter(
                "at",
                "As at the end of this day, or of the day of an RFC 3339 instant; of a day to come, with the plans \
                 approved until then.",
                Day::schema(),
            ),
            parameter(
                "datetime",
                "The same as the standards of the OGC have it: a day, an RFC 3339 instant, or two with a slash between \
                 them, of which the last day is shown; `..` stands for now.",
                Day::schema(),
            ),
            parameter(
                "plan",
                "As this plan makes it. Only one of `at`, `datetime`, `plan` and `revision` can be given.",
                PlanName::schema(),
            ),
            parameter("revision", "As it was after this commit.", number.into()),
        ]
    }
}
