//! The border of an area: the edges of its atoms that no other of its atoms has the other way round.

use std::collections::BTreeMap;

use hexward_engine::geom::{Polygon, Position, Region, Ring};

use crate::error::CityError;
use crate::ground::plane::orientation;
use crate::ground::{Ground, edges};

/// The region of an area: the atoms whose owner is `number`.
///
/// # Errors
/// [`CityError::Ring`] when the atoms do not make one connected polygon.
pub(crate) fn region(
    ground: &Ground,
    atoms: &[u32],
    owners: &[u32],
    number: u32,
) -> Result<Region, CityError> {
    let mut next: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &atom in atoms {
        for (a, b) in edges(&ground.atoms[atom as usize].ring) {
            let inside = ground
                .left(b, a)
                .is_some_and(|other| owners[other as usize] == number);
            if !inside {
                next.entry(a).or_default().push(b);
            }
        }
    }
    let (mut outers, mut holes) = (Vec::new(), Vec::new());
    while let Some(chain) = trace(ground, &mut next) {
        let border = ground.course.ring(&ground.network, &chain);
        let ring = Ring::new(&border).map_err(|error| CityError::Ring(error.to_string()))?;
        if doubled_area(&border) > 0 {
            outers.push(ring);
        } else {
            holes.push(ring);
        }
    }
    let outer = match <[Ring; 1]>::try_from(outers) {
        Ok([outer]) => outer,
        Err(outers) => {
            return Err(CityError::Ring(format!(
                "an area has {} outer rings",
                outers.len()
            )));
        }
    };
    let polygon = Polygon::new(outer, holes).map_err(|error| CityError::Ring(error.to_string()))?;
    Ok(Region::single(polygon))
}

/// Takes one closed chain out of the edges. Where several edges leave a vertex, the chain keeps to the ground outside,
/// so that it never visits a vertex twice.
fn trace(ground: &Ground, next: &mut BTreeMap<u32, Vec<u32>>) -> Option<Vec<u32>> {
    let (&start, _) = next.first_key_value()?;
    let mut chain = vec![start];
    let mut before = None;
    let mut here = start;
    loop {
        let ways = next.get_mut(&here)?;
        let best = match before {
            Some(before) => (0..ways.len())
                .min_by(|&i, &j| turn_order(ground, here, before, ways[i], ways[j]))?,
            None => 0,
        };
        let there = ways.swap_remove(best);
        if ways.is_empty() {
            next.remove(&here);
        }
        if there == start {
            return Some(chain);
        }
        chain.push(there);
        before = Some(here);
        here = there;
    }
}

/// Which of two ways comes first when turning counter-clockwise around `here` from the way back.
fn turn_order(ground: &Ground, here: u32, back: u32, a: u32, b: u32) -> std::cmp::Ordering {
    let p = |v: u32| ground.network.position(v);
    let (o, from) = (p(here), p(back));
    let half = |v: Position| {
        let side = orientation(o, from, v);
        let dot = i128::from(from.lon() - o.lon()) * i128::from(v.lon() - o.lon())
            + i128::from(from.lat() - o.lat()) * i128::from(v.lat() - o.lat());
        i32::from(side < 0 || (side == 0 && dot > 0))
    };
    let (a, b) = (p(a), p(b));
    half(a)
        .cmp(&half(b))
        .then_with(|| 0.cmp(&orientation(o, a, b)))
}

fn doubled_area(chain: &[Position]) -> i128 {
    let origin = chain[0];
    chain
        .windows(2)
        .map(|pair| i128::from(orientation(origin, pair[0], pair[1])))
        .sum()
}
