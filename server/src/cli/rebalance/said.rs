//! What is said of plans, for people and for programs.

use hexward_engine::balance::Point;
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::rebalancing::{
    Found, Rebalanced, Side, Summary, flows, grids, histogram, moves, summary,
};

/// So many parents are told of one by one; of more only those in which something stands in the way.
const TOLD: usize = 12;
/// So many lines of moves are printed; the table of units has them all.
const MOVES_TOLD: usize = 60;
/// The longest bar of a histogram, in characters.
const BAR: usize = 30;

/// Says of each parent whether a plan can meet the band, or because of what not.
pub(super) fn found(found: &[Found], json: bool, console: &mut Console) -> Result<(), Failure> {
    for parent in found {
        if json {
            console.json(&Tagged {
                parent_found: parent,
            })?;
        } else if found.len() <= TOLD || !parent.feasible {
            console.line(verdict(parent))?;
        }
    }
    if !json && found.len() > TOLD {
        let feasible = found.iter().filter(|parent| parent.feasible).count();
        console.line(format_args!(
            "{feasible} of {} parents can be brought into the band, by weight",
            found.len()
        ))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Tagged<'a> {
    #[serde(rename = "parent")]
    parent_found: &'a Found,
}

fn verdict(found: &Found) -> String {
    let Found {
        parent,
        grids,
        units,
        households,
        counts,
        components,
        ..
    } = found;
    let mut said = vec![format!(
        "{parent}: {grids} grids, {units} units, {households} households"
    )];
    if *components > 1 {
        said.push(format!("{components} parts that nothing joins"));
    }
    if !found.broken.is_empty() {
        said.push(format!("not in one piece: {}", found.broken.join(", ")));
    }
    said.push(match counts {
        Some([least, most]) => format!("{least} to {most} grids can be in the band"),
        None => "no number of grids can be in the band".to_owned(),
    });
    said.push(if found.feasible {
        "feasible".to_owned()
    } else {
        format!("infeasible because {}", found.because.join("; "))
    });
    said.join("; ")
}

/// Says what a plan is: before and after, the histogram, what bounds it, and what moves.
pub(super) fn plan(
    found: &Rebalanced,
    seed: u64,
    json: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let sum = summary(found, seed);
    if json {
        for step in moves(found) {
            console.json(&MoveLine { step })?;
        }
        for grid in grids(found) {
            console.json(&GridLine { grid })?;
        }
        return console.json(&SummaryLine { summary: &sum });
    }
    flow_lines(found, console)?;
    table(&sum, console)?;
    bars(&sum, console)?;
    bounds(&sum, console)
}

#[derive(Serialize)]
struct MoveLine<T> {
    #[serde(rename = "move")]
    step: T,
}

#[derive(Serialize)]
struct GridLine<T> {
    grid: T,
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    summary: &'a Summary,
}

fn flow_lines(found: &Rebalanced, console: &mut Console) -> Result<(), Failure> {
    let flows = flows(moves(found));
    for ((from, to, why), flow) in flows.iter().take(MOVES_TOLD) {
        let units = if flow.units == 1 { "unit" } else { "units" };
        console.line(format_args!(
            "{from} -> {to}: {} {units}, {} households, {why}, brings {} closer to the band",
            flow.units, flow.households, flow.gained
        ))?;
    }
    if let Some(more) = flows.len().checked_sub(MOVES_TOLD).filter(|more| *more > 0) {
        console.line(format_args!(
            "and {more} more; --units-out writes every unit"
        ))?;
    }
    Ok(())
}

/// A line of the table: its name, and what stands on either side.
type Cell = (&'static str, Box<dyn Fn(&Side) -> String>);

fn table(sum: &Summary, console: &mut Console) -> Result<(), Failure> {
    let [low, high] = sum.band;
    console.line(format_args!("{:<28}{:>12}{:>12}", "", "before", "after"))?;
    let whole = |value: Option<u64>| value.map_or("-".to_owned(), |value| value.to_string());
    let share = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let rows: Vec<Cell> = vec![
        ("grids", Box::new(|side| side.grids.to_string())),
        ("in the band", Box::new(|side| side.in_band.to_string())),
        ("below", Box::new(|side| side.below.to_string())),
        ("above", Box::new(|side| side.above.to_string())),
        ("least", Box::new(move |side| whole(side.least))),
        ("median", Box::new(move |side| whole(side.median))),
        ("most", Box::new(move |side| whole(side.most))),
        (
            "outside the band",
            Box::new(|side| side.outside.to_string()),
        ),
        (
            "parts too many",
            Box::new(|side| side.loose_parts.to_string()),
        ),
        (
            "above the caps",
            Box::new(|side| side.above_caps.to_string()),
        ),
        (
            "estates split",
            Box::new(|side| side.estates_split.to_string()),
        ),
        (
            "inner borders, km",
            Box::new(|side| format!("{:.1}", side.border_m as f64 / 1e3)),
        ),
        (
            "compactness, mean",
            Box::new(move |side| share(side.compactness)),
        ),
    ];
    console.line(format_args!("band {low}..{high} {}", sum.by))?;
    for (name, cell) in &rows {
        let (before, after) = (cell(&sum.before), cell(&sum.after));
        console.line(format_args!("{name:<28}{before:>12}{after:>12}"))?;
    }
    Ok(())
}

fn bars(sum: &Summary, console: &mut Console) -> Result<(), Failure> {
    let ranges = histogram(sum.band, &sum.before.work, &sum.after.work);
    let most = ranges
        .iter()
        .map(|range| range.1.max(range.2))
        .max()
        .unwrap_or(0)
        .max(1);
    for (name, before, after) in &ranges {
        let bar = "#".repeat((after * BAR).div_ceil(most));
        console.line(format_args!("{name:<28}{before:>12}{after:>12} {bar}"))?;
    }
    Ok(())
}

fn bounds(sum: &Summary, console: &mut Console) -> Result<(), Failure> {
    let share = |part: u64| 100.0 * part as f64 / (sum.households.max(1)) as f64;
    console.line(format_args!(
        "{} households in {} units change their grid, {:.2} % of all; no plan as near to the band moves fewer than {}",
        sum.moved_households,
        sum.moved_units,
        share(sum.moved_households),
        sum.bound_households
    ))?;
    console.line(format_args!(
        "{} of work lie outside the band, in no plan less than {}; {} new grids, {} dissolved",
        sum.after.outside, sum.bound_outside, sum.new_grids, sum.dissolved_grids
    ))?;
    console.line(format_args!(
        "proved the best for {} of {} parents{}",
        sum.optimal,
        sum.parents,
        if sum.stopped > 0 {
            format!(", broken off for {}", sum.stopped)
        } else {
            String::new()
        }
    ))
}

/// Says how many households move for each tolerance.
pub(super) fn frontier(points: &[Point], json: bool, console: &mut Console) -> Result<(), Failure> {
    if !json {
        console.line("tolerance   households moved   at least   outside   in the band   grids")?;
    }
    for point in points {
        let percent = f64::from(point.tolerance_permille) / 10.0;
        if json {
            console.json(&FrontierLine {
                tolerance_percent: percent,
                moved_households: point.moved_households,
                bound_households: point.bound_households,
                outside: point.outside,
                in_band: point.in_band,
                grids: point.grids,
            })?;
        } else {
            console.line(format_args!(
                "{percent:>7} %   {:>16}   {:>8}   {:>7}   {:>11}   {:>5}",
                point.moved_households,
                point.bound_households,
                point.outside,
                point.in_band,
                point.grids
            ))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct FrontierLine {
    tolerance_percent: f64,
    moved_households: u64,
    bound_households: u64,
    outside: u64,
    in_band: u32,
    grids: u32,
}
