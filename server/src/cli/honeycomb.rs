//! `hexward honeycomb`: crossing layers over one grid or over all of a tier, and micro-grids made of their cells.

use clap::Args;
use hexward_engine::edit::{Changeset, Edit, Honeycombs, Spacing};
use hexward_engine::geom::Phase;
use hexward_engine::model::{AreaCode, Change, Delta, LayerName, Tier};
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
    #[arg(long, value_name = "CODE", value_parser = area_code, required_unless_present_any = ["each", "micro"])]
    parent: Option<AreaCode>,
    /// Fill every grid of this tier, each with a honeycomb of its own
    #[arg(long, value_name = "TIER", value_parser = tier, conflicts_with = "parent")]
    each: Option<Tier>,
    /// Divide grids without micro-grids into the cells
    #[arg(long, conflicts_with_all = ["parent", "each"], requires = "within")]
    micro: bool,
    /// Only grids in this one, with --each or --micro
    #[arg(long, value_name = "CODE", value_parser = area_code, conflicts_with = "parent")]
    within: Option<AreaCode>,
    /// Distance between neighbouring centres in metres
    #[arg(long, value_name = "METRES", value_parser = millimetres, required_unless_present = "households")]
    spacing: Option<u32>,
    /// In place of a spacing: how many households a whole cell should have, with --each or --micro
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["spacing", "parent"], value_parser = clap::value_parser!(u32).range(1..))]
    households: Option<u32>,
    /// Merge a cell with fewer addresses into a neighbour, with --each or --micro
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        conflicts_with = "parent"
    )]
    least_addresses: u32,
    /// Which of the three shifted lattices
    #[arg(long, default_value = "A", value_parser = phases)]
    phases: Phases,
    /// The name of the layer; with --phases ABC the start of three names, a, b and c follow; with --each the code of the
    /// grid and the letter follow
    #[arg(long, value_name = "LAYER", required_unless_present = "micro")]
    name: Option<String>,
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

fn tier(text: &str) -> Result<Tier, String> {
    Tier::from_name(text).ok_or_else(|| "tiers are street, community, grid and micro".to_owned())
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

/// What was done to many grids.
#[derive(Serialize)]
struct Summary {
    layers: usize,
    cells: usize,
    micro_grids: usize,
    narrowest_m: Option<f64>,
    widest_m: Option<f64>,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let names = layer_names(arguments)?;
    let edits = edits(arguments, &names)?;
    let engine = store::open(&arguments.store.store)?;
    let done = engine.commit(&Changeset {
        note: arguments.authorship.note(),
        edits,
    })?;
    let snapshot = engine.snapshot();
    if arguments.parent.is_some() {
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
    } else {
        let summary = summary(&done.delta);
        if arguments.json {
            console.json(&summary)?;
        } else {
            console.line(summary_text(&summary))?;
        }
    }
    progress(format_args!(
        "{} rows changed, revision {}",
        done.changed_rows, done.revision
    ));
    Ok(())
}

fn layer_names(arguments: &Arguments) -> Result<Vec<LayerName>, Failure> {
    let Some(start) = &arguments.name else {
        return Ok(Vec::new());
    };
    let several = arguments.phases.0.len() > 1 && arguments.parent.is_some();
    let name = |phase: &Phase| {
        let letter = phase.letter().to_ascii_lowercase();
        if several {
            format!("{start}{letter}")
        } else {
            start.clone()
        }
    };
    let named = |phase: &Phase| {
        LayerName::new(&name(phase)).map_err(|error| Failure::Usage(error.to_string()))
    };
    arguments.phases.0.iter().map(named).collect()
}

fn edits(arguments: &Arguments, names: &[LayerName]) -> Result<Vec<Edit>, Failure> {
    let Arguments {
        parent,
        each,
        within,
        phases: Phases(phases),
        least_addresses,
        ..
    } = arguments;
    let spacing = match (arguments.spacing, arguments.households) {
        (Some(spacing_mm), _) => Spacing::Millimetres(spacing_mm),
        (None, Some(households)) => Spacing::Households(households),
        (None, None) => return Err(Failure::Usage("say --spacing or --households".to_owned())),
    };
    if let (Some(parent), Spacing::Millimetres(spacing_mm)) = (parent, spacing) {
        let lay = |(phase, name): (&Phase, &LayerName)| Edit::Honeycomb {
            parent: parent.clone(),
            name: name.clone(),
            phase: *phase,
            spacing_mm,
        };
        return Ok(phases.iter().zip(names).map(lay).collect());
    }
    match (each, within, names.first()) {
        (Some(tier), _, Some(name)) => Ok(vec![Edit::LayHoneycombs(Honeycombs {
            within: within.clone(),
            tier: *tier,
            name: name.clone(),
            phases: phases.clone(),
            spacing,
            least_addresses: *least_addresses,
        })]),
        (_, Some(within), _) => {
            let [phase] = phases.as_slice() else {
                return Err(Failure::Usage("micro-grids are of one phase".to_owned()));
            };
            Ok(vec![Edit::DivideByHoneycomb {
                within: within.clone(),
                phase: *phase,
                spacing,
                least_addresses: *least_addresses,
            }])
        }
        _ => Err(Failure::Usage("say --parent, --each or --micro".to_owned())),
    }
}

/// What a commit made of honeycombs over many grids.
fn summary(delta: &Delta) -> Summary {
    let spacings = delta.crossing_layers.iter().filter_map(Change::after);
    let spacings: Vec<u32> = spacings.map(|layer| layer.spacing_mm).collect();
    let metres = |spacing_mm: Option<&u32>| spacing_mm.map(|&mm| f64::from(mm) / 1000.0);
    let micro = delta
        .grids
        .iter()
        .filter(|change| change.before().is_none() && change.row().tier == Tier::Micro);
    Summary {
        layers: spacings.len(),
        cells: delta.cells.iter().filter_map(Change::after).count(),
        micro_grids: micro.count(),
        narrowest_m: metres(spacings.iter().min()),
        widest_m: metres(spacings.iter().max()),
    }
}

fn summary_text(summary: &Summary) -> String {
    let Summary {
        layers,
        cells,
        micro_grids,
        narrowest_m,
        widest_m,
    } = summary;
    match (narrowest_m, widest_m) {
        (Some(low), Some(high)) => {
            format!("{layers} layers, {cells} cells, spacings from {low} m to {high} m")
        }
        _ => format!("{micro_grids} micro-grids"),
    }
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
