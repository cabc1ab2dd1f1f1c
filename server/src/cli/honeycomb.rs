//! `hexward honeycomb`: crossing layers over a grid.

use clap::Args;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Phase;
use hexward_engine::model::{AreaCode, LayerName};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;
use serde_json::{Map, Value};

use super::console::{Console, progress};
use super::failure::Failure;
use super::store::{self, Authorship, StorePath, area_code};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// The code of the grid to fill
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    parent: AreaCode,
    /// Distance between neighbouring centres in metres
    #[arg(long, value_name = "METRES", value_parser = millimetres)]
    spacing: u32,
    /// Which of the three shifted lattices
    #[arg(long, default_value = "A", value_parser = phases)]
    phases: Phases,
    /// The name of the layer; with --phases ABC the start of three names, a, b and c follow
    #[arg(long, value_name = "LAYER")]
    name: String,
    /// Print lines of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

/// One phase, or all three.
#[derive(Debug, Clone)]
struct Phases(Vec<Phase>);

fn phases(text: &str) -> Result<Phases, String> {
    let upper = text.to_ascii_uppercase();
    match upper.as_str() {
        "ABC" => Ok(Phases(vec![Phase::A, Phase::B, Phase::C])),
        letter => {
            let phase =
                Phase::from_letter(letter).ok_or_else(|| "phases are A, B, C or ABC".to_owned())?;
            Ok(Phases(vec![phase]))
        }
    }
}

fn millimetres(text: &str) -> Result<u32, String> {
    let metres: f64 = text.parse().map_err(|error| format!("{error}"))?;
    let millimetres = (metres * 1000.0).round();
    if (1.0..=f64::from(u32::MAX)).contains(&millimetres) {
        return Ok(millimetres as u32);
    }
    Err("a spacing is between 5 m and 100 km".to_owned())
}

/// A layer that was laid.
#[derive(Serialize)]
struct Laid {
    layer: String,
    phase: char,
    spacing_m: f64,
    cells: usize,
    addresses: u64,
    unlocated: usize,
    sums: Map<String, Value>,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let names = layer_names(arguments)?;
    let engine = store::open(&arguments.store.store)?;
    let lay = |(phase, name): (&Phase, &LayerName)| Edit::Honeycomb {
        parent: arguments.parent.clone(),
        name: name.clone(),
        phase: *phase,
        spacing_mm: arguments.spacing,
    };
    let edits = arguments.phases.0.iter().zip(&names).map(lay).collect();
    let done = engine.commit(&Changeset {
        note: arguments.authorship.note(),
        edits,
    })?;
    let snapshot = engine.snapshot();
    for name in &names {
        let Some(laid) = laid(&snapshot, name) else {
            continue;
        };
        if arguments.json {
            console.json(&laid)?;
        } else {
            console.line(text(&laid))?;
        }
    }
    progress(format_args!(
        "{} rows changed, revision {}",
        done.changed_rows, done.revision
    ));
    Ok(())
}

fn layer_names(arguments: &Arguments) -> Result<Vec<LayerName>, Failure> {
    let several = arguments.phases.0.len() > 1;
    let name = |phase: &Phase| {
        let letter = phase.letter().to_ascii_lowercase();
        if several {
            format!("{}{letter}", arguments.name)
        } else {
            arguments.name.clone()
        }
    };
    let named = |phase: &Phase| {
        LayerName::new(&name(phase)).map_err(|error| Failure::Usage(error.to_string()))
    };
    arguments.phases.0.iter().map(named).collect()
}

fn laid(snapshot: &Snapshot, name: &LayerName) -> Option<Laid> {
    let (index, crossing) = snapshot.crossing(name.as_str())?;
    let assignment = snapshot.crossing_assignment(index);
    let sum = |measure: usize| {
        assignment
            .tallies
            .iter()
            .filter_map(|tally| tally.counts[measure])
            .sum::<u64>()
    };
    let measures = snapshot.counts.measures().iter().enumerate();
    Some(Laid {
        layer: name.to_string(),
        phase: crossing.layer.phase.letter(),
        spacing_m: f64::from(crossing.layer.spacing_mm) / 1000.0,
        cells: crossing.cells.records().len(),
        addresses: assignment.tallies.iter().map(|tally| tally.addresses).sum(),
        unlocated: assignment.unlocated.len(),
        sums: measures
            .map(|(i, measure)| (measure.measure.to_string(), sum(i).into()))
            .collect(),
    })
}

fn text(laid: &Laid) -> String {
    let Laid {
        layer,
        phase,
        spacing_m,
        cells,
        addresses,
        unlocated,
        sums,
    } = laid;
    let first = format!(
        "{layer}: phase {phase}, spacing {spacing_m} m, {cells} cells, {addresses} addresses"
    );
    let outside = (*unlocated > 0).then(|| format!("{unlocated} addresses in no cell"));
    let sums = sums.iter().map(|(measure, sum)| format!("{sum} {measure}"));
    std::iter::once(first)
        .chain(outside)
        .chain(sums)
        .collect::<Vec<_>>()
        .join(", ")
}
