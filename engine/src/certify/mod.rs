//! Certificates: a plan's grids and addresses with everything needed to prove that the grids divide the ground and that
//! every address has exactly one grid. `FORMAT.md` beside this file describes the text and what a verifier checks.

mod noding;

use std::collections::BTreeMap;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::assign::Assignment;
use crate::geom::{Position, Region};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

/// What a certificate states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stated {
    /// Grids of all tiers.
    pub grids: u64,
    /// Addresses.
    pub addresses: u64,
    /// Addresses that lie in a grid.
    pub located: u64,
    /// Households at all addresses.
    pub households: u64,
    /// Residents at all addresses.
    pub residents: u64,
}

/// Writes the certificate of a snapshot; whether it holds is for a verifier to say.
///
/// Addresses are assigned to the lowest tier down to `grid`. Cost: O(edges log edges + addresses).
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
    out.line(format_args!("hexward-certificate\t1"))?;
    out.line(format_args!(
        "place\t{}",
        name.replace(['\t', '\n', '\r'], " ")
    ))?;
    out.line(format_args!("revision\t{}", snapshot.revision))?;
    let mut stated = Stated::default();
    for (tier, layer) in &snapshot.grids {
        stated.grids += write_tier(&mut out, snapshot, *tier, layer)?;
    }
    if let Some((tier, layer)) =
        assigned_tier(snapshot).filter(|_| !snapshot.addresses.records().is_empty())
    {
        let assignment = snapshot.assignment(tier);
        write_addresses(&mut out, snapshot, tier, layer, &assignment, &mut stated)?;
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

/// The tier that addresses are assigned to: the lowest down to `grid`.
fn assigned_tier(snapshot: &Snapshot) -> Option<(Tier, &AreaLayer<Grid>)> {
    let tiers = [Tier::Grid, Tier::Community, Tier::Street];
    tiers
        .into_iter()
        .find_map(|tier| Some((tier, snapshot.grids.get(&tier)?.as_ref())))
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
    for (address, owner) in addresses.iter().zip(assignment.owners.iter()) {
        let grid = owner.map(|index| &layer.records()[index as usize]);
        let code = grid.map_or("-", |grid| grid.code.as_str());
        let witness = grid.map_or("outside", |grid| witness(&grid.region, address.position));
        let (households, residents) = (address.households, address.residents);
        let (lon, lat) = (address.position.lon(), address.position.lat());
        out.line(format_args!(
            "address\t{}\t{lon} {lat}\t{code}\t{witness}\t{households}\t{residents}",
            address.id
        ))?;
        stated.addresses += 1;
        stated.located += u64::from(owner.is_some());
        stated.households += u64::from(households);
        stated.residents += u64::from(residents);
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

fn witness(region: &Region, position: Position) -> &'static str {
    if region.rings().any(|ring| ring.touches(position)) {
        "border"
    } else {
        "inside"
    }
}
