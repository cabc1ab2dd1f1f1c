//! Damage: which ground each commit changed, layer by layer.
//!
//! A tile is cached under the revision that last damaged the ground it is drawn from, so nothing is ever invalidated: a
//! tile drawn from an old snapshot is stored under its own old revision.

use std::collections::HashSet;

use crate::geom::{Bounds, Position};
use crate::model::{Change, Count, Delta, Duty, Record, Revision, Stated};
use crate::snapshot::Snapshot;

/// The kinds of layers a tile can depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerKind {
    /// Grids of all tiers.
    Grids,
    /// Honeycomb cells.
    Cells,
    /// Addresses.
    Addresses,
    /// Checkpoints.
    Checkpoints,
    /// Barriers.
    Barriers,
    /// Counts.
    Counts,
    /// Roles and duties.
    Duties,
}

/// The ground that one commit changed: a box around all changes of each layer, before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Damage {
    boxes: Vec<(LayerKind, Bounds)>,
}

impl Damage {
    /// The damage of a delta; counts damage the ground of their address as `after` has it, or `before`.
    ///
    /// Addresses damage more than the ground they lie on: what they count for may be a building beside them or the area
    /// that their file states. Cost: O(rows of the delta), and of the buildings whose addresses change.
    pub fn of(delta: &Delta, before: &Snapshot, after: &Snapshot) -> Self {
        let address_of = |count: &Count| {
            [after, before].into_iter().find_map(|snapshot| {
                let index = snapshot.addresses.index_of(&count.address)?;
                Some(counting_ground(snapshot, index))
            })
        };
        let corners = |bounds: Bounds| vec![bounds.min(), bounds.max()];
        let kinds = [
            (
                LayerKind::Grids,
                around(&delta.grids, |g| corners(g.region.bounds())),
            ),
            (
                LayerKind::Cells,
                around(&delta.cells, |c| corners(c.region.bounds())),
            ),
            (LayerKind::Addresses, address_ground(delta, before, after)),
            (
                LayerKind::Checkpoints,
                around(&delta.checkpoints, |c| vec![c.position]),
            ),
            (
                LayerKind::Barriers,
                around(&delta.barriers, |b| b.path().to_vec()),
            ),
            (
                LayerKind::Counts,
                around(&delta.counts, |c| address_of(c).unwrap_or_default()),
            ),
            (LayerKind::Duties, duty_ground(delta, before, after)),
        ];
        Self {
            boxes: kinds
                .into_iter()
                .filter_map(|(kind, bounds)| Some((kind, bounds?)))
                .collect(),
        }
    }

    /// The damaged boxes by layer.
    pub fn boxes(&self) -> &[(LayerKind, Bounds)] {
        &self.boxes
    }
}

/// The ground for which others answer than before: that of changed duties; with other roles everything.
fn duty_ground(delta: &Delta, before: &Snapshot, after: &Snapshot) -> Option<Bounds> {
    if !delta.roles.is_empty() {
        return [before, after]
            .into_iter()
            .filter_map(Snapshot::bounds)
            .reduce(Bounds::union);
    }
    let rows = delta.duties.iter();
    let rows = rows.flat_map(|change| [(before, change.before()), (after, change.after())]);
    let ground =
        |(snapshot, row): (&Snapshot, Option<&Duty>)| snapshot.ground_of_duty(&row?.ground);
    rows.filter_map(ground).reduce(Bounds::union)
}

/// The ground of an address: where it lies, where it counts, and the areas that it counts in because they are stated.
fn counting_ground(snapshot: &Snapshot, index: usize) -> Vec<Position> {
    let addresses = snapshot.addresses.records();
    let counted = snapshot.standing().counts_at(index as u32) as usize;
    let mut ground = stated_ground(snapshot, addresses.stated(index));
    ground.extend([addresses.position(index), addresses.position(counted)]);
    ground
}

/// The corners of the area that wins for an address, and of the areas above it.
fn stated_ground(snapshot: &Snapshot, stated: Option<&Stated>) -> Vec<Position> {
    let mut corners = Vec::new();
    let winning = stated.filter(|stated| stated.wins);
    let mut next = winning.and_then(|stated| snapshot.grid(&stated.area));
    while let Some((layer, index)) = next {
        let bounds = layer.bounds_of(index);
        corners.extend([bounds.min(), bounds.max()]);
        let grid = &layer.records()[index];
        let above = grid.parent.as_ref().and_then(|code| snapshot.grid(code));
        next = above.filter(|(layer, index)| layer.records()[*index].tier < grid.tier);
    }
    corners
}

