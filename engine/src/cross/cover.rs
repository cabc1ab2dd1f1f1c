//! Who answers for which flag.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::net::{Beyond, Net, NetError};
use super::rank::levelled;
use super::shape::{FlagAt, Shape};
use crate::assign::Assignment;
use crate::geom::{LocalFrame, Metres, Position, Region};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

/// What a crossing unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// A grid of the tier, its own worker's.
    Face,
    /// What lies on both sides of a border: a road segment.
    Edge,
    /// What lies around a place where borders meet.
    Junction,
}

impl UnitKind {
    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Face => "face",
            Self::Edge => "edge",
            Self::Junction => "junction",
        }
    }
}

/// A piece of ground that one worker answers for.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossUnit {
    /// Its key: the code of a face; the codes at an edge in order, as `990000000001G012~013#1`; those around a junction, as
    /// `990000000001G012·013·020#1`. Of the codes but the first only what comes behind their common beginning. It changes
    /// only with these codes, and with how often the same grids meet.
    pub key: String,
    /// What it is.
    pub kind: UnitKind,
    /// The grid whose worker answers for it; none for an outer edge, until it is agreed on.
    pub owner: Option<AreaCode>,
    /// Its ground, where all faces that it lies in are cut from a point; the addresses decide, not the ground.
    pub region: Option<Region>,
}

/// The part of a face between its centre, half of an edge and a junction; places in the lists of the net.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flag {
    /// The face.
    pub face: u32,
    /// The edge.
    pub edge: u32,
    /// The junction at the end of the edge.
    pub junction: u32,
}

/// The crossing responsibility of the workers of a tier.
pub struct FlagCover {
    /// The tier.
    pub tier: Tier,
    /// Faces, edges and junctions.
    pub net: Net,
    /// The rank of each face, all different.
    pub ranks: Vec<u32>,
    pub(super) edge_owners: Vec<Option<u32>>,
    pub(super) junction_owners: Vec<u32>,
    pub(super) flags: Vec<Option<Flag>>,
    pub(super) shapes: Vec<Shape>,
    layer: Arc<AreaLayer<Grid>>,
    /// The face of each grid of the layer.
    face_of: Vec<Option<u32>>,
    pub(super) frame: LocalFrame,
}

/// The crossing responsibility of the grids of a tier that belong to a parent, or of all; the flag of every address.
///
/// Cost: O(n log n) for n edges of rings, the assignment of the tier, O(log k) an address in a face with k edges, or O(k)
/// where it is cut by nearest border.
///
/// # Errors
/// [`NetError`].
pub fn flags(
    snapshot: &Snapshot,
    parent: Option<&AreaCode>,
    tier: Tier,
) -> Result<FlagCover, NetError> {
    let (net, members) = Net::of(snapshot, parent, tier)?;
    let layer = snapshot.grids.get(&tier).ok_or(NetError::NoGrids(tier))?;
    let ranks = levelled(&net);
    let (edge_owners, junction_owners) = owners(&net, &ranks);
    let mut edges: Vec<Vec<(u32, bool)>> = vec![Vec::new(); net.faces.len()];
    for (number, edge) in (0..).zip(&net.edges) {
        edges[edge.face as usize].push((number, true));
        if let Some(other) = edge.other() {
            edges[other as usize].push((number, false));
        }
    }
    let shapes = members.iter().zip(&edges).map(|(&index, edges)| {
        let region = &layer.records()[index as usize].region;
        Shape::of(&net, region, edges, &snapshot.frame)
    });
    let shapes = shapes.collect();
    let mut face_of = vec![None; layer.records().len()];
    for (face, &index) in (0..).zip(&members) {
        face_of[index as usize] = Some(face);
    }
    let mut cover = FlagCover {
        tier,
        edge_owners,
        junction_owners,
        flags: Vec::new(),
        shapes,
        layer: Arc::clone(layer),
        face_of,
        frame: snapshot.frame.clone(),
        ranks,
        net,
    };
    cover.flags = cover.of_addresses(snapshot, &snapshot.assignment(tier));
    Ok(cover)
}

