//! A city in which hardly more people work than there are grids, before its ground crosses and after.

use std::collections::BTreeMap;

use hexward_city::Size;
use hexward_engine::cross::flags;
use hexward_engine::duties::{Cover, absences, at_least, histogram};
use hexward_engine::edit::{Changeset, Crossing, Edit, apply};
use hexward_engine::layer::Threads;
use hexward_engine::model::{Duty, DutyId, Ground, Note, RoleClass, RoleId, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::city::Files;

use crate::town::{holder, role};

fn with(snapshot: &Snapshot, edits: Vec<Edit>) -> Snapshot {
    let note = Note::default();
    let delta = apply(snapshot, &Changeset { note, edits }).expect("fits");
    snapshot.with(&delta).expect("fits")
}

/// A worker for each grid, and those who are left over in the first ones.
fn workers(snapshot: &Snapshot, workers: usize) -> Vec<Duty> {
    let grids = snapshot.grids[&Tier::Grid].records();
    let duty = |(number, grid): (usize, &hexward_engine::model::Grid)| Duty {
        id: DutyId::new(&format!("worker/{}", grid.code)).expect("valid"),
        role: RoleId::new("worker").expect("valid"),
        name: String::new(),
        ground: Ground::Areas(vec![grid.code.clone()]),
        holders: (number..workers)
            .step_by(grids.len())
            .map(|number| holder(&format!("W-{number:04}")))
            .collect(),
        from: None,
        until: None,
    };
    grids.iter().enumerate().map(duty).collect()
}

/// What the absence of one person leaves with nobody: how many people's, at most for one, and addresses in all.
fn left_alone(cover: &Cover) -> (usize, u64, u64) {
    let left = absences(cover, 1).into_iter();
    let left: Vec<u64> = left.map(|absence| absence.left_alone.addresses).collect();
    let most = left.iter().copied().max().unwrap_or(0);
    let people = left.iter().filter(|&&addresses| addresses > 0).count();
    (people, most, left.into_iter().sum())
}

/// A city of this size with so many workers, before its ground crosses and after.
fn cities(size: &Size, people: usize) -> (Snapshot, Snapshot) {
    let rows = Files::of(size, 1).dataset();
    let city = Snapshot::build(rows).on_threads(Threads::new(2));
    let roles = vec![role(
        "worker",
        RoleClass::Worker,
        Some(Tier::Grid),
        (1, None),
    )];
    let own = workers(&city, people);
    let before = with(&city, vec![Edit::SetRoles(roles), Edit::SetDuties(own)]);
    let crossing = Crossing {
        within: None,
        tier: Tier::Grid,
        role: RoleId::new("worker").expect("valid"),
        with_posts: false,
    };
    let after = with(&before, vec![Edit::LayCrossing(crossing)]);
    (before, after)
}

/// Checks a city of this size with so many workers, and says what it comes to.
fn checked(size: &Size, people: usize) {
    let (before, after) = cities(size, people);
    let (alone, crossed) = (before.cover(None), after.cover(None));
    let all = at_least(&histogram(&alone, None), 0).addresses;
    let doubled = |cover: &Cover| at_least(&histogram(cover, None), 2).addresses;
    let (single, left) = (left_alone(&alone), left_alone(&crossed));
    let flags = flags(&after, None, Tier::Grid).expect("a net");
    let (mut inner, mut outer): (u64, u64) = (0, 0);
    let mut left_inside: BTreeMap<u32, u64> = BTreeMap::new();
    for address in 0..after.addresses.records().len() {
        let site = crossed.site_of(address).expect("an address");
        match flags.flag_of(address) {
            Some(flag) if flags.is_inner(flag) => {
                inner += 1;
                if let [(person, _)] = *site.people {
                    *left_inside.entry(person).or_default() += 1;
                }
            }
            _ => outer += u64::from(site.people.len() < 2),
        }
    }
    let report = flags.report(&after);
    println!(
        "{}: {} grids, {} workers, {all} addresses, {inner} of them away from the end of the map; two people or more: {} \
         before, {} after; left with nobody by one absence: before by {} people's, {} at most, {} in all; after by {} \
         people's, {} at most, {} in all, {} of them away from the end of the map; beside the own grid {:.1} units a \
         grid, {} at most",
        size.name(),
        size.grids(),
        crossed.numbers(),
        doubled(&alone),
        doubled(&crossed),
        single.0,
        single.1,
        single.2,
        left.0,
        left.1,
        left.2,
        left_inside.values().sum::<u64>(),
        report.extra_units_mean(),
        report.extra_units_max(),
    );
    assert_eq!(crossed.numbers(), people);
    assert_eq!(single.2, all - doubled(&alone));
    assert!(left_inside.is_empty(), "{left_inside:?}");
    assert_eq!(left.2, outer, "only at the end of the map");
    assert!(inner > all * 9 / 10, "{inner} of {all}");
    assert_eq!(report.single_inner_flags, 0);
}

#[test]
fn no_absence_leaves_an_inner_address_with_nobody() {
    let size = Size::numbers(120, 12_000, 30_000).expect("in range");
    checked(&size, 125);
}

#[test]
#[ignore = "takes a minute"]
fn no_absence_leaves_an_inner_address_of_zhuzhou_with_nobody() {
    checked(&Size::preset("zhuzhou").expect("known"), 2_796);
}
