//! Duties about single addresses, when a cover is built.

use super::extent::addresses_of;
use super::sources::Sources;
use crate::model::{Duty, Ground};

/// The duties that name addresses without naming an area, address by address.
pub(super) struct Singles {
    starts: Vec<u32>,
    places: Vec<u32>,
    /// Duties that name more addresses than are stored.
    with_unstored: Vec<u32>,
}

impl Singles {
    /// Of duties by their places. Cost: O(addresses + addresses of the grounds).
    pub(super) fn of(sources: &Sources<'_>, duties: &[&Duty]) -> Self {
        let all = (0_u32..).zip(duties);
        let extents: Vec<(u32, Vec<u32>)> = all
            .filter(|(_, duty)| !duty.ground.is_of_areas())
            .map(|(place, duty)| (place, addresses_of(sources, &duty.ground)))
            .collect();
        let with_unstored = extents.iter().filter_map(|(place, found)| {
            let ground = &duties[*place as usize].ground;
            let has_more = matches!(ground, Ground::Addresses(ids) if ids.len() > found.len());
            has_more.then_some(*place)
        });
        let with_unstored = with_unstored.collect();
        let mut starts = vec![0_u32; sources.addresses.records().len() + 1];
        for &address in extents.iter().flat_map(|(_, addresses)| addresses) {
            starts[address as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut places = vec![0; sum as usize];
        for (place, addresses) in &extents {
            for &address in addresses {
                let at = &mut next[address as usize];
                places[*at as usize] = *place;
                *at += 1;
            }
        }
        Self {
            starts,
            places,
            with_unstored,
        }
    }

    /// The places of the duties of an address.
    pub(super) fn of_address(&self, index: usize) -> &[u32] {
        &self.places[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// The places of the duties that name addresses which are not stored.
    pub(super) fn with_unstored(&self) -> impl Iterator<Item = u32> + '_ {
        self.with_unstored.iter().copied()
    }
}
