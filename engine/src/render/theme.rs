//! Themes: the same content on light and on dark ground.
//!
//! A style file says which of its colours are others on dark ground. Everything else stays, so that both themes show the same things in
//! the same classes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::canvas::Rgba;
use super::wire::WireContent;

/// What a picture lies on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// A light map or page.
    #[default]
    Light,
    /// A dark one.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The content of a style file with its colours on dark ground.
pub(super) fn darkened(json: &str, dark: &BTreeMap<String, String>) -> Result<WireContent, String> {
    for color in dark.iter().flat_map(|(light, dark)| [light, dark]) {
        if Rgba::parse(color).is_none() {
            return Err(format!("dark: color `{color}` is not #rrggbb or #rrggbbaa"));
        }
    }
    let text = |error: serde_json::Error| error.to_string();
    let mut file: Value = serde_json::from_str(json).map_err(text)?;
    let mut content = file["content"].take();
    let mut unused: BTreeSet<&str> = dark.keys().map(String::as_str).collect();
    replace(&mut content, dark, &mut unused);
    if let Some(color) = unused.first() {
        return Err(format!("dark: color `{color}` is not one of the content"));
    }
    serde_json::from_value(content).map_err(text)
}

fn replace<'m>(
    value: &mut Value,
    dark: &'m BTreeMap<String, String>,
    unused: &mut BTreeSet<&'m str>,
) {
    match value {
        Value::String(text) => {
            if let Some((light, dark)) = dark.get_key_value(text.as_str()) {
                unused.remove(light.as_str());
                dark.clone_into(text);
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| replace(value, dark, unused)),
        Value::Object(fields) => {
            fields
                .values_mut()
                .for_each(|value| replace(value, dark, unused));
        }
        _ => {}
    }
}
