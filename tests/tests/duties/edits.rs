//! A cover that is carried over edits is the one that is built anew.

use hexward_engine::Watch;
use hexward_engine::duties::{
    Absence, Answer, Cover, Extent, absences, histogram, loads, shortages,
};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::model::{
    AddressId, Delta, Duty, DutyId, Ground, Note, Record, Role, RoleClass, RoleId, Tier,
};
use hexward_engine::snapshot::Snapshot;

use crate::town::{Random, addresses, at, covered, duty, grid_code, holder, people, scanned, town};

fn applied(snapshot: &Snapshot, edits: Vec<Edit>) -> Result<Delta, String> {
    let note = Note::default();
    apply(snapshot, &Changeset { note, edits }).map_err(|error| error.to_string())
}

/// Addresses that come, go, move, change, and come again.
fn edit_of_addresses(random: &mut Random, snapshot: &Snapshot) -> Edit {
    let stored = snapshot.addresses.records();
    let mut some = stored.row(random.below(stored.len() as u64) as usize);
    let others = addresses(random, 60);
    let other = others[random.below(others.len() as u64) as usize].clone();
    match random.below(6) {
        0 => return Edit::RemoveAddresses(vec![some.id]),
        // often one that was taken away before, and that duties name
        1 => some = other,
        2 => some.id = AddressId::new(&format!("{}-new", some.id)).expect("valid"),
        3 => some.position = other.position,
        4 => some.building = other.building,
        _ => some.households = other.households,
    }
    Edit::ImportAddresses(vec![some])
}

/// A role with another class or another title.
fn edit_of_roles(random: &mut Random, snapshot: &Snapshot) -> Edit {
    let stored = snapshot.duties.roles();
    let mut role = stored[random.below(stored.len() as u64) as usize].clone();
    if random.below(3) == 0 {
        role.title.en = format!("title {}", random.below(9));
    } else {
        role.class = RoleClass::ALL[random.below(RoleClass::ALL.len() as u64) as usize];
    }
    Edit::SetRoles(vec![role])
}

fn any_edit(random: &mut Random, snapshot: &Snapshot) -> Edit {
    let stored = snapshot.duties.records();
    let some = &stored[random.below(stored.len() as u64) as usize];
    match random.below(12) {
        6..=9 => return edit_of_addresses(random, snapshot),
        10 => return edit_of_roles(random, snapshot),
        _ => {}
    }
    match random.below(6) {
        0 => {
            let number = 500 + random.below(9) as usize;
            Edit::SetDuties(vec![duty(random, number)])
        }
        1 => Edit::RemoveDuties(vec![some.id.clone()]),
        2 => {
            let mut other = some.clone();
            other.holders = vec![holder(&format!("W-{}", random.below(40)))];
            Edit::SetDuties(vec![other])
        }
        3 => {
            let mut other = duty(random, 0);
            other.id = some.id.clone();
            Edit::SetDuties(vec![other])
        }
        4 => Edit::MoveNode {
            tier: Tier::Grid,
            from: at(20_000, 20_000),
            to: at(20_000, 20_000 + 1 + random.below(9_000) as i64),
        },
        _ => Edit::MergeGrids {
            keep: grid_code(28),
            others: vec![grid_code(29)],
        },
    }
}

/// What absences leave, by staff number.
fn left(cover: &Cover) -> Vec<(String, Extent, Extent)> {
    let of = |a: Absence| {
        (
            cover.staff(a.person).to_string(),
            a.left_below,
            a.left_alone,
        )
    };
    let mut left: Vec<_> = absences(cover, 2).into_iter().map(of).collect();
    left.sort_by(|a, b| a.0.cmp(&b.0));
    left
}

/// Holds the cover of a snapshot against one that is built anew, and against a scan.
fn assert_as_built(snapshot: &Snapshot, seed: u64) {
    let addresses = snapshot.addresses.records().len();
    let cover = snapshot.cover(None);
    let fresh = Snapshot::build(snapshot.dataset()).cover(None);
    assert_eq!(covered(&cover, addresses), scanned(snapshot), "seed {seed}");
    assert_eq!(
        people(&cover, addresses),
        people(&fresh, addresses),
        "seed {seed}"
    );
    for class in [None].into_iter().chain(RoleClass::ALL.map(Some)) {
        let (own, built) = (histogram(&cover, class), histogram(&fresh, class));
        assert_eq!(own, built, "seed {seed} {class:?}");
    }
    assert_eq!(left(&cover), left(&fresh), "seed {seed}");
    assert_eq!(shortages(&cover), shortages(&fresh), "seed {seed}");
    let roles = |cover| loads(cover).into_keys().collect::<Vec<_>>();
    assert_eq!(roles(&cover), roles(&fresh), "seed {seed}");
    for (index, address) in snapshot.addresses.records().rows().enumerate() {
        let here = |cover| ranked(Cover::at_address(cover, index));
        assert_eq!(here(&cover), here(&fresh), "seed {seed}, {}", address.id);
        let there = |cover| ranked(Cover::at_position(cover, &snapshot.frame, address.position));
        assert_eq!(there(&cover), there(&fresh), "seed {seed}, {}", address.id);
    }
}

/// Answers in their order.
fn ranked(answers: Vec<Answer<'_>>) -> Vec<(DutyId, RoleClass, Option<String>)> {
    let named = |answer: Answer<'_>| {
        let area = answer.area.map(str::to_owned);
        (answer.duty.id.clone(), answer.class, area)
    };
    answers.into_iter().map(named).collect()
}

