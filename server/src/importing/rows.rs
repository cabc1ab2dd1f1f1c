//! The rows of a file as an edit, and what is wrong with them.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};

use hexward_engine::edit::Edit;
use hexward_engine::io::{
    Check, Import, ImportError, Rejected, Source, Statement, guarded_text, read_addresses,
    read_barriers, read_cases, read_checkpoints, read_grid_drafts, read_units, shown,
};
use hexward_engine::model::{AreaCode, Count, GridDraft, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Kind, LikeNamesForm};

/// A bad row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "finding", rename = "rejected")]
pub(crate) struct Finding {
    pub(crate) file: String,
    /// What the number counts: lines of the file, or features.
    pub(crate) place: String,
    pub(crate) number: u64,
    pub(crate) field: String,
    pub(crate) value: String,
    pub(crate) reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            place,
            number,
            field,
            value,
            reason,
            ..
        } = self;
        write!(f, "{file} {place} {number}, {field}: `{value}` {reason}")
    }
}

impl From<Rejected> for Finding {
    fn from(rejected: Rejected) -> Self {
        Self {
            file: rejected.file.to_string(),
            place: rejected.kind.to_string(),
            number: rejected.line,
            field: rejected.field,
            value: rejected.value,
            reason: rejected.reason,
        }
    }
}

/// Writes bad rows as CSV, below a header, guarded against being taken for formulas.
///
/// # Errors
/// Those of the writer.
pub(crate) fn write_findings(out: impl Write, findings: &[Finding]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["file", "place", "number", "field", "value", "reason"])?;
    for finding in findings {
        out.write_record([
            &*guarded_text(&finding.file),
            &finding.place,
            &finding.number.to_string(),
            &guarded_text(&finding.field),
            &guarded_text(&finding.value),
            &finding.reason,
        ])?;
    }
    out.flush()
}

/// What the rows are.
pub(crate) enum Content {
    /// Ready to be imported.
    Edit(Edit),
    /// Grids whose rings are not checked yet, and the number of the feature of each.
    Drafts(Vec<GridDraft>, Vec<u64>),
}

/// What came out of a file, beside its rows.
pub(crate) struct Rows {
    pub(crate) file: String,
    pub(crate) total: usize,
    pub(crate) findings: Vec<Finding>,
    pub(crate) ignored_columns: Vec<String>,
    /// How the statement about the coordinates was checked, if there are any.
    pub(crate) check: Option<Check>,
    /// Columns and fields that were dropped because they are about persons.
    pub(crate) personal_columns: Vec<String>,
    /// Fields in which a few values are like names of persons.
    pub(crate) like_names: Vec<LikeNamesForm>,
    /// How many addresses state an area, and for how many of them it wins; `None` when the file has other rows.
    pub(crate) stated: Option<[usize; 2]>,
}

impl Content {
    fn stated(&self) -> Option<[usize; 2]> {
        let Self::Edit(Edit::ImportAddresses(rows)) = self else {
            return None;
        };
        let stated = || rows.iter().filter_map(|row| row.stated.as_deref());
        Some([stated().count(), stated().filter(|row| row.wins).count()])
    }
}

/// Reads a file and checks that what its rows refer to is stored.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused.
pub(crate) fn read(
    kind: Kind,
    source: &Source<'_>,
    statement: &Statement,
    tier: Option<Tier>,
    snapshot: &Snapshot,
) -> Result<(Rows, Content), ImportError> {
    let file = source.name();
    Ok(match kind {
        Kind::Addresses => rows(
            file,
            read_addresses(source, statement)?,
            Edit::ImportAddresses,
        ),
        Kind::Checkpoints => rows(
            file,
            read_checkpoints(source, statement)?,
            Edit::ImportCheckpoints,
        ),
        Kind::Barriers => rows(
            file,
            read_barriers(source, statement)?,
            Edit::ImportBarriers,
        ),
        Kind::Units => rows(file, read_units(source, statement)?, Edit::ImportUnits),
        Kind::Grids => {
            let mut import = read_grid_drafts(source, statement, tier)?;
            let unknown = unknown_parents(file, &import, snapshot);
            let numbers = std::mem::take(&mut import.lines);
            let drafts = |drafts| Content::Drafts(drafts, numbers);
            with_findings(rows_of(file, import, drafts), unknown)
        }
        Kind::Cases => {
            let import = read_cases(source, &statement.columns)?;
            let unknown = unknown_addresses(file, &import, snapshot);
            with_findings(rows(file, import, Edit::ImportCounts), unknown)
        }
    })
}

fn rows<T>(file: &str, import: Import<T>, edit: impl FnOnce(Vec<T>) -> Edit) -> (Rows, Content) {
    rows_of(file, import, |rows| Content::Edit(edit(rows)))
}

fn rows_of<T>(
    file: &str,
    import: Import<T>,
    content: impl FnOnce(Vec<T>) -> Content,
) -> (Rows, Content) {
    let total = import.rows.len() + import.rejected.len();
    let content = content(import.rows);
    let rows = Rows {
        file: file.to_owned(),
        total,
        findings: import.rejected.into_iter().map(Into::into).collect(),
        ignored_columns: import.ignored_columns,
        check: import.check,
        personal_columns: import.personal_columns,
        like_names: import.like_names.into_iter().map(Into::into).collect(),
        stated: content.stated(),
    };
    (rows, content)
}

/// Adds findings, in the order of the file.
fn with_findings((mut rows, content): (Rows, Content), more: Vec<Finding>) -> (Rows, Content) {
    rows.findings.extend(more);
    rows.findings.sort_by_key(|finding| finding.number);
    (rows, content)
}

/// Counts at addresses that are not stored.
fn unknown_addresses(file: &str, import: &Import<Count>, snapshot: &Snapshot) -> Vec<Finding> {
    let numbered = import.rows.iter().zip(&import.lines);
    let unknown =
        numbered.filter(|(count, _)| snapshot.addresses.index_of(&count.address).is_none());
    let finding = |(count, &number): (&Count, &u64)| Finding {
        file: file.to_owned(),
        place: import.kind.to_string(),
        number,
        field: "address".to_owned(),
        value: shown(count.address.as_str()),
        reason: "is not a stored address; import the addresses first".to_owned(),
    };
    unknown.map(finding).collect()
}

/// Grids whose parent is neither stored nor in the file. Only asked when every row can be read: the parent may stand in
/// one that cannot.
fn unknown_parents(file: &str, import: &Import<GridDraft>, snapshot: &Snapshot) -> Vec<Finding> {
    if !import.rejected.is_empty() {
        return Vec::new();
    }
    let incoming: HashSet<&AreaCode> = import.rows.iter().map(|grid| &grid.code).collect();
    let known = |code: &AreaCode| incoming.contains(code) || snapshot.grid(code).is_some();
    let numbered = import.rows.iter().zip(&import.lines);
    let orphans = numbered.filter_map(|(grid, &number)| Some((grid.parent.as_ref()?, number)));
    let finding = |(parent, number): (&AreaCode, u64)| Finding {
        file: file.to_owned(),
        place: import.kind.to_string(),
        number,
        field: "parent".to_owned(),
        value: parent.to_string(),
        reason: "is neither a stored grid nor one of the file".to_owned(),
    };
    orphans
        .filter(|(parent, _)| !known(parent))
        .map(finding)
        .collect()
}
