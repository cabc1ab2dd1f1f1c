//! A list of members that is known to be a coverage.

use std::collections::BTreeMap;

use super::edges::EdgeTable;
use super::fault::Fault;
use super::gaps::gap_faults;
use super::rings::{Edge, polygons};
use super::validate::validate;
use crate::geom::{Polygon, PolygonError, Region, RegionError};

/// A polygonal coverage: its members are valid, do not overlap and are edge-matched. It may have gaps.
#[derive(Debug, Clone)]
pub struct Coverage {
    pub(super) table: EdgeTable,
    pub(super) members: usize,
}

impl Coverage {
    /// The coverage of these members, which keep their places in the list as numbers.
    ///
    /// Cost: as [`validate`].
    ///
    /// # Errors
    /// Everything that [`validate`] finds, gaps included, if any of it breaks a coverage.
    pub fn new(members: &[&Region]) -> Result<Self, Vec<Fault>> {
        let faults = validate(members);
        if faults.iter().any(|fault| fault.kind.breaks_coverage()) {
            return Err(faults);
        }
        Ok(Self {
            table: EdgeTable::new(members),
            members: members.len(),
        })
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.members == 0
    }

    /// Every ring edge once, with its owner and its reverse.
    pub fn edges(&self) -> &EdgeTable {
        &self.table
    }

    /// The gaps, exactly. Cost: O(b log b) for b edges on the boundary.
    pub fn gaps(&self) -> Vec<Fault> {
        gap_faults(&self.table)
    }

    /// The ground of the whole coverage; none if it is empty. Cost: O(n + b log b) for b edges on the boundary.
    ///
    /// # Errors
    /// As [`Coverage::dissolve`].
    pub fn boundary(&self) -> Result<Vec<Polygon>, PolygonError> {
        let unmatched = self.table.unmatched();
        let edges: Vec<Edge> = unmatched.iter().map(|&e| self.table.ends(e)).collect();
        polygons(&edges)
    }

    /// The region of some members: their common edges cancel, all other edges stay as they are, vertex by vertex.
    ///
    /// Numbers that are no member's are passed over. Cost: O(n log n) for n edges of these members.
    ///
    /// # Errors
    /// [`RegionError::Empty`] when there is no member; [`RegionError::Polygon`] when a ring does not close, which a
    /// coverage rules out.
    pub fn dissolve(&self, members: &[usize]) -> Result<Region, RegionError> {
        let mut chosen = vec![None; self.members];
        for &member in members.iter().filter(|&&member| member < self.members) {
            chosen[member] = Some(0);
        }
        self.dissolve_by(&chosen)
            .pop_first()
            .ok_or(RegionError::Empty)?
            .1
    }

    /// The regions of all groups of members at once, by group, as [`Coverage::dissolve`]; `group_of` has each member's
    /// group, or none. With every member in a group the regions are a coverage again. Cost: O(n log n).
    pub fn dissolve_by(
        &self,
        group_of: &[Option<usize>],
    ) -> BTreeMap<usize, Result<Region, RegionError>> {
        dissolved(&self.table, group_of)
    }
}

/// The region of each group of members, by cancelling the edges within groups.
pub(super) fn dissolved(
    table: &EdgeTable,
    group_of: &[Option<usize>],
) -> BTreeMap<usize, Result<Region, RegionError>> {
    let group = |owner: u32| group_of.get(owner as usize).copied().flatten();
    let mut borders: BTreeMap<usize, Vec<Edge>> = BTreeMap::new();
    for (e, edge) in table.edges().iter().enumerate() {
        let Some(own) = group(edge.owner) else {
            continue;
        };
        if table.reverse_owner(e).and_then(group) != Some(own) {
            borders.entry(own).or_default().push(table.ends(e as u32));
        }
    }
    let region = |edges: Vec<Edge>| {
        let built = polygons(&edges);
        Region::new(built.map_err(|error| RegionError::Polygon { index: 0, error })?)
    };
    let groups = borders.into_iter();
    groups
        .map(|(group, edges)| (group, region(edges)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::cases::{region, square};
    use super::*;

    #[test]
    fn dissolving_cancels_common_edges_and_keeps_all_vertices() {
        let west = region(&[&[(0, 0), (10, 0), (10, 4), (10, 10), (5, 10), (0, 10)]]);
        let east = region(&[&[(10, 0), (20, 0), (20, 10), (10, 10), (10, 4)]]);
        let far = square(20, 10, 10);
        let coverage = Coverage::new(&[&west, &east, &far]).expect("a coverage");
        let joined = coverage.dissolve(&[0, 1]).expect("a region");
        let vertices = joined.polygons()[0].outer().vertices().len();
        assert_eq!((joined.polygons().len(), vertices), (1, 7)); // (5, 10) stays, (10, 4) is inside
        assert_eq!(
            coverage
                .dissolve(&[0, 1, 2, 2, 99])
                .expect("a region")
                .polygons()
                .len(),
            2
        );
        assert_eq!(
            coverage.dissolve(&[1]).expect("a region").polygons()[0].doubled_area(),
            200
        );
        assert_eq!(coverage.dissolve(&[]), Err(RegionError::Empty));
        assert_eq!(coverage.boundary().expect("polygons").len(), 2);
        assert_eq!((coverage.len(), coverage.gaps().len()), (3, 0));
        assert!(Coverage::new(&[&west, &west]).is_err());
        assert!(Coverage::new(&[]).expect("nothing").is_empty());
    }
}