#[test]
fn a_cover_after_edits_is_the_cover_of_the_rows() {
    let mut kinds = [0; 4];
    for seed in 0..24 {
        let mut random = Random(seed);
        let mut snapshot = Snapshot::build(town(&mut random, 60));
        let mut before = snapshot.cover(None);
        for _ in 0..12 {
            // a merged grid is no ground for a new duty, and a node moves once
            let edit = any_edit(&mut random, &snapshot);
            let Ok(delta) = applied(&snapshot, vec![edit]) else {
                continue;
            };
            let next = snapshot.with(&delta).expect("fits");
            let changed = [
                delta.duties.len(),
                delta.grids.len(),
                delta.addresses.len(),
                delta.roles.len(),
            ];
            for (kind, rows) in kinds.iter_mut().zip(changed) {
                *kind += usize::from(rows > 0);
            }
            // now and then several edits pass before anybody asks
            if random.below(3) > 0 {
                assert_as_built(&next, seed);
                before = next.cover(None);
            }
            snapshot = next;
        }
        assert!(before.numbers() > 0);
    }
    assert!(kinds.iter().all(|&kind| kind > 8), "{kinds:?}");
}

/// The first roles of a cover have a mark of their own at each address, later ones share one for each class.
#[test]
fn any_of_many_roles_may_change_its_class() {
    let mut random = Random(5);
    let mut snapshot = Snapshot::build(town(&mut random, 10));
    let like = snapshot.duties.roles()[0].clone();
    let id = |number: usize| RoleId::new(&format!("role-{number}")).expect("valid");
    let classes = RoleClass::ALL.iter().copied().cycle();
    let role = |(number, class)| Role {
        id: id(number),
        class,
        ..like.clone()
    };
    let roles: Vec<Role> = (0..40).zip(classes).map(role).collect();
    let held = (0..40).map(|number| Duty {
        role: id(number),
        ..duty(&mut random, number)
    });
    let edits = vec![
        Edit::SetRoles(roles.clone()),
        Edit::SetDuties(held.collect()),
    ];
    snapshot = snapshot
        .with(&applied(&snapshot, edits).expect("fits"))
        .expect("fits");
    for (number, mut role) in roles.into_iter().enumerate() {
        snapshot.cover(None);
        role.class = RoleClass::ALL[(number + 1) % RoleClass::ALL.len()];
        let delta = applied(&snapshot, vec![Edit::SetRoles(vec![role])]).expect("fits");
        snapshot = snapshot.with(&delta).expect("fits");
        let (cover, fresh) = (
            snapshot.cover(None),
            Snapshot::build(snapshot.dataset()).cover(None),
        );
        for class in RoleClass::ALL.map(Some) {
            let (own, built) = (histogram(&cover, class), histogram(&fresh, class));
            assert_eq!(own, built, "role {number} {class:?}");
        }
    }
}

/// An address that is taken away and comes again has the duties that name it again, and no others.
#[test]
fn duties_name_addresses_that_come_again() {
    let mut random = Random(11);
    let mut snapshot = Snapshot::build(town(&mut random, 0));
    let some = snapshot.addresses.records().row(7);
    let named = Duty {
        ground: Ground::Addresses(vec![some.id.clone()]),
        ..duty(&mut random, 1)
    };
    let duties_of = |snapshot: &Snapshot| {
        let place = snapshot.addresses.index_of(&some.id).expect("stored");
        snapshot.cover(None).at_address(place).len()
    };
    for (edit, duties) in [
        (Edit::SetDuties(vec![named.clone()]), Some(1)),
        (Edit::RemoveAddresses(vec![some.id.clone()]), None),
        (Edit::ImportAddresses(vec![some.clone()]), Some(1)),
        (Edit::RemoveAddresses(vec![some.id.clone()]), None),
        (Edit::RemoveDuties(vec![named.id.clone()]), None),
        (Edit::ImportAddresses(vec![some.clone()]), Some(0)),
    ] {
        let delta = applied(&snapshot, vec![edit]).expect("fits");
        snapshot = snapshot.with(&delta).expect("fits");
        let stored = snapshot.addresses.index_of(&some.id);
        assert_eq!(stored.map(|_| duties_of(&snapshot)), duties);
        snapshot.cover(None);
    }
}

#[test]
fn what_has_no_meaning_or_names_nothing_stored_is_refused() {
    let mut random = Random(2);
    let snapshot = Snapshot::build(town(&mut random, 10));
    let refused = |edit: Edit| applied(&snapshot, vec![edit]).expect_err("refused");
    let mut other = duty(&mut random, 1);
    other.role = RoleId::new("nobody").expect("valid");
    assert_eq!(
        refused(Edit::SetDuties(vec![other.clone()])),
        "there is no role nobody"
    );
    other.role = snapshot.duties.roles()[0].id.clone();
    other.holders = vec![holder("W-1"), holder("W-1 deputy")];
    assert_eq!(
        refused(Edit::SetDuties(vec![other])),
        "duties D0001: W-1 is there twice"
    );
    let unknown = DutyId::new("none").expect("valid");
    assert_eq!(
        refused(Edit::RemoveDuties(vec![unknown])),
        "there is no duty none"
    );
    let held = snapshot.duties.records()[0].role.clone();
    assert!(refused(Edit::RemoveRoles(vec![held])).contains("take the duties away first"));
    let doctor = snapshot.duties.roles()[0].clone();
    let mut wrong = doctor.clone();
    (wrong.least, wrong.most) = (3, Some(1));
    assert!(refused(Edit::SetRoles(vec![wrong])).contains("at least 3"));
    // rows that are already so change nothing
    let delta = applied(&snapshot, vec![Edit::SetRoles(vec![doctor])]).expect("fits");
    assert!(delta.is_empty());
    assert_eq!(Duty::TABLE, "duties");
    let stopped = Watch::default();
    assert!(snapshot.with_watched(&delta, &stopped).is_ok());
}
