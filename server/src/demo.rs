//! The demo: cholera deaths in Soho, London, 1854. Its files are built in and read as any other.

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Phase;
use hexward_engine::io::{
    ColumnMap, Crs, Import, ImportError, Rejected, Source, Statement, read_addresses,
    read_barriers, read_cases, read_checkpoints,
};
use hexward_engine::model::{AreaCode, IdError, LayerName, Note, Text, Tier};
use hexward_engine::snapshot::Snapshot;

const ADDRESSES: &[u8] = include_bytes!("../../data/soho-1854/addresses.csv");
const CHECKPOINTS: &[u8] = include_bytes!("../../data/soho-1854/checkpoints.csv");
const CASES: &[u8] = include_bytes!("../../data/soho-1854/cases.csv");
const STREETS: &[u8] = include_bytes!("../../data/soho-1854/streets.geojson");

/// A made-up division: 99 is no province.
const DIVISION: &str = "990185400001";
const MARGIN_M: f64 = 60.0;
const HONEYCOMB: &str = "hex60a";
const SPACING_MM: u32 = 60_000;
/// Raised whenever the files or the edits of the demo change.
const DATA_VERSION: u32 = 1;

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

/// Everything that makes an empty store the demo, as one changeset.
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
            name: name(),
            note: origin(),
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

/// Whether a snapshot is of the demo: its place has the demo's name and note, and the note names the version of the data
/// that this program has.
///
/// What was done to the demo since, such as further honeycombs, does not matter. A store of another place called Soho,
/// and a demo that another version of the data made, are not this demo.
pub fn is_soho(snapshot: &Snapshot) -> bool {
    snapshot
        .place
        .as_ref()
        .is_some_and(|place| place.name == name() && place.note == origin())
}

fn whole<T>(import: Import<T>) -> Result<Vec<T>, DemoError> {
    match import.rejected.into_iter().next() {
        Some(rejected) => Err(DemoError::Row(rejected)),
        None => Ok(import.rows),
    }
}

fn name() -> Text {
    Text {
        zh: "苏豪 1854".to_owned(),
        en: "Soho 1854".to_owned(),
    }
}

fn origin() -> Text {
    Text {
        zh: format!(
            "历史数据（1854 年伦敦）：宽街霍乱疫情中各住址的死亡人数，卡口为公共水泵（数据版本 {DATA_VERSION}）"
        ),
        en: format!(
            "historic data (London 1854): cholera deaths by address around Broad Street; the checkpoints are public \
             water pumps (data version {DATA_VERSION})"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexward_engine::edit::apply;
    use hexward_engine::model::Dataset;

    fn after(snapshot: &Snapshot, edits: Vec<Edit>) -> Snapshot {
        let note = Note::default();
        let delta = apply(snapshot, &Changeset { note, edits }).expect("fine");
        snapshot.with(&delta).expect("fits")
    }

    #[test]
    fn a_place_of_the_same_name_is_not_the_demo() {
        let empty = Snapshot::build(Dataset::default());
        let demo = after(&empty, soho(Note::default()).expect("the demo").edits);
        assert!(is_soho(&demo) && !is_soho(&empty));
        let parent = AreaCode::new(DIVISION).expect("valid");
        let comb = Edit::Honeycomb {
            parent,
            name: LayerName::new("more").expect("valid"),
            phase: Phase::B,
            spacing_mm: SPACING_MM,
        };
        assert!(is_soho(&after(&demo, vec![comb])));
        for note in [Text::default(), {
            let Text { zh, en } = origin();
            Text {
                zh: zh.replace("版本 1", "版本 0"),
                en: en.replace("version 1", "version 0"),
            }
        }] {
            let described = Edit::Describe { name: name(), note };
            assert!(!is_soho(&after(&demo, vec![described])));
        }
    }
}
