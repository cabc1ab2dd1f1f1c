//! C4: who answers for each address.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use super::Hashed;
use crate::assign::Assignment;
use crate::duties::{Cover, absences, histogram};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, DutyId, Grid, Ground, StaffId};
use crate::snapshot::Snapshot;

/// How many people are enough for an address.
pub const COVER_LEAST: usize = 2;

/// Writes the duties, how many people answer for how many addresses, and what the absence of each person leaves.
///
/// Cost: O(addresses × duties of an address).
pub(super) fn write_cover<W: Write>(
    out: &mut Hashed<W>,
    snapshot: &Snapshot,
    layer: &AreaLayer<Grid>,
    assignment: &Assignment,
) -> io::Result<()> {
    let cover = snapshot.cover(None);
    let listed = listed(snapshot, &cover, layer, assignment);
    let duties = snapshot.duties.records();
    out.line(format_args!("cover\t{COVER_LEAST}\t{}", duties.len()))?;
    for duty in duties {
        let staff: BTreeSet<&StaffId> = duty.holders.iter().map(|holder| &holder.staff).collect();
        let staff = joined(staff.into_iter().map(StaffId::to_string));
        let id = &duty.id;
        match (listed.get(id), &duty.ground) {
            (None, Ground::Areas(codes)) => {
                let codes: BTreeSet<&AreaCode> = codes.iter().collect();
                let codes = joined(codes.into_iter().map(AreaCode::to_string));
                out.line(format_args!("duty\t{id}\t{staff}\tareas\t{codes}"))?;
            }
            (addresses, _) => {
                let addresses = addresses.into_iter().flatten();
                let addresses = joined(addresses.map(u32::to_string));
                out.line(format_args!("duty\t{id}\t{staff}\taddresses\t{addresses}"))?;
            }
        }
    }
    for (people, extent) in histogram(&cover, None).iter().enumerate() {
        let (addresses, households) = (extent.addresses, extent.households);
        out.line(format_args!("covered\t{people}\t{addresses}\t{households}"))?;
    }
    let mut absences = absences(&cover, COVER_LEAST);
    absences.sort_by(|a, b| cover.staff(a.person).cmp(cover.staff(b.person)));
    for absence in absences {
        out.line(format_args!(
            "absent\t{}\t{}\t{}\t{}",
            cover.staff(absence.person),
            absence.answers_for.addresses,
            absence.left_below.addresses,
            absence.left_alone.addresses
        ))?;
    }
    Ok(())
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [] => "-".to_owned(),
        _ => items.join(" "),
    }
}

/// The addresses, by their places, of the duties whose addresses are not those of the grids that they name.
fn listed<'a>(
    snapshot: &'a Snapshot,
    cover: &'a Cover,
    layer: &AreaLayer<Grid>,
    assignment: &Assignment,
) -> HashMap<&'a DutyId, Vec<u32>> {
    let mut by_code: BTreeMap<&AreaCode, Vec<&DutyId>> = BTreeMap::new();
    for duty in snapshot.duties.records() {
        if let Ground::Areas(codes) = &duty.ground {
            for code in codes {
                by_code.entry(code).or_default().push(&duty.id);
            }
        }
    }
    let of_grid = |grid: u32| -> BTreeSet<&DutyId> {
        let mut found = BTreeSet::new();
        let mut next = Some(&layer.records()[grid as usize]);
        // parents are of larger tiers, of which there are four
        for _ in 0..4 {
            let Some(grid) = next else { break };
            found.extend(by_code.get(&grid.code).into_iter().flatten());
            let parent = grid.parent.as_ref().and_then(|code| snapshot.grid(code));
            next = parent.map(|(layer, index)| &layer.records()[index]);
        }
        found
    };
    let mut of_grids: HashMap<u32, BTreeSet<&DutyId>> = HashMap::new();
    let mut listed: HashMap<&DutyId, Vec<u32>> = HashMap::new();
    for duty in snapshot.duties.records() {
        let is_unknown = |code: &AreaCode| snapshot.grid(code).is_none();
        if matches!(&duty.ground, Ground::Areas(codes) if codes.iter().any(is_unknown)) {
            listed.insert(&duty.id, Vec::new());
        }
    }
    for (address, owner) in (0_u32..).zip(assignment.owners.iter()) {
        let named = owner.map(|grid| &*of_grids.entry(grid).or_insert_with(|| of_grid(grid)));
        let site = cover.site_of(address as usize);
        let here = site.into_iter().flat_map(|site| cover.duties_at(site));
        let here: BTreeSet<&DutyId> = here.map(|duty| &duty.id).collect();
        // neither named without holding the address, nor the other way round
        let apart: Vec<&DutyId> = match named {
            Some(named) => named.symmetric_difference(&here).copied().collect(),
            None => here.iter().copied().collect(),
        };
        for duty in apart {
            listed.entry(duty).or_default();
        }
    }
    for (address, _) in (0_u32..).zip(assignment.owners.iter()) {
        let site = cover.site_of(address as usize);
        for duty in site.into_iter().flat_map(|site| cover.duties_at(site)) {
            if let Some(addresses) = listed.get_mut(&duty.id) {
                addresses.push(address);
            }
        }
    }
    listed
}
