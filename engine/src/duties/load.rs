//! How much work each person has, and how evenly it is shared.

use std::collections::BTreeMap;

use super::cover::Cover;
use super::slot::Person;
use crate::model::{RoleId, VISIT_MINUTES_PER_HOUSEHOLD};

/// The work of a person in a role. Deputies have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Who.
    pub person: Person,
    /// Households, each shared by the holders of a duty as their shares are.
    pub households: f64,
}

impl Load {
    /// The minutes of one visit to each household.
    pub fn visit_minutes(&self) -> f64 {
        self.households * VISIT_MINUTES_PER_HOUSEHOLD
    }
}

/// How evenly the work of a role is shared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Equity {
    /// The people who share it.
    pub people: usize,
    /// Households of each on average.
    pub mean_households: f64,
    /// The largest load over the mean; 1 is even.
    pub max_over_mean: f64,
    /// The Gini coefficient: 0 is even, towards 1 all is with one.
    pub gini: f64,
}

/// The loads in each role, by person. O(sites × duties of a site).
pub fn loads(cover: &Cover) -> BTreeMap<RoleId, Vec<Load>> {
    let mut households = vec![0_u64; cover.slots.len()];
    for site in cover.sites() {
        for &place in site.duties.iter() {
            households[place as usize] += site.households;
        }
    }
    let mut by_role: BTreeMap<RoleId, BTreeMap<Person, f64>> = BTreeMap::new();
    for (slot, &households) in cover.slots.iter().zip(&households) {
        let holders = slot.duty.holders.iter().zip(slot.holders.iter());
        let active = holders.filter(|(holder, _)| !holder.is_deputy);
        let shares: u32 = active
            .clone()
            .map(|(holder, _)| u32::from(holder.share_percent))
            .sum();
        for (holder, &person) in active {
            let part = f64::from(holder.share_percent) / f64::from(shares.max(1));
            let role = by_role.entry(slot.duty.role.clone()).or_default();
            *role.entry(person).or_default() += households as f64 * part;
        }
    }
    let listed = |people: BTreeMap<Person, f64>| -> Vec<Load> {
        let load = |(person, households)| Load { person, households };
        people.into_iter().map(load).collect()
    };
    by_role
        .into_iter()
        .map(|(role, people)| (role, listed(people)))
        .collect()
}

/// How evenly some loads are shared; `None` when nobody has any work.
pub fn equity(loads: &[Load]) -> Option<Equity> {
    let mut sorted: Vec<f64> = loads.iter().map(|load| load.households).collect();
    sorted.sort_by(f64::total_cmp);
    let (people, sum) = (sorted.len(), sorted.iter().sum::<f64>());
    if sum <= 0.0 {
        return None;
    }
    let mean = sum / people as f64;
    // twice the mean difference of ranks, Gini's coefficient for sorted values
    let ranked: f64 = (1..)
        .zip(&sorted)
        .map(|(rank, load)| f64::from(rank) * load)
        .sum();
    let n = people as f64;
    Some(Equity {
        people,
        mean_households: mean,
        max_over_mean: sorted[people - 1] / mean,
        gini: (2.0 * ranked / (n * sum) - (n + 1.0) / n).max(0.0),
    })
}
