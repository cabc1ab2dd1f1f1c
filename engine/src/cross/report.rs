//! What a crossing responsibility comes to: how many answer for each address, who has how much, what is left to agree on.

use std::collections::BTreeMap;

use super::net::Beyond;
use super::{Flag, FlagCover};
use crate::model::AreaCode;
use crate::snapshot::Snapshot;

/// What a worker has beside the own grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// Edges.
    pub edges: u32,
    /// Junctions.
    pub junctions: u32,
    /// Households of other grids at these.
    pub households: u64,
}

/// A border with somebody else, along which a partner is needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The face whose border it is.
    pub face: AreaCode,
    /// The grid of another parent beyond; none at the end of the map.
    pub neighbour: Option<AreaCode>,
    /// How long the border is, in metres.
    pub length_m: f64,
    /// Addresses at it for which one person alone answers.
    pub single_addresses: u64,
    /// Households there.
    pub single_households: u64,
}

/// What a crossing responsibility comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CoverReport {
    /// Faces, edges (inner and outer) and junctions.
    pub faces: usize,
    /// Borders of two faces.
    pub inner_edges: usize,
    /// Borders with others.
    pub outer_edges: usize,
    /// Places where borders meet.
    pub junctions: usize,
    /// Flags on inner edges.
    pub inner_flags: usize,
    /// Of these, the ones for which one person alone answers: none, as is proved.
    pub single_inner_flags: usize,
    /// Flags on outer edges for which one person alone answers.
    pub single_outer_flags: usize,
    /// How many addresses no, one, two or three people answer for; the first are those outside all faces.
    pub addresses_by_people: [u64; 4],
    /// Addresses in flags on inner edges for which one person alone answers.
    pub single_inner_addresses: u64,
    /// The most addresses that would be left with nobody if one person were absent, now that ground crosses.
    pub worst_absence: u64,
    /// The same with faces alone: the addresses of the largest face.
    pub worst_absence_before: u64,
    /// What each worker has beside the own grid, in the order of the faces.
    pub extra: Vec<Extra>,
    /// The outer borders, by face and neighbour.
    pub agreements: Vec<Agreement>,
}

impl CoverReport {
    /// Edges and junctions a worker, on average; 0 without workers.
    pub fn extra_units_mean(&self) -> f64 {
        let all: u32 = self.extra.iter().map(|own| own.edges + own.junctions).sum();
        f64::from(all) / self.extra.len().max(1) as f64
    }

    /// The most edges and junctions that a worker has.
    pub fn extra_units_max(&self) -> u32 {
        let units = self.extra.iter().map(|own| own.edges + own.junctions);
        units.max().unwrap_or(0)
    }
}

impl FlagCover {
    /// What it comes to. Cost: O(flags + addresses).
    pub fn report(&self, snapshot: &Snapshot) -> CoverReport {
        let mut report = CoverReport {
            faces: self.net.faces.len(),
            junctions: self.net.junctions.len(),
            extra: vec![Extra::default(); self.net.faces.len()],
            ..CoverReport::default()
        };
        for owner in &self.edge_owners {
            match owner {
                Some(face) => {
                    report.inner_edges += 1;
                    report.extra[*face as usize].edges += 1;
                }
                None => report.outer_edges += 1,
            }
        }
        for owner in &self.junction_owners {
            report.extra[*owner as usize].junctions += 1;
        }
        for flag in self.all_flags() {
            let single = usize::from(self.people_of_flag(flag).count() < 2);
            if self.is_inner(flag) {
                report.inner_flags += 1;
                report.single_inner_flags += single;
            } else {
                report.single_outer_flags += single;
            }
        }
        self.count_addresses(snapshot, &mut report);
        report
    }

    fn count_addresses(&self, snapshot: &Snapshot, report: &mut CoverReport) {
        let faces = self.net.faces.len();
        let (mut alone, mut before) = (vec![0_u64; faces], vec![0_u64; faces]);
        let mut outer: BTreeMap<(u32, &Beyond), Agreement> = BTreeMap::new();
        for edge in self.net.edges.iter().filter(|edge| edge.other().is_none()) {
            self.agreement(&mut outer, edge.face, &edge.beyond).length_m += edge.length_m;
        }
        let households = snapshot.addresses.records().households();
        for (households, flag) in households.zip(&self.flags) {
            let Some(flag) = *flag else {
                report.addresses_by_people[0] += 1;
                continue;
            };
            let people: Vec<u32> = self.people_of_flag(flag).collect();
            report.addresses_by_people[people.len()] += 1;
            before[flag.face as usize] += 1;
            for &other in &people[1..] {
                report.extra[other as usize].households += u64::from(households);
            }
            if people.len() > 1 {
                continue;
            }
            alone[flag.face as usize] += 1;
            if self.is_inner(flag) {
                report.single_inner_addresses += 1;
                continue;
            }
            let beyond = &self.net.edges[flag.edge as usize].beyond;
            let agreement = self.agreement(&mut outer, flag.face, beyond);
            agreement.single_addresses += 1;
            agreement.single_households += u64::from(households);
        }
        report.worst_absence = alone.into_iter().max().unwrap_or(0);
        report.worst_absence_before = before.into_iter().max().unwrap_or(0);
        report.agreements = outer.into_values().collect();
    }

    fn agreement<'a, 'b>(
        &self,
        all: &'b mut BTreeMap<(u32, &'a Beyond), Agreement>,
        face: u32,
        beyond: &'a Beyond,
    ) -> &'b mut Agreement {
        all.entry((face, beyond)).or_insert_with(|| Agreement {
            face: self.net.faces[face as usize].clone(),
            neighbour: match beyond {
                Beyond::Neighbour(code) => Some(code.clone()),
                _ => None,
            },
            length_m: 0.0,
            single_addresses: 0,
            single_households: 0,
        })
    }

    /// Addresses and households of each unit, in the order of [`FlagCover::units`].
    pub fn sums(&self, snapshot: &Snapshot) -> Vec<(u64, u64)> {
        let (faces, edges) = (self.net.faces.len(), self.net.edges.len());
        let mut sums = vec![(0, 0); faces + edges + self.net.junctions.len()];
        for (households, flag) in snapshot.addresses.records().households().zip(&self.flags) {
            let Some(flag) = flag else { continue };
            let (edge, junction) = (flag.edge as usize, flag.junction as usize);
            for unit in [flag.face as usize, faces + edge, faces + edges + junction] {
                sums[unit].0 += 1;
                sums[unit].1 += u64::from(households);
            }
        }
        sums
    }

    /// The places of the addresses in a flag that meets a condition, ascending.
    pub fn addresses_where(&self, holds: impl Fn(Flag) -> bool) -> Vec<usize> {
        let flags = self.flags.iter().enumerate();
        let met = flags.filter(|(_, flag)| flag.is_some_and(&holds));
        met.map(|(address, _)| address).collect()
    }
}