/// The ground for which changed addresses, or changed grids that addresses state, count otherwise than before.
fn address_ground(delta: &Delta, before: &Snapshot, after: &Snapshot) -> Option<Bounds> {
    let both = [before, after];
    let rows = || {
        let changes = delta.addresses.iter();
        let rows = changes.flat_map(|change| [change.before(), change.after()]);
        rows.flatten()
    };
    let own = rows().flat_map(|row| {
        let stated = row.stated.as_deref();
        let stated = both.into_iter().flat_map(move |s| stated_ground(s, stated));
        stated.chain([row.position])
    });
    let mut ground = Bounds::around(own);
    if !delta.grids.is_empty() && both.iter().any(|s| s.standing().has_winners()) {
        let everything = both.into_iter().filter_map(Snapshot::bounds);
        ground = everything.chain(ground).reduce(Bounds::union);
    }
    let stored = both.into_iter().filter_map(|s| s.addresses.bounds());
    let all = stored.reduce(Bounds::union)?;
    if ground.is_none_or(|ground| ground.union(all) == ground) {
        return ground;
    }
    let named = rows().filter(|row| !row.building.is_empty());
    let buildings: HashSet<&str> = named.map(|row| &*row.building).collect();
    if buildings.is_empty() {
        return ground;
    }
    let neighbours = both.into_iter().flat_map(|snapshot| {
        let (standing, stored) = (snapshot.standing(), snapshot.addresses.records());
        let named = buildings
            .iter()
            .flat_map(|name| standing.named(name, stored));
        named.map(|index| stored.position(index as usize))
    });
    let neighbours = Bounds::around(neighbours);
    ground.into_iter().chain(neighbours).reduce(Bounds::union)
}

fn around<T: Record>(
    changes: &[Change<T>],
    positions: impl Fn(&T) -> Vec<Position>,
) -> Option<Bounds> {
    let rows = changes
        .iter()
        .flat_map(|change| [change.before(), change.after()])
        .flatten();
    Bounds::around(rows.flat_map(positions))
}

/// The damage of all commits since the store was opened.
#[derive(Debug, Clone)]
pub struct DamageLog {
    opened_at: Revision,
    entries: Vec<(Revision, LayerKind, Bounds)>,
}

impl DamageLog {
    /// An empty log of a store opened at this revision; all ground counts as damaged by it.
    pub fn new(opened_at: Revision) -> Self {
        Self {
            opened_at,
            entries: Vec::new(),
        }
    }

    /// Appends the damage of a commit. Of a long log the older half is forgotten: its ground counts as damaged by the
    /// newest revision forgotten.
    pub fn append(&mut self, revision: Revision, damage: &Damage) {
        const LONGEST: usize = 4096;
        if self.entries.len() > LONGEST {
            let forgotten = self.entries.drain(..LONGEST / 2);
            self.opened_at = forgotten
                .map(|(revision, ..)| revision)
                .max()
                .unwrap_or(self.opened_at);
        }
        self.entries.extend(
            damage
                .boxes
                .iter()
                .map(|&(kind, bounds)| (revision, kind, bounds)),
        );
    }

