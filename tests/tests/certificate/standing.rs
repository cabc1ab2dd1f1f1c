//! Buildings and stated areas in certificates: the demo with some of each, and changes of them.

use hexward::verify::verify;
use hexward_engine::certify::write_certificate;
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::model::{AreaCode, Note, Stated, Tier};
use hexward_tests::random::Sequence;

use super::changes::{Change, refuse_changes};
use super::kinds::replaced;
use super::sheet::{COUNTS_AT, STATED, Sheet, WITNESS};
use super::soho::snapshot;

/// The area of one address is said to win where it did not, or the other way round.
pub(super) fn winner_flipped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = one_of(sheet, random, STATED, |field| field != "-")?;
    let (area, winner) = sheet.field(place, STATED).split_once(' ')?;
    let other = if winner == "code" { "point" } else { "code" };
    let line = sheet.with_field(place, STATED, &format!("{area} {other}"));
    // within an area of a tier above it does not matter who wins
    let grids = sheet.all("grid").iter();
    let wider = grids.rev().find(|&&grid| sheet.field(grid, 1) == area);
    let tier = sheet.field(*sheet.all("addresses").first()?, 1);
    let wider = wider.is_some_and(|&grid| sheet.tier_of(grid) != tier);
    replaced(sheet, place, line, &named(sheet, place)).filter(|_| !wider)
}

/// One address of a building counts elsewhere.
pub(super) fn building_elsewhere(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = one_of(sheet, random, COUNTS_AT, |field| field != "-")?;
    let other = sheet.one("address", random)?;
    let other = [sheet.field(other, 1), "-", "nobody"][random.below(3)];
    let line = sheet.with_field(place, COUNTS_AT, other);
    replaced(sheet, place, line, &named(sheet, place))
}

/// Another area is stated and wins.
pub(super) fn other_area_wins(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = one_of(sheet, random, STATED, |field| field.ends_with(" code"))?;
    let grids = sheet.assigned_grids();
    let other = sheet.field(*random.one_of(&grids), 1);
    let other = [other, "999999999999"][random.below(2)];
    // of two unknown areas nobody knows which is meant
    let unknown = sheet.field(place, WITNESS) == "unknown-area" && other == "999999999999";
    let line = sheet.with_field(place, STATED, &format!("{other} code"));
    replaced(sheet, place, line, &named(sheet, place)).filter(|_| !unknown)
}

/// The place of an address with such a field.
fn one_of(
    sheet: &Sheet,
    random: &mut Sequence,
    field: usize,
    is_such: impl Fn(&str) -> bool,
) -> Option<usize> {
    let places = sheet.all("address").iter().copied();
    let such: Vec<usize> = places
        .filter(|&place| is_such(sheet.field(place, field)))
        .collect();
    (!such.is_empty()).then(|| *random.one_of(&such))
}

/// How the verifier calls an address.
fn named(sheet: &Sheet, place: usize) -> String {
    format!("address {}:", sheet.field(place, 1))
}

/// The demo with buildings of three neighbours in the list, and codes, of which every second wins.
fn disputed() -> Vec<u8> {
    let soho = snapshot();
    let mut addresses = soho.addresses.records().rows().collect::<Vec<_>>();
    let grids = soho.grids[&Tier::Grid].records();
    for (i, row) in addresses.iter_mut().enumerate() {
        row.building = format!("{}号楼", i / 3).into();
        row.households = u32::try_from(i % 4).expect("small");
        let area = match i % 7 {
            0 => grids[i % grids.len()].code.clone(),
            3 => AreaCode::new("990185400009").expect("valid"),
            5 => AreaCode::new("990185400001").expect("valid"),
            _ => continue,
        };
        let wins = i % 2 == 0;
        row.stated = Some(Box::new(Stated { area, wins }));
    }
    let note = Note::default();
    let edits = vec![Edit::ImportAddresses(addresses)];
    let delta = apply(&soho, &Changeset { note, edits }).expect("applied");
    let mut certificate = Vec::new();
    let snapshot = soho.with(&delta).expect("fits");
    write_certificate(&snapshot, &mut certificate).expect("a certificate");
    certificate
}

#[test]
fn buildings_and_codes_are_certified() {
    let certificate = disputed();
    let proved = verify(&certificate).expect("it holds");
    let sheet = Sheet::of(&certificate);
    let count = |field: usize, is_such: &dyn Fn(&str) -> bool| {
        let places = sheet.all("address").iter();
        let such = places.filter(|&&place| is_such(sheet.field(place, field)));
        such.count()
    };
    assert!(count(COUNTS_AT, &|at| at != "-") > 100);
    for witness in ["inside", "stated", "unknown-area"] {
        assert!(count(WITNESS, &|field| field == witness) > 10, "{witness}");
    }
    let unknown = count(WITNESS, &|field| field == "unknown-area") as u64;
    assert_eq!((proved.addresses, proved.located), (324, 324 - unknown));
}

#[test]
fn a_thousand_changes_of_buildings_and_codes_are_refused() {
    let verdicts = refuse_changes(&Sheet::of(&disputed()), 1000, 1855);
    assert!(verdicts.kinds() > 18, "{verdicts}");
    println!("the disputed demo: {verdicts}");
}
