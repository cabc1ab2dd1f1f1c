//! All addresses of a synthetic city at all tiers, against a scan and against GEOS.

use hexward_city::Size;
use hexward_engine::geom::{Position, Region};
use hexward_engine::layer::{AreaLayer, Threads};
use hexward_engine::model::{Grid, Tier};
use hexward_tests::city::Files;
use hexward_tests::random::Sequence;

use super::geos;
use super::scan::Scan;

/// Compares the owners of all positions at a tier; how many lie on borders.
fn compare(tier: Tier, grids: Vec<Grid>, addresses: &[Position]) -> usize {
    let vertices: Vec<Position> = grids
        .iter()
        .flat_map(|grid| grid.region.rings())
        .flat_map(|r| r.vertices().to_vec())
        .collect();
    let mut random = Sequence(tier as u64);
    let ties = (0..addresses.len() / 20).map(|_| *random.one_of(&vertices));
    let positions: Vec<Position> = addresses.iter().copied().chain(ties).collect();
    let layer = AreaLayer::build(grids);
    let owners = layer.locate_all(&positions, |&p| p, Threads::new(2));
    let regions: Vec<&Region> = layer.records().iter().map(|grid| &grid.region).collect();
    let scan = Scan::of(&regions);
    let mut on_borders = 0;
    for (&p, &owner) in positions.iter().zip(&owners) {
        let holders = scan.holders(p);
        assert_eq!(
            owner,
            holders.areas.first().copied(),
            "{tier} of {p}: {holders:?}"
        );
        assert!(
            holders.on_border || holders.areas.len() == 1,
            "{tier} of {p}: {holders:?}"
        );
        on_borders += usize::from(holders.on_border);
    }
    let asked = geos::is_there();
    if asked {
        let theirs = geos::holders(&regions, &positions);
        for ((&p, &owner), areas) in positions.iter().zip(&owners).zip(theirs) {
            assert_eq!(
                owner,
                areas.first().copied(),
                "{tier} of {p}: GEOS has {areas:?}"
            );
        }
    }
    let others = if asked { "a scan and GEOS" } else { "a scan" };
    println!(
        "{tier}: {} areas, {} addresses and {} vertices, as {others} say; {on_borders} on borders, all with the lower code",
        regions.len(),
        addresses.len(),
        positions.len() - addresses.len()
    );
    on_borders
}

fn compare_all(files: &Files) {
    let addresses: Vec<Position> = files.addresses().iter().map(|a| a.position).collect();
    for tier in Tier::ALL {
        let on_borders = compare(tier, files.grids(tier), &addresses);
        assert!(on_borders >= addresses.len() / 20);
    }
}

#[test]
fn twenty_thousand_addresses_have_the_owner_that_others_say() {
    compare_all(&Files::numbers(60, 20_000, 4));
}

#[test]
#[ignore = "minutes: 2.9 million addresses at four tiers"]
fn all_addresses_of_wuxi_have_the_owner_that_others_say() {
    compare_all(&Files::of(&Size::preset("wuxi").expect("a preset"), 1));
}
