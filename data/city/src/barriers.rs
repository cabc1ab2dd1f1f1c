//! Roads, rivers and banks as lines.

use std::collections::BTreeMap;

use hexward_engine::model::{Barrier, BarrierId};

use crate::error::CityError;
use crate::ground::{Ground, Use, edges, shown_class};
use crate::names;

/// The edges of one line, each with whether it has water on both sides.
type Edges = BTreeMap<(u32, u32), bool>;

/// All barriers, the great curves first.
///
/// # Errors
/// [`CityError::Ring`] when a line has no length, which does not happen.
pub(crate) fn barriers(ground: &Ground, seed: u64) -> Result<Vec<Barrier>, CityError> {
    let mut great: BTreeMap<u32, Edges> = BTreeMap::new();
    let wet = |a: u32, b: u32| {
        ground
            .left(a, b)
            .is_some_and(|atom| ground.usage(atom) == Use::Water)
    };
    for (a, b) in ground.atoms.iter().flat_map(|atom| edges(&atom.ring)) {
        if let Some(line) = ground.network.line(a, b) {
            let whole = ground.network.lines()[line as usize].ends.is_none();
            if whole {
                let edges = great.entry(line).or_default();
                edges.insert((a.min(b), a.max(b)), wet(a, b) && wet(b, a));
            }
        }
    }
    let mut found = Vec::new();
    for (number, line) in ground.network.lines().iter().enumerate() {
        let paths = match (line.ends, great.get_mut(&(number as u32))) {
            (Some((a, b)), _) => vec![(ground.network.path(a, b), false)],
            (None, Some(edges)) => chains(edges),
            (None, None) => Vec::new(),
        };
        for (part, (path, wet)) in paths.into_iter().enumerate() {
            if let Some(class) = shown_class(line.class, wet) {
                let id = BarrierId::new(&format!("L{number:06}-{}", part + 1));
                let id = id.map_err(|error| CityError::Ring(error.to_string()))?;
                let path = ground.course.path(&ground.network, &path);
                let barrier = Barrier::new(id, class.to_owned(), path);
                let barrier = barrier.map_err(|error| CityError::Ring(error.to_string()))?;
                found.push(barrier.named(names::line(seed, number as u32, line.class)));
            }
        }
    }
    Ok(found)
}

/// Joins edges into chains as long as they go; a chain is wet or dry as a whole.
fn chains(edges: &mut Edges) -> Vec<(Vec<u32>, bool)> {
    let mut at: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(a, b) in edges.keys() {
        at.entry(a).or_default().push(b);
        at.entry(b).or_default().push(a);
    }
    let ends = at
        .iter()
        .filter(|(_, others)| others.len() != 2)
        .map(|(&v, _)| v);
    let starts: Vec<u32> = ends.chain(at.keys().copied()).collect();
    let mut chains = Vec::new();
    for start in starts {
        while let Some(chain) = walk(start, &at, edges) {
            chains.push(chain);
        }
    }
    chains
}

fn walk(start: u32, at: &BTreeMap<u32, Vec<u32>>, edges: &mut Edges) -> Option<(Vec<u32>, bool)> {
    let mut chain = vec![start];
    let mut state = None;
    let mut here = start;
    loop {
        let others = at.get(&here)?;
        let next = others.iter().copied().find_map(|other| {
            let key = (here.min(other), here.max(other));
            let wet = *edges.get(&key)?;
            (state.is_none() || state == Some(wet)).then_some((other, key, wet))
        });
        let Some((other, key, wet)) = next else {
            return state.map(|wet| (chain, wet));
        };
        edges.remove(&key);
        state = Some(wet);
        chain.push(other);
        here = other;
        if others.len() > 2 && chain.len() > 2 {
            return state.map(|wet| (chain, wet));
        }
    }
}
