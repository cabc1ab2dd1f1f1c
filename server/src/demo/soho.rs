//! Cholera deaths in Soho, London, 1854: files that are built in and read as any other.

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Phase;
use hexward_engine::io::{
    ColumnMap, Crs, Import, ImportError, Rejected, Source, Statement, read_addresses,
    read_barriers, read_cases, read_checkpoints,
};
use hexward_engine::model::{AreaCode, IdError, LayerName, Note, Tier};

use super::Demo;

const ADDRESSES: &[u8] = include_bytes!("../../../data/soho-1854/addresses.csv");
const CHECKPOINTS: &[u8] = include_bytes!("../../../data/soho-1854/checkpoints.csv");
const CASES: &[u8] = include_bytes!("../../../data/soho-1854/cases.csv");
const STREETS: &[u8] = include_bytes!("../../../data/soho-1854/streets.geojson");

/// A made-up division: 99 is no province.
const DIVISION: &str = "990185400001";
const MARGIN_M: f64 = 60.0;
const HONEYCOMB: &str = "hex60a";
const SPACING_MM: u32 = 60_000;
/// Why the demo cannot be loaded; the tests see to it that it can.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file is refused.
    #[error(transparent)]
    File(#[from] ImportError),
    /// A row is refused.
    #[error("{0}")]
    Row(Rejected),
    /// A code is refused.
    #[error(transparent)]
    Id(#[from] IdError),
}

/// Everything that makes an empty store the demo of Soho, as one changeset.
///
/// # Errors
/// [`DemoError`] when a file that is built in cannot be read.
pub fn soho(note: Note) -> Result<Changeset, DemoError> {
    let statement = Statement::of(Crs::CRS84);
    let file = |name: &str, content: &'static [u8]| Source::bytes(name, content);
    let parent = AreaCode::new(DIVISION)?;
    let outline = Edit::DrawOutline {
        code: parent.clone(),
        name: "Soho".to_owned(),
        tier: Tier::Community,
        margin_m: MARGIN_M,
    };
    let honeycomb = Edit::Honeycomb {
        parent: parent.clone(),
        name: LayerName::new(HONEYCOMB)?,
        phase: Phase::A,
        spacing_mm: SPACING_MM,
    };
    let edits = vec![
        Edit::Describe {
            name: Demo::Soho.name(),
            note: Demo::Soho.note(),
        },
        Edit::ImportBarriers(whole(read_barriers(
            &file("streets.geojson", STREETS),
            &statement,
        )?)?),
        Edit::ImportAddresses(whole(read_addresses(
            &file("addresses.csv", ADDRESSES),
            &statement,
        )?)?),
        Edit::ImportCheckpoints(whole(read_checkpoints(
            &file("checkpoints.csv", CHECKPOINTS),
            &statement,
        )?)?),
        Edit::ImportCounts(whole(read_cases(
            &file("cases.csv", CASES),
            &ColumnMap::default(),
        )?)?),
        outline,
        Edit::PartitionByCheckpoints { parent },
        honeycomb,
    ];
    Ok(Changeset { note, edits })
}

fn whole<T>(import: Import<T>) -> Result<Vec<T>, DemoError> {
    match import.rejected.into_iter().next() {
        Some(rejected) => Err(DemoError::Row(rejected)),
        None => Ok(import.rows),
    }
}
