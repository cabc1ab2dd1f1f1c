//! Coarser and coarser graphs: pairs of clusters with much border in common become one.

use super::super::chance::Chance;
use super::level::Level;
use crate::watch::Watch;

/// Nodes whose order is left to chance among themselves: what lies together in memory is looked at together.
const RUN: usize = 2_048;

/// Brings items into an order of chance, run by run.
pub(super) fn shuffled(items: &mut [u32], chance: &mut Chance) {
    for run in items.chunks_mut(RUN) {
        for end in (1..run.len()).rev() {
            run.swap(end, chance.below(end + 1));
        }
    }
}

/// A graph, and to which cluster of the next coarser graph each of its nodes belongs.
pub(super) struct Step {
    pub(super) level: Level,
    pub(super) cluster: Vec<u32>,
}

/// What limits clusters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many clusters are few enough.
    pub(super) enough: usize,
    /// Work of a cluster of more than one unit.
    pub(super) work: u64,
}

/// The steps from a graph, the finest first, and the coarsest graph. With labels only nodes of one label come together.
pub(super) fn coarsened(
    level: Level,
    limits: Limits,
    mut labels: Option<&mut Vec<u32>>,
    chance: &mut Chance,
    watch: &Watch,
) -> (Vec<Step>, Level) {
    let mut steps = Vec::new();
    let mut level = level;
    while level.len() > limits.enough && !watch.is_stopped() {
        let (cluster, count) =
            matching(&level, limits, labels.as_deref().map(Vec::as_slice), chance);
        if count * 20 > level.len() * 19 {
            break;
        }
        let coarse = level.contracted(&cluster, count);
        if let Some(labels) = labels.as_deref_mut() {
            let mut coarser = vec![0; count];
            for (node, &own) in cluster.iter().enumerate() {
                coarser[own as usize] = labels[node];
            }
            *labels = coarser;
        }
        steps.push(Step { level, cluster });
        level = coarse;
    }
    (steps, level)
}

/// Pairs of neighbours, and the rest alone: the number of each node's cluster, and how many clusters there are.
///
/// A node goes with the neighbour that has the largest common border for the border that the two together keep, among those
/// that are still free.
fn matching(
    level: &Level,
    limits: Limits,
    labels: Option<&[u32]>,
    chance: &mut Chance,
) -> (Vec<u32>, usize) {
    let nodes = level.len();
    let around: Vec<u64> = (0..nodes as u32).map(|node| level.around(node)).collect();
    let size_limit = (level.size.iter().map(|&size| u64::from(size)).sum::<u64>() * 4)
        .div_ceil(limits.enough.max(1) as u64);
    let fits = |a: u32, b: u32| {
        let (a, b) = (a as usize, b as usize);
        level.work[a] + level.work[b] <= limits.work
            && u64::from(level.size[a] + level.size[b]) <= size_limit
            && labels.is_none_or(|labels| labels[a] == labels[b])
    };
    let mut partner = vec![u32::MAX; nodes];
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    shuffled(&mut order, chance);
    for node in order {
        if partner[node as usize] != u32::MAX {
            continue;
        }
        let mut best: Option<(f64, u32)> = None;
        for edge in level.edges(node) {
            if partner[edge.to as usize] != u32::MAX || !fits(node, edge.to) {
                continue;
            }
            let kept = around[node as usize] + around[edge.to as usize] - 2 * u64::from(edge.cost);
            let rating = f64::from(edge.cost) / (kept + 1) as f64;
            if best.is_none_or(|(most, _)| rating > most) {
                best = Some((rating, edge.to));
            }
        }
        let other = best.map_or(node, |(_, other)| other);
        partner[node as usize] = other;
        partner[other as usize] = node;
    }
    numbered(&partner)
}

fn numbered(partner: &[u32]) -> (Vec<u32>, usize) {
    let mut cluster = vec![u32::MAX; partner.len()];
    let mut count = 0;
    for (node, &other) in partner.iter().enumerate() {
        if cluster[node] == u32::MAX {
            cluster[node] = count;
            cluster[other as usize] = count;
            count += 1;
        }
    }
    (cluster, count as usize)
}
