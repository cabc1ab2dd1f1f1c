//! What is told of random streets from the ground around a change, held against a look at all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Grids, at, code, layers};
use crate::faults::{FaultMemo, Near, tier_faults};
use crate::geom::{Polygon, Position, Region, Ring};
use crate::model::{Change, Grid, Lock, Tier};

/// Squares a side of the ground.
const SIDE: usize = 7;

type Square = (usize, usize);
type Corner = (i32, i32);

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }
}

/// Which street each square belongs to, `None` for open country.
type Plan = [[Option<usize>; SIDE]; SIDE];

/// Streets that grow from random squares until they meet.
fn grown(random: &mut Random) -> Plan {
    let mut plan = [[None; SIDE]; SIDE];
    for street in 0..6 + random.below(10) {
        plan[random.below(SIDE)][random.below(SIDE)] = Some(street);
    }
    for _ in 0..600 {
        let (x, y) = (random.below(SIDE), random.below(SIDE));
        if plan[y][x].is_none() {
            plan[y][x] = beside(&plan, (x, y))[random.below(4)];
        }
    }
    plan
}

/// What the squares above, below and to both sides of one belong to.
fn beside(plan: &Plan, (x, y): Square) -> [Option<usize>; 4] {
    let at = |x: Option<usize>, y: Option<usize>| *plan.get(y?)?.get(x?)?;
    [
        at(x.checked_sub(1), Some(y)),
        at(Some(x + 1), Some(y)),
        at(Some(x), y.checked_sub(1)),
        at(Some(x), Some(y + 1)),
    ]
}

/// The region of some squares with a vertex at every corner, `None` where they are apart or meet in a corner only.
fn region(squares: &BTreeSet<Square>) -> Option<Region> {
    let mut edges: BTreeSet<(Corner, Corner)> = BTreeSet::new();
    for &(x, y) in squares {
        let (x, y) = (x as i32, y as i32);
        let corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
        for i in 0..4 {
            let (from, to) = (corners[i], corners[(i + 1) % 4]);
            // an edge between two squares is there in both directions
            if !edges.remove(&(to, from)) {
                edges.insert((from, to));
            }
        }
    }
    let mut next: BTreeMap<Corner, Corner> = BTreeMap::new();
    for (from, to) in edges {
        if next.insert(from, to).is_some() {
            return None;
        }
    }
    let mut rings: Vec<Vec<Corner>> = Vec::new();
    while let Some((start, mut corner)) = next.pop_first() {
        let mut ring = vec![start];
        while corner != start {
            ring.push(corner);
            corner = next.remove(&corner)?;
        }
        rings.push(ring);
    }
    let ring_of = |corners: &Vec<Corner>| {
        let vertices: Vec<Position> = corners.iter().copied().map(at).collect();
        Ring::new(&vertices).ok()
    };
    // the ring that holds the westernmost corner is the outer one
    rings.sort_by_key(|ring| ring.iter().min().copied());
    let (outer, holes) = rings.split_first()?;
    let holes: Option<Vec<Ring>> = holes.iter().map(ring_of).collect();
    let polygon = Polygon::new(ring_of(outer)?, holes?).ok()?;
    Some(Region::single(polygon))
}

/// The streets of a plan, `None` where one is no region.
fn streets(plan: &Plan) -> Option<Vec<Grid>> {
    let mut squares: BTreeMap<usize, BTreeSet<Square>> = BTreeMap::new();
    for (y, row) in plan.iter().enumerate() {
        for (x, street) in row.iter().enumerate() {
            if let Some(street) = street {
                squares.entry(*street).or_default().insert((x, y));
            }
        }
    }
    let street = |(number, squares): (usize, BTreeSet<Square>)| {
        Some(Grid {
            code: code(&format!("990000000{number:03}")),
            tier: Tier::Street,
            parent: None,
            name: String::new(),
            region: region(&squares)?,
            lock: Lock::Open,
        })
    };
    squares.into_iter().map(street).collect()
}

fn changes(before: &[Grid], after: &[Grid]) -> Vec<Change<Grid>> {
    let by_code = |rows: &[Grid]| -> BTreeMap<_, _> {
        rows.iter()
            .map(|row| (row.code.clone(), row.clone()))
            .collect()
    };
    let (was, is) = (by_code(before), by_code(after));
    let codes: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    let change = |code| match (was.get(code), is.get(code)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(a), Some(b)) => Change::replace(a.clone(), b.clone()),
        (Some(a), None) => Some(Change::remove(a.clone())),
        (None, b) => b.cloned().map(Change::make),
    };
    codes.into_iter().filter_map(change).collect()
}

#[test]
fn what_is_told_from_around_a_change_holds_of_all_streets() {
    let (mut told, mut with_country, mut wrong) = (0, 0, 0);
    for seed in 0..3_000 {
        let mut random = Random(seed);
        let plan = grown(&mut random);
        let mut edited = plan;
        let (x, y) = (random.below(SIDE), random.below(SIDE));
        edited[y][x] = beside(&plan, (x, y))[random.below(4)];
        let (Some(before), Some(after)) = (streets(&plan), streets(&edited)) else {
            continue;
        };
        let changes = changes(&before, &after);
        let grids: [Grids; 2] = [before, after].map(layers);
        let memo = FaultMemo::default();
        let whole = tier_faults(&grids[1], Tier::Street);
        if Near::new(&memo, &grids[0], &changes).keeps_all_right() {
            assert!(whole.is_empty(), "seed {seed}: {whole:?}");
            told += 1;
            with_country += usize::from(plan.iter().flatten().any(Option::is_none));
        } else {
            wrong += usize::from(!whole.is_empty());
        }
    }
    let counted = (told, with_country, wrong);
    assert!(
        told > 2_000 && with_country > 300 && wrong > 10,
        "{counted:?}"
    );
}
