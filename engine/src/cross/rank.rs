//! An order of the faces in which edges and junctions are spread evenly over their workers.

use super::Net;

/// An order is improved at most so often.
const PASSES: usize = 40;

/// How many edges and junctions more or fewer some faces have.
type Change = Vec<(u32, i64)>;

/// What each face has in common with others.
struct Ties {
    /// The face beyond each inner edge of a face.
    across: Vec<Vec<u32>>,
    /// The junctions of each face.
    junctions: Vec<Vec<u32>>,
    /// All other faces at its edges and junctions, ascending.
    mates: Vec<Vec<u32>>,
}

impl Ties {
    fn of(net: &Net) -> Self {
        let count = net.faces.len();
        let (mut across, mut junctions) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut mates: Vec<Vec<u32>> = vec![Vec::new(); count];
        for edge in &net.edges {
            if let Some(other) = edge.other() {
                across[edge.face as usize].push(other);
                across[other as usize].push(edge.face);
            }
        }
        for (number, junction) in (0..).zip(&net.junctions) {
            for &face in &junction.faces {
                junctions[face as usize].push(number);
                let others = junction.faces.iter().filter(|&&other| other != face);
                mates[face as usize].extend(others);
            }
        }
        for (own, across) in mates.iter_mut().zip(&across) {
            own.extend(across);
            own.sort_unstable();
            own.dedup();
        }
        Self {
            across,
            junctions,
            mates,
        }
    }
}

/// The rank of each face, all different: every face is moved to where the sum of the fourth powers of all loads is
/// least, from the most loaded on, until no move helps. The load of a face is how many edges and junctions are its own.
/// Cost: O(faces) times the square of the faces around one, for each pass.
pub(super) fn levelled(net: &Net) -> Vec<u32> {
    let ties = Ties::of(net);
    let count = net.faces.len();
    let mut ranks: Vec<f64> = scattered(count).into_iter().map(f64::from).collect();
    let mut loads = loads(net, &ties, &ranks);
    for _ in 0..PASSES {
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&face| (std::cmp::Reverse(loads[face as usize]), face));
        let mut moved = false;
        for face in order {
            moved |= improve(net, &ties, &mut ranks, &mut loads, face);
        }
        // whole numbers again, so that there is always room between two
        ranks = places(&ranks).into_iter().map(f64::from).collect();
        if !moved {
            break;
        }
    }
    places(&ranks)
}

/// Numbers from 0 on in an order that has nothing to do with where faces are, the same everywhere.
fn scattered(count: usize) -> Vec<u32> {
    let key = |face: u64| {
        let z = (face + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (z ^ (z >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    };
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_by_key(|&face| key(u64::from(face)));
    let mut ranks = vec![0; count];
    for (rank, face) in (0..).zip(order) {
        ranks[face as usize] = rank;
    }
    ranks
}

/// The place of each face in the order of some ranks.
fn places(ranks: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..ranks.len() as u32).collect();
    order.sort_by(|&a, &b| {
        ranks[a as usize]
            .total_cmp(&ranks[b as usize])
            .then(a.cmp(&b))
    });
    let mut places = vec![0; ranks.len()];
    for (place, face) in (0..).zip(order) {
        places[face as usize] = place;
    }
    places
}

fn loads(net: &Net, ties: &Ties, ranks: &[f64]) -> Vec<u32> {
    let mut loads = vec![0; ranks.len()];
    for (face, across) in ties.across.iter().enumerate() {
        let own = across
            .iter()
            .filter(|&&other| ranks[face] < ranks[other as usize]);
        loads[face] += own.count() as u32;
    }
    for junction in &net.junctions {
        if let Some(face) = highest(&junction.faces, |face| ranks[face as usize]) {
            loads[face as usize] += 1;
        }
    }
    loads
}

/// The face of the highest rank.
fn highest(faces: &[u32], rank: impl Fn(u32) -> f64) -> Option<u32> {
    let ranked = faces.iter().copied();
    ranked.max_by(|&a, &b| rank(a).total_cmp(&rank(b)))
}

/// Moves a face to its best rank among those around it; whether that is another one than before.
fn improve(net: &Net, ties: &Ties, ranks: &mut [f64], loads: &mut [u32], face: u32) -> bool {
    let own = face as usize;
    let mates = &ties.mates[own];
    let mut steps: Vec<f64> = mates.iter().map(|&mate| ranks[mate as usize]).collect();
    steps.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (steps.first(), steps.last()) else {
        return false;
    };
    let between = steps.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
    let candidates = [low - 0.5, high + 0.5].into_iter().chain(between);
    let before = incident(net, ties, ranks, face);
    let cost = |change: &Change| -> i128 {
        let of = |&(who, by): &(u32, i64)| {
            let now = i128::from(loads[who as usize]);
            let then = now + i128::from(by);
            then.pow(4) - now.pow(4)
        };
        change.iter().map(of).sum()
    };
    let stays = ranks[own];
    let mut best: Option<(i128, f64, Change)> = None;
    for candidate in candidates {
        ranks[own] = candidate;
        let change = difference(&before, &incident(net, ties, ranks, face));
        let gained = cost(&change);
        if gained < best.as_ref().map_or(0, |(least, ..)| *least) {
            best = Some((gained, candidate, change));
        }
    }
    ranks[own] = stays;
    let Some((_, rank, change)) = best else {
        return false;
    };
    ranks[own] = rank;
    for (who, by) in change {
        let load = &mut loads[who as usize];
        *load = load.saturating_add_signed(by as i32);
    }
    true
}

/// Who has the edges and junctions of a face, one entry each.
fn incident(net: &Net, ties: &Ties, ranks: &[f64], face: u32) -> Vec<u32> {
    let rank = |face: u32| ranks[face as usize];
    let across = ties.across[face as usize].iter();
    let edges = across.map(|&other| {
        if rank(other) < rank(face) {
            other
        } else {
            face
        }
    });
    let junctions = ties.junctions[face as usize].iter();
    let owners = junctions.filter_map(|&v| highest(&net.junctions[v as usize].faces, rank));
    edges.chain(owners).collect()
}

/// How many more each has, without those for whom nothing changes.
fn difference(before: &[u32], after: &[u32]) -> Change {
    let mut all: Vec<(u32, i64)> = before.iter().map(|&who| (who, -1)).collect();
    all.extend(after.iter().map(|&who| (who, 1)));
    all.sort_unstable();
    let groups = all.chunk_by(|a, b| a.0 == b.0);
    let sums = groups.map(|group| (group[0].0, group.iter().map(|entry| entry.1).sum()));
    sums.filter(|&(_, by)| by != 0).collect()
}
