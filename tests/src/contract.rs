//! Whether answers are as the description of the API says: `/v1/openapi.json`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::Answer;

/// What the page is made of, which the description does not list.
const PAGE: [&str; 3] = ["/", "/favicon.ico", "/assets/"];
/// What is said of paths that there are not, and of methods that a path does not take.
const ANYWHERE: [u16; 6] = [400, 403, 404, 405, 413, 421];

/// The description, and the validators that were made from it.
pub struct Contract {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

static CONTRACT: OnceLock<Contract> = OnceLock::new();

impl Contract {
    /// The contract of a description.
    pub fn new(document: Value) -> Self {
        Self {
            document,
            validators: Mutex::default(),
        }
    }

    /// The contract that all sites share; `describe` is asked for the description first.
    pub fn shared(describe: impl FnOnce() -> Value) -> &'static Self {
        CONTRACT.get_or_init(|| Self::new(describe()))
    }

    /// Whether [`Self::shared`] was asked for before.
    pub fn known() -> Option<&'static Self> {
        CONTRACT.get()
    }

    /// The description.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// What a JSON pointer leads to, behind references.
    pub fn at(&self, pointer: &str) -> &Value {
        let found = self.document.pointer(pointer);
        let found = found.unwrap_or_else(|| panic!("the description has no {pointer}"));
        match found["$ref"].as_str() {
            Some(reference) => self.at(reference.trim_start_matches('#')),
            None => found,
        }
    }

    /// Fails when a value is not of the schema at a pointer.
    pub fn check_value(&self, schema: &str, value: &Value, of: &str) {
        let validator = self.validator(schema);
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(
            faults.is_empty(),
            "{of} is not as {schema} says: {faults:#?}"
        );
    }

    /// The validator of a schema, with the schemas that it may refer to.
    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let found = self.document.pointer(pointer);
        let mut schema = found
            .unwrap_or_else(|| panic!("no schema at {pointer}"))
            .clone();
        let key = schema.to_string();
        let validators = self.validators.lock();
        let mut validators = validators.unwrap_or_else(PoisonError::into_inner);
        let make = || {
            schema["components"] = json!({ "schemas": self.document["components"]["schemas"] });
            let made = jsonschema::draft202012::new(&schema);
            Arc::new(made.unwrap_or_else(|error| panic!("{pointer}: {error}")))
        };
        Arc::clone(validators.entry(key).or_insert_with(make))
    }

    /// The path of the description that a path of a request is one of; the one with most fixed pieces.
    pub fn template(&self, path: &str) -> Option<&str> {
        let pieces: Vec<&str> = path.split('/').collect();
        let fits = |template: &&String| {
            let other: Vec<&str> = template.split('/').collect();
            let same = |(a, b): (&&str, &&str)| b.starts_with('{') && !a.is_empty() || a == b;
            other.len() == pieces.len() && pieces.iter().zip(&other).all(same)
        };
        let paths = self.document["paths"].as_object().expect("paths");
        let found = paths.keys().filter(fits);
        found
            .min_by_key(|template| template.matches('{').count())
            .map(String::as_str)
    }

    /// Fails when an answer is not one that the description promises.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let status = answer.status.as_u16();
        let of = format!("{method} {path}: {status}");
        if PAGE
            .iter()
            .any(|page| path == *page || page.len() > 1 && path.starts_with(page))
        {
            return;
        }
        let asked = if *method == Method::HEAD {
            "get"
        } else {
            &method.as_str().to_lowercase()
        };
        let operation = self.template(path).map(|template| {
            let template = template.replace('~', "~0").replace('/', "~1");
            format!("/paths/{template}/{asked}")
        });
        let operation = operation.filter(|pointer| self.document.pointer(pointer).is_some());
        let Some(operation) = operation else {
            assert!(
                ANYWHERE.contains(&status),
                "{of}: the description has no such operation"
            );
            return;
        };
        let response = format!("{operation}/responses/{status}");
        assert!(
            self.document.pointer(&response).is_some(),
            "{of}: the description of {operation} has no such status"
        );
        self.check_headers(self.at(&response), answer, &of);
        if *method != Method::HEAD {
            self.check_body(&response, answer, &of);
        }
    }

    fn check_headers(&self, response: &Value, answer: &Answer, of: &str) {
        let headers = response["headers"].as_object().into_iter().flatten();
        for (name, header) in headers {
            let header = match header["$ref"].as_str() {
                Some(reference) => self.at(reference.trim_start_matches('#')),
                None => header,
            };
            let is_there = answer.headers.contains_key(name.as_str());
            assert!(
                is_there || header["required"] != true,
                "{of}: no header {name}"
            );
        }
    }

    fn check_body(&self, response: &str, answer: &Answer, of: &str) {
        let response = match self
            .document
            .pointer(response)
            .and_then(|found| found["$ref"].as_str())
        {
            Some(reference) => reference.trim_start_matches('#').to_owned(),
            None => response.to_owned(),
        };
        let contents = &self.at(&response)["content"];
        if contents.is_null() {
            assert!(
                answer.body.is_empty(),
                "{of}: a body where none is described"
            );
            return;
        }
        let media_type = answer
            .header("content-type")
            .split(';')
            .next()
            .unwrap_or_default();
        let is_known = contents.get(media_type).is_some();
        assert!(is_known, "{of}: `{media_type}` is not described");
        if media_type.ends_with("json") && answer.header("content-encoding").is_empty() {
            let media_type = media_type.replace('/', "~1");
            let schema = format!("{response}/content/{media_type}/schema");
            self.check_value(&schema, &answer.json(), of);
        }
    }
}
