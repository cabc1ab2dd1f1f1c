//! What is said about a file, as its readers take it.

use hexward_engine::io::{Crs, Expectation, Statement, Template};
use hexward_engine::model::Tier;

/// What is said about a file.
pub(crate) struct Said {
    /// What is said about its rows; `None` when their coordinate reference system is missing.
    pub(crate) statement: Option<Statement>,
    /// The tier of its grids.
    pub(crate) tier: Option<Tier>,
}

/// What a template says, of points that are expected somewhere. Rows without coordinates need no system.
///
/// # Errors
/// The reason why a member has no meaning.
pub(crate) fn said(template: &Template, expected: Expectation) -> Result<Said, String> {
    let has_places = template.kind != hexward_engine::io::RecordKind::Cases;
    let crs = match template.crs.as_deref() {
        Some(crs) => Some(Crs::parse(crs).map_err(|error| error.to_string())?),
        None => (!has_places).then_some(Crs::CRS84),
    };
    let columns = template.mapping().map_err(|error| error.to_string())?;
    let statement = crs.map(|crs| Statement {
        crs,
        columns,
        expected,
        code_wins: template.winner.as_deref() == Some("code"),
    });
    Ok(Said {
        statement,
        tier: template.tier.as_deref().and_then(Tier::from_name),
    })
}
