//! Which addresses duties leave that are on other ground than before.

use std::collections::BTreeSet;

use super::cover::Cover;
use super::extent::{addresses_of, bounds_of};
use super::sources::Sources;
use crate::model::Ground;

/// Where sites have so many times fewer addresses than all, the ground of their duties is looked at rather than all addresses.
const FEW: u64 = 16;

impl Cover {
    /// The addresses that had one of the moved duties in the cover before, in no order; some that belong to other areas now
    /// may be left out.
    pub(super) fn left(
        &self,
        before: &Self,
        moved: &BTreeSet<u32>,
        sources: &Sources<'_>,
    ) -> Vec<u32> {
        let sites = self.sites_with(moved.iter().copied());
        let mut is_left = vec![false; self.sites.len()];
        let mut addresses = 0;
        for &site in &sites {
            is_left[site as usize] = true;
            addresses += self.sites[site as usize].addresses;
        }
        let site_is_left = |site: u32| is_left.get(site as usize).copied().unwrap_or(false);
        if addresses == 0 {
            return Vec::new();
        }
        if addresses * FEW > self.site_of.len() as u64 {
            let all = (0_u32..).zip(&self.site_of);
            let all = all.filter(|&(_, &site)| site_is_left(site));
            return all.map(|(address, _)| address).collect();
        }
        let mut found = Vec::new();
        let stood = moved
            .iter()
            .filter(|&&place| (place as usize) < before.slots.len());
        for &place in stood {
            let ground = &before.slots[place as usize].duty.ground;
            self.for_each_around(ground, sources, |some| {
                let left = some.iter().copied();
                found.extend(left.filter(|&address| site_is_left(self.site_of[address as usize])));
            });
        }
        found
    }

    /// Hands over the addresses that lie on some ground and others around it, many at a time, some twice.
    fn for_each_around(
        &self,
        ground: &Ground,
        sources: &Sources<'_>,
        mut visit: impl FnMut(&[u32]),
    ) {
        match ground {
            Ground::Addresses(_) => visit(&addresses_of(sources, ground)),
            Ground::Areas(_) | Ground::Cells { .. } => {
                for floor in &self.floors {
                    visit(&floor.addresses_of(&floor.areas.named(ground), sources));
                }
            }
            _ => {
                if let Some(bounds) = bounds_of(sources, ground) {
                    sources.for_each_near(bounds, visit);
                }
            }
        }
    }
}
