//! What repairs have in common: how far they may go, and what they would change.

use clap::Args;
use hexward_engine::edit::{GridChange, GridChangeKind, GridRepair};
use hexward_engine::geom::RepairLimits;
use hexward_engine::model::AreaCode;
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;
use crate::importing::{GAP_AREA_M2, GAP_WIDTH_M};

/// How far a repair may go; a fault beyond that stays, and what has faults is refused.
#[derive(Args)]
pub(super) struct Limits {
    /// Repair: vertices closer than this become one [default: 0, they stay]
    #[arg(long, value_name = "METRES", value_parser = amount)]
    snap: Option<f64>,
    /// Repair: gaps narrower than this on average go to a neighbour [default: 5]
    #[arg(long, value_name = "METRES", value_parser = amount)]
    sliver: Option<f64>,
    /// Repair: gaps smaller than this go to a neighbour [default: 100]
    #[arg(long, value_name = "SQUARE_METRES", value_parser = amount)]
    gap: Option<f64>,
}

impl Limits {
    /// Whether any is stated.
    pub(super) fn are_stated(&self) -> bool {
        self.snap.or(self.sliver).or(self.gap).is_some()
    }

    /// The limits, stated or not.
    pub(super) fn limits(&self) -> RepairLimits {
        RepairLimits {
            snap_m: self.snap.unwrap_or_default(),
            gap_width_m: self.sliver.unwrap_or(GAP_WIDTH_M),
            gap_area_m2: self.gap.unwrap_or(GAP_AREA_M2),
        }
    }
}

fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(amount) if (0.0..=1e6).contains(&amount) => Ok(amount),
        _ => Err("it is a number from 0 to 1000000".to_owned()),
    }
}

/// A change as JSON has it.
#[derive(Serialize)]
struct Line<'a> {
    finding: &'static str,
    change: &'static str,
    tier: &'static str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    lon: f64,
    lat: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    vertices: Option<usize>,
    moved_m2: f64,
    before_m2: Option<f64>,
    after_m2: Option<f64>,
}

/// Lists what a repair would change; what of a grid nothing would be left is a refusal.
pub(super) fn list(repair: &GridRepair, json: bool, console: &mut Console) -> Result<(), Failure> {
    for change in &repair.changes {
        if json {
            console.json(&line(change))?;
        } else {
            console.line(text(change))?;
        }
    }
    match repair.lost.as_slice() {
        [] => Ok(()),
        [first, rest @ ..] => {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Err(Failure::Findings(format!(
                "nothing would be left of grid {first}{more}, nothing was written"
            )))
        }
    }
}

/// What a repair comes to, in words.
pub(super) fn total(repair: &GridRepair) -> String {
    let (changes, moved_m2) = (repair.changes.len(), repair.moved_m2());
    format!("{changes} repairs, {moved_m2:.2} m2 of ground move besides rebuilt rings")
}

fn line(change: &GridChange) -> Line<'_> {
    Line {
        finding: "change",
        change: change.kind.name(),
        tier: change.tier.name(),
        code: change.code.as_str(),
        from: change.from.as_ref().map(AreaCode::as_str),
        lon: change.place.lon_degrees(),
        lat: change.place.lat_degrees(),
        vertices: match change.kind {
            GridChangeKind::BorderNoded(vertices) => Some(vertices),
            GridChangeKind::Repaired(_) => None,
        },
        moved_m2: change.moved_m2(),
        before_m2: change.before_m2,
        after_m2: change.after_m2,
    }
}

fn text(change: &GridChange) -> String {
    let from = change.from.as_ref();
    let from = from.map_or(String::new(), |from| format!(" from {from}"));
    let amount = match change.kind {
        GridChangeKind::BorderNoded(vertices) => format!(", {vertices} vertices"),
        GridChangeKind::Repaired(_) if change.moved_m2() > 0.0 => {
            format!(", {:.2} m2", change.moved_m2())
        }
        GridChangeKind::Repaired(_) => String::new(),
    };
    let area = |area_m2: Option<f64>| area_m2.map_or("none".to_owned(), |m2| format!("{m2:.2} m2"));
    format!(
        "repair: {}, grid {}{from}, at {}{amount}, area {} to {}",
        change.kind.name(),
        change.code,
        change.place,
        area(change.before_m2),
        area(change.after_m2)
    )
}
