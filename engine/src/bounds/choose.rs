//! Which names a side gets.

use std::collections::BTreeMap;

use super::along::{OUTSIDE_M, along};
use super::walk::{Border, Step};
use super::{Bound, ENOUGH, Kind, Named, Side, Surroundings};

/// A line that runs along less of a side does not name it alone.
const LEAST_FIRST: f64 = 0.15;
/// A second name adds at least so much.
const LEAST_SECOND: f64 = 0.05;

/// What could name a side: the steps that it has, and their length weighted by nearness.
#[derive(Default)]
struct Candidate {
    steps: Vec<u32>,
    weight: f64,
}

type Candidates = BTreeMap<(Kind, String), Candidate>;

pub(super) fn bound(border: &Border, side: Side, around: &Surroundings<'_>) -> Bound {
    let own: Vec<u32> = (0..border.steps.len() as u32)
        .filter(|&k| border.steps[k as usize].side == side)
        .collect();
    let length = |steps: &[u32]| -> f64 { steps.iter().map(|&k| step(border, k).length_m).sum() };
    let length_m = length(&own);
    let (lines, unnamed): (Candidates, Candidates) = lines(border, side, around)
        .into_iter()
        .partition(|((_, name), _)| !name.is_empty());
    let beyond = beyond(border, &own, around);
    let mut names: Vec<Named> = Vec::new();
    let mut left = own.clone();
    let mut take = |from: &Candidates, least: f64, left: &mut Vec<u32>| {
        let gain = |candidate: &Candidate| -> f64 {
            let new = candidate.steps.iter().filter(|k| left.contains(k));
            new.map(|&k| step(border, k).length_m).sum()
        };
        let best = from
            .iter()
            .map(|(key, candidate)| (key, candidate, gain(candidate)))
            .filter(|(.., gain)| *gain > 0.0 && *gain >= least * length_m)
            // equal lengths: the nearer one; equal in all: the first by name
            .max_by(|a, b| {
                let weight = |c: &(_, &Candidate, f64)| c.2 * c.1.weight;
                weight(a).total_cmp(&weight(b)).then(b.0.cmp(a.0))
            });
        let Some((key, candidate, gain)) = best else {
            return false;
        };
        names.push(Named {
            kind: key.0.clone(),
            name: key.1.clone(),
            share: if length_m > 0.0 { gain / length_m } else { 0.0 },
        });
        left.retain(|k| !candidate.steps.contains(k));
        true
    };
    let first = take(&lines, LEAST_FIRST, &mut left)
        || take(&unnamed, LEAST_FIRST, &mut left)
        || take(&beyond, 0.0, &mut left);
    let covered = 1.0 - length(&left) / length_m.max(1e-9);
    if first && covered < ENOUGH {
        // a line that adds something is known to more people than what lies beyond
        let _ = take(&lines, LEAST_FIRST, &mut left)
            || take(&unnamed, LEAST_FIRST, &mut left)
            || take(&beyond, LEAST_SECOND, &mut left)
            || take(&lines, LEAST_SECOND, &mut left);
    }
    names.sort_by(|a, b| b.share.total_cmp(&a.share));
    let corner = Side::ALL.iter().position(|own| *own == side);
    Bound {
        side,
        length_m,
        corner: corner.is_some_and(|k| border.corners[k]),
        names,
    }
}

fn step(border: &Border, k: u32) -> &Step {
    &border.steps[k as usize]
}

/// The named lines along a side; lines of one name and class are one.
fn lines(border: &Border, side: Side, around: &Surroundings<'_>) -> Candidates {
    let mut found: BTreeMap<(Kind, String), BTreeMap<u32, f64>> = BTreeMap::new();
    for (line, near) in around.lines.iter().zip(along(border, around)) {
        let key = (Kind::Line(line.class.to_owned()), line.name.to_owned());
        let steps = near
            .into_iter()
            .filter(|(k, _)| step(border, *k).side == side);
        let own = found.entry(key).or_default();
        for (k, distance) in steps {
            let known = own.entry(k).or_insert(distance);
            *known = known.min(distance);
        }
    }
    found.retain(|_, steps| !steps.is_empty());
    let candidate = |steps: BTreeMap<u32, f64>| {
        let length: f64 = steps.keys().map(|&k| step(border, k).length_m).sum();
        let near =
            |(&k, &d): (&u32, &f64)| step(border, k).length_m * (1.0 - d / (2.0 * OUTSIDE_M));
        let weighted: f64 = steps.iter().map(near).sum();
        Candidate {
            weight: weighted / length.max(1e-9),
            steps: steps.into_keys().collect(),
        }
    };
    found
        .into_iter()
        .map(|(key, steps)| (key, candidate(steps)))
        .collect()
}

/// What lies beyond each step of a side.
fn beyond(border: &Border, own: &[u32], around: &Surroundings<'_>) -> Candidates {
    let mut found = Candidates::new();
    for &k in own {
        let key = match step(border, k).beyond {
            Some(index) => (
                Kind::Area,
                around.neighbours[index as usize].name.to_owned(),
            ),
            None => (Kind::Edge, String::new()),
        };
        let candidate = found.entry(key).or_default();
        candidate.weight = 1.0;
        candidate.steps.push(k);
    }
    found
}
