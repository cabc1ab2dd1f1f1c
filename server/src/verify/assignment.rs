//! C3: every address counts in the grid that it names, and the sums are right.

use std::collections::{BTreeMap, HashMap};

use super::standing::counting_positions;
use super::{Address, Assigned, Certificate, Faults, Grid, Point, side, touches};

/// How a grid holds a position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Inside,
    Border,
    Not,
}

pub(super) fn check(certificate: &Certificate<'_>, faults: &mut Faults) {
    // sums of 64-bit numbers, so that nothing a file says makes them overflow
    let mut sums = [0_u128; 4];
    if let Some(assigned) = &certificate.assigned {
        let Some(tier) = certificate
            .tiers
            .iter()
            .find(|tier| tier.name == assigned.tier)
        else {
            let reason = format!("there is no tier {}", assigned.tier);
            return faults.add("C3", "addresses", reason);
        };
        let index = Index::new(&tier.grids);
        let parents = Parents::of(certificate, assigned.tier);
        let positions = counting_positions(&assigned.addresses, faults);
        for (address, at) in assigned.addresses.iter().zip(positions) {
            check_address(address, at, &index, &parents, faults);
            let located = u64::from(address.code.is_some());
            for (sum, value) in
                sums.iter_mut()
                    .zip([1, located, address.households, address.residents])
            {
                *sum += u128::from(value);
            }
        }
        check_tallies(assigned, &tier.grids, faults);
    }
    let total = certificate.total;
    let stated = [
        total.addresses,
        total.located,
        total.households,
        total.residents,
    ];
    if sums != stated.map(u128::from) {
        let what = "addresses, located, households, residents";
        let reason = format!("it states {stated:?} {what}, the lines add up to {sums:?}");
        faults.add("C3", "total", reason);
    }
}

fn check_tallies(assigned: &Assigned<'_>, grids: &[Grid<'_>], faults: &mut Faults) {
    let mut tallies: BTreeMap<&str, [u128; 3]> =
        grids.iter().map(|grid| (grid.code, [0; 3])).collect();
    for address in &assigned.addresses {
        if let Some(tally) = address.code.and_then(|code| tallies.get_mut(code)) {
            for (sum, value) in tally
                .iter_mut()
                .zip([1, address.households, address.residents])
            {
                *sum += u128::from(value);
            }
        }
    }
    let counted: Vec<(&str, [u128; 3])> = tallies.into_iter().collect();
    let stated = assigned.tallies.iter();
    let stated = stated.map(|(code, sums)| (*code, sums.map(u128::from)));
    if let Some(((code, _), _)) = counted.iter().zip(stated).find(|(a, b)| *a != b) {
        faults.add(
            "C3",
            format_args!("tally of {code}"),
            "it is not the sum of the addresses",
        );
    }
    let (listed, grids) = (assigned.tallies.len(), counted.len());
    if listed != grids {
        faults.add(
            "C3",
            "tallies",
            format!("{listed} are listed for {grids} grids"),
        );
    }
}

fn check_address(
    address: &Address<'_>,
    at: Point,
    index: &Index<'_>,
    parents: &Parents<'_>,
    faults: &mut Faults,
) {
    let winner = address.stated.filter(|(_, wins)| *wins);
    let by_code = winner.and_then(|(area, _)| parents.counted_by_code(area));
    let (code, witness) = by_code.unwrap_or_else(|| {
        let (lowest, witness) = located(at, index);
        match (winner, lowest) {
            (Some((area, _)), Some(found)) if !parents.leads(found, area) => {
                (None, "outside-stated")
            }
            _ => (lowest, witness),
        }
    });
    if code != address.code || witness != address.witness {
        let claimed = address.code.unwrap_or("no grid");
        let found = code.unwrap_or("no grid");
        let reason = format!(
            "it claims {claimed} ({}), it counts in {found} ({witness})",
            address.witness
        );
        faults.add("C3", format_args!("address {}", address.id), reason);
    }
}

/// The lowest code of the grids that hold a position, and how they hold it.
fn located<'a>(at: Point, index: &Index<'a>) -> (Option<&'a str>, &'static str) {
    let holders = index.holders(at);
    let lowest = holders.iter().map(|(code, _)| *code).min();
    let witness = match holders.as_slice() {
        [] => "outside",
        [(_, Holds::Inside)] => "inside",
        all if all.iter().all(|(_, holds)| *holds == Holds::Border) => "border",
        _ => "in more than one grid",
    };
    (lowest, witness)
}

/// The tiers and parents of all grids, as the certificate states them.
struct Parents<'a> {
    /// By code: the rank of the tier, 0 for the largest, and the parent.
    grids: HashMap<&'a str, (usize, Option<&'a str>)>,
    /// The rank of the tier that addresses are assigned to.
    rank: usize,
}

