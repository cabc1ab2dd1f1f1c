//! A street of 49 grids where Wuxi lies, and homes in it.

use std::sync::Arc;

use hexward_engine::geom::{Bounds, Polygon, Position, Region, Ring};
use hexward_engine::ground;
use hexward_engine::io::Ground;
use hexward_engine::model::{AreaCode, Dataset, Grid, Lock, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::random::Sequence;

/// The south-west corner and the sides of a grid, in lattice steps: 660 by 700 m.
const CORNER: [i64; 2] = [1_202_800_000, 314_600_000];
const SIDES: [i64; 2] = [70_000, 63_000];
const COLUMNS: i64 = 7;

/// Some place somebody lives, with the grid that it lies in.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) code: AreaCode,
}

impl Home {
    /// How far a position is from it.
    pub(crate) fn distance_m(&self, position: Position) -> f64 {
        let at = Position::from_degrees(self.lon, self.lat).expect("in range");
        Bounds::around([at, position])
            .expect("two corners")
            .diagonal_m()
    }
}

/// A street and its grids.
pub(crate) struct Street {
    grids: Vec<Grid>,
    snapshot: Arc<Snapshot>,
}

impl Street {
    pub(crate) fn of_49_grids() -> Self {
        let division = AreaCode::new("990185400000").expect("a code");
        let mut grids = Vec::new();
        for number in 0..COLUMNS * COLUMNS {
            let [column, row] = [number % COLUMNS, number / COLUMNS];
            grids.push(Grid {
                code: AreaCode::new(&format!("{division}G{:03}", number + 1)).expect("a code"),
                tier: Tier::Grid,
                parent: None,
                name: String::new(),
                region: rectangle([column, row], 1),
                lock: Lock::Open,
            });
        }
        let whole = Grid {
            code: division,
            tier: Tier::Street,
            region: rectangle([0, 0], COLUMNS),
            ..grids[0].clone()
        };
        let mut all = grids.clone();
        all.push(whole);
        all.sort_by(|a, b| a.code.cmp(&b.code));
        let snapshot = Snapshot::build(Dataset {
            grids: all,
            ..Dataset::default()
        });
        Self {
            grids,
            snapshot: Arc::new(snapshot),
        }
    }

    pub(crate) fn grid(&self, number: usize) -> &AreaCode {
        &self.grids[number].code
    }

    /// The grids, each with its corners in degrees.
    pub(crate) fn corners(&self) -> impl Iterator<Item = (&AreaCode, [[f64; 2]; 4])> {
        self.grids.iter().map(|grid| {
            let [min, max] = [grid.region.bounds().min(), grid.region.bounds().max()];
            let [west, east] = [min.lon_degrees(), max.lon_degrees()];
            let [south, north] = [min.lat_degrees(), max.lat_degrees()];
            let corners = [[west, south], [east, south], [east, north], [west, north]];
            (&grid.code, corners)
        })
    }

    pub(crate) fn ground(&self, declared: Option<&AreaCode>) -> Arc<dyn Ground> {
        let ground = ground(&self.snapshot, declared).expect("a stored area");
        ground.expect("grids are stored")
    }

    /// Homes all over the street, a metre at least from any border.
    pub(crate) fn homes(&self, count: usize) -> Vec<Home> {
        let mut random = Sequence(1);
        let home = |_| {
            let number = random.below(self.grids.len());
            let cell = [number as i64 % COLUMNS, number as i64 / COLUMNS];
            let mut along = |axis: usize| {
                let inside = 200 + random.below(SIDES[axis] as usize - 400) as i64;
                (CORNER[axis] + cell[axis] * SIDES[axis] + inside) as f64 * 1e-7
            };
            Home {
                lon: along(0),
                lat: along(1),
                code: self.grids[number].code.clone(),
            }
        };
        (0..count).map(home).collect()
    }
}

/// Some cells of the raster of grids, from one on.
fn rectangle([column, row]: [i64; 2], cells: i64) -> Region {
    let at = |x: i64, y: i64| {
        Position::clamped(
            CORNER[0] + (column + x * cells) * SIDES[0],
            CORNER[1] + (row + y * cells) * SIDES[1],
        )
    };
    let ring = Ring::new(&[at(0, 0), at(1, 0), at(1, 1), at(0, 1)]).expect("a rectangle");
    Region::single(Polygon::new(ring, Vec::new()).expect("no holes"))
}
