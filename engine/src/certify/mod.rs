//! Certificates: a plan's grids and addresses with everything needed to prove that the grids divide the ground and that
//! every address has exactly one grid. `FORMAT.md` beside this file describes the text and what a verifier checks.

mod cover;
mod noding;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

pub use cover::COVER_LEAST;
use sha2::{Digest, Sha256};

use crate::assign::Assignment;
use crate::geom::Region;
use crate::layer::AreaLayer;
use crate::model::{Address, AddressId, AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

/// What a certificate states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stated {
    /// Grids of all tiers.
    pub grids: u64,
    /// Addresses.
    pub addresses: u64,
    /// Addresses that count in a grid.
    pub located: u64,
    /// Households at all addresses.
    pub households: u64,
    /// Residents at all addresses.
    pub residents: u64,
}

/// Writes the certificate of a snapshot; whether it holds is for a verifier to say. Where there are duties, it states who
/// answers for each address.
///
/// Addresses are assigned to [`Snapshot::counted_tier`]. Cost: O(edges log edges + addresses).
///
/// # Errors
/// Those of `out`.
pub fn write_certificate(snapshot: &Snapshot, out: impl Write) -> io::Result<Stated> {
    let mut out = Hashed {
        out,
        sha256: Sha256::new(),
    };
    let name = snapshot
        .place
        .as_ref()
        .map_or("", |place| place.name.en.as_str());
    // without grids no address is stated
    let has_cover = snapshot.counted_tier().is_some()
        && !snapshot.duties.records().is_empty()
        && !snapshot.addresses.records().is_empty();
    let version = if has_cover { 3 } else { 2 };
    out.line(format_args!("hexward-certificate\t{version}"))?;
    out.line(format_args!(
        "place\t{}",
        name.replace(['\t', '\n', '\r'], " ")
    ))?;
    out.line(format_args!("revision\t{}", snapshot.revision))?;
    let mut stated = Stated::default();
    for (tier, layer) in &snapshot.grids {
        stated.grids += write_tier(&mut out, snapshot, *tier, layer)?;
    }
    let counted = snapshot
        .counted_tier()
        .and_then(|tier| Some((tier, snapshot.grids.get(&tier)?)));
    if let Some((tier, layer)) = counted.filter(|_| !snapshot.addresses.records().is_empty()) {
        let assignment = snapshot.assignment(tier);
        write_addresses(&mut out, snapshot, tier, layer, &assignment, &mut stated)?;
        if has_cover {
            cover::write_cover(&mut out, snapshot, layer, &assignment)?;
        }
    }
    let Stated {
        grids,
        addresses,
        located,
        households,
        residents,
    } = stated;
    out.line(format_args!(
        "total\t{grids}\t{addresses}\t{located}\t{households}\t{residents}"
    ))?;
    let Hashed { mut out, sha256 } = out;
    writeln!(out, "sha256\t{:x}", sha256.finalize())?;
    out.flush()?;
    Ok(stated)
}

/// A writer that hashes what passes.
struct Hashed<W> {
    out: W,
    sha256: Sha256,
}

impl<W: Write> Hashed<W> {
    fn line(&mut self, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        let line = format!("{text}\n");
        self.sha256.update(&line);
        self.out.write_all(line.as_bytes())
    }
}

fn write_tier<W: Write>(
    out: &mut Hashed<W>,
    snapshot: &Snapshot,
    tier: Tier,
    layer: &AreaLayer<Grid>,
) -> io::Result<u64> {
    let grids = layer.records();
    let children = children(snapshot, tier);
    out.line(format_args!("tier\t{tier}\t{}", grids.len()))?;
    for grid in grids {
        let parent = grid.parent.as_ref().map_or("-", AreaCode::as_str);
        let inside = children.get(&grid.code).map_or(&[][..], Vec::as_slice);
        let rings = noding::noded_rings(&grid.region, inside);
        out.line(format_args!(
            "grid\t{}\t{parent}\t{}",
            grid.code,
            rings.len()
        ))?;
        for ring in rings {
            let vertices: Vec<String> = ring
                .iter()
                .map(|v| format!("{} {}", v.lon(), v.lat()))
                .collect();
            out.line(format_args!("ring\t{}\t{}", ring.len(), vertices.join(" ")))?;
        }
    }
    Ok(grids.len() as u64)
}

