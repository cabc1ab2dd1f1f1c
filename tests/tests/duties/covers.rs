//! Covers, histograms, absences, loads and shortages against the same worked out address by address.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::duties::{
    Absence, absence_by_area, absences, at_least, equity, histogram, loads, pair_absences,
    shortages,
};
use hexward_engine::model::{Dataset, Duty, DutyId, Ground, RoleClass, RoleId, StaffId, Tier};
use hexward_engine::snapshot::Snapshot;

use crate::town::{
    COMMUNITIES, Random, STREET, code, covered, grid_code, grids, holder, people, role, scanned,
    town,
};

/// What an absence leaves area by area, against a scan of all addresses.
fn assert_areas(
    snapshot: &Snapshot,
    people: &[BTreeSet<StaffId>],
    absence: &Absence,
    least: usize,
    tier: Tier,
) {
    let cover = snapshot.cover(None);
    let staff = cover.staff(absence.person);
    let owners = snapshot.assignment(tier);
    let mut by_hand: BTreeMap<usize, [u64; 3]> = BTreeMap::new();
    for (of, owner) in people.iter().zip(owners.owners.iter()) {
        if let Some(area) = owner.filter(|_| of.contains(staff)) {
            let left = by_hand.entry(area as usize).or_default();
            left[0] += 1;
            left[1] += u64::from(of.len() == least);
            left[2] += u64::from(of.len() == 1);
        }
    }
    let found = absence_by_area(&cover, absence.person, least, &owners);
    let found: BTreeMap<usize, [u64; 3]> = found
        .iter()
        .map(|area| {
            let counts = [area.answers_for, area.left_below, area.left_alone];
            (area.area, counts.map(|extent| extent.addresses))
        })
        .collect();
    assert_eq!(found, by_hand, "{staff} of {least} in {tier}");
}

#[test]
fn every_address_has_the_duties_whose_ground_it_lies_on() {
    for seed in 0..20 {
        let snapshot = Snapshot::build(town(&mut Random(seed), 80));
        let addresses = snapshot.addresses.records().len();
        let cover = snapshot.cover(None);
        let scanned = scanned(&snapshot);
        assert_eq!(covered(&cover, addresses), scanned, "seed {seed}");
        let held = |id: &String| {
            let id = DutyId::new(id).expect("valid");
            let place = snapshot.duties.index_of(&id).expect("stored");
            let duty: Duty = snapshot.duties.records()[place].clone();
            duty.holders.into_iter().map(|holder| holder.staff)
        };
        let by_hand: Vec<BTreeSet<StaffId>> = scanned
            .iter()
            .map(|ids| ids.iter().flat_map(held).collect())
            .collect();
        assert_eq!(people(&cover, addresses), by_hand, "seed {seed}");
        assert_measures(&snapshot, &by_hand);
    }
}

fn assert_measures(snapshot: &Snapshot, people: &[BTreeSet<StaffId>]) {
    let cover = snapshot.cover(None);
    let found = histogram(&cover, None);
    for (count, extent) in found.iter().enumerate() {
        let with = people.iter().filter(|of| of.len() == count).count() as u64;
        assert_eq!(extent.addresses, with);
    }
    assert_eq!(at_least(&found, 0).addresses, people.len() as u64);
    let households = |index: usize| u64::from(snapshot.addresses.records().spot(index).households);
    for least in [1, 2, 3] {
        for absence in absences(&cover, least) {
            let staff = cover.staff(absence.person);
            let mut left = 0;
            for (index, of) in people.iter().enumerate() {
                let below = of.len() == least && of.contains(staff);
                left += if below { households(index) } else { 0 };
            }
            assert_eq!(absence.left_below.households, left, "{staff} of {least}");
            for tier in [Tier::Street, Tier::Grid] {
                assert_areas(snapshot, people, &absence, least, tier);
            }
        }
    }
    let drawn = pair_absences(&cover, 40, 7);
    assert_eq!(drawn, pair_absences(&cover, 40, 7));
    assert_ne!(drawn, pair_absences(&cover, 40, 8));
    for pair in drawn {
        let gone: BTreeSet<StaffId> = pair
            .people
            .iter()
            .map(|&p| cover.staff(p).clone())
            .collect();
        assert_eq!(gone.len(), 2);
        let alone = people
            .iter()
            .filter(|of| !of.is_empty() && of.is_subset(&gone))
            .count();
        assert_eq!(pair.left_alone.addresses, alone as u64);
    }
}

