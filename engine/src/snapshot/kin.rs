//! The grids of each parent.

use super::Snapshot;
use crate::layer::{Pieces, Splice};
use crate::model::{AreaCode, Change, Grid};

/// The codes of parents with those of their grids, in order.
#[derive(Debug)]
pub(super) struct Kin(Pieces<(AreaCode, AreaCode)>);

fn pair(grid: &Grid) -> Option<(AreaCode, AreaCode)> {
    Some((grid.parent.clone()?, grid.code.clone()))
}

impl Kin {
    /// Those of all grids. Cost: O(n log n).
    pub(super) fn of<'a>(grids: impl Iterator<Item = &'a Grid>) -> Self {
        let mut pairs: Vec<(AreaCode, AreaCode)> = grids.filter_map(pair).collect();
        pairs.sort_unstable();
        Self(pairs.into())
    }

    /// Those after some changes. Cost: O(√n + changes).
    pub(super) fn after(&self, changes: &[Change<Grid>]) -> Self {
        let mut pairs: Vec<((AreaCode, AreaCode), bool)> = Vec::new();
        for change in changes {
            let (old, new) = (
                change.before().and_then(pair),
                change.after().and_then(pair),
            );
            if old != new {
                pairs.extend(old.map(|pair| (pair, false)));
                pairs.extend(new.map(|pair| (pair, true)));
            }
        }
        pairs.sort();
        let splice = |(pair, comes): &((AreaCode, AreaCode), bool)| {
            let place = self.0.binary_search_by(|other| other.cmp(pair));
            Splice {
                at: place.unwrap_or_else(|place| place),
                goes: !comes,
                comes: *comes,
            }
        };
        let splices: Vec<Splice> = pairs.iter().map(splice).collect();
        let come = pairs.into_iter().filter(|(_, comes)| *comes);
        Self(self.0.spliced(&splices, come.map(|(pair, _)| pair)))
    }

    /// The codes of a parent's grids, in order. O(log n) and their number.
    pub(super) fn of_parent<'a>(
        &'a self,
        parent: &'a AreaCode,
    ) -> impl Iterator<Item = &'a AreaCode> + 'a {
        let start = self.0.partition_point(|(own, _)| own < parent);
        let pairs = (start..self.0.len()).map(|place| &self.0[place]);
        let own = pairs.take_while(move |(own, _)| own == parent);
        own.map(|(_, code)| code)
    }
}

impl Snapshot {
    /// The grids whose parent has this code, tier by tier and in the order of their codes. The first call looks at all
    /// grids.
    pub fn children<'a>(&'a self, parent: &'a AreaCode) -> Vec<&'a Grid> {
        let all = || self.grids.values().flat_map(|layer| layer.records());
        let kin = self.kin.get_or_init(|| Kin::of(all()));
        let found = kin.of_parent(parent).filter_map(|code| self.grid(code));
        let mut grids: Vec<&Grid> = found
            .map(|(layer, index)| &layer.records()[index])
            .collect();
        grids.sort_by_key(|grid| grid.tier);
        grids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Polygon, Position, Region, Ring};
    use crate::model::{Lock, Tier};

    fn grid(code: u32, parent: Option<u32>) -> Grid {
        let code_of = |n: u32| AreaCode::new(&format!("990000{n:06}")).expect("valid");
        let ring = [(0, 0), (1, 0), (1, 1)].map(|(x, y)| Position::clamped(x, y));
        let ring = Ring::new(&ring).expect("valid");
        Grid {
            code: code_of(code),
            tier: Tier::Grid,
            parent: parent.map(code_of),
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
            lock: Lock::Open,
        }
    }

    #[test]
    fn grids_are_found_by_their_parents_now() {
        let rows = [
            grid(11, Some(1)),
            grid(12, Some(1)),
            grid(21, Some(2)),
            grid(1, None),
        ];
        let changes = [
            Change::replace(rows[0].clone(), grid(11, Some(2))).expect("one key"),
            Change::remove(rows[2].clone()),
            Change::make(grid(10, Some(1))),
            Change::replace(rows[3].clone(), grid(1, Some(2))).expect("one key"),
        ];
        let kin = Kin::of(rows.iter()).after(&changes);
        let of = |parent| -> Vec<String> {
            let parent = grid(parent, None).code;
            kin.of_parent(&parent).map(ToString::to_string).collect()
        };
        assert_eq!(of(1), ["990000000010", "990000000012"]);
        assert_eq!(of(2), ["990000000001", "990000000011"]);
        assert_eq!(of(3), Vec::<String>::new());
    }
}
