//! The ledger of a tier: addresses that belong to no area, and what assignment had to decide.
//!
//! - **unlocated**: addresses without an area, each with its reason;
//! - **conflict**: addresses that state another area than the one in which the position lies where they count;
//! - **unknown-area**: addresses that state an area which is not stored, whoever wins;
//! - **scattered**: building names that are no building, by their first address;
//! - **moved**: addresses that their building takes into another area than the one they lie in.

use std::collections::HashMap;
use std::sync::Arc;

use crate::assign::{Assignment, Reason};
use crate::geom::{LocalFrame, Metres, Position, Region, Ring};
use crate::layer::AreaLayer;
use crate::model::{Address, AddressId, AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// An address without an area.
    Unlocated,
    /// An address that states another area than it lies in.
    Conflict,
    /// An address that states an area which is not stored.
    UnknownArea,
    /// A building name that is no building.
    Scattered,
    /// An address that its building takes into another area.
    Moved,
}

impl EntryKind {
    /// All kinds, in the order of the ledger.
    pub const ALL: [Self; 5] = [
        Self::Unlocated,
        Self::Conflict,
        Self::UnknownArea,
        Self::Scattered,
        Self::Moved,
    ];

    /// The name used in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unlocated => "unlocated",
            Self::Conflict => "conflict",
            Self::UnknownArea => "unknown-area",
            Self::Scattered => "scattered",
            Self::Moved => "moved",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// What it is about.
    pub kind: EntryKind,
    /// The address; of a scattered name the first one.
    pub address: Address,
    /// The area that its file states.
    pub stated: Option<&'a AreaCode>,
    /// Where it lies by its position: in a conflict the one where it counts, of a moved address its own.
    pub found: Option<&'a AreaCode>,
    /// The area that it belongs to.
    pub counted: Option<&'a AreaCode>,
    /// Whether the stated area wins.
    pub code_wins: Option<bool>,
    /// Why it is unlocated.
    pub reason: Option<Reason>,
    /// In a conflict from the position to the border of the stated area, of a moved address from its own position to
    /// the one where it counts, of a scattered name the diagonal of the box around its addresses; in metres.
    pub distance_m: Option<f64>,
    /// How many addresses have a scattered name.
    pub addresses: Option<u32>,
}

/// How the addresses of a tier count; the first four and the unlocated ones add up to all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LedgerCounts {
    /// All addresses.
    pub addresses: usize,
    /// Those that count at their own position, borders left out.
    pub by_point: usize,
    /// Those that count at their own position, which lies on a border: the lower code owns it.
    pub on_border: usize,
    /// Those that count at another position of their building.
    pub by_building: usize,
    /// Those that count in the area that they state or in its ancestor, because it wins.
    pub by_code: usize,
    /// Those without an area.
    pub unlocated: usize,
    /// Those that state another area than they lie in.
    pub conflicts: usize,
    /// Those that state an area which is not stored.
    pub unknown_areas: usize,
    /// Building names that are no building.
    pub scattered: usize,
    /// Those that their building takes into another area.
    pub moved: usize,
}

/// The ledger of a tier of a snapshot.
#[derive(Debug)]
pub struct Ledger<'a> {
    snapshot: &'a Snapshot,
    layer: &'a AreaLayer<Grid>,
    assignment: Arc<Assignment>,
    /// The borders of stated areas in metres, kept for the next entry.
    borders: HashMap<&'a AreaCode, Vec<[Metres; 2]>>,
}

impl<'a> Ledger<'a> {
    /// The ledger of a tier, `None` when it has no grids. Cost: that of the assignment when nobody asked before.
    pub fn of(snapshot: &'a Snapshot, tier: Tier) -> Option<Self> {
        Some(Self {
            snapshot,
            layer: snapshot.grids.get(&tier)?,
            assignment: snapshot.assignment(tier),
            borders: HashMap::new(),
        })
    }

    /// How many entries of a kind there are. O(1).
    pub fn len(&self, kind: EntryKind) -> usize {
        let findings = &self.assignment.findings;
        match kind {
            EntryKind::Unlocated => self.assignment.unlocated.len(),
            EntryKind::Conflict => findings.conflicts.len(),
            EntryKind::UnknownArea => findings.unknown.len(),
            EntryKind::Scattered => self.snapshot.standing().scattered().len(),
            EntryKind::Moved => findings.displaced.len(),
        }
    }

    /// The id of the address of an entry, by its place among those of its kind, which are sorted by address id.
    pub fn address(&self, kind: EntryKind, place: usize) -> AddressId {
        let findings = &self.assignment.findings;
        let index = match kind {
            EntryKind::Unlocated => self.assignment.unlocated[place].address,
            EntryKind::Conflict => findings.conflicts[place].stated.address,
            EntryKind::UnknownArea => findings.unknown[place],
            EntryKind::Scattered => self.snapshot.standing().scattered()[place].address,
            EntryKind::Moved => findings.displaced[place].address,
        };
        self.snapshot.addresses.records().id(index as usize)
    }

