//! What a change did, or would do.

use hexward_engine::Committed;
use hexward_engine::edit::{BeforeAfter, Effects, GridEffect, GridState, Sums};
use hexward_engine::model::Tier;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Code, TierName, to_centi};

/// How many grids an answer lists; the sums are of all.
const GRIDS_MAX: usize = 1_000;

/// What a change did, or would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Changed {
    /// Its revision; the newest when nothing changed or was only asked for.
    revision: u64,
    /// Whether the same request was answered before, so that nothing was done now.
    repeated: bool,
    /// Whether it was only asked what the change would do.
    dry_run: bool,
    /// How many rows changed.
    #[serde(rename = "changed")]
    rows: usize,
    /// The tier in which addresses are counted.
    #[schema(value_type = Option<TierName>, required)]
    tier: Option<&'static str>,
    /// What adds up in the grids concerned, before.
    #[schema(required)]
    before: Option<Tally>,
    /// The same, after.
    #[schema(required)]
    after: Option<Tally>,
    /// Addresses that count in no grid.
    #[schema(required)]
    unlocated: Option<Pair<usize>>,
    /// The grids concerned, each before and after.
    grids: Vec<ChangedGrid>,
    /// How many grids are concerned.
    grids_total: usize,
    /// What is proved of the tiers whose ground was concerned.
    partition: Vec<Verdict>,
}

/// Before and after.
#[derive(Serialize, ToSchema)]
struct Pair<T> {
    before: T,
    after: T,
}

/// What adds up.
#[derive(Serialize, ToSchema)]
struct Tally {
    addresses: u64,
    households: u64,
    residents: u64,
    checkpoints: u64,
    area_m2: f64,
    visit_minutes: f64,
}

impl From<&Sums> for Tally {
    fn from(sums: &Sums) -> Self {
        Self {
            addresses: sums.addresses,
            households: sums.households,
            residents: sums.residents,
            checkpoints: sums.checkpoints,
            area_m2: to_centi(sums.area_m2),
            visit_minutes: sums.visit_minutes(),
        }
    }
}

/// A grid that a change concerns.
#[derive(Serialize, ToSchema)]
struct ChangedGrid {
    #[schema(value_type = Code)]
    code: String,
    #[serde(flatten)]
    states: Pair<Option<NamedTally>>,
}

/// A grid at one time.
#[derive(Serialize, ToSchema)]
struct NamedTally {
    name: String,
    #[serde(flatten)]
    tally: Tally,
}

impl From<&GridState> for NamedTally {
    fn from(state: &GridState) -> Self {
        Self {
            name: state.name.clone(),
            tally: Tally::from(&state.sums),
        }
    }
}

impl From<&GridEffect> for ChangedGrid {
    fn from(effect: &GridEffect) -> Self {
        let BeforeAfter { before, after } = &effect.states;
        Self {
            code: effect.code.to_string(),
            states: Pair {
                before: before.as_ref().map(NamedTally::from),
                after: after.as_ref().map(NamedTally::from),
            },
        }
    }
}

/// How many faults keep a tier from dividing the ground.
#[derive(Serialize, ToSchema)]
struct Verdict {
    #[schema(value_type = TierName)]
    tier: &'static str,
    faults: usize,
}

impl Changed {
    /// The answer to a change that was committed or, in a dry run, only worked out.
    pub(crate) fn new(committed: &Committed, dry_run: bool) -> Self {
        let effects = committed.effects();
        let bare = Self {
            revision: committed.revision.0,
            repeated: committed.repeated,
            dry_run,
            rows: committed.changed_rows,
            tier: None,
            before: None,
            after: None,
            unlocated: None,
            grids: Vec::new(),
            grids_total: 0,
            partition: Vec::new(),
        };
        match effects {
            None => bare,
            Some(effects) => bare.with(&effects),
        }
    }

    fn with(self, effects: &Effects) -> Self {
        let verdict = effects.verdict.iter().map(|verdict| Verdict {
            tier: verdict.tier.name(),
            faults: verdict.faults,
        });
        Self {
            tier: effects.tier.map(Tier::name),
            before: Some(Tally::from(&effects.sums.before)),
            after: Some(Tally::from(&effects.sums.after)),
            unlocated: Some(Pair {
                before: effects.unlocated.before,
                after: effects.unlocated.after,
            }),
            grids: effects
                .grids
                .iter()
                .take(GRIDS_MAX)
                .map(Into::into)
                .collect(),
            grids_total: effects.grids.len(),
            partition: verdict.collect(),
            ..self
        }
    }
}
