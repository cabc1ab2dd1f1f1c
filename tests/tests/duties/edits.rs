//! A cover that is carried over edits is the one that is built anew.

use hexward_engine::Watch;
use hexward_engine::duties::{absences, histogram, loads};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::model::{Delta, DutyId, Note, Record, Tier};
use hexward_engine::snapshot::Snapshot;

use crate::town::{Random, at, covered, duty, grid_code, holder, people, scanned, town};

fn applied(snapshot: &Snapshot, edits: Vec<Edit>) -> Result<Delta, String> {
    let note = Note::default();
    apply(snapshot, &Changeset { note, edits }).map_err(|error| error.to_string())
}

fn any_edit(random: &mut Random, snapshot: &Snapshot) -> Edit {
    let stored = snapshot.duties.records();
    let some = &stored[random.below(stored.len() as u64) as usize];
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

#[test]
fn a_cover_after_edits_is_the_cover_of_the_rows() {
    let (mut done, mut kinds) = (0, [0; 2]);
    for seed in 0..25 {
        let mut random = Random(seed);
        let mut snapshot = Snapshot::build(town(&mut random, 60));
        let addresses = snapshot.addresses.records().len();
        let mut before = snapshot.cover(None);
        for _ in 0..8 {
            // a merged grid is no ground for a new duty, and a node moves once
            let edit = any_edit(&mut random, &snapshot);
            let Ok(delta) = applied(&snapshot, vec![edit]) else {
                continue;
            };
            let next = snapshot.with(&delta).expect("fits");
            done += 1;
            kinds[usize::from(delta.duties.is_empty())] += 1;
            // now and then several edits pass before anybody asks
            if random.below(3) > 0 {
                let cover = next.cover(None);
                let fresh = Snapshot::build(next.dataset()).cover(None);
                assert_eq!(
                    covered(&cover, addresses),
                    covered(&fresh, addresses),
                    "seed {seed}"
                );
                assert_eq!(
                    people(&cover, addresses),
                    people(&fresh, addresses),
                    "seed {seed}"
                );
                assert_eq!(
                    histogram(&cover, None),
                    histogram(&fresh, None),
                    "seed {seed}"
                );
                let left = |cover: &hexward_engine::duties::Cover| {
                    let of = absences(cover, 2).into_iter();
                    let mut left: Vec<_> = of
                        .map(|a| {
                            (
                                cover.staff(a.person).to_string(),
                                a.left_below,
                                a.left_alone,
                            )
                        })
                        .collect();
                    left.sort_unstable();
                    left
                };
                assert_eq!(left(&cover), left(&fresh), "seed {seed}");
                assert_eq!(covered(&cover, addresses), scanned(&next), "seed {seed}");
                let roles = |cover| loads(cover).into_keys().collect::<Vec<_>>();
                assert_eq!(roles(&cover), roles(&fresh), "seed {seed}");
                before = cover;
            }
            snapshot = next;
        }
        assert!(before.numbers() > 0);
    }
    assert!(
        done > 100 && kinds.iter().all(|&kind| kind > 10),
        "{done} {kinds:?}"
    );
}

#[test]
fn what_has_no_meaning_or_names_nothing_stored_is_refused() {
    let mut random = Random(2);
    let snapshot = Snapshot::build(town(&mut random, 10));
    let refused = |edit: Edit| applied(&snapshot, vec![edit]).expect_err("refused");
    let mut other = duty(&mut random, 1);
    other.role = hexward_engine::model::RoleId::new("nobody").expect("valid");
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
    assert_eq!(hexward_engine::model::Duty::TABLE, "duties");
    let stopped = Watch::default();
    assert!(snapshot.with_watched(&delta, &stopped).is_ok());
}
