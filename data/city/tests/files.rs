//! The files: the same bytes for the same seed, exact totals, nothing that the importer refuses.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use common::{city, digest};
use hexward_city::{FILES, Size};
use hexward_engine::model::Tier;

fn tiny() -> Size {
    Size::numbers(12, 700, 1_500).expect("in range")
}

/// SHA-256 of all files of the tiny city with seed 1, one after another in the order of their names in the list.
const GOLDEN: &str = "cd390dae3adab1017e2be5fdca255ce76043db5d3dac9c362d3de1a77f7cf3f6";

#[test]
fn a_seed_gives_the_same_bytes_everywhere() {
    let (one, again, other) = (city(&tiny(), 1), city(&tiny(), 1), city(&tiny(), 2));
    for name in FILES {
        assert_eq!(one.bytes(name), again.bytes(name), "{name}");
        assert_ne!(one.bytes(name), other.bytes(name), "{name}");
    }
    assert_eq!(digest(&one), GOLDEN);
}

#[test]
fn totals_are_exact_and_nothing_is_refused() {
    for (size, seed) in [
        (tiny(), 1),
        (tiny(), 9),
        (Size::preset("xihu").expect("a preset"), 1),
    ] {
        let files = city(&size, seed);
        let addresses = files.addresses();
        let residents: u64 = addresses.iter().map(|a| u64::from(a.residents)).sum();
        assert_eq!(files.grids(Tier::Grid).len(), size.grids() as usize);
        assert_eq!(addresses.len() as u64, size.addresses());
        assert_eq!(residents, size.residents());
        let homeless = addresses
            .iter()
            .filter(|a| a.households == 0 && a.residents > 0);
        assert_eq!(homeless.count(), 0);
        let cases = files.cases();
        assert_eq!(
            cases
                .iter()
                .map(|count| u64::from(count.value))
                .sum::<u64>(),
            size.cases()
        );
        let known: BTreeSet<&str> = addresses.iter().map(|a| a.id.as_str()).collect();
        assert!(
            cases
                .iter()
                .all(|count| known.contains(count.address.as_str()))
        );
        assert!(!files.checkpoints().is_empty());
        assert!(!files.barriers().is_empty());
    }
}

#[test]
fn few_residents_and_few_addresses_still_add_up() {
    for (grids, addresses, residents) in [(1, 1, 0), (1, 3, 24), (5, 40, 7), (9, 9, 72)] {
        let size = Size::numbers(grids, addresses, residents).expect("in range");
        let files = city(&size, 1);
        let rows = files.addresses();
        let sum: u64 = rows.iter().map(|a| u64::from(a.residents)).sum();
        assert_eq!((rows.len() as u64, sum), (addresses, residents));
        assert_eq!(files.grids(Tier::Grid).len(), grids as usize);
    }
}

#[test]
fn addresses_share_points_as_real_ones_do() {
    let files = city(&Size::preset("xihu").expect("a preset"), 1);
    let addresses = files.addresses();
    let mut points: BTreeMap<_, u32> = BTreeMap::new();
    let mut buildings: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    for address in &addresses {
        *points.entry(address.position).or_default() += 1;
        buildings
            .entry(&address.building)
            .or_default()
            .insert(address.position);
    }
    assert!(
        points.len() * 5 < addresses.len(),
        "{} points",
        points.len()
    );
    assert!(buildings.values().all(|points| points.len() <= 4));
    let percent = files.totals.at_building * 100 / files.totals.addresses;
    assert!(
        (26..=36).contains(&percent),
        "{percent} % at their building"
    );
}

#[test]
fn many_seeds_have_ground() {
    for seed in 100..130 {
        let grids = 3 + (seed as u32 % 9) * 4;
        let size = Size::numbers(grids, u64::from(grids) * 40, u64::from(grids) * 90);
        let city = hexward_city::City::build(&size.expect("in range"), seed);
        assert!(city.is_ok(), "seed {seed}: {:?}", city.err());
    }
}

#[test]
#[ignore = "writes half a gigabyte"]
fn wuxi_has_the_published_totals() {
    let size = Size::preset("wuxi").expect("a preset");
    let start = Instant::now();
    let files = city(&size, 1);
    println!(
        "built and written in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    println!("{:?}", files.totals);
    let addresses = files.addresses();
    let residents: u64 = addresses.iter().map(|a| u64::from(a.residents)).sum();
    println!("addresses {}, residents {residents}", addresses.len());
    assert_eq!((addresses.len(), residents), (2_921_000, 6_345_200));
    drop(addresses);
    assert_eq!(files.grids(Tier::Grid).len(), 8_846);
    assert_eq!(files.grids(Tier::Micro).len(), files.totals.areas[3]);
    let cases = files.cases();
    assert_eq!(
        cases
            .iter()
            .map(|count| u64::from(count.value))
            .sum::<u64>(),
        100_000
    );
    let days: BTreeSet<_> = cases.iter().map(|count| count.cutoff).collect();
    assert!(days.len() > 390, "{} days", days.len());
    assert!(!files.barriers().is_empty() && !files.checkpoints().is_empty());
}
