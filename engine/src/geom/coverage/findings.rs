//! What the exact checks found, before it is measured.

use std::collections::{BTreeMap, BTreeSet};

use super::edges::EdgeTable;
use super::fault::{Fault, FaultKind, Place, Size};
use super::noding::{Meeting, Segments, crossing_place, sides};
use super::wedges::overlapping_wedges;
use super::winding::windings_west;
use crate::geom::Position;

/// Two members whose interiors may meet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suspect {
    /// Where it was seen.
    pub(super) position: Position,
    /// Whether it is proved; otherwise an overlay must confirm it.
    pub(super) sure: bool,
}

/// Faults, and pairs of members to be measured.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) pairs: BTreeMap<(u32, u32), Suspect>,
}

impl Findings {
    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.pairs.is_empty()
    }

    fn suspect(&mut self, a: u32, b: u32, position: Position, sure: bool) {
        let suspect = Suspect { position, sure };
        let known = self.pairs.entry((a.min(b), a.max(b))).or_insert(suspect);
        if sure && !known.sure {
            *known = suspect;
        }
    }

    /// Takes over where edges meet elsewhere than at vertices.
    pub(super) fn add_meetings(&mut self, table: &EdgeTable, meetings: &[Meeting]) {
        let mut touches: BTreeSet<(u32, u32, u32, u32)> = BTreeSet::new();
        for meeting in meetings {
            match *meeting {
                Meeting::Crossing(e, f) => self.add_crossing(table, e, f),
                Meeting::Touching { edge, vertex, on } => {
                    for a in sides(table, edge) {
                        for b in sides(table, on) {
                            let (a, b) = (table.edge(a).owner, table.edge(b).owner);
                            touches.insert((vertex, on, a.min(b), a.max(b)));
                        }
                    }
                }
            }
        }
        for (vertex, on, a, b) in touches {
            let position = table.at(vertex);
            if a != b {
                self.suspect(a, b, position, false);
            }
            self.faults.push(Fault {
                place: Place::On {
                    vertex: position,
                    edge: table.ends(on),
                },
                ..Fault::at(FaultKind::Unmatched, &[a, b], position)
            });
        }
    }

    fn add_crossing(&mut self, table: &EdgeTable, e: u32, f: u32) {
        let position = crossing_place(table.ends(e), table.ends(f));
        for e in sides(table, e) {
            for f in sides(table, f) {
                self.suspect(table.edge(e).owner, table.edge(f).owner, position, true);
            }
        }
    }

    /// Takes over edges that occur twice.
    pub(super) fn add_doubled(&mut self, table: &EdgeTable) {
        for (e, f) in table.doubled() {
            let position = table.ends(e).0;
            self.suspect(table.edge(e).owner, table.edge(f).owner, position, true);
        }
    }

    /// Takes over all pairs of members that overlap without a crossing or a common edge.
    ///
    /// If edges of two such members meet at common vertices only, either their interiors meet next to a common vertex,
    /// or a ring of one lies inside the other, so that any vertex of it shows that. Where edges meet elsewhere too, an
    /// overlay must confirm what is seen from afar; `noded` says that they do not. Cost: O(n log n + r sqrt n) for r
    /// rings that are spread evenly.
    pub(super) fn add_overlaps(&mut self, table: &EdgeTable, segments: &Segments, noded: bool) {
        for vertex in 0..table.vertices().len() as u32 {
            if table.outgoing(vertex).len() > 1 {
                for (a, b) in overlapping_wedges(table, vertex) {
                    self.suspect(a, b, table.at(vertex), true);
                }
            }
        }
        for ring in table.rings() {
            let vertex = table.edge(ring.first).from;
            for outer in covering(table, segments, vertex) {
                self.suspect(ring.owner, outer, table.at(vertex), noded);
            }
        }
    }

    /// A proved overlap whose ground is thinner than a lattice step.
    pub(super) fn thin(kind: FaultKind, members: &[u32], position: Position) -> Fault {
        Fault {
            size: Size::AreaM2(0.0),
            ..Fault::at(kind, members, position)
        }
    }
}

/// The members without a vertex here that cover the ground west of a vertex, and so all around it.
fn covering(table: &EdgeTable, segments: &Segments, vertex: u32) -> Vec<u32> {
    let here = table.owners_at(vertex);
    let mut windings: BTreeMap<u32, i64> = BTreeMap::new();
    windings_west(table, segments, vertex, |e, sign| {
        *windings.entry(table.edge(e).owner).or_default() += sign;
    });
    let covering = windings
        .into_iter()
        .filter(|(owner, w)| *w > 0 && !here.contains(owner));
    covering.map(|(owner, _)| owner).collect()
}
