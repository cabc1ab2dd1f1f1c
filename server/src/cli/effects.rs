//! What a change comes to, before and after, for people and for programs.

use hexward_engine::edit::{BeforeAfter, Effects, GridState, Sums};
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;

/// What a command that changes a store or a plan has done.
#[derive(Serialize)]
pub(super) struct Change {
    pub(super) revision: u64,
    pub(super) plan: Option<String>,
    pub(super) undoes: Option<u64>,
    pub(super) repeated: bool,
    pub(super) written: bool,
    pub(super) changed_rows: usize,
    #[serde(flatten)]
    pub(super) effects: Option<Changed>,
}

/// Effects as JSON has them.
#[derive(Serialize)]
pub(super) struct Changed {
    tier: Option<&'static str>,
    grids: Vec<ChangedGrid>,
    before: Amounts,
    after: Amounts,
    unlocated_before: usize,
    unlocated_after: usize,
    partition: Vec<Verdict>,
}

#[derive(Serialize)]
struct ChangedGrid {
    code: String,
    before: Option<NamedAmounts>,
    after: Option<NamedAmounts>,
}

#[derive(Serialize)]
struct NamedAmounts {
    name: String,
    #[serde(flatten)]
    amounts: Amounts,
}

#[derive(Serialize, Default)]
struct Amounts {
    addresses: u64,
    households: u64,
    residents: u64,
    checkpoints: u64,
    area_m2: f64,
    visit_minutes: f64,
}

#[derive(Serialize)]
struct Verdict {
    tier: &'static str,
    faults: usize,
}

impl From<&Sums> for Amounts {
    fn from(sums: &Sums) -> Self {
        Self {
            addresses: sums.addresses,
            households: sums.households,
            residents: sums.residents,
            checkpoints: sums.checkpoints,
            area_m2: (sums.area_m2 * 1000.0).round() / 1000.0,
            visit_minutes: sums.visit_minutes(),
        }
    }
}

impl From<&Effects> for Changed {
    fn from(effects: &Effects) -> Self {
        let named = |state: &GridState| NamedAmounts {
            name: state.name.clone(),
            amounts: (&state.sums).into(),
        };
        let grids = effects.grids.iter().map(|grid| ChangedGrid {
            code: grid.code.to_string(),
            before: grid.states.before.as_ref().map(named),
            after: grid.states.after.as_ref().map(named),
        });
        let verdict = effects.verdict.iter().map(|verdict| Verdict {
            tier: verdict.tier.name(),
            faults: verdict.faults,
        });
        Self {
            tier: effects.tier.map(hexward_engine::model::Tier::name),
            grids: grids.collect(),
            before: (&effects.sums.before).into(),
            after: (&effects.sums.after).into(),
            unlocated_before: effects.unlocated.before,
            unlocated_after: effects.unlocated.after,
            partition: verdict.collect(),
        }
    }
}

/// The effects in lines: each grid, all together, the verdict on the partition.
pub(super) fn lines(effects: &Effects, console: &mut Console) -> Result<(), Failure> {
    for grid in &effects.grids {
        let code = &grid.code;
        let line = match (&grid.states.before, &grid.states.after) {
            (Some(before), Some(after)) => {
                let name = if before.name == after.name {
                    before.name.clone()
                } else {
                    format!("{} -> {}", before.name, after.name)
                };
                let both = BeforeAfter {
                    before: before.sums,
                    after: after.sums,
                };
                format!("{code} {name}: {}", steps(&both))
            }
            (None, Some(after)) => format!("{code} {}: new, {}", after.name, amounts(&after.sums)),
            (Some(before), None) => {
                format!("{code} {}: gone, had {}", before.name, amounts(&before.sums))
            }
            (None, None) => continue,
        };
        console.line(line)?;
    }
    if effects.grids.len() > 1 {
        console.line(format_args!("together: {}", steps(&effects.sums)))?;
    }
    let BeforeAfter { before, after } = effects.unlocated;
    if before != after {
        console.line(format_args!("addresses in no grid: {before} -> {after}"))?;
    }
    for verdict in &effects.verdict {
        let tier = verdict.tier;
        match verdict.faults {
            0 => console.line(format_args!("tier {tier} divides the ground"))?,
            1 => console.line(format_args!("tier {tier} has 1 fault"))?,
            faults => console.line(format_args!("tier {tier} has {faults} faults"))?,
        }
    }
    Ok(())
}

fn amounts(sums: &Sums) -> String {
    format!(
        "{} addresses, {} households, {} residents, {} checkpoints, {:.1} m2, {} visit minutes",
        sums.addresses,
        sums.households,
        sums.residents,
        sums.checkpoints,
        sums.area_m2,
        sums.visit_minutes()
    )
}

fn steps(sums: &BeforeAfter<Sums>) -> String {
    let BeforeAfter { before, after } = sums;
    let count = |what: &str, before: u64, after: u64| match before == after {
        true => format!("{before} {what}"),
        false => format!("{before} -> {after} {what}"),
    };
    let area = |sums: &Sums| format!("{:.1}", sums.area_m2);
    let [area_before, area_after] = [before, after].map(area);
    let area = match area_before == area_after {
        true => format!("{area_before} m2"),
        false => format!("{area_before} -> {area_after} m2"),
    };
    let minutes = [before, after].map(Sums::visit_minutes);
    let minutes = match minutes {
        [a, b] if a == b => format!("{a} visit minutes"),
        [a, b] => format!("{a} -> {b} visit minutes"),
    };
    [
        count("addresses", before.addresses, after.addresses),
        count("households", before.households, after.households),
        count("residents", before.residents, after.residents),
        count("checkpoints", before.checkpoints, after.checkpoints),
        area,
        minutes,
    ]
    .join(", ")
}
