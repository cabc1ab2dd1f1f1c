//! What a map shows of a cover, area by area.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::cover::Cover;
use super::shortage::shortages;
use crate::assign::Assignment;
use crate::model::Tier;

/// A number of each area, in the order of its layer; `None` where there is none.
pub type Numbers = Arc<[Option<u32>]>;

/// What was asked for, so that tile after tile asks once.
#[derive(Debug, Default)]
pub(super) struct Fewest {
    people: Mutex<Vec<(Arc<Assignment>, Numbers)>>,
    missing: Mutex<BTreeMap<Tier, Numbers>>,
}

/// As many divisions are shown of a city.
const KEPT: usize = 8;

impl Cover {
    /// The fewest people who answer for an address of each area of an assignment; `None` of an area without addresses.
    ///
    /// Cost: O(addresses) when it is asked for the first time.
    pub fn fewest(&self, assignment: &Arc<Assignment>) -> Numbers {
        let known = self
            .fewest
            .people
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(own, _)| Arc::ptr_eq(own, assignment));
        if let Some((_, numbers)) = found {
            return Arc::clone(numbers);
        }
        drop(known);
        let mut numbers: Vec<Option<u32>> = vec![None; assignment.tallies.len()];
        for (site, area) in self.site_of.iter().zip(assignment.owners.iter()) {
            if let Some(area) = area {
                let people = self.sites[*site as usize].people.len() as u32;
                let number = &mut numbers[area as usize];
                *number = Some(number.map_or(people, |fewest| fewest.min(people)));
            }
        }
        let numbers: Numbers = numbers.into();
        let mut known = self
            .fewest
            .people
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.truncate(KEPT - 1);
        known.insert(0, (Arc::clone(assignment), Arc::clone(&numbers)));
        numbers
    }

    /// How many people each grid of a tier lacks in the roles that it must have; `None` where its tier must have none.
    ///
    /// Cost: O(grids × roles + duties) when it is asked for the first time.
    pub fn missing(&self, tier: Tier) -> Numbers {
        let mut known = self
            .fewest
            .missing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let numbers = known.entry(tier).or_insert_with(|| self.lacked(tier));
        Arc::clone(numbers)
    }

    fn lacked(&self, tier: Tier) -> Numbers {
        let Some(layer) = self.tiers.get(&tier) else {
            return Arc::default();
        };
        let is_asked = self
            .layer
            .roles()
            .iter()
            .any(|role| role.tier == Some(tier));
        let mut numbers = vec![is_asked.then_some(0); layer.records().len()];
        for shortage in shortages(self) {
            if let Some(number) = layer
                .index_of(&shortage.area)
                .and_then(|i| numbers[i].as_mut())
            {
                *number += shortage.missing();
            }
        }
        numbers.into()
    }
}