    /// An entry, by its place among those of its kind. Cost: in a conflict O(vertices of the stated area).
    pub fn entry(&mut self, kind: EntryKind, place: usize) -> Entry<'a> {
        let assignment = Arc::clone(&self.assignment);
        let (standing, findings) = (self.snapshot.standing(), &assignment.findings);
        let plain = |index: u32| self.plain(kind, index);
        match kind {
            EntryKind::Unlocated => {
                let unlocated = assignment.unlocated[place];
                Entry {
                    reason: Some(unlocated.reason),
                    ..plain(unlocated.address)
                }
            }
            EntryKind::Conflict => {
                let conflict = findings.conflicts[place];
                let entry = Entry {
                    found: self.code(conflict.found),
                    ..plain(conflict.stated.address)
                };
                let at = standing.counts_at(conflict.stated.address);
                let distance_m = entry
                    .stated
                    .and_then(|code| self.border_distance_m(code, self.position(at)));
                Entry {
                    distance_m,
                    ..entry
                }
            }
            EntryKind::UnknownArea => plain(findings.unknown[place]),
            EntryKind::Scattered => {
                let name = standing.scattered()[place];
                Entry {
                    distance_m: Some(name.diagonal_m),
                    addresses: Some(name.addresses),
                    stated: None,
                    code_wins: None,
                    counted: None,
                    ..plain(name.address)
                }
            }
            EntryKind::Moved => {
                let moved = findings.displaced[place];
                let to = self.position(standing.counts_at(moved.address));
                let here = LocalFrame::new(self.position(moved.address));
                let there = here.to_metres(to);
                Entry {
                    found: self.code(moved.own),
                    distance_m: Some(there.distance_m(Metres { x: 0.0, y: 0.0 })),
                    ..plain(moved.address)
                }
            }
        }
    }

    /// How the addresses count. Cost: O(addresses).
    pub fn counts(&self) -> LedgerCounts {
        let Assignment {
            owners, findings, ..
        } = &*self.assignment;
        let addresses = self.snapshot.addresses.records();
        let standing = self.snapshot.standing();
        let mut by_code = findings.by_code.iter().copied().peekable();
        let mut moved = standing.moved().iter().map(|m| m.address).peekable();
        let mut counts = LedgerCounts {
            addresses: addresses.len(),
            conflicts: self.len(EntryKind::Conflict),
            unknown_areas: self.len(EntryKind::UnknownArea),
            scattered: self.len(EntryKind::Scattered),
            moved: self.len(EntryKind::Moved),
            ..LedgerCounts::default()
        };
        for (index, (position, owner)) in addresses.positions().zip(owners.iter()).enumerate() {
            let is_next = |next: Option<u32>| next == Some(index as u32);
            let is_by_code = is_next(by_code.next_if_eq(&(index as u32)));
            let is_moved = is_next(moved.next_if_eq(&(index as u32)));
            let slot = match owner {
                None => &mut counts.unlocated,
                Some(_) if is_by_code => &mut counts.by_code,
                Some(_) if is_moved => &mut counts.by_building,
                Some(area) if self.layer.on_border(area as usize, position) => {
                    &mut counts.on_border
                }
                Some(_) => &mut counts.by_point,
            };
            *slot += 1;
        }
        counts
    }

    /// What every kind of entry has.
    fn plain(&self, kind: EntryKind, index: u32) -> Entry<'a> {
        let addresses = self.snapshot.addresses.records();
        let stated = addresses.stated(index as usize);
        Entry {
            kind,
            address: addresses.row(index as usize),
            stated: stated.map(|stated| &stated.area),
            found: None,
            counted: self.code(self.assignment.owners.get(index as usize)),
            code_wins: stated.map(|stated| stated.wins),
            reason: None,
            distance_m: None,
            addresses: None,
        }
    }

    fn position(&self, index: u32) -> Position {
        self.snapshot.addresses.records().position(index as usize)
    }

    fn code(&self, area: Option<u32>) -> Option<&'a AreaCode> {
        area.map(|index| &self.layer.records()[index as usize].code)
    }

    /// How far a position is from the border of a stored grid, in metres of the snapshot's frame.
    fn border_distance_m(&mut self, code: &'a AreaCode, position: Position) -> Option<f64> {
        let (layer, index) = self.snapshot.grid(code)?;
        let frame = &self.snapshot.frame;
        let region = &layer.records()[index].region;
        let border = self.borders.entry(code);
        let border = border.or_insert_with(|| edges_m(region, frame));
        let here = frame.to_metres(position);
        let distances = border.iter().map(|&edge| distance_m(here, edge));
        distances.min_by(f64::total_cmp)
    }
}

/// The edges of a region in metres.
fn edges_m(region: &Region, frame: &LocalFrame) -> Vec<[Metres; 2]> {
    let edges = region.rings().flat_map(Ring::edges);
    edges
        .map(|(a, b)| [frame.to_metres(a), frame.to_metres(b)])
        .collect()
}

/// How far a point is from a segment.
fn distance_m(p: Metres, [a, b]: [Metres; 2]) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 {
        (((p.x - a.x) * dx + (p.y - a.y) * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    p.distance_m(Metres {
        x: a.x + along * dx,
        y: a.y + along * dy,
    })
}
