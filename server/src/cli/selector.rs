//! Which plan is meant: the form in which commands and the API name one.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A plan to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selector {
    /// `official`: what is in force in the store, its newest revision.
    Official,
    /// `file:PATH`: what is in force in another store, a GeoPackage file. For commands only: a server opens no file that
    /// a request names.
    File(PathBuf),
}

/// A text that names no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not official or file:PATH")]
pub(crate) struct SelectorError(String);

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        match text.split_once(':') {
            None if text == "official" => Ok(Self::Official),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            _ => Err(SelectorError(crate::error::shown(text))),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Official => f.write_str("official"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_and_shown() {
        for text in ["official", "file:a/b.gpkg", "file:C:/x.gpkg"] {
            let selector: Selector = text.parse().expect("a selector");
            assert_eq!(selector.to_string(), text);
        }
        for text in ["", "file", "file:", "Official", "official:", "a.gpkg"] {
            assert!(text.parse::<Selector>().is_err(), "{text}");
        }
    }
}