/// The owner of each edge and of each junction.
fn owners(net: &Net, ranks: &[u32]) -> (Vec<Option<u32>>, Vec<u32>) {
    let rank = |face: &u32| ranks[*face as usize];
    let edges = net.edges.iter().map(|edge| {
        let other = edge.other()?;
        [edge.face, other].into_iter().min_by_key(rank)
    });
    let junctions = net.junctions.iter().map(|junction| {
        let highest = junction.faces.iter().copied().max_by_key(rank);
        highest.expect("a junction has faces around it")
    });
    (edges.collect(), junctions.collect())
}

impl FlagCover {
    fn of_addresses(&self, snapshot: &Snapshot, assignment: &Assignment) -> Vec<Option<Flag>> {
        let records = snapshot.addresses.records();
        let standing = snapshot.standing();
        let flag = |(address, owner): (usize, Option<u32>)| {
            let face = self.face_of[owner? as usize]?;
            let place = standing.counts_at(address as u32) as usize;
            Some(self.flag_in(face, self.frame.to_metres(records.position(place))))
        };
        assignment.owners.iter().enumerate().map(flag).collect()
    }

    fn flag_in(&self, face: u32, m: Metres) -> Flag {
        let FlagAt { edge, half } = self.shapes[face as usize].flag_at(m);
        let junction = self.net.edges[edge as usize].ends[usize::from(half)];
        Flag {
            face,
            edge,
            junction,
        }
    }

    /// The flag that an address is in, by its place in the layer; none outside all faces. O(1).
    pub fn flag_of(&self, address: usize) -> Option<Flag> {
        self.flags.get(address).copied().flatten()
    }

    /// The flag that a position is in; none outside all faces.
    pub fn flag_at(&self, position: Position) -> Option<Flag> {
        let index = self.layer.locate(position)?;
        let face = self.face_of[index]?;
        Some(self.flag_in(face, self.frame.to_metres(position)))
    }

    /// The grids whose workers answer for a flag, each once: the face's own first, then the edge's, then the junction's.
    pub fn people_of_flag(&self, flag: Flag) -> impl Iterator<Item = u32> + use<> {
        let (edge, junction) = (
            self.edge_owners[flag.edge as usize],
            self.junction_owners[flag.junction as usize],
        );
        let edge = edge.filter(|&face| face != flag.face);
        let junction = Some(junction).filter(|&face| face != flag.face && Some(face) != edge);
        [Some(flag.face), edge, junction].into_iter().flatten()
    }

    /// The grids whose workers answer for an address, by its place in the layer, each once, its own grid first; nobody
    /// where it is in no face.
    pub fn people_of(&self, address: usize) -> Vec<&AreaCode> {
        let flag = self.flag_of(address).into_iter();
        let people = flag.flat_map(|flag| self.people_of_flag(flag));
        people.map(|face| &self.net.faces[face as usize]).collect()
    }

    /// Whether a flag is on a border of two faces, so that two people or more answer for it.
    pub fn is_inner(&self, flag: Flag) -> bool {
        self.edge_owners[flag.edge as usize].is_some()
    }

