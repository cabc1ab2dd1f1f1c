//! Fields that are filled from a text where a file has no column for them: `=gate` is the same in every row, `=A{###}` goes on
//! with the number of the row, `=320205{code}` with what a column says.

use std::borrow::Cow;
use std::fmt::Write;

/// What stands before a text that is no name of a column.
const SIGN: char = '=';
/// The most digits that the number of a row is written with.
const MOST_DIGITS: usize = 20;

/// A text with places for numbers and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fill {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The number of the row with at least so many digits.
    Number(usize),
    Column(String),
}

impl Fill {
    /// The text that a mapping names in place of a column, `None` when it names a column.
    ///
    /// # Errors
    /// What is wrong with its braces.
    pub(super) fn parse(column: &str) -> Option<Result<Self, &'static str>> {
        column.strip_prefix(SIGN).map(Self::of)
    }

    fn of(mut text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        while let Some(begin) = text.find(['{', '}']) {
            let (before, rest) = text.split_at(begin);
            let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let (name, after) = inner.ok_or("a brace is not closed, or not opened")?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let is_number = !name.is_empty() && name.bytes().all(|byte| byte == b'#');
            parts.push(match name {
                "" => return Err("there is nothing between its braces"),
                _ if name.contains('{') => return Err("a brace is not closed"),
                _ if is_number && name.len() > MOST_DIGITS => return Err("it has too many #"),
                _ if is_number => Part::Number(name.len()),
                _ => Part::Column(name.to_owned()),
            });
            text = after;
        }
        if !text.is_empty() {
            parts.push(Part::Text(text.to_owned()));
        }
        Ok(Self { parts })
    }

    /// The columns that it goes on with.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(name) => Some(name.as_str()),
            Part::Text(_) | Part::Number(_) => None,
        })
    }

    /// The text of a row; empty where one of its columns is.
    pub(super) fn text<'a>(
        &self,
        number: u64,
        value: impl Fn(&str) -> Option<Cow<'a, str>>,
    ) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(own) => text.push_str(own),
                Part::Number(digits) => {
                    let _infallible = write!(text, "{number:0digits$}");
                }
                Part::Column(name) => match value(name).filter(|value| !value.is_empty()) {
                    Some(value) => text.push_str(&value),
                    None => return String::new(),
                },
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(column: &str) -> Result<String, &'static str> {
        let fill = Fill::parse(column).expect("a text")?;
        let value = |name: &str| (name == "FIPS").then_some(Cow::from("37009"));
        Ok(fill.text(7, value))
    }

    #[test]
    fn texts() {
        for (column, text) in [
            ("=gate", "gate"),
            ("=", ""),
            ("=A{#}", "A7"),
            ("=990440000000G{###}", "990440000000G007"),
            ("=9900000{FIPS}", "990000037009"),
            ("={FIPS}-{##}", "37009-07"),
            ("=x{none}", ""),
        ] {
            assert_eq!(filled(column).as_deref(), Ok(text), "{column}");
        }
        for wrong in [
            "={",
            "=}",
            "=a}{",
            "={}",
            "={a{b}}",
            "={#####################}",
        ] {
            assert!(filled(wrong).is_err(), "{wrong}");
        }
        assert!(Fill::parse("gate").is_none());
        let fill = Fill::parse("={a}{#}{b}").expect("a text").expect("valid");
        assert_eq!(fill.columns().collect::<Vec<_>>(), ["a", "b"]);
    }
}
