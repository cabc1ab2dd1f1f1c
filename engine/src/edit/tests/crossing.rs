use std::collections::{BTreeMap, BTreeSet};

use super::{address, after, at, empty, rectangle};
use crate::edit::{Crossing, Edit};
use crate::model::{
    AreaCode, Duty, DutyId, Ground, Holder, Role, RoleClass, RoleId, StaffId, Text, Tier,
};
use crate::snapshot::Snapshot;

fn code(x: usize, y: usize) -> String {
    format!("990000000001G{:03}", 1 + 4 * y + x)
}

fn worker() -> Role {
    Role {
        id: RoleId::new("grid-worker").expect("valid"),
        title: Text::default(),
        class: RoleClass::Worker,
        tier: Some(Tier::Grid),
        least: 1,
        most: None,
    }
}

fn duty(code: &str, staff: &[&str]) -> Duty {
    let holder = |staff: &&str| Holder {
        staff: StaffId::new(staff).expect("valid"),
        share_percent: 100,
        is_deputy: false,
    };
    Duty {
        id: DutyId::new(&format!("w-{code}")).expect("valid"),
        role: worker().id,
        name: String::new(),
        ground: Ground::Areas(vec![AreaCode::new(code).expect("valid")]),
        holders: staff.iter().map(holder).collect(),
        from: None,
        until: None,
    }
}

/// Sixteen grids, each with a worker but for the last; many addresses.
fn town() -> Snapshot {
    let (mut grids, mut duties, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    for (x, y) in (0..16).map(|i| (i % 4, i / 4)) {
        let (west, south) = (120.0 + x as f64 * 0.01, 31.0 + y as f64 * 0.01);
        grids.push(rectangle(
            &code(x, y),
            Tier::Grid,
            west,
            south,
            west + 0.01,
            south + 0.01,
        ));
        if (x, y) != (3, 3) {
            duties.push(duty(&code(x, y), &[&format!("s{x}{y}")]));
        }
        for k in 0..25 {
            let place = at(
                west + 0.001_1 + f64::from(k % 5) * 0.001_9,
                south + 0.000_7 + f64::from(k / 5) * 0.002_1,
            );
            addresses.push(address(&format!("a{x}{y}{k:02}"), place));
        }
    }
    let edits = vec![
        Edit::ImportGrids(grids),
        Edit::ImportAddresses(addresses),
        Edit::SetRoles(vec![worker()]),
        Edit::SetDuties(duties),
    ];
    after(&empty(), edits).expect("a town")
}

fn crossing(with_posts: bool) -> Edit {
    Edit::LayCrossing(Crossing {
        within: None,
        tier: Tier::Grid,
        role: worker().id,
        with_posts,
    })
}

/// The people who answer for each address, from the duties alone.
fn people(snapshot: &Snapshot) -> BTreeMap<String, BTreeSet<String>> {
    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for address in snapshot.addresses.records().rows() {
        let own = people.entry(address.id.to_string()).or_default();
        for duty in snapshot.duties.records() {
            let answers = match &duty.ground {
                Ground::Areas(codes) => codes.iter().any(|code| {
                    let (layer, index) = snapshot.grid(code).expect("stored");
                    layer.locate(address.position) == Some(index)
                }),
                Ground::Region(region) => region.covers(address.position),
                Ground::Addresses(ids) => ids.contains(&address.id),
                _ => false,
            };
            if answers {
                own.extend(duty.holders.iter().map(|holder| holder.staff.to_string()));
            }
        }
    }
    people
}

#[test]
fn workers_get_the_borders_of_their_grids_and_nobody_inside_depends_on_one() {
    let start = town();
    let single = |snapshot: &Snapshot| {
        people(snapshot)
            .values()
            .filter(|own| own.len() < 2)
            .count()
    };
    assert_eq!(single(&start), 16 * 25);
    let laid = after(&start, vec![crossing(true)]).expect("laid");
    let held = people(&laid);
    assert!(
        held.values().all(|own| !own.is_empty()),
        "the last grid has a post now"
    );
    // the four inner grids have no outer border
    for (x, y) in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        for k in 0..25 {
            let own = &held[&format!("a{x}{y}{k:02}")];
            assert!(
                own.len() >= 2 && own.contains(&format!("s{x}{y}")),
                "{own:?}"
            );
        }
    }
    assert!(single(&laid) < 16 * 25 / 4, "{}", single(&laid));
    let roles: Vec<&str> = laid
        .duties
        .roles()
        .iter()
        .map(|role| role.id.as_str())
        .collect();
    assert_eq!(roles, ["area-head", "grid-worker", "segment-head"]);
    // 15 workers, a post, 24 borders, 21 junctions
    assert_eq!(laid.duties.records().len(), 15 + 1 + 24 + 21);
}

#[test]
fn a_crossing_laid_again_changes_nothing_and_goes_with_its_grids() {
    let laid = after(&town(), vec![crossing(true)]).expect("laid");
    let again = after(&laid, vec![crossing(true)]).expect("laid again");
    assert_eq!(
        again.duties.records().iter().collect::<Vec<_>>(),
        laid.duties.records().iter().collect::<Vec<_>>()
    );
    let merge = Edit::MergeGrids {
        keep: AreaCode::new(&code(0, 0)).expect("valid"),
        others: vec![AreaCode::new(&code(1, 0)).expect("valid")],
    };
    let merged = after(&laid, vec![merge, crossing(true)]).expect("merged");
    let between = format!("{}~002#1", code(0, 0));
    let has = |snapshot: &Snapshot| {
        snapshot
            .duties
            .records()
            .iter()
            .any(|duty| duty.id.as_str() == between)
    };
    assert!(has(&laid) && !has(&merged));
    // without posts, what the last grid owns is vacant
    let vacant = after(&town(), vec![crossing(false)]).expect("laid");
    assert_eq!(vacant.duties.records().len(), 15 + 24 + 21);
    let wrong = Edit::LayCrossing(Crossing {
        within: None,
        tier: Tier::Grid,
        role: RoleId::new("nobody").expect("valid"),
        with_posts: false,
    });
    assert!(
        after(&town(), vec![wrong])
            .expect_err("refused")
            .to_string()
            .contains("no role nobody")
    );
}