    /// All flags: of each edge, on both of its sides, that at either end.
    pub fn all_flags(&self) -> impl Iterator<Item = Flag> + '_ {
        let edges = (0..).zip(&self.net.edges);
        edges.flat_map(|(number, edge)| {
            let faces = [Some(edge.face), edge.other()].into_iter().flatten();
            faces.flat_map(move |face| {
                edge.ends.map(|junction| Flag {
                    face,
                    edge: number,
                    junction,
                })
            })
        })
    }

    /// All units: faces, edges, junctions.
    pub fn units(&self) -> Vec<CrossUnit> {
        let code = |face: u32| &self.net.faces[face as usize];
        let mut units: Vec<CrossUnit> = Vec::new();
        for (face, own) in self.net.faces.iter().enumerate() {
            let index = self.layer.index_of(own).map(|i| &self.layer.records()[i]);
            units.push(CrossUnit {
                key: own.to_string(),
                kind: UnitKind::Face,
                owner: Some(code(face as u32).clone()),
                region: index.map(|grid| grid.region.clone()),
            });
        }
        for ((number, key), owner) in (0..).zip(self.edge_keys()).zip(&self.edge_owners) {
            units.push(CrossUnit {
                key,
                kind: UnitKind::Edge,
                owner: owner.map(|face| code(face).clone()),
                region: self.edge_region(number),
            });
        }
        let edges_at = self.edges_at();
        for ((number, key), owner) in (0..).zip(self.junction_keys()).zip(&self.junction_owners) {
            units.push(CrossUnit {
                key,
                kind: UnitKind::Junction,
                owner: Some(code(*owner).clone()),
                region: self.junction_region(number, &edges_at[number as usize]),
            });
        }
        units
    }

    /// The keys of the edges, in their order.
    pub fn edge_keys(&self) -> Vec<String> {
        let codes = self.net.edges.iter().map(|edge| {
            let own = self.net.faces[edge.face as usize].as_str();
            let other = match &edge.beyond {
                Beyond::Face(face) => self.net.faces[*face as usize].as_str(),
                Beyond::Neighbour(code) => code.as_str(),
                Beyond::Nobody => "",
            };
            let mut codes = vec![own, other];
            if matches!(edge.beyond, Beyond::Face(_)) {
                codes.sort_unstable();
            }
            codes
        });
        let starts = self.net.edges.iter().map(|edge| {
            let ends = [edge.path[0], edge.path[edge.path.len() - 1]];
            (ends[0].min(ends[1]), edge.path[1])
        });
        keys(&codes.collect::<Vec<_>>(), &starts.collect::<Vec<_>>(), "~")
    }

    /// The keys of the junctions, in their order.
    pub fn junction_keys(&self) -> Vec<String> {
        let around = |faces: &[u32]| -> Vec<&str> {
            let codes = faces
                .iter()
                .map(|&face| self.net.faces[face as usize].as_str());
            codes.collect()
        };
        let junctions = self.net.junctions.iter();
        let codes: Vec<Vec<&str>> = junctions.clone().map(|j| around(&j.faces)).collect();
        let places: Vec<Position> = junctions.map(|junction| junction.place).collect();
        keys(&codes, &places, "·")
    }
}

/// Keys of some lists of codes: those but the first without the beginning that they have in common, and a number that
/// tells equal texts apart, in the order of `places`.
pub(super) fn keys<P: Ord>(codes: &[Vec<&str>], places: &[P], between: &str) -> Vec<String> {
    let mut equal: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, list) in codes.iter().enumerate() {
        let text = fitting(shortened(list, between));
        equal.entry(text).or_default().push(number);
    }
    let mut keys = vec![String::new(); codes.len()];
    for (text, mut numbers) in equal {
        numbers.sort_by(|&a, &b| places[a].cmp(&places[b]));
        for (k, number) in (1..).zip(numbers) {
            keys[number] = format!("{text}#{k}");
        }
    }
    keys
}

/// A text as it is, or cut so that it and a number fit into an identifier.
fn fitting(text: String) -> String {
    const MOST_CHARS: usize = 56;
    if text.chars().count() <= MOST_CHARS {
        return text;
    }
    text.chars().take(MOST_CHARS - 1).chain(['…']).collect()
}

fn shortened(codes: &[&str], between: &str) -> String {
    /// At least so many characters of a code are written: its number within the parent.
    const NUMBER: usize = 3;
    let first = codes[0];
    let alike = |other: &&str| {
        let pairs = first.bytes().zip(other.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let of_one_length = codes.iter().all(|code| code.len() == first.len());
    let common = codes.iter().map(alike).min().unwrap_or(0);
    let cut = if of_one_length {
        common.min(first.len().saturating_sub(NUMBER))
    } else {
        0
    };
    let rest = codes[1..].iter().map(|code| &code[cut..]);
    std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join(between)
}
