//! How well a place is covered, on one page.

use hexward_engine::duties::{
    Cover, Extent, Histogram, absences, at_least, equity, histogram, loads, pair_absences,
    shortages,
};
use hexward_engine::layer::DutyLayer;
use hexward_engine::model::{Count, RoleClass};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AbsenceRow, absence_rows};

/// What is wanted of a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// How many people are enough for an address.
    pub(crate) least: usize,
    /// How many pairs of absent people are drawn.
    pub(crate) pairs: usize,
    /// The seed that draws them.
    pub(crate) seed: u64,
    /// How many people are listed.
    pub(crate) listed: usize,
}

/// How many addresses and households so many people answer for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Covered {
    pub(crate) people: usize,
    pub(crate) addresses: u64,
    pub(crate) households: u64,
}

/// The same in one class of roles.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClassCover {
    pub(crate) class: &'static str,
    /// Addresses for which somebody of the class answers.
    pub(crate) addresses: u64,
    pub(crate) households: u64,
    pub(crate) histogram: Vec<Covered>,
}

/// How evenly the households of a role are shared.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleLoad {
    pub(crate) role: String,
    pub(crate) people: usize,
    pub(crate) mean_households: f64,
    /// The minutes of one visit to each household of the one who has most.
    pub(crate) most_minutes: f64,
    pub(crate) max_over_mean: f64,
    pub(crate) gini: f64,
}

/// What absences of one leave.
#[derive(Serialize, ToSchema)]
pub(crate) struct Absences {
    /// So many people are enough.
    pub(crate) least: usize,
    /// People whose absence leaves some address below that.
    pub(crate) people_leaving_below: usize,
    /// People whose absence leaves some address with nobody.
    pub(crate) people_leaving_alone: usize,
    /// Addresses that one absence leaves with nobody.
    pub(crate) addresses_left_alone: u64,
    /// Those whose absence is worst.
    pub(crate) worst: Vec<AbsenceRow>,
}

/// What absences of two leave that a seed draws.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pairs {
    pub(crate) drawn: usize,
    pub(crate) seed: u64,
    /// Pairs whose absence leaves some address with nobody.
    pub(crate) leaving_alone: usize,
    /// The most addresses that one of the pairs leaves with nobody.
    pub(crate) most_left_alone: u64,
}

/// How well a place is covered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Report {
    /// The day on which duties were looked at; null when all count.
    #[schema(required)]
    pub(crate) day: Option<String>,
    pub(crate) roles: usize,
    pub(crate) duties: usize,
    /// People who answer for some address.
    pub(crate) people: usize,
    pub(crate) addresses: u64,
    pub(crate) households: u64,
    /// Groups of addresses for which the same duties answer.
    pub(crate) sites: usize,
    pub(crate) histogram: Vec<Covered>,
    pub(crate) classes: Vec<ClassCover>,
    pub(crate) absences: Absences,
    pub(crate) pairs: Pairs,
    pub(crate) loads: Vec<RoleLoad>,
    /// People missing in roles, all grids together.
    pub(crate) missing: u64,
    /// People too many in roles.
    pub(crate) surplus: u64,
}

fn covered(histogram: &Histogram) -> Vec<Covered> {
    let row = |(people, extent): (usize, &Extent)| Covered {
        people,
        addresses: extent.addresses,
        households: extent.households,
    };
    histogram.iter().enumerate().map(row).collect()
}

/// The report of a cover. Cost: O(sites × people of a site).
pub(crate) fn report(layer: &DutyLayer, cover: &Cover, wanted: Wanted) -> Report {
    let all = histogram(cover, None);
    let total = at_least(&all, 0);
    let class = |class: RoleClass| {
        let of_class = histogram(cover, Some(class));
        let some = at_least(&of_class, 1);
        ClassCover {
            class: class.name(),
            addresses: some.addresses,
            households: some.households,
            histogram: covered(&of_class),
        }
    };
    let used = |class: &RoleClass| layer.roles().iter().any(|role| role.class == *class);
    let short = shortages(cover);
    let absences = absences_of(cover, wanted);
    Report {
        day: cover.day().map(Count::format_date),
        roles: layer.roles().len(),
        duties: layer.records().len(),
        people: absences.0,
        addresses: total.addresses,
        households: total.households,
        sites: cover.sites().count(),
        histogram: covered(&all),
        classes: RoleClass::ALL.into_iter().filter(used).map(class).collect(),
        absences: absences.1,
        pairs: pairs(cover, wanted),
        loads: role_loads(cover),
        missing: short
            .iter()
            .map(|shortage| u64::from(shortage.missing()))
            .sum(),
        surplus: short
            .iter()
            .map(|shortage| u64::from(shortage.surplus()))
            .sum(),
    }
}

/// How many people answer, and what their absences leave.
fn absences_of(cover: &Cover, wanted: Wanted) -> (usize, Absences) {
    let found = absences(cover, wanted.least);
    let leaving = |left: fn(&hexward_engine::duties::Absence) -> Extent| {
        found
            .iter()
            .filter(|absence| left(absence).addresses > 0)
            .count()
    };
    let (below, alone) = (leaving(|a| a.left_below), leaving(|a| a.left_alone));
    let left_alone = found
        .iter()
        .map(|absence| absence.left_alone.addresses)
        .sum();
    let people = found.len();
    let mut worst = absence_rows(cover, found);
    worst.truncate(wanted.listed);
    let absences = Absences {
        least: wanted.least,
        people_leaving_below: below,
        people_leaving_alone: alone,
        addresses_left_alone: left_alone,
        worst,
    };
    (people, absences)
}

fn pairs(cover: &Cover, wanted: Wanted) -> Pairs {
    let drawn = pair_absences(cover, wanted.pairs, wanted.seed);
    let left = || drawn.iter().map(|pair| pair.left_alone.addresses);
    Pairs {
        drawn: drawn.len(),
        seed: wanted.seed,
        leaving_alone: left().filter(|&left| left > 0).count(),
        most_left_alone: left().max().unwrap_or_default(),
    }
}

fn role_loads(cover: &Cover) -> Vec<RoleLoad> {
    let load = |(role, of): (_, Vec<hexward_engine::duties::Load>)| {
        let equity = equity(&of)?;
        let minutes = of.iter().map(hexward_engine::duties::Load::visit_minutes);
        let thousandth = |value: f64| (value * 1000.0).round() / 1000.0;
        let role: hexward_engine::model::RoleId = role;
        Some(RoleLoad {
            role: role.to_string(),
            people: equity.people,
            mean_households: thousandth(equity.mean_households),
            most_minutes: thousandth(minutes.fold(0.0, f64::max)),
            max_over_mean: thousandth(equity.max_over_mean),
            gini: thousandth(equity.gini),
        })
    };
    loads(cover).into_iter().filter_map(load).collect()
}
