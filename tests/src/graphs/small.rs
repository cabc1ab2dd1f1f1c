//! Small graphs of all shapes, and the best plan of each by trying all.

use hexward_engine::balance::{
    Band, Count, DEFAULT_ROUNDS, Hold, Link, LinkKind, Load, Obstacle, Problem, Task, Unit,
    UnitGraph, Weights,
};

use crate::random::Sequence;

/// A connected graph with loads, a plan of today and a band, all by chance. Grids of today are connected, save some that are
/// broken.
pub fn problem(seed: u64, most_units: usize, most_grids: usize) -> Problem {
    let mut sequence = Sequence(seed);
    let units = 3 + sequence.below(most_units - 2);
    let grids = 1 + sequence.below(most_grids.min(units));
    let links = links(units, &mut sequence);
    let ends: Vec<[u32; 2]> = links.iter().map(|link| link.ends).collect();
    let known = known(units, &mut sequence);
    let mut today = super::grown(units, &ends, &vec![1; ends.len()], grids, sequence.next());
    if sequence.below(5) == 0 {
        // a unit astray may break two grids; no grid may lose its last
        let unit = sequence.below(units);
        if today.iter().filter(|&&grid| grid == today[unit]).count() > 1 {
            today[unit] = sequence.below(grids) as u32;
        }
    }
    let total: u64 = known.iter().map(|unit| unit.load.households).sum();
    let mean = (total / grids as u64).max(1);
    let below = sequence.below(mean as usize / 2 + 1) as u64;
    let band = Band::new(
        mean - below,
        mean + sequence.below(mean as usize / 2 + 1) as u64,
    );
    let task = Task {
        today: Some(today),
        grids: vec![Hold::Open; grids],
        count: Count::Kept,
        weights: Weights::HOUSEHOLDS,
        band: band.expect("a band around the mean"),
        caps: Vec::new(),
        seed,
        rounds: DEFAULT_ROUNDS,
    };
    Problem::new(
        UnitGraph::new(units, &links).expect("each pair once"),
        known,
        task,
    )
    .expect("a problem")
}

/// A tree by chance, and some links more.
fn links(units: usize, sequence: &mut Sequence) -> Vec<Link> {
    let mut pairs = Vec::new();
    for unit in 1..units {
        pairs.push([sequence.below(unit) as u32, unit as u32]);
    }
    for _ in 0..sequence.below(units + 1) {
        let [a, b] = [sequence.below(units) as u32, sequence.below(units) as u32];
        pairs.push([a.min(b), a.max(b)]);
    }
    pairs.retain(|[a, b]| a != b);
    pairs.sort_unstable();
    pairs.dedup();
    let link = |ends| Link {
        ends,
        length_mm: 1 + sequence.below(50_000) as u64,
        kind: LinkKind::Shared,
        obstacle: Obstacle::ALL[sequence.below(7)],
    };
    pairs.into_iter().map(link).collect()
}

fn known(units: usize, sequence: &mut Sequence) -> Vec<Unit> {
    let heaviest = *sequence.one_of(&[1, 3, 10, 100]);
    let unit = |_| Unit {
        load: Load {
            households: sequence.below(heaviest + 1) as u64,
            ..Load::default()
        },
        area_m2: 100,
        perimeter_mm: 400_000,
        ..Unit::default()
    };
    (0..units).map(unit).collect()
}

/// The best of all plans with every grid of today in one piece and with a unit: the square of the work outside the band, then
/// households moved. `None` if there is no such plan, as for more grids than units.
///
/// Cost: all ways to give each unit a grid, at most, so the units must be few.
pub fn best_by_trying_all(problem: &Problem) -> Option<(u128, u64)> {
    let task = problem.task();
    let today = task.today.as_ref().expect("a plan of today");
    let units = problem.units().len();
    let mut around = vec![0_u32; units];
    for link in problem.graph().links() {
        around[link.ends[0] as usize] |= 1 << link.ends[1];
        around[link.ends[1] as usize] |= 1 << link.ends[0];
    }
    let sum = |set: u32, of: &dyn Fn(usize) -> u64| -> u64 {
        (0..units).filter(|unit| set >> unit & 1 == 1).map(of).sum()
    };
    let sets = 0..1_u32 << units;
    let households = |unit: usize| problem.units()[unit].load.households;
    let connected: Vec<bool> = sets.clone().map(|set| is_connected(set, &around)).collect();
    let outside: Vec<u128> = sets
        .clone()
        .map(|set| {
            let work = sum(set, &households);
            let outside = u128::from(
                work.saturating_sub(task.band.high()) + task.band.low().saturating_sub(work),
            );
            outside * outside
        })
        .collect();
    let entering: Vec<Vec<u64>> = (0..task.grids.len() as u32)
        .map(|grid| {
            let moved = |unit: usize| {
                if today[unit] == grid {
                    0
                } else {
                    households(unit)
                }
            };
            sets.clone().map(|set| sum(set, &moved)).collect()
        })
        .collect();
    let sets = Sets {
        connected,
        outside,
        entering,
    };
    sets.best(0, (1 << units) - 1)
}

fn is_connected(set: u32, around: &[u32]) -> bool {
    let mut met = set & set.wrapping_neg();
    loop {
        let members = (0..around.len()).filter(|unit| met >> unit & 1 == 1);
        let wider = members.fold(met, |wider, unit| wider | around[unit] & set);
        if wider == met {
            return set != 0 && met == set;
        }
        met = wider;
    }
}

/// What each set of units would be worth as a grid.
struct Sets {
    connected: Vec<bool>,
    outside: Vec<u128>,
    entering: Vec<Vec<u64>>,
}

impl Sets {
    /// The best way to give the units of a set to the grids from one on.
    fn best(&self, grid: usize, set: u32) -> Option<(u128, u64)> {
        let worth = |own: u32| {
            (
                self.outside[own as usize],
                self.entering[grid][own as usize],
            )
        };
        if grid + 1 == self.entering.len() {
            return self.connected[set as usize].then(|| worth(set));
        }
        let mut best: Option<(u128, u64)> = None;
        let mut own = set;
        while own != 0 {
            if self.connected[own as usize]
                && let Some(rest) = self.best(grid + 1, set & !own)
            {
                let (outside, moved) = worth(own);
                let all = (outside + rest.0, moved + rest.1);
                best = Some(best.map_or(all, |best| best.min(all)));
            }
            own = (own - 1) & set;
        }
        best
    }
}
