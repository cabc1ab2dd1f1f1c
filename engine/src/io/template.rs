//! What is said about a kind of file, kept in a file of its own to be said again.
//!
//! ```json
//! { "hexward_template": 1, "kind": "addresses", "crs": "EPSG:4549", "encoding": "gb18030",
//!   "columns": { "id": "编号", "x": "东坐标", "y": "北坐标" } }
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::columns::ColumnMap;
use super::crs::Crs;
use super::encoding::Encoding;
use crate::model::Tier;

/// The version of the form that is written and read.
const VERSION: u32 = 1;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// Polygons of a tier.
    Grids,
    /// Points with households and residents.
    Addresses,
    /// Points such as gates and pumps.
    Checkpoints,
    /// Counts at addresses.
    Cases,
    /// Lines such as streets.
    Barriers,
    /// Polygons that go from grid to grid as wholes.
    Units,
}

impl RecordKind {
    /// The name in files and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grids => "grids",
            Self::Addresses => "addresses",
            Self::Checkpoints => "checkpoints",
            Self::Cases => "cases",
            Self::Barriers => "barriers",
            Self::Units => "units",
        }
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was said about a file and holds for others like it. What is left out was not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The version of this form.
    #[serde(rename = "hexward_template")]
    version: u32,
    /// What the files hold.
    pub kind: RecordKind,
    /// The system of their coordinates, as [`Crs::parse`] takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Their characters, as [`Encoding::parse`] takes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The layer or sheet that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The tier of all grids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// `point` or `code`: what counts where the two of an address disagree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<String>,
    /// For each field that is called otherwise its column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// A template that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a template of an import: {0}")]
pub struct TemplateError(pub String);

impl Template {
    /// A template that says nothing but what the files hold.
    pub fn new(kind: RecordKind) -> Self {
        Self {
            version: VERSION,
            kind,
            crs: None,
            encoding: None,
            layer: None,
            tier: None,
            winner: None,
            columns: BTreeMap::new(),
        }
    }

    /// The template in a text of JSON.
    ///
    /// # Errors
    /// [`TemplateError`] names the line and column of what has no place in one, or the member whose value is none.
    pub fn read(text: &str) -> Result<Self, TemplateError> {
        let template: Self =
            serde_json::from_str(text).map_err(|error| TemplateError(error.to_string()))?;
        template.check()?;
        Ok(template)
    }

    fn check(&self) -> Result<(), TemplateError> {
        let fault = |member: &str, reason: String| TemplateError(format!("{member}: {reason}"));
        if self.version != VERSION {
            let reason = format!(
                "{} is not {VERSION}, the version that is read",
                self.version
            );
            return Err(fault("hexward_template", reason));
        }
        if let Some(crs) = &self.crs {
            Crs::parse(crs).map_err(|error| fault("crs", error.to_string()))?;
        }
        if let Some(encoding) = &self.encoding {
            Encoding::parse(encoding).map_err(|error| fault("encoding", error.to_string()))?;
        }
        if let Some(tier) = self
            .tier
            .as_deref()
            .filter(|tier| Tier::from_name(tier).is_none())
        {
            let reason = format!("`{tier}` is none of street, community, grid, micro");
            return Err(fault("tier", reason));
        }
        if let Some(winner) = self
            .winner
            .as_deref()
            .filter(|&w| w != "point" && w != "code")
        {
            return Err(fault(
                "winner",
                format!("`{winner}` is neither point nor code"),
            ));
        }
        self.mapping()?;
        Ok(())
    }

    /// The mapping of columns.
    ///
    /// # Errors
    /// [`TemplateError`] when a column stands for two fields.
    pub fn mapping(&self) -> Result<ColumnMap, TemplateError> {
        let mut columns = self.columns.iter();
        let map = columns.try_fold(ColumnMap::default(), |map, (field, column)| {
            map.with(column, field)
        });
        map.map_err(|error| TemplateError(format!("columns: {error}")))
    }

