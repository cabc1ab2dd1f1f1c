//! Which column of a file is which field, as the caller says it.

use std::collections::BTreeSet;

use super::columns::Schema;
use super::fill::Fill;
use super::report::shown;

/// Pairs of a file's column and the field it stands for; columns that are called as the field need none. What begins with `=` is
/// no column but a text for the field: `=gate`, with `{#}` for the number of the row (`{###}` with three digits) and `{column}`
/// for what a column says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    pairs: Vec<(String, String)>,
}

/// A coordinate under the name that it has in degrees or in a plane, whichever it has not here.
pub(super) fn other_name(field: &str) -> Option<&'static str> {
    match field {
        "lon" => Some("x"),
        "x" => Some("lon"),
        "lat" => Some("y"),
        "y" => Some("lat"),
        _ => None,
    }
}

/// Whether two names mean one field: what a coordinate is called in a file need not fit its system.
fn is_same_field(a: &str, b: &str) -> bool {
    a == b || other_name(a) == Some(b)
}

/// A mapping that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column mapping `{value}`: {reason}")]
pub struct MappingError {
    /// The pair or name at fault.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}

fn mapping_error(value: &str, reason: impl Into<String>) -> MappingError {
    MappingError {
        value: shown(value),
        reason: reason.into(),
    }
}

impl ColumnMap {
    /// The mapping in the form `column=field,column=field`; an empty text maps nothing.
    ///
    /// # Errors
    /// [`MappingError`] names a pair of another form, and a field or column that is mapped twice.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mut map = Self::default();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let (column, field) = pair
                .rsplit_once('=')
                .ok_or_else(|| mapping_error(pair, "it has not the form column=field"))?;
            map = map.with(column.trim(), field.trim())?;
        }
        Ok(map)
    }

    /// The mapping with one more pair.
    ///
    /// # Errors
    /// [`MappingError`] when one of the two is empty or already mapped.
    pub fn with(mut self, column: &str, field: &str) -> Result<Self, MappingError> {
        let pair = format!("{column}={field}");
        if column.is_empty() || field.is_empty() {
            return Err(mapping_error(&pair, "it has not the form column=field"));
        }
        let fill = Fill::parse(column).transpose();
        let is_fill = fill
            .map_err(|reason| mapping_error(&pair, reason))?
            .is_some();
        if self.maps_field(field) || (!is_fill && self.maps(column)) {
            return Err(mapping_error(
                &pair,
                "its column or field is already mapped",
            ));
        }
        self.pairs.push((column.to_owned(), field.to_owned()));
        Ok(self)
    }

    /// Each column with the field that it stands for.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(column, field)| (column.as_str(), field.as_str()))
    }

    /// The column that a field is read from.
    pub(super) fn column_of<'a>(&'a self, field: &'a str) -> &'a str {
        self.pairs
            .iter()
            .find(|(_, f)| is_same_field(f, field))
            .map_or(field, |(column, _)| column)
    }

    /// Whether a field is mapped.
    pub(super) fn maps_field(&self, field: &str) -> bool {
        self.pairs.iter().any(|(_, f)| is_same_field(f, field))
    }

    /// The text that a field is filled with, where it is not read from a column.
    pub(super) fn fill_of(&self, field: &str) -> Option<Fill> {
        Fill::parse(self.column_of(field))?.ok()
    }

    /// The columns that texts go on with.
    pub(super) fn filling(&self) -> BTreeSet<String> {
        let fills = self.pairs.iter();
        let fills = fills.filter_map(|(column, _)| Fill::parse(column)?.ok());
        let names = fills.flat_map(|fill| fill.columns().map(str::to_owned).collect::<Vec<_>>());
        names.collect()
    }

    /// Whether a column was mapped by name, or a text goes on with it.
    pub(super) fn maps(&self, column: &str) -> bool {
        let is_named = |fill: Fill| fill.columns().any(|name| name == column);
        self.pairs.iter().any(|(own, _)| match Fill::parse(own) {
            Some(fill) => fill.is_ok_and(is_named),
            None => own == column,
        })
    }

    /// Refuses fields that the schema does not have.
    pub(super) fn check_fields(&self, schema: &Schema, names: &[&str]) -> Result<(), MappingError> {
        match self
            .pairs
            .iter()
            .find(|(_, field)| !names.iter().any(|name| is_same_field(name, field)))
        {
            Some((_, field)) => {
                let reason = format!(
                    "{} have no such field, but {}",
                    schema.what,
                    names.join(", ")
                );
                Err(mapping_error(field, reason))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings() {
        let map = ColumnMap::parse("经度=lon, a=b=lat,").expect("valid");
        assert_eq!(
            (
                map.column_of("lon"),
                map.column_of("lat"),
                map.column_of("id")
            ),
            ("经度", "a=b", "id")
        );
        for (bad, part) in [
            ("lon", "form"),
            ("=lon", "form"),
            ("a=", "form"),
            ("a=x,b=x", "already"),
            ("a=x,a=y", "already"),
        ] {
            let message = ColumnMap::parse(bad).expect_err(bad).to_string();
            assert!(message.contains(part), "{message}");
        }
    }
}
