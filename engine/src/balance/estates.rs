//! Which estates lie in several grids.

use super::Unit;

/// How many units of each estate each grid has.
#[derive(Debug, Clone, Default)]
pub(super) struct Estates {
    /// The estate of each unit, renumbered from 0; empty if no unit has one.
    of_unit: Vec<u32>,
    /// For each estate the grids it lies in, with the number of its units.
    grids: Vec<Vec<(u32, u32)>>,
    split: u64,
}

const NONE: u32 = u32::MAX;

impl Estates {
    /// The estates of these units under these labels.
    pub(super) fn new(units: &[Unit], labels: &[u32]) -> Self {
        let mut names: Vec<u32> = units.iter().filter_map(|unit| unit.estate).collect();
        if names.is_empty() {
            return Self::default();
        }
        names.sort_unstable();
        names.dedup();
        let number = |unit: &Unit| match unit.estate {
            Some(name) => names.binary_search(&name).map_or(NONE, |at| at as u32),
            None => NONE,
        };
        let mut estates = Self {
            of_unit: units.iter().map(number).collect(),
            grids: vec![Vec::new(); names.len()],
            split: 0,
        };
        for (unit, &label) in labels.iter().enumerate() {
            estates.enter(unit as u32, label);
        }
        estates.split = estates.grids.iter().map(|g| g.len() as u64 - 1).sum();
        estates
    }

    /// Grids beyond the first, summed over the estates.
    pub(super) fn split(&self) -> u64 {
        self.split
    }

    /// The same after a unit had moved.
    pub(super) fn split_after(&self, unit: u32, from: u32, to: u32) -> u64 {
        let Some(grids) = self.grids_of(unit) else {
            return self.split;
        };
        let is_last = grids.contains(&(from, 1));
        let is_known = grids.iter().any(|entry| entry.0 == to);
        self.split + u64::from(!is_known) - u64::from(is_last)
    }

    /// Moves a unit.
    pub(super) fn shift(&mut self, unit: u32, from: u32, to: u32) {
        self.split = self.split_after(unit, from, to);
        if self.grids_of(unit).is_none() {
            return;
        }
        let grids = &mut self.grids[self.of_unit[unit as usize] as usize];
        if let Some(at) = grids.iter().position(|entry| entry.0 == from) {
            grids[at].1 -= 1;
            if grids[at].1 == 0 {
                grids.swap_remove(at);
            }
        }
        self.enter(unit, to);
    }

    fn grids_of(&self, unit: u32) -> Option<&Vec<(u32, u32)>> {
        let estate = *self.of_unit.get(unit as usize)?;
        self.grids.get(estate as usize)
    }

    fn enter(&mut self, unit: u32, label: u32) {
        let Some(grids) = self.grids.get_mut(self.of_unit[unit as usize] as usize) else {
            return;
        };
        match grids.iter_mut().find(|entry| entry.0 == label) {
            Some(entry) => entry.1 += 1,
            None => grids.push((label, 1)),
        }
    }
}