    /// The revision that last damaged one of these layers within a box.
    pub fn revision_of(&self, layers: &[LayerKind], bounds: Bounds) -> Revision {
        let newest = self.entries.iter().rev();
        let hit = newest
            .into_iter()
            .find(|(_, kind, damaged)| layers.contains(kind) && damaged.intersects(bounds));
        hit.map_or(self.opened_at, |&(revision, _, _)| revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Polygon, Region, Ring};
    use crate::model::{Address, AddressId, AreaCode, Dataset, Grid, Lock, Measure, Tier, Unit};

    fn address(id: &str, lon: i64, building: &str, stated: Option<&str>) -> Address {
        Address {
            id: AddressId::new(id).expect("valid"),
            position: Position::clamped(lon, 0),
            label: "".into(),
            building: building.into(),
            households: 1,
            residents: 1,
            stated: stated.map(|code| {
                let area = AreaCode::new(code).expect("valid");
                Box::new(Stated { area, wins: true })
            }),
        }
    }

    fn square(code: &str, lon: i64) -> Grid {
        let corners = [(lon, 0), (lon + 10, 0), (lon + 10, 10), (lon, 10)];
        let corners = corners.map(|(lon, lat)| Position::clamped(lon, lat));
        let ring = Ring::new(&corners).expect("valid");
        Grid {
            code: AreaCode::new(code).expect("valid"),
            tier: Tier::Grid,
            parent: None,
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
            lock: Lock::Open,
        }
    }

    /// The western and eastern end of what a delta damages for addresses and counts.
    fn reach(snapshot: &Snapshot, delta: &Delta) -> Vec<(LayerKind, i32, i32)> {
        let next = snapshot.with(delta).expect("fits");
        let damage = Damage::of(delta, snapshot, &next);
        let ends = |&(kind, b): &(LayerKind, Bounds)| (kind, b.min().lon(), b.max().lon());
        damage.boxes().iter().map(ends).collect()
    }

    /// A building of two, an address whose stated grid wins, one alone, and far off two grids.
    fn street() -> Snapshot {
        Snapshot::build(Dataset {
            grids: vec![square("990000000001", 5000), square("990000000002", 9000)],
            addresses: vec![
                address("a", 100, "B", None),
                address("b", 300, "B", None),
                address("c", 700, "", Some("990000000001")),
                address("d", 900, "", None),
            ],
            ..Dataset::default()
        })
    }

    #[test]
    fn counts_damage_the_ground_where_their_addresses_count() {
        let snapshot = street();
        let count = |id: &str| Count {
            address: AddressId::new(id).expect("valid"),
            measure: Measure::new("cases").expect("valid"),
            unit: Unit::Persons,
            cutoff: time::macros::date!(2022 - 03 - 01),
            value: 1,
        };
        for (id, west, east) in [("b", 100, 300), ("c", 700, 5010), ("d", 900, 900)] {
            let counted = Delta {
                counts: vec![Change::make(count(id))],
                ..Delta::default()
            };
            assert_eq!(
                reach(&snapshot, &counted),
                [(LayerKind::Counts, west, east)]
            );
        }
    }

    #[test]
    fn addresses_damage_the_ground_where_they_count() {
        let snapshot = street();
        let addresses = |before: &Address, after: Address| Delta {
            addresses: Change::replace(before.clone(), after).into_iter().collect(),
            ..Delta::default()
        };
        let rows = snapshot.addresses.records();
        let more = addresses(
            &rows.row(1),
            Address {
                households: 2,
                ..rows.row(1)
            },
        );
        assert_eq!(reach(&snapshot, &more), [(LayerKind::Addresses, 100, 300)]);
        let more = addresses(
            &rows.row(3),
            Address {
                households: 2,
                ..rows.row(3)
            },
        );
        assert_eq!(reach(&snapshot, &more), [(LayerKind::Addresses, 900, 900)]);
        let more = addresses(
            &rows.row(2),
            Address {
                households: 2,
                ..rows.row(2)
            },
        );
        assert_eq!(reach(&snapshot, &more), [(LayerKind::Addresses, 700, 5010)]);
        let grid = Delta {
            grids: vec![Change::make(square("990000000003", 20_000))],
            ..Delta::default()
        };
        let everything = (LayerKind::Addresses, 100, 20_010);
        assert!(reach(&snapshot, &grid).contains(&everything));
    }

    #[test]
    fn only_damaged_ground_gets_a_new_revision() {
        let at = |x| {
            Bounds::around([Position::clamped(x, 0), Position::clamped(x + 10, 10)])
                .expect("not empty")
        };
        let mut log = DamageLog::new(Revision(5));
        log.append(
            Revision(6),
            &Damage {
                boxes: vec![(LayerKind::Counts, at(0))],
            },
        );
        log.append(
            Revision(7),
            &Damage {
                boxes: vec![(LayerKind::Grids, at(100))],
            },
        );
        assert_eq!(log.revision_of(&[LayerKind::Counts], at(5)), Revision(6));
        assert_eq!(log.revision_of(&[LayerKind::Counts], at(105)), Revision(5));
        assert_eq!(
            log.revision_of(&[LayerKind::Counts, LayerKind::Grids], at(105)),
            Revision(7)
        );
    }
}