#[test]
fn answers_are_ranked_from_the_household_to_the_street() {
    let dataset = town(&mut Random(3), 120);
    let snapshot = Snapshot::build(dataset);
    let cover = snapshot.cover(None);
    let mut seen = BTreeSet::new();
    for (index, address) in snapshot.addresses.records().rows().enumerate() {
        let answers = cover.at_address(index);
        let ranks: Vec<u8> = answers
            .iter()
            .map(|answer| answer.duty.ground.rank())
            .collect();
        assert!(ranks.is_sorted());
        let codes = answers.iter().filter_map(|answer| answer.area);
        let lengths: Vec<usize> = codes.clone().map(str::len).collect();
        assert!(lengths.is_sorted_by(|a, b| a >= b), "{lengths:?}");
        seen.extend(answers.iter().map(|answer| answer.duty.ground.kind()));
        // a position answers as the address that stands there, if that counts there
        if address.stated.is_none() && snapshot.standing().counts_at(index as u32) == index as u32 {
            let there = cover.at_position(&snapshot.frame, address.position);
            let ids = |answers: &[hexward_engine::duties::Answer<'_>]| -> Vec<String> {
                answers
                    .iter()
                    .map(|answer| answer.duty.id.to_string())
                    .collect()
            };
            assert_eq!(ids(&there), ids(&answers), "{}", address.id);
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
    assert!(cover.at_address(99_999).is_empty());
}

fn named(id: &str, role: &str, ground: Ground, holders: &[&str]) -> Duty {
    Duty {
        id: DutyId::new(id).expect("valid"),
        role: RoleId::new(role).expect("valid"),
        name: String::new(),
        ground,
        holders: holders.iter().map(|text| holder(text)).collect(),
        from: None,
        until: None,
    }
}

#[test]
fn shortages_name_each_grid_and_role_with_too_few_or_too_many() {
    let areas = |codes: &[&str]| Ground::Areas(codes.iter().map(|text| code(text)).collect());
    let mut duties = vec![
        // one doctor for both communities, two for the second
        named("d1", "doctor", areas(&COMMUNITIES), &["doctor-1"]),
        named("d2", "doctor", areas(&COMMUNITIES[1..]), &["doctor-2"]),
        // a deputy is no head
        named("h", "head", areas(&[STREET]), &["head-1 deputy"]),
    ];
    for number in (0..36).filter(|number| ![3, 20, 35].contains(number)) {
        let ground = Ground::Areas(vec![grid_code(number)]);
        duties.push(named(
            &format!("w{number:02}"),
            "worker",
            ground,
            &["worker-1"],
        ));
    }
    let snapshot = Snapshot::build(Dataset {
        grids: grids(),
        roles: crate::town::roles(),
        duties,
        ..Dataset::default()
    });
    let found: Vec<(String, String, u32, u32)> = shortages(&snapshot.cover(None))
        .iter()
        .map(|s| {
            (
                s.role.to_string(),
                s.area.to_string(),
                s.missing(),
                s.surplus(),
            )
        })
        .collect();
    let grid = |number: i64| ("worker".to_owned(), grid_code(number).to_string(), 1, 0);
    let expected = [
        ("doctor".to_owned(), COMMUNITIES[1].to_owned(), 0, 1),
        ("head".to_owned(), STREET.to_owned(), 1, 0),
        grid(3),
        grid(20),
        grid(35),
    ];
    assert_eq!(found, expected);
}

#[test]
fn loads_are_shared_as_holders_share_a_duty_and_deputies_have_none() {
    let mut dataset = town(&mut Random(1), 0);
    dataset.roles = vec![role(
        "worker",
        RoleClass::Worker,
        Some(Tier::Grid),
        (1, None),
    )];
    let ground = |codes: &[&str]| Ground::Areas(codes.iter().map(|text| code(text)).collect());
    dataset.duties = vec![
        named(
            "a",
            "worker",
            ground(&COMMUNITIES[..1]),
            &["W-1 75%", "W-2 25%", "W-3 deputy"],
        ),
        named("b", "worker", ground(&COMMUNITIES[1..]), &["W-2"]),
    ];
    let snapshot = Snapshot::build(dataset);
    let tallies = &snapshot.assignment(Tier::Community).tallies;
    let households: Vec<f64> = tallies
        .iter()
        .map(|tally| tally.households as f64)
        .collect();
    let cover = snapshot.cover(None);
    let loads = loads(&cover);
    let of: BTreeMap<String, f64> = loads[&RoleId::new("worker").expect("valid")]
        .iter()
        .map(|load| (cover.staff(load.person).to_string(), load.households))
        .collect();
    let expected = [
        ("W-1".to_owned(), households[0] * 0.75),
        ("W-2".to_owned(), households[0] * 0.25 + households[1]),
    ];
    assert_eq!(of, BTreeMap::from(expected));
    let equity = equity(&loads.into_values().next().expect("a role")).expect("work");
    let (a, b) = (households[0] * 0.75, households[0] * 0.25 + households[1]);
    assert!((equity.max_over_mean - b.max(a) * 2.0 / (a + b)).abs() < 1e-12);
    // of two people Gini's coefficient is half the relative difference of their shares
    assert!((equity.gini - (b - a).abs() / (a + b) / 2.0).abs() < 1e-12);
}
