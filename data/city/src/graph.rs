//! What areas grow on: parcels, blocks or quarters, with their neighbours.
//!
//! A block is what no street parts, a quarter what no collector parts. Large areas are made of quarters and blocks, so
//! that their borders follow roads.

use std::collections::BTreeMap;

use hexward_engine::geom::Metres;

use crate::ground::{Class, Ground, edges};

/// A piece of ground that is not divided at this level.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its centre of gravity.
    pub(crate) center: Metres,
    /// Its share of the addresses.
    pub(crate) mass: u64,
    /// The atoms it consists of.
    pub(crate) atoms: Vec<u32>,
    /// Its neighbours, each with the cost of the way there.
    pub(crate) ways: Vec<(u32, u64)>,
}

/// All ground at one level.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    /// The nodes.
    pub(crate) nodes: Vec<Node>,
    /// For every atom its node.
    pub(crate) node_of: Vec<u32>,
}

impl Graph {
    /// The graph in which atoms are joined across lines of the classes that `joins` accepts.
    pub(crate) fn joined(ground: &Ground, joins: impl Fn(Class) -> bool) -> Self {
        let node_of = components(ground, joins);
        let count = node_of.iter().max().map_or(0, |&last| last as usize + 1);
        let mut members = vec![Vec::new(); count];
        for (atom, &node) in node_of.iter().enumerate() {
            members[node as usize].push(atom as u32);
        }
        let mut nodes: Vec<Node> = members
            .into_iter()
            .map(|atoms| Node {
                center: center(ground, &atoms),
                mass: atoms.iter().map(|&a| ground.atoms[a as usize].mass).sum(),
                atoms,
                ways: Vec::new(),
            })
            .collect();
        let mut costs: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for (number, atom) in ground.atoms.iter().enumerate() {
            for (a, b) in edges(&atom.ring) {
                let Some(other) = ground.left(b, a) else {
                    continue;
                };
                let (from, to) = (node_of[number], node_of[other as usize]);
                if from != to {
                    let tenths = ground.network.class(a, b).crossing_tenths();
                    let cost = costs.entry((from, to)).or_insert(tenths);
                    *cost = tenths.min(*cost);
                }
            }
        }
        for ((from, to), tenths) in costs {
            let way_m = nodes[from as usize]
                .center
                .distance_m(nodes[to as usize].center);
            let cost = ((way_m * 10.0) as u64 + 60) * tenths / 10;
            nodes[from as usize].ways.push((to, cost));
        }
        Self { nodes, node_of }
    }

    /// The nodes that atoms belong to, each once.
    pub(crate) fn nodes_of(&self, atoms: &[u32]) -> Vec<u32> {
        let mut nodes: Vec<u32> = atoms.iter().map(|&a| self.node_of[a as usize]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The atoms of nodes.
    pub(crate) fn atoms_of(&self, nodes: &[u32]) -> Vec<u32> {
        let atoms = |&node: &u32| self.nodes[node as usize].atoms.iter().copied();
        nodes.iter().flat_map(atoms).collect()
    }
}

/// The connected component of every atom, numbered in the order of their first atoms.
fn components(ground: &Ground, joins: impl Fn(Class) -> bool) -> Vec<u32> {
    let mut found = vec![u32::MAX; ground.atoms.len()];
    let mut next = 0;
    for start in 0..found.len() {
        if found[start] != u32::MAX {
            continue;
        }
        found[start] = next;
        let mut open = vec![start as u32];
        while let Some(atom) = open.pop() {
            for (a, b) in edges(&ground.atoms[atom as usize].ring) {
                let other = ground
                    .left(b, a)
                    .filter(|_| joins(ground.network.class(a, b)));
                if let Some(other) = other.filter(|&other| found[other as usize] == u32::MAX) {
                    found[other as usize] = next;
                    open.push(other);
                }
            }
        }
        next += 1;
    }
    found
}

fn center(ground: &Ground, atoms: &[u32]) -> Metres {
    let centers = atoms.iter().map(|&a| ground.atoms[a as usize].center);
    let (x, y) = centers.fold((0.0, 0.0), |sum, p| (sum.0 + p.x, sum.1 + p.y));
    Metres {
        x: x / atoms.len() as f64,
        y: y / atoms.len() as f64,
    }
}
