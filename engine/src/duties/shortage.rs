//! Which grids lack people in a role, or have too many.

use std::collections::{BTreeSet, HashMap};

use super::cover::Cover;
use super::slot::{Person, Slot};
use crate::model::{AreaCode, Grid, Ground, RoleId, Tier};

/// A grid that has another number of people in a role than it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// The role.
    pub role: RoleId,
    /// The grid.
    pub area: AreaCode,
    /// How many people it has in the role.
    pub held: u32,
    /// How many it should have at least.
    pub least: u32,
    /// How many it may have at most.
    pub most: Option<u32>,
}

impl Shortage {
    /// How many people are missing, 0 where there are too many.
    pub fn missing(&self) -> u32 {
        self.least.saturating_sub(self.held)
    }

    /// How many people are too many.
    pub fn surplus(&self) -> u32 {
        self.most.map_or(0, |most| self.held.saturating_sub(most))
    }
}

/// Every grid with too few or too many people in a role, by role and code; in a tier without grids none is missing.
///
/// Whoever holds a role for a grid or for one above counts once for the grid, deputies do not. Cost: O(grids × roles +
/// duties).
pub fn shortages(cover: &Cover) -> Vec<Shortage> {
    let mut found = Vec::new();
    for role in cover.layer.roles() {
        let Some((tier, layer)) = role
            .tier
            .and_then(|tier| Some((tier, cover.tiers.get(&tier)?)))
        else {
            continue;
        };
        let held = held_in(cover, &role.id);
        for grid in layer.records() {
            let people = people_for(cover, tier, grid, &held);
            let shortage = Shortage {
                role: role.id.clone(),
                area: grid.code.clone(),
                held: people.len() as u32,
                least: role.least,
                most: role.most,
            };
            if shortage.missing() > 0 || shortage.surplus() > 0 {
                found.push(shortage);
            }
        }
    }
    found
}

/// Who holds a role for which grid, deputies left out.
fn held_in<'a>(cover: &'a Cover, role: &RoleId) -> HashMap<&'a AreaCode, Vec<Person>> {
    let mut held: HashMap<&AreaCode, Vec<Person>> = HashMap::new();
    for slot in cover.slots.iter().filter(|slot| slot.duty.role == *role) {
        let Ground::Areas(codes) = &slot.duty.ground else {
            continue;
        };
        for code in codes {
            held.entry(code).or_default().extend(active(slot));
        }
    }
    held
}

fn active(slot: &Slot) -> impl Iterator<Item = Person> + '_ {
    let holders = slot.duty.holders.iter().zip(slot.holders.iter());
    let active = holders.filter(|(holder, _)| !holder.is_deputy);
    active.map(|(_, &person)| person)
}

/// The people of a grid and of those above.
fn people_for(
    cover: &Cover,
    tier: Tier,
    grid: &Grid,
    held: &HashMap<&AreaCode, Vec<Person>>,
) -> BTreeSet<Person> {
    let mut people: BTreeSet<Person> = BTreeSet::new();
    let mut next = Some((tier, grid));
    while let Some((tier, grid)) = next {
        people.extend(held.get(&grid.code).into_iter().flatten());
        next = grid.parent.as_ref().and_then(|parent| {
            // tiers get larger on the way, so it ends
            let mut above = cover.tiers.range(..tier).rev();
            above.find_map(|(&tier, layer)| Some((tier, &layer.records()[layer.index_of(parent)?])))
        });
    }
    people
}
