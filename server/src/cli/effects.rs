//! What a change comes to, before and after, for people and for programs.

use hexward_engine::Committed;
use hexward_engine::edit::{BeforeAfter, Effects, GridState, Sums};
use hexward_engine::model::{AreaCode, Revision};
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;

/// What a command that changes a store or a plan has done, or would do.
pub(super) struct Outcome<'a> {
    pub(super) done: &'a Committed,
    /// The revision that it takes back.
    pub(super) undoes: Option<Revision>,
    /// Whether it was only asked what it would do.
    pub(super) is_trial: bool,
}

/// The same as JSON has it.
#[derive(Serialize)]
struct Change {
    revision: u64,
    plan: Option<String>,
    undoes: Option<u64>,
    repeated: bool,
    written: bool,
    changed_rows: usize,
    #[serde(flatten)]
    effects: Option<Changed>,
}

impl<'a> Outcome<'a> {
    /// What was committed.
    pub(super) fn of(done: &'a Committed) -> Self {
        Self {
            done,
            undoes: None,
            is_trial: false,
        }
    }

    /// Says it: each grid before and after, the verdict, the revision.
    pub(super) fn report(&self, json: bool, console: &mut Console) -> Result<(), Failure> {
        let done = self.done;
        let effects = done.effects();
        if json {
            return console.json(&self.change(effects.as_ref()));
        }
        if let Some(effects) = &effects {
            lines(effects, console)?;
        }
        let plan = done.delta.plan();
        let place = plan.map_or(String::new(), |id| format!(" of plan {id}"));
        let back = self.undoes;
        let back = back.map_or(String::new(), |undone| format!(", takes back {undone}"));
        let (rows, revision) = (changed_rows(done), done.revision);
        if done.repeated {
            console.line(format_args!(
                "done before under this key, revision {revision}"
            ))
        } else if self.is_trial {
            console.line(format_args!(
                "{rows} rows{place} would change; nothing was written"
            ))
        } else if rows == 0 {
            console.line("nothing differs, nothing was written")
        } else {
            console.line(format_args!(
                "{rows} rows{place} changed, revision {revision}{back}"
            ))
        }
    }

    fn change(&self, effects: Option<&Effects>) -> Change {
        let done = self.done;
        let rows = changed_rows(done);
        Change {
            revision: done.revision.0,
            plan: done.delta.plan().map(|id| id.to_string()),
            undoes: self.undoes.map(|undone| undone.0),
            repeated: done.repeated,
            written: rows > 0 && !done.repeated && !self.is_trial,
            changed_rows: rows,
            effects: effects.map(Changed::from),
        }
    }
}

/// How many rows change, those of a step of a plan counted as its own.
pub(super) fn changed_rows(done: &Committed) -> usize {
    let steps = done.delta.plan_steps.iter();
    let steps: Vec<_> = steps
        .filter_map(|step| step.after().or(step.before()))
        .collect();
    match steps.is_empty() {
        true => done.changed_rows,
        false => steps.iter().map(|step| step.delta.len()).sum(),
    }
}

/// Effects as JSON has them.
#[derive(Serialize)]
struct Changed {
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
fn lines(effects: &Effects, console: &mut Console) -> Result<(), Failure> {
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
                format!("{}: {}", titled(code, &name), steps(&both))
            }
            (None, Some(after)) => {
                let title = titled(code, &after.name);
                format!("{title}: new, {}", amounts(&after.sums))
            }
            (Some(before), None) => {
                let title = titled(code, &before.name);
                format!("{title}: gone, had {}", amounts(&before.sums))
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

fn titled(code: &AreaCode, name: &str) -> String {
    match name {
        "" => code.to_string(),
        name => format!("{code} {name}"),
    }
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
