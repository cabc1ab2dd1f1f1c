//! Graphs made to break a solver: each small enough to be drawn by hand, each with what must come of it.

use hexward_engine::balance::{
    Band, Count, DEFAULT_ROUNDS, Hold, Link, LinkKind, Load, Obstacle, Problem, Task, Unit,
    UnitGraph, Weights,
};

use super::grown;

/// A problem under a name.
pub struct Fixture {
    /// What it is.
    pub name: &'static str,
    /// The problem.
    pub problem: Problem,
    /// Whether all grids can be in the band.
    pub can_meet: bool,
}

/// Households of each unit, pairs of neighbours, and the households that a grid shall have.
struct Shape {
    households: Vec<u64>,
    pairs: Vec<[u32; 2]>,
    bridges: Vec<[u32; 2]>,
}

impl Shape {
    fn of(households: Vec<u64>, pairs: Vec<[u32; 2]>) -> Self {
        Self {
            households,
            pairs,
            bridges: Vec::new(),
        }
    }

    /// Rows of units, each joined to those beside, above and below.
    fn lattice(columns: u32, rows: u32, households: impl Fn(u32, u32) -> u64) -> Self {
        let cells = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
        let mut pairs = Vec::new();
        let mut weights = Vec::new();
        for (x, y) in cells {
            let own = y * columns + x;
            weights.push(households(x, y));
            if x + 1 < columns {
                pairs.push([own, own + 1]);
            }
            if y + 1 < rows {
                pairs.push([own, own + columns]);
            }
        }
        Self::of(weights, pairs)
    }

    fn path(households: Vec<u64>) -> Self {
        let units = households.len() as u32;
        Self::of(
            households,
            (1..units).map(|unit| [unit - 1, unit]).collect(),
        )
    }

    fn links(&self) -> Vec<Link> {
        let link = |&ends: &[u32; 2], length_mm, kind| Link {
            ends,
            length_mm,
            kind,
            obstacle: Obstacle::None,
        };
        let shared = self
            .pairs
            .iter()
            .map(|ends| link(ends, 20_000, LinkKind::Shared));
        let bridges = self
            .bridges
            .iter()
            .map(|ends| link(ends, 0, LinkKind::Bridge));
        shared.chain(bridges).collect()
    }

    fn problem(&self, today: Option<Vec<u32>>, count: Count, band: (u64, u64)) -> Problem {
        let unit = |&households: &u64| Unit {
            load: Load {
                households,
                residents: 3 * households,
                minutes: 0,
            },
            area_m2: 400,
            perimeter_mm: 80_000,
            ..Unit::default()
        };
        let known = self.households.iter().map(unit).collect();
        let graph = UnitGraph::new(self.households.len(), &self.links()).expect("each pair once");
        let grids = today
            .iter()
            .flatten()
            .max()
            .map_or(0, |&most| most as usize + 1);
        let task = Task {
            grids: vec![Hold::Open; grids],
            today,
            count,
            weights: Weights::HOUSEHOLDS,
            band: Band::new(band.0, band.1).expect("a band"),
            caps: Vec::new(),
            seed: 7,
            rounds: DEFAULT_ROUNDS,
        };
        Problem::new(graph, known, task).expect("a problem")
    }

    /// From nothing, and from connected grids of today.
    fn both(
        self,
        name: &'static str,
        grids: u32,
        band: (u64, u64),
        can_meet: bool,
    ) -> Vec<Fixture> {
        let pairs: Vec<[u32; 2]> = self.pairs.iter().chain(&self.bridges).copied().collect();
        let steps = vec![1; pairs.len()];
        let today = grown(self.households.len(), &pairs, &steps, grids as usize, 11);
        // what no seed reaches is an island of its own: it belongs to the first grid
        let today = today
            .into_iter()
            .map(|grid| if grid == u32::MAX { 0 } else { grid })
            .collect();
        vec![
            Fixture {
                name,
                problem: self.problem(None, Count::Exactly(grids), band),
                can_meet,
            },
            Fixture {
                name,
                problem: self.problem(Some(today), Count::Kept, band),
                can_meet,
            },
        ]
    }
}

