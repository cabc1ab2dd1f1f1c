//! Loading a synthetic city into the store of a demo: its files are written and imported as any others.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hexward_city::{City, FILES, Size};
use hexward_engine::Engine;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Phase;
use hexward_engine::io::{
    Crs, Import, Source, Statement, read_addresses, read_barriers, read_cases, read_checkpoints,
    read_grids, read_units,
};
use hexward_engine::model::{AreaCode, IdError, LayerName, Tier};
use hexward_engine::snapshot::Snapshot;

use super::console::progress;
use super::demo::note;
use super::failure::Failure;
use crate::demo::{Demo, staffing};
use crate::importing::Kind;

/// What decides everything about a city that its size does not.
const SEED: u64 = 1;
/// The honeycomb that is laid over the street in the middle.
const HONEYCOMB: &str = "hex150a";
const SPACING_MM: u32 = 150_000;

/// What is imported, in order: streets first, so that every grid finds its parent.
const STEPS: [(&str, Kind, Option<Tier>); 8] = [
    ("grids-street.geojson", Kind::Grids, Some(Tier::Street)),
    (
        "grids-community.geojson",
        Kind::Grids,
        Some(Tier::Community),
    ),
    ("grids-grid.geojson", Kind::Grids, Some(Tier::Grid)),
    ("grids-micro.geojson", Kind::Grids, Some(Tier::Micro)),
    ("addresses.csv", Kind::Addresses, None),
    ("checkpoints.csv", Kind::Checkpoints, None),
    ("cases.csv", Kind::Cases, None),
    ("barriers.geojson", Kind::Barriers, None),
];

/// Makes an empty store the city; its files are made beside a path for a while.
///
/// The first commit says that loading has begun, the last one that it is done: what is broken off in between is known by
/// the note of its place.
pub(super) fn load(demo: &Demo, size: &Size, engine: &Engine, path: &Path) -> Result<(), Failure> {
    let stages = Stages::new(STEPS.len() + 3);
    stages.begin(1, format_args!("laying out {size}"));
    let folder = Folder::beside(path);
    let built = City::build(size, SEED).and_then(|city| {
        stages.begin(2, "writing its files");
        city.write(&folder.0)
    });
    built.map_err(|error| Failure::Environment(error.to_string()))?;
    let describe = |note| Edit::Describe {
        name: demo.name(),
        note,
    };
    commit(engine, vec![describe(demo.unfinished_note())])?;
    for (number, (file, kind, tier)) in STEPS.into_iter().enumerate() {
        stages.begin(number + 3, format_args!("importing {file}"));
        let edit = rows(&folder.0.join(file), kind, tier)?;
        commit(engine, vec![edit])?;
    }
    stages.begin(
        STEPS.len() + 3,
        "laying a honeycomb over the street in the middle, staffing the grids",
    );
    let mut edits = vec![describe(demo.note())];
    if let Some(parent) = street_in_the_middle(&engine.snapshot()) {
        edits.push(honeycomb(parent).map_err(|error| invented(&error))?);
    }
    let (roles, duties) = staffing(&engine.snapshot()).map_err(|error| invented(&error))?;
    edits.extend([Edit::SetRoles(roles), Edit::SetDuties(duties)]);
    commit(engine, edits)
}

/// What is wrong with an invented id.
fn invented(error: &IdError) -> Failure {
    Failure::Environment(error.to_string())
}

fn commit(engine: &Engine, edits: Vec<Edit>) -> Result<(), Failure> {
    let note = note();
    engine.commit(&Changeset { note, edits })?;
    Ok(())
}

/// The rows of a file, none of which is bad.
fn rows(file: &Path, kind: Kind, tier: Option<Tier>) -> Result<Edit, Failure> {
    let statement = Statement::of(Crs::CRS84);
    let source = Source::path(file);
    Ok(match kind {
        Kind::Grids => Edit::ImportGrids(whole(read_grids(&source, &statement, tier)?)?),
        Kind::Addresses => Edit::ImportAddresses(whole(read_addresses(&source, &statement)?)?),
        Kind::Checkpoints => {
            Edit::ImportCheckpoints(whole(read_checkpoints(&source, &statement)?)?)
        }
        Kind::Cases => Edit::ImportCounts(whole(read_cases(&source, &statement.columns)?)?),
        Kind::Units => Edit::ImportUnits(whole(read_units(&source, &statement)?)?),
        Kind::Barriers => Edit::ImportBarriers(whole(read_barriers(&source, &statement)?)?),
    })
}

fn whole<T>(import: Import<T>) -> Result<Vec<T>, Failure> {
    match import.rejected.into_iter().next() {
        Some(rejected) => Err(Failure::Environment(rejected.to_string())),
        None => Ok(import.rows),
    }
}

/// The street that the middle of everything stored lies in, else the first one.
fn street_in_the_middle(snapshot: &Snapshot) -> Option<AreaCode> {
    let streets = snapshot.grids.get(&Tier::Street)?;
    let middle = snapshot.bounds()?.center();
    let index = streets.locate(middle).unwrap_or(0);
    Some(streets.records().get(index)?.code.clone())
}

fn honeycomb(parent: AreaCode) -> Result<Edit, IdError> {
    Ok(Edit::Honeycomb {
        parent,
        name: LayerName::new(HONEYCOMB)?,
        phase: Phase::A,
        spacing_mm: SPACING_MM,
    })
}

/// The folder that a city's files are in while they are imported; its files go when it is dropped.
struct Folder(PathBuf);

impl Folder {
    /// A folder beside a path, named after it.
    fn beside(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push(".files");
        Self(name.into())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // what cannot be removed is written over by the next attempt
        for file in FILES {
            let _ = fs::remove_file(self.0.join(file));
        }
        let _ = fs::remove_dir(&self.0);
    }
}

/// Says which of how many stages begins, and after how many seconds.
struct Stages {
    all: usize,
    since: Instant,
}

impl Stages {
    fn new(all: usize) -> Self {
        Self {
            all,
            since: Instant::now(),
        }
    }

    fn begin(&self, number: usize, what: impl std::fmt::Display) {
        let (all, seconds) = (self.all, self.since.elapsed().as_secs());
        progress(format_args!("{number}/{all} {what} ({seconds} s)"));
    }
}