    /// Takes a mapping over, field by field.
    pub fn map(&mut self, columns: &ColumnMap) {
        self.columns.retain(|field, _| !columns.maps_field(field));
        let pairs = columns.pairs();
        self.columns
            .extend(pairs.map(|(column, field)| (field.to_owned(), column.to_owned())));
    }

    /// What is said here and, where nothing is, what another template says.
    ///
    /// # Errors
    /// [`TemplateError`] when the two are for files of different kinds, or a column would stand for two fields.
    pub fn over(self, other: Self) -> Result<Self, TemplateError> {
        if self.kind != other.kind {
            let reason = format!("it is for {}, not for {}", other.kind, self.kind);
            return Err(TemplateError(reason));
        }
        let explicit = self.mapping()?;
        let mut merged = Self {
            crs: self.crs.or(other.crs),
            encoding: self.encoding.or(other.encoding),
            layer: self.layer.or(other.layer),
            tier: self.tier.or(other.tier),
            winner: self.winner.or(other.winner),
            ..other
        };
        merged.map(&explicit);
        merged.check()?;
        Ok(merged)
    }

    /// The template as JSON, one member a line.
    pub fn write(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("texts and a number");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut template = Template::new(RecordKind::Addresses);
        assert_eq!(Template::read(&template.write()), Ok(template.clone()));
        template.crs = Some("EPSG:4549,swapped".to_owned());
        template.encoding = Some("gb18030".to_owned());
        template.winner = Some("code".to_owned());
        template.columns.insert("x".to_owned(), "东坐标".to_owned());
        template.columns.insert("id".to_owned(), "编号".to_owned());
        assert_eq!(Template::read(&template.write()), Ok(template.clone()));
        let explicit = |map: &str| {
            let mut explicit = Template::new(RecordKind::Addresses);
            explicit.map(&ColumnMap::parse(map).expect("valid"));
            explicit.winner = Some("point".to_owned());
            explicit.over(template.clone())
        };
        let merged = explicit("number=id").expect("valid");
        let map = merged.mapping().expect("valid");
        let columns = (map.column_of("id"), map.column_of("x"));
        assert_eq!(columns, ("number", "东坐标"));
        assert_eq!(merged.winner.as_deref(), Some("point"));
        assert_eq!(merged.crs, template.crs);
        let degrees = explicit("经度=lon")
            .expect("valid")
            .mapping()
            .expect("valid");
        assert_eq!(degrees.column_of("x"), "经度");
        assert!(explicit("东坐标=id").is_err());
        assert!(Template::new(RecordKind::Cases).over(template).is_err());
    }

    #[test]
    fn what_has_no_place_is_refused_with_its_place() {
        for (members, part) in [
            (
                r#""kind":"addresses","colums":{}"#,
                "unknown field `colums`",
            ),
            (r#""kind":"people""#, "unknown variant `people`"),
            (r#""crs":"EPSG:4549""#, "missing field `kind`"),
            (
                r#""kind":"cases","crs":"WGS-84""#,
                "crs: `WGS-84` is not a CRS",
            ),
            (
                r#""kind":"cases","encoding":"latin-1""#,
                "encoding: `latin-1`",
            ),
            (r#""kind":"grids","tier":"city""#, "tier: `city`"),
            (r#""kind":"addresses","winner":"me""#, "winner: `me`"),
            (
                r#""kind":"addresses","columns":{"x":"a","y":"a"}"#,
                "columns: column mapping",
            ),
        ] {
            let text = format!("{{\"hexward_template\":1,\n{members}}}");
            let message = Template::read(&text).expect_err(members).to_string();
            assert!(message.contains(part), "{members}: {message}");
        }
        let message = Template::read("{\"hexward_template\":1,\n\"a\":2}").expect_err("unknown");
        assert!(message.to_string().contains("line 2 column"), "{message}");
        let newer = r#"{"hexward_template":2,"kind":"cases"}"#;
        let message = Template::read(newer).expect_err("newer").to_string();
        assert!(message.contains("2 is not 1"), "{message}");
    }
}
