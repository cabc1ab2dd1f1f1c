//! `hexward nearest`: neighbours of a position, or of everything.

use clap::{Args, ValueEnum};
use hexward_engine::geom::Position;
use hexward_engine::layer::{Near, PointLayer, PointRecord};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;
use super::locate::position;
use super::viewpoint::StoreView;

/// Where neighbours are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layer {
    Checkpoints,
    Addresses,
}

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// What is looked for
    #[arg(long)]
    layer: Layer,
    /// How many
    #[arg(short, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    k: u32,
    /// For every checkpoint, what adds up over the addresses that are nearest to it
    #[arg(long, conflicts_with_all = ["k", "position"])]
    all: bool,
    /// With --all: the measure to add up
    #[arg(long, requires = "all", value_name = "MEASURE")]
    weight: Option<String>,
    /// Print lines of JSON
    #[arg(long)]
    json: bool,
    /// The position in degrees
    #[arg(value_name = "LON,LAT", required_unless_present = "all", allow_hyphen_values = true, value_parser = position)]
    position: Option<Position>,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    match (arguments.position, arguments.layer) {
        (Some(at), Layer::Checkpoints) => {
            let describe = |index: usize| {
                let row: &hexward_engine::model::Checkpoint =
                    &snapshot.checkpoints.records()[index];
                (row.id.to_string(), row.name.clone(), row.kind.clone())
            };
            list(
                arguments,
                console,
                neighbours(
                    &snapshot.checkpoints,
                    snapshot
                        .open_checkpoints()
                        .nearest(at, arguments.k as usize),
                    describe,
                ),
            )
        }
        (Some(at), Layer::Addresses) => {
            let describe = |index: usize| {
                let rows = snapshot.addresses.records();
                let id = rows.id(index).to_string();
                (id, rows.label(index), "address".to_owned())
            };
            list(
                arguments,
                console,
                neighbours(
                    &snapshot.addresses,
                    snapshot.addresses.nearest(at, arguments.k as usize),
                    describe,
                ),
            )
        }
        (None, Layer::Checkpoints) => list(
            arguments,
            console,
            shares(&snapshot, arguments.weight.as_deref())?,
        ),
        (None, Layer::Addresses) => Err(Failure::Usage(
            "--all is for --layer checkpoints".to_owned(),
        )),
    }
}

/// Prints rows as CSV with a header, or as lines of JSON.
fn list<T: Serialize>(
    arguments: &Arguments,
    console: &mut Console,
    rows: Vec<T>,
) -> Result<(), Failure> {
    if arguments.json {
        return rows.iter().try_for_each(|row| console.json(row));
    }
    let mut table = csv::Writer::from_writer(console.out());
    for row in rows {
        table.serialize(row)?;
    }
    Ok(table.flush()?)
}

/// A record near a position.
#[derive(Serialize)]
struct Neighbour {
    id: String,
    name: String,
    kind: String,
    lon: f64,
    lat: f64,
    distance_m: f64,
}

fn neighbours<T: PointRecord>(
    layer: &PointLayer<T>,
    nearest: Vec<Near>,
    describe: impl Fn(usize) -> (String, String, String),
) -> Vec<Neighbour> {
    let neighbour = |near: Near| {
        let (id, name, kind) = describe(near.index);
        let position = layer.position(near.index);
        let distance_m = (near.distance_m * 1000.0).round() / 1000.0;
        Neighbour {
            id,
            name,
            kind,
            lon: position.lon_degrees(),
            lat: position.lat_degrees(),
            distance_m,
        }
    };
    nearest.into_iter().map(neighbour).collect()
}

/// What adds up over the addresses that are nearest to a checkpoint, or over all of them.
#[derive(Serialize)]
struct Share {
    id: String,
    name: String,
    addresses: u64,
    sum: u64,
}

/// A share for each checkpoint, and the total; without a measure the addresses themselves are counted.
fn shares(snapshot: &Snapshot, measure: Option<&str>) -> Result<Vec<Share>, Failure> {
    let measures = snapshot.counts.measures();
    let index = match measure {
        None => None,
        Some(name) => {
            let known: Vec<&str> = measures.iter().map(|sums| sums.measure.as_str()).collect();
            let unknown = || {
                Failure::Usage(format!(
                    "there is no measure `{name}`; there are: {}",
                    known.join(", ")
                ))
            };
            Some(
                known
                    .iter()
                    .position(|known| *known == name)
                    .ok_or_else(unknown)?,
            )
        }
    };
    let assignment = snapshot.nearest_assignment();
    let pairs = snapshot
        .checkpoints
        .records()
        .iter()
        .zip(&assignment.tallies);
    let share = |(checkpoint, tally): (
        &hexward_engine::model::Checkpoint,
        &hexward_engine::assign::Tally,
    )| Share {
        id: checkpoint.id.to_string(),
        name: checkpoint.name.clone(),
        addresses: tally.addresses,
        sum: index.map_or(tally.addresses, |index| tally.counts[index].unwrap_or(0)),
    };
    let mut shares: Vec<Share> = pairs.map(share).collect();
    shares.push(Share {
        id: "total".to_owned(),
        name: String::new(),
        addresses: shares.iter().map(|share| share.addresses).sum(),
        sum: shares.iter().map(|share| share.sum).sum(),
    });
    Ok(shares)
}
