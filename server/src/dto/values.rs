//! Values of requests, each checked where it stands.

use hexward_engine::io::identifies_person;
use hexward_engine::model::{Count, PlanId};
use serde::Deserialize;
use time::Date;

/// Longest text in characters, as in files.
const TEXT_CHARS_MAX: usize = 500;
/// Longest name of who makes a change.
const AUTHOR_CHARS_MAX: usize = 64;
/// Longest reason of a change.
const REASON_CHARS_MAX: usize = 1_000;

/// A text that stands for a value of the engine.
macro_rules! named {
    ($name:ident, $of:ty, $doc:literal, $parse:expr) => {
        #[doc = $doc]
        #[derive(Deserialize)]
        #[serde(try_from = "String")]
        pub(crate) struct $name(pub(crate) $of);

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let parse: fn(&str) -> Result<$of, String> = $parse;
                parse(&text).map(Self)
            }
        }
    };
}

fn id<T>(made: Result<T, hexward_engine::model::IdError>) -> Result<T, String> {
    made.map_err(|error| error.to_string())
}

fn one_of<T>(text: &str, found: Option<T>, names: &str) -> Result<T, String> {
    let cut: String = text.chars().take(60).collect();
    found.ok_or_else(|| format!("`{cut}` is not {names}"))
}

named!(PlanName, PlanId, "The id of a plan.", |text| id(
    PlanId::new(text)
));
named!(Day, Date, "A day.", |text| one_of(
    text,
    Count::parse_date(text),
    "a date YYYY-MM-DD"
));
named!(Words, String, "A text about a place.", |text| plain(
    text,
    TEXT_CHARS_MAX
));
named!(
    Author,
    String,
    "The post or account that makes a change, never a person's name.",
    |text| {
        let text = plain(text, AUTHOR_CHARS_MAX)?;
        let given = !text.trim().is_empty();
        given
            .then_some(text)
            .ok_or_else(|| "say who: a post or an account".to_owned())
    }
);
named!(Reason, String, "Why a change is made.", |text| plain(
    text,
    REASON_CHARS_MAX
));

impl Default for Reason {
    fn default() -> Self {
        Self(String::new())
    }
}

/// A text on one line that identifies no person.
fn plain(text: &str, chars_max: usize) -> Result<String, String> {
    if text.chars().count() > chars_max {
        return Err(format!("it is longer than {chars_max} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err("it has a control character".to_owned());
    }
    if identifies_person(text) {
        return Err("it holds a number that identifies a person".to_owned());
    }
    Ok(text.to_owned())
}
