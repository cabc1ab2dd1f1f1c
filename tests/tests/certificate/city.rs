//! The certificate of a synthetic city whose addresses lie on borders too.

use hexward::verify::verify;
use hexward_engine::certify::write_certificate;
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{Address, AddressId, AreaCode, Grid, Lock, Stated, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::city::Files;
use hexward_tests::random::Sequence;

use super::changes::{refuse_changes, refuse_unsealed};
use super::sheet::Sheet;

/// The certificate of a city; every so many of its addresses are put on vertices of grids, where two or more meet.
fn city(grids: u32, addresses: u64, every: usize) -> Vec<u8> {
    let mut dataset = Files::numbers(grids, addresses, 3).dataset();
    dataset.grids.extend(island());
    dataset.grids.sort_by(|a, b| a.code.cmp(&b.code));
    let mut random = Sequence(99);
    let of_tier: Vec<_> = dataset
        .grids
        .iter()
        .filter(|grid| grid.tier == Tier::Grid)
        .collect();
    let ties = dataset
        .addresses
        .iter()
        .step_by(every)
        .enumerate()
        .map(|(i, address)| {
            let ring = random.one_of(&of_tier).region.polygons()[0].outer();
            Address {
                id: AddressId::new(&format!("tie-{i:06}")).expect("an id"),
                position: *random.one_of(ring.vertices()),
                building: "".into(),
                ..address.clone()
            }
        });
    let ties: Vec<Address> = ties.collect();
    // some addresses state a grid, which wins for every second of them
    for (i, address) in dataset.addresses.iter_mut().enumerate().step_by(7) {
        let area = random.one_of(&of_tier).code.clone();
        let wins = i % 2 == 0;
        address.stated = Some(Box::new(Stated { area, wins }));
    }
    dataset.addresses.extend(ties);
    dataset.addresses.sort_by(|a, b| a.id.cmp(&b.id));
    let mut certificate = Vec::new();
    write_certificate(&Snapshot::build(dataset), &mut certificate).expect("a certificate");
    certificate
}

/// A street apart from the city with one community, divided into a grid with a hole and the grid in the hole.
fn island() -> Vec<Grid> {
    let square = |from: i64, side: i64| {
        let corner = |x: i64, y: i64| Position::clamped(1_100_000_000 + x, 300_000_000 + y);
        let end = from + side;
        let corners = [(from, from), (end, from), (end, end), (from, end)];
        Ring::new(&corners.map(|(x, y)| corner(x, y))).expect("a square")
    };
    let street = "990002001000";
    let community = "990002001001";
    let rows = [
        (Tier::Street, street, None, vec![square(0, 900)]),
        (
            Tier::Community,
            community,
            Some(street),
            vec![square(0, 900)],
        ),
        (
            Tier::Grid,
            "990002001001G001",
            Some(community),
            vec![square(0, 900), square(300, 300)],
        ),
        (
            Tier::Grid,
            "990002001001G002",
            Some(community),
            vec![square(300, 300)],
        ),
    ];
    let grids = rows.map(|(tier, code, parent, mut rings)| {
        let outer = rings.remove(0);
        Grid {
            code: AreaCode::new(code).expect("a code"),
            tier,
            parent: parent.map(|code| AreaCode::new(code).expect("a code")),
            name: String::new(),
            region: Region::single(Polygon::new(outer, rings).expect("a polygon")),
            lock: Lock::Open,
        }
    });
    grids.to_vec()
}

fn refuse(certificate: &[u8], sealed: usize, unsealed: usize) {
    let proved = verify(certificate).expect("it holds");
    assert!(proved.located == proved.addresses && proved.addresses > 0);
    let sheet = Sheet::of(certificate);
    let mut verdicts = refuse_changes(&sheet, sealed, 2_026);
    assert!(
        verdicts.kinds() >= super::kinds::KINDS.len() - 1,
        "{verdicts}"
    );
    refuse_unsealed(certificate, unsealed, &mut Sequence(5), &mut verdicts);
    println!(
        "{} grids, {} addresses: {verdicts}",
        proved.grids, proved.addresses
    );
}

#[test]
fn changes_of_a_small_city_are_refused() {
    refuse(&city(12, 600, 10), 120, 40);
}

#[test]
#[ignore = "minutes: a thousand changes of a city of 500 grids and 100,000 addresses"]
fn a_thousand_changes_of_a_city_are_refused() {
    refuse(&city(500, 100_000, 100), 1000, 200);
}

/// `HEXWARD_CERTIFICATE` names the file.
#[test]
#[ignore = "minutes: changes of a certificate at hand"]
fn changes_of_the_certificate_at_hand_are_refused() {
    let Ok(path) = std::env::var("HEXWARD_CERTIFICATE") else {
        println!("skipped: HEXWARD_CERTIFICATE names no certificate");
        return;
    };
    let certificate = std::fs::read(path).expect("a certificate");
    let sheet = Sheet::of(&certificate);
    let mut verdicts = refuse_changes(&sheet, 30, 8_846);
    refuse_unsealed(&certificate, 8, &mut Sequence(5), &mut verdicts);
    println!("{verdicts}");
}
