//! What the exact checks found, before it is measured.

use std::collections::{BTreeMap, BTreeSet};

use super::edges::EdgeTable;
use super::fault::{Fault, FaultKind, Place, Size};
use super::noding::{Meeting, Segments, crossing_place};
use super::wedges::overlapping_wedges;
use super::winding::{miscounts, windings_west};
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

    /// Takes over where members cover ground more than once although their edges match.
    ///
    /// `sound` says that nothing else was found, so that what is found now is proved.
    pub(super) fn add_miscounts(&mut self, table: &EdgeTable, segments: &Segments, sound: bool) {
        for vertex in miscounts(table, segments, &table.unmatched()) {
            let position = table.at(vertex);
            let here = table.owners_at(vertex);
            let wedges = overlapping_wedges(table, vertex);
            let around = covering(table, segments, vertex, &here);
            if wedges.is_empty() && around.is_empty() && sound {
                self.faults
                    .push(Fault::at(FaultKind::Overlap, &here, position));
            }
            for (a, b) in wedges {
                self.suspect(a, b, position, true);
            }
            for outer in around {
                for &inner in &here {
                    self.suspect(inner, outer, position, sound);
                }
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
fn covering(table: &EdgeTable, segments: &Segments, vertex: u32, here: &[u32]) -> Vec<u32> {
    let mut windings: BTreeMap<u32, i64> = BTreeMap::new();
    windings_west(table, segments, vertex, |e, sign| {
        *windings.entry(table.edge(e).owner).or_default() += sign;
    });
    let covering = windings
        .into_iter()
        .filter(|(owner, w)| *w > 0 && !here.contains(owner));
    covering.map(|(owner, _)| owner).collect()
}

/// An edge and, if it has one, its reverse.
fn sides(table: &EdgeTable, edge: u32) -> impl Iterator<Item = u32> {
    [Some(edge), table.reverse(edge)].into_iter().flatten()
}