/// The regions of the grids that name a grid of this tier as their parent.
fn children(snapshot: &Snapshot, tier: Tier) -> BTreeMap<AreaCode, Vec<&Region>> {
    let below = snapshot.grids.iter().filter(|(other, _)| **other > tier);
    let mut children: BTreeMap<AreaCode, Vec<&Region>> = BTreeMap::new();
    for grid in below.flat_map(|(_, layer)| layer.records()) {
        if let Some(parent) = &grid.parent {
            children
                .entry(parent.clone())
                .or_default()
                .push(&grid.region);
        }
    }
    children
}

fn write_addresses<W: Write>(
    out: &mut Hashed<W>,
    snapshot: &Snapshot,
    tier: Tier,
    layer: &AreaLayer<Grid>,
    assignment: &Assignment,
    stated: &mut Stated,
) -> io::Result<()> {
    let addresses = snapshot.addresses.records();
    out.line(format_args!("addresses\t{tier}\t{}", addresses.len()))?;
    let mut moved = snapshot.standing().moved().iter().peekable();
    let mut by_code = assignment.findings.by_code.iter().peekable();
    let mut unlocated = assignment.unlocated.iter().peekable();
    for (index, (address, owner)) in (0_u32..).zip(addresses.rows().zip(assignment.owners.iter())) {
        let moved = moved.next_if(|moved| moved.address == index);
        let counts_at = moved.map(|moved| moved.to as usize);
        let by_code = by_code.next_if_eq(&&index).is_some();
        let reason = unlocated.next_if(|unlocated| unlocated.address == index);
        let position = counts_at.map_or(address.position, |at| addresses.position(at));
        let witness = match (owner, reason) {
            (Some(_), _) if by_code => "stated",
            (Some(area), _) if layer.on_border(area as usize, position) => "border",
            (Some(_), _) => "inside",
            (None, reason) => reason.map_or("outside", |unlocated| unlocated.reason.name()),
        };
        let grid = owner.map(|area| &layer.records()[area as usize].code);
        let counts_at = counts_at.map(|at| addresses.id(at));
        write_address(out, &address, counts_at.as_ref(), grid, witness)?;
        stated.addresses += 1;
        stated.located += u64::from(owner.is_some());
        stated.households += u64::from(address.households);
        stated.residents += u64::from(address.residents);
    }
    for (grid, tally) in layer.records().iter().zip(&assignment.tallies) {
        let (addresses, households, residents) =
            (tally.addresses, tally.households, tally.residents);
        out.line(format_args!(
            "tally\t{}\t{addresses}\t{households}\t{residents}",
            grid.code
        ))?;
    }
    Ok(())
}

fn write_address<W: Write>(
    out: &mut Hashed<W>,
    address: &Address,
    counts_at: Option<&AddressId>,
    grid: Option<&AreaCode>,
    witness: &str,
) -> io::Result<()> {
    let Address { id, position, .. } = address;
    let (lon, lat) = (position.lon(), position.lat());
    let building = building_field(&address.building);
    let counts_at = counts_at.map_or("-", AddressId::as_str);
    let code = grid.map_or("-", AreaCode::as_str);
    let (area, winner) = match address.stated.as_deref() {
        None => ("-", ""),
        Some(stated) if stated.wins => (stated.area.as_str(), " code"),
        Some(stated) => (stated.area.as_str(), " point"),
    };
    let (households, residents) = (address.households, address.residents);
    out.line(format_args!(
        "address\t{id}\t{lon} {lat}\t{building}\t{counts_at}\t{area}{winner}\t{code}\t{witness}\t{households}\t{residents}"
    ))
}

/// The name of a building as a field: a dash for none, and what would break the line as `%` and two digits a byte.
fn building_field(name: &str) -> Cow<'_, str> {
    match name {
        "" => Cow::Borrowed("-"),
        "-" => Cow::Borrowed("%2D"),
        plain if !plain.chars().any(|c| c.is_control() || c == '%') => Cow::Borrowed(plain),
        _ => {
            let mut field = String::new();
            for c in name.chars() {
                if c.is_control() || c == '%' {
                    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                        // writing to a String cannot fail
                        let _ = write!(field, "%{byte:02X}");
                    }
                } else {
                    field.push(c);
                }
            }
            Cow::Owned(field)
        }
    }
}
