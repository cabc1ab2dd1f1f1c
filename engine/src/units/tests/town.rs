//! Small towns to be covered by units: rows of square grids, some with grids below.

use crate::geom::{Polygon, Position, Region, Ring};
use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Dataset, Grid, Lock, SpatialUnit, Tier,
    UnitId,
};
use crate::snapshot::Snapshot;

pub(super) const PARENT: &str = "990185400001";
/// The side of a grid in lattice steps: about 110 m.
const SIDE: i64 = 10_000;

pub(super) struct Town {
    rows: Dataset,
}

fn spot(x: i64, y: i64) -> Position {
    Position::clamped(x, y)
}

pub(super) fn grid_code(number: usize) -> AreaCode {
    AreaCode::new(&format!("{PARENT}G{number:03}")).expect("valid")
}

/// Numbers below a limit, one after the other.
pub(super) fn random(seed: u64) -> impl FnMut(u32) -> u32 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
    move |limit| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(limit)) as u32
    }
}

fn region(corners: &[Position]) -> Region {
    let ring = Ring::new(corners).expect("valid");
    Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
}

fn grid(code: &str, tier: Tier, parent: Option<&str>, corners: &[Position]) -> Grid {
    Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: parent.map(|code| AreaCode::new(code).expect("valid")),
        name: String::new(),
        region: region(corners),
        lock: Lock::Open,
    }
}

impl Town {
    /// So many square grids from west to east and from south to north.
    pub(super) fn plain(columns: i64, rows: i64) -> Self {
        let corner = |x: i64, y: i64| spot(x * SIDE, y * SIDE);
        Self::of(columns, rows, corner)
    }

    /// Grids of which every second is divided once more; the corners are given.
    fn of(columns: i64, rows: i64, corner: impl Fn(i64, i64) -> Position) -> Self {
        let mut grids = Vec::new();
        let south = (0..=columns).map(|x| corner(x, 0));
        let east = (1..=rows).map(|y| corner(columns, y));
        let north = (0..columns).rev().map(|x| corner(x, rows));
        let west = (1..rows).rev().map(|y| corner(0, y));
        let outline: Vec<Position> = south.chain(east).chain(north).chain(west).collect();
        grids.push(grid(PARENT, Tier::Community, None, &outline));
        for (number, (x, y)) in (0..columns)
            .flat_map(|x| (0..rows).map(move |y| (x, y)))
            .enumerate()
        {
            let corners = [
                corner(x, y),
                corner(x + 1, y),
                corner(x + 1, y + 1),
                corner(x, y + 1),
            ];
            let code = grid_code(number + 1);
            grids.push(grid(code.as_str(), Tier::Grid, Some(PARENT), &corners));
            if number % 2 == 0 {
                let [a, b, c, d] = corners;
                for (half, corners) in [[a, b, c], [a, c, d]].into_iter().enumerate() {
                    let micro = format!("{code}{:02}", half + 1);
                    grids.push(grid(&micro, Tier::Micro, Some(code.as_str()), &corners));
                }
            }
        }
        grids.sort_by(|a, b| a.code.cmp(&b.code));
        Self {
            rows: Dataset {
                grids,
                ..Dataset::default()
            },
        }
    }

    /// Grids with crooked borders, barriers anywhere, buildings with several doors, blocks and estates.
    pub(super) fn random(seed: u64) -> Self {
        let mut below = random(seed);
        let mut moved: Vec<(i64, i64)> = Vec::new();
        for _ in 0..16 {
            moved.push((i64::from(below(4000)) - 2000, i64::from(below(4000)) - 2000));
        }
        let mut town = Self::of(3, 3, |x, y| {
            let (dx, dy) = moved[(x * 4 + y) as usize];
            spot(x * SIDE + dx, y * SIDE + dy)
        });
        let all = 3 * SIDE as u32 + 4000;
        let mut anywhere = move || (i64::from(below(all)) - 2000, i64::from(below(all)) - 2000);
        let classes = [
            "street", "river", "railway", "lane", "arterial", "bridge", "wall",
        ];
        for class in classes.iter().cycle().take(5 + seed as usize % 9) {
            let path = [anywhere(), anywhere(), anywhere()];
            town.barrier(class, &path);
        }
        // some lie on corners of grids, and along their borders
        let (a, b) = (moved[5], moved[6]);
        town.barrier(
            "street",
            &[(SIDE + a.0, SIDE + a.1), (SIDE + b.0, 2 * SIDE + b.1)],
        );
        town.building("CORNER", (SIDE + a.0, SIDE + a.1), 1);
        for number in 0..60 {
            let (x, y) = anywhere();
            if number % 4 == 0 {
                town.door(&format!("D{number}a"), &format!("B{number}"), (x, y), 3);
                town.door(
                    &format!("D{number}b"),
                    &format!("B{number}"),
                    (x + 400, y + 300),
                    2,
                );
            } else {
                town.building(&format!("A{number}"), (x, y), number % 7);
            }
        }
        for number in 0..seed % 4 {
            let kind = if number % 2 == 0 { "block" } else { "estate" };
            let (x, y) = anywhere();
            town.unit(&format!("U{number}"), kind, (x, y), (x + 5000, y + 4000));
        }
        town
    }

    pub(super) fn barrier(&mut self, class: &str, path: &[(i64, i64)]) {
        let id = BarrierId::new(&format!("L{:03}", self.rows.barriers.len())).expect("valid");
        let path = path.iter().map(|&(x, y)| spot(x, y)).collect();
        let barrier = Barrier::new(id, class.to_owned(), path);
        self.rows.barriers.extend(barrier.ok());
    }

    pub(super) fn building(&mut self, id: &str, at: (i64, i64), households: u32) {
        self.door(id, "", at, households);
    }

    pub(super) fn door(&mut self, id: &str, building: &str, (x, y): (i64, i64), households: u32) {
        self.rows.addresses.push(Address {
            id: AddressId::new(id).expect("valid"),
            position: spot(x, y),
            label: "".into(),
            building: building.into(),
            households,
            residents: 2 * households + 1,
            stated: None,
        });
    }

    pub(super) fn unit(&mut self, id: &str, kind: &str, low: (i64, i64), high: (i64, i64)) {
        let corners = [low, (high.0, low.1), high, (low.0, high.1)].map(|(x, y)| spot(x, y));
        self.rows.units.push(SpatialUnit {
            id: UnitId::new(id).expect("valid"),
            kind: kind.to_owned(),
            name: String::new(),
            region: region(&corners),
        });
    }

    /// The town as a snapshot; addresses outside its grids are left out.
    pub(super) fn snapshot(mut self) -> Snapshot {
        self.rows.addresses.sort_by(|a, b| a.id.cmp(&b.id));
        let outline = self.rows.grids[0].region.clone();
        let inside = |address: &Address| outline.covers(address.position);
        self.rows.addresses.retain(inside);
        Snapshot::build(self.rows)
    }
}