/// All of them.
pub fn all() -> Vec<Fixture> {
    let mut all = Vec::new();
    all.extend(corridor().both(
        "two halls and a corridor of single units",
        5,
        (90, 110),
        true,
    ));
    all.extend(Shape::path(vec![10; 40]).both("a path", 4, (90, 110), true));
    all.extend(ring(24).both("a ring around a lake", 4, (55, 65), true));
    all.extend(donut());
    all.extend(islands(true).both("two islands and a bridge", 4, (70, 90), true));
    all.extend(islands(false).both("two islands", 4, (70, 90), true));
    let tower = |x, y| if (x, y) == (2, 3) { 900 } else { 20 };
    all.extend(Shape::lattice(6, 6, tower).both(
        "a tower heavier than the band",
        3,
        (300, 500),
        false,
    ));
    let squares = |x, y| if (x + y) % 2 == 0 { 100 } else { 0 };
    all.extend(Shape::lattice(8, 8, squares).both("a checkerboard", 8, (400, 400), true));
    all.extend(Shape::lattice(5, 5, |_, _| 0).both("nobody lives there", 3, (300, 500), false));
    all.extend(
        Shape::lattice(6, 6, |x, _| if x < 3 { 0 } else { 10 }).both(
            "half of it is empty",
            3,
            (50, 70),
            true,
        ),
    );
    all.extend(Shape::lattice(4, 3, |_, _| 50).both("as many grids as units", 12, (50, 50), true));
    all.extend(Shape::lattice(5, 5, |_, _| 16).both("one grid", 1, (300, 500), true));
    all.extend(Shape::lattice(3, 4, |_, _| 10).both("below the band", 1, (300, 500), false));
    all.extend(Shape::lattice(5, 5, |_, _| 22).both(
        "too much for one, too little for two",
        2,
        (300, 500),
        false,
    ));
    all.extend(star(12).both("a star", 3, (10, 101), true));
    all.extend(Shape::path(vec![120]).both("one unit", 1, (100, 150), true));
    all.extend(comb(8, 6).both("a comb", 4, (108, 132), true));
    all.extend(spiral(9).both("a spiral", 5, (160, 170), true));
    all.push(broken());
    all
}

/// Two halls of 25 units, joined by seven in a row.
fn corridor() -> Shape {
    let (left, mut shape) = (
        Shape::lattice(5, 5, |_, _| 9),
        Shape::lattice(5, 5, |_, _| 9),
    );
    shape.pairs.iter_mut().flatten().for_each(|end| *end += 25);
    let mut pairs = [left.pairs, shape.pairs].concat();
    pairs.push([14, 50]);
    pairs.extend((51..57).map(|unit| [unit - 1, unit]));
    pairs.push([35, 56]);
    let households = [left.households, shape.households, vec![7; 7]].concat();
    Shape::of(households, pairs)
}

fn ring(units: u32) -> Shape {
    let mut shape = Shape::path(vec![10; units as usize]);
    shape.pairs.push([0, units - 1]);
    shape
}

/// A grid around another: the inner one is too heavy, and only one lies beside it.
fn donut() -> Vec<Fixture> {
    let is_inside = |x: u32, y: u32| (2..5).contains(&x) && (2..5).contains(&y);
    let shape = Shape::lattice(7, 7, |x, y| if is_inside(x, y) { 20 } else { 4 });
    let today = (0..49)
        .map(|unit| u32::from(is_inside(unit % 7, unit / 7)))
        .collect();
    let problem = shape.problem(Some(today), Count::Kept, (160, 180));
    vec![Fixture {
        name: "a grid around another",
        problem,
        can_meet: true,
    }]
}

fn islands(is_joined: bool) -> Shape {
    let (west, mut east) = (
        Shape::lattice(4, 4, |_, _| 10),
        Shape::lattice(4, 4, |_, _| 10),
    );
    east.pairs.iter_mut().flatten().for_each(|end| *end += 16);
    let households = [west.households, east.households].concat();
    let mut shape = Shape::of(households, [west.pairs, east.pairs].concat());
    if is_joined {
        shape.bridges.push([7, 20]);
    }
    shape
}

/// One unit that all others hang on: every grid but one is a single unit.
fn star(rays: u32) -> Shape {
    let households = [vec![1], vec![10; rays as usize]].concat();
    Shape::of(households, (1..=rays).map(|ray| [0, ray]).collect())
}

/// A row with teeth that hang on it alone.
fn comb(teeth: u32, length: u32) -> Shape {
    let mut shape = Shape::lattice(teeth, length, |_, _| 10);
    let is_back = |pair: &[u32; 2]| pair[1] < teeth;
    shape
        .pairs
        .retain(|pair| pair[1] - pair[0] == teeth || is_back(pair));
    shape
}

/// A square wound up to a path: neighbours on the map are no neighbours in the graph.
fn spiral(side: u32) -> Shape {
    Shape::path(vec![10; (side * side) as usize])
}

/// Two grids today, each in two parts.
fn broken() -> Fixture {
    let shape = Shape::lattice(8, 4, |_, _| 10);
    let today = (0..32)
        .map(|unit| u32::from((unit % 8) / 2 % 2 == 1))
        .collect();
    let problem = shape.problem(Some(today), Count::Kept, (150, 170));
    Fixture {
        name: "grids in two parts each",
        problem,
        can_meet: true,
    }
}
