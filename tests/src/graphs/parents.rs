//! Ground divided among parents, and each parent as a problem.

use hexward_engine::balance::{
    Band, Count, DEFAULT_ROUNDS, Hold, Link, LinkKind, Load, Obstacle, Problem, Task, Unit,
    UnitGraph, Weights,
};

use super::{Ground, grown};

/// The units of one parent and the graph between them.
#[derive(Debug, Clone)]
pub struct Parent {
    /// Which units of the ground, in ascending order.
    pub units: Vec<u32>,
    /// What joins them, numbered by their places in `units`.
    pub graph: UnitGraph,
    /// What is known of them; work is the households that live there at first.
    pub known: Vec<Unit>,
}

impl Ground {
    /// Divides the ground among so many connected parents of unequal size, each of one unit at least.
    pub fn parents(&self, count: usize, seed: u64) -> Vec<Parent> {
        let links: Vec<[u32; 2]> = self.borders.iter().map(|border| border.0).collect();
        let apart: Vec<u64> = links.iter().map(|ends| self.apart_mm(*ends)).collect();
        let parent = grown(self.units(), &links, &apart, count, seed);
        self.split(&parent, count)
    }

    /// The whole ground as one parent.
    pub fn whole(&self) -> Parent {
        self.split(&vec![0; self.units()], 1).remove(0)
    }

    /// The parents, where `parent` gives each unit its number below `count`. Links between parents are left out.
    pub fn split(&self, parent: &[u32], count: usize) -> Vec<Parent> {
        let mut units = vec![Vec::new(); count];
        let mut place = Vec::with_capacity(parent.len());
        for (unit, &own) in parent.iter().enumerate() {
            place.push(units[own as usize].len() as u32);
            units[own as usize].push(unit as u32);
        }
        let mut links: Vec<Vec<Link>> = vec![Vec::new(); count];
        for &(ends, length_mm) in &self.borders {
            let [a, b] = ends.map(|end| parent[end as usize]);
            if a == b {
                links[a as usize].push(Link {
                    ends: ends.map(|end| place[end as usize]),
                    length_mm,
                    kind: LinkKind::Shared,
                    obstacle: Obstacle::None,
                });
            }
        }
        let parents = units.into_iter().zip(links);
        parents
            .map(|(units, links)| Parent {
                graph: UnitGraph::new(units.len(), &links).expect("each pair once"),
                known: units.iter().map(|&unit| self.known(unit)).collect(),
                units,
            })
            .collect()
    }

    fn known(&self, unit: u32) -> Unit {
        let unit = unit as usize;
        Unit {
            load: load(self.households[unit]),
            area_m2: self.area_m2[unit],
            perimeter_mm: self.perimeter_mm[unit],
            ..Unit::default()
        }
    }

    fn apart_mm(&self, ends: [u32; 2]) -> u64 {
        let [a, b] = ends.map(|end| self.points_m[end as usize]);
        let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
        (1000.0 * (dx * dx + dy * dy).sqrt()) as u64
    }
}

/// So many households, and what goes with them.
fn load(households: u64) -> Load {
    Load {
        households,
        residents: households * 5 / 2,
        minutes: households * 12,
    }
}

impl Parent {
    /// How many households live in all its units.
    pub fn households(&self) -> u64 {
        self.known.iter().map(|unit| unit.load.households).sum()
    }

    /// As many grids as come nearest to so many households each, one at least.
    pub fn grids(&self, households: u64) -> u32 {
        let exact = (self.households() + households / 2) / households;
        exact.clamp(1, self.units.len() as u64) as u32
    }

    /// The band of so many thousandths around the mean of so many grids, rounded inwards; the numbers beside the mean where
    /// no other lie in it.
    pub fn band(&self, grids: u32, permille: u64) -> Band {
        let (all, parts) = (self.households().max(1), 1000 * u64::from(grids));
        let low = (all * (1000 - permille)).div_ceil(parts);
        let high = all * (1000 + permille) / parts;
        if low <= high && high > 0 {
            return Band::new(low, high).expect("from low to high");
        }
        let mean = 1000 * all / parts;
        Band::new(mean, mean + 1).expect("from low to high")
    }

    /// The same with other households: those of all units of the ground.
    #[must_use]
    pub fn with_households(&self, households: &[u64]) -> Self {
        let mut other = self.clone();
        for (unit, known) in self.units.iter().zip(&mut other.known) {
            known.load = load(households[*unit as usize]);
        }
        other
    }

    /// The same where border lengths are in blocks of streets: what lies between two units is what lies between their places.
    #[must_use]
    pub fn with_streets(&self, ground: &Ground) -> Self {
        let block = |unit: u32, side_m: f64| {
            let [x, y] = ground.points_m[self.units[unit as usize] as usize];
            ((x / side_m) as i64, (y / side_m) as i64)
        };
        let apart = |ends: [u32; 2], side_m| block(ends[0], side_m) != block(ends[1], side_m);
        let links = self.graph.links().map(|link| Link {
            obstacle: match link.ends {
                ends if apart(ends, 1200.0) => Obstacle::Rail,
                ends if apart(ends, 600.0) => Obstacle::Arterial,
                ends if apart(ends, 150.0) => Obstacle::Street,
                _ => Obstacle::None,
            },
            ..link
        });
        let links: Vec<Link> = links.collect();
        let graph = UnitGraph::new(self.units.len(), &links).expect("each pair once");
        Self {
            graph,
            ..self.clone()
        }
    }

    /// A plan from nothing.
    pub fn fresh(&self, count: Count, band: Band) -> Problem {
        self.problem(None, count, band)
    }

    /// Today's plan to be brought into the band.
    pub fn rebalanced(&self, today: &[u32], count: Count, band: Band) -> Problem {
        self.problem(Some(today.to_vec()), count, band)
    }

    fn problem(&self, today: Option<Vec<u32>>, count: Count, band: Band) -> Problem {
        let highest = today
            .iter()
            .flatten()
            .max()
            .map_or(0, |&grid| grid as usize + 1);
        let task = Task {
            grids: vec![Hold::Open; highest],
            today,
            count,
            weights: Weights::HOUSEHOLDS,
            band,
            caps: Vec::new(),
            seed: 1,
            rounds: DEFAULT_ROUNDS,
        };
        Problem::new(self.graph.clone(), self.known.clone(), task).expect("a problem")
    }

    /// Connected grids that pay no heed to households: a plan as bad as can be.
    pub fn careless(&self, grids: u32, seed: u64) -> Vec<u32> {
        let links: Vec<Link> = self.graph.links().collect();
        let ends: Vec<[u32; 2]> = links.iter().map(|link| link.ends).collect();
        let steps = vec![1000; ends.len()];
        grown(self.units.len(), &ends, &steps, grids as usize, seed)
    }
}