impl<'a> Parents<'a> {
    fn of(certificate: &Certificate<'a>, assigned: &str) -> Self {
        let tiers = certificate.tiers.iter().enumerate();
        let grids = tiers.flat_map(|(rank, tier)| {
            let grids = tier.grids.iter();
            grids.map(move |grid| (grid.code, (rank, grid.parent)))
        });
        let mut tiers = certificate.tiers.iter();
        Self {
            grids: grids.collect(),
            rank: tiers.position(|tier| tier.name == assigned).unwrap_or(0),
        }
    }

    /// Where an address counts whose stated area wins, when its position does not matter.
    fn counted_by_code(&self, area: &'a str) -> Option<(Option<&'a str>, &'static str)> {
        match self.grids.get(area) {
            None => Some((None, "unknown-area")),
            Some((rank, _)) if *rank < self.rank => None,
            Some(_) => Some(match self.ancestor(area, self.rank) {
                Some(code) => (Some(code), "stated"),
                None => (None, "no-ancestor"),
            }),
        }
    }

    /// Whether the parents of a grid lead to another one.
    fn leads(&self, from: &'a str, to: &str) -> bool {
        let rank = self.grids.get(to).map(|(rank, _)| *rank);
        rank.is_some_and(|rank| self.ancestor(from, rank) == Some(to))
    }

    /// The grid of a rank that the parents of a grid lead to.
    fn ancestor(&self, code: &'a str, rank: usize) -> Option<&'a str> {
        let (mut code, mut at) = (code, self.grids.get(code)?.0);
        while at > rank {
            code = self.grids.get(code)?.1?;
            let above = self.grids.get(code)?.0;
            if above >= at {
                return None;
            }
            at = above;
        }
        (at == rank).then_some(code)
    }
}

/// The grids by the squares of ground that their boxes touch.
struct Index<'a> {
    grids: &'a [Grid<'a>],
    boxes: Vec<[Point; 2]>,
    corner: Point,
    step: Point,
    side: i64,
    squares: Vec<Vec<u32>>,
}

impl<'a> Index<'a> {
    fn new(grids: &'a [Grid<'a>]) -> Self {
        let boxes: Vec<[Point; 2]> = grids.iter().map(bounding_box).collect();
        let low = |i: fn(&Point) -> i64| boxes.iter().map(|b| i(&b[0])).min().unwrap_or(0);
        let high = |i: fn(&Point) -> i64| boxes.iter().map(|b| i(&b[1])).max().unwrap_or(0);
        let side = ((grids.len() as f64).sqrt() as i64 * 2).clamp(1, 2048);
        let corner = (low(|p| p.0), low(|p| p.1));
        let step = |from: i64, to: i64| (to - from) / side + 1;
        let step = (step(corner.0, high(|p| p.0)), step(corner.1, high(|p| p.1)));
        let mut index = Self {
            grids,
            boxes,
            corner,
            step,
            side,
            squares: vec![Vec::new(); (side * side) as usize],
        };
        for (i, [min, max]) in index.boxes.iter().enumerate() {
            for row in (min.1 - corner.1) / step.1..=(max.1 - corner.1) / step.1 {
                for column in (min.0 - corner.0) / step.0..=(max.0 - corner.0) / step.0 {
                    index.squares[(row * side + column) as usize].push(i as u32);
                }
            }
        }
        index
    }

    fn holders(&self, p: Point) -> Vec<(&'a str, Holds)> {
        let (dx, dy) = (p.0 - self.corner.0, p.1 - self.corner.1);
        let (column, row) = (dx.div_euclid(self.step.0), dy.div_euclid(self.step.1));
        if !(0..self.side).contains(&column) || !(0..self.side).contains(&row) {
            return Vec::new();
        }
        let near = self.squares[(row * self.side + column) as usize]
            .iter()
            .map(|&i| i as usize);
        let inside_box = |&i: &usize| {
            let [min, max] = self.boxes[i];
            (min.0..=max.0).contains(&p.0) && (min.1..=max.1).contains(&p.1)
        };
        let held = near
            .filter(inside_box)
            .map(|i| (self.grids[i].code, holds(&self.grids[i], p)));
        held.filter(|(_, holds)| *holds != Holds::Not).collect()
    }
}

fn bounding_box(grid: &Grid<'_>) -> [Point; 2] {
    let first = grid.edges[0].0;
    grid.edges
        .iter()
        .fold([first, first], |[min, max], (p, _)| {
            [
                (min.0.min(p.0), min.1.min(p.1)),
                (max.0.max(p.0), max.1.max(p.1)),
            ]
        })
}

fn holds(grid: &Grid<'_>, p: Point) -> Holds {
    let mut inside = false;
    for &(a, b) in &grid.edges {
        if touches((a, b), p) {
            return Holds::Border;
        }
        if (a.1 > p.1) != (b.1 > p.1) && (side((a, b), p) > 0) == (b.1 > a.1) {
            inside = !inside;
        }
    }
    if inside { Holds::Inside } else { Holds::Not }
}
