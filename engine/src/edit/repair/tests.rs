use super::{GridChangeKind, repair_drafts, repair_tier};
use crate::edit::{Changeset, Edit, apply};
use crate::geom::{ChangeKind, Draft, Position, RepairLimits};
use crate::model::{AreaCode, Dataset, Grid, GridDraft, Lock, Note, Tier};
use crate::snapshot::Snapshot;

const LIMITS: RepairLimits = RepairLimits {
    snap_m: 0.0,
    gap_width_m: 5.0,
    gap_area_m2: 100.0,
};

const WEST: &str = "990000000001";
const EAST: &str = "990000000002";

fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("valid")
}

/// A grid around these corners in hundreds of lattice steps, about 1 m.
fn draft(name: &str, tier: Tier, parent: Option<&str>, corners: &[(i32, i32)]) -> GridDraft {
    let at = |&(x, y): &(i32, i32)| Position::from_lattice(x * 100, y * 100).expect("on the globe");
    let chain = corners.iter().chain(&corners[..1]).map(at).collect();
    GridDraft {
        code: code(name),
        tier,
        parent: parent.map(code),
        name: String::new(),
        draft: Draft {
            polygons: vec![vec![chain]],
        },
        lock: Lock::Open,
    }
}

fn grid(draft: &GridDraft) -> Grid {
    draft.with_region(draft.draft.region(0).expect("valid"))
}

/// Two communities in one street, side by side.
fn upper() -> Vec<Grid> {
    let street = draft(
        "990000000000",
        Tier::Street,
        None,
        &[
            (0, 0),
            (1000, 0),
            (2000, 0),
            (2000, 1000),
            (1000, 1000),
            (0, 1000),
        ],
    );
    let community = |name, x: i32| {
        let corners = [(x, 0), (x + 1000, 0), (x + 1000, 1000), (x, 1000)];
        draft(name, Tier::Community, Some("990000000000"), &corners)
    };
    [street, community(WEST, 0), community(EAST, 1000)]
        .iter()
        .map(grid)
        .collect()
}

fn after(snapshot: &Snapshot, edits: Vec<Edit>) -> Snapshot {
    let changeset = Changeset {
        note: Note::default(),
        edits,
    };
    let delta = apply(snapshot, &changeset).expect("accepted");
    snapshot.with(&delta).expect("fits")
}

fn stored() -> Snapshot {
    let empty = Snapshot::build(Dataset::default());
    after(&empty, vec![Edit::ImportGrids(upper())])
}

/// Grids of both communities whose borders meet the borders above between vertices, with overlaps, gaps and a bow tie.
fn broken() -> Vec<GridDraft> {
    let tier = Tier::Grid;
    vec![
        // reaches 3 m too far east and north
        draft(
            "990000000001G001",
            tier,
            Some(WEST),
            &[(0, 0), (1003, 0), (1003, 333), (0, 407)],
        ),
        // leaves a gap of 2 m to its neighbour
        draft(
            "990000000001G002",
            tier,
            Some(WEST),
            &[(0, 409), (1000, 335), (1000, 1000), (0, 1000)],
        ),
        draft(
            "990000000002G001",
            tier,
            Some(EAST),
            &[(1000, 0), (2000, 0), (2000, 571), (1000, 222)],
        ),
        // crosses itself in a small loop at its first corner
        draft(
            "990000000002G002",
            tier,
            Some(EAST),
            &[
                (1001, 220),
                (1000, 223),
                (1002, 222),
                (2000, 571),
                (2000, 1000),
                (1000, 1000),
            ],
        ),
    ]
}

fn kinds(changes: &[super::GridChange]) -> Vec<GridChangeKind> {
    changes.iter().map(|change| change.kind).collect()
}

#[test]
fn drafts_are_repaired_within_their_parents_and_all_take_the_vertices_over() {
    let before = stored();
    let repair = repair_drafts(&before, &broken(), &LIMITS).expect("not too wide");
    let found = kinds(&repair.changes);
    for kind in [
        ChangeKind::RingsRebuilt,
        ChangeKind::CutOff,
        ChangeKind::GapFilled,
    ] {
        assert!(
            found.contains(&GridChangeKind::Repaired(kind)),
            "{kind:?} {found:?}"
        );
    }
    assert!(
        found
            .iter()
            .any(|kind| matches!(kind, GridChangeKind::BorderNoded(_)))
    );
    assert!(repair.moved_m2() > 1000.0 && repair.moved_m2() < 10_000.0);
    assert_eq!(repair.lost, []);
    // the street and both communities have the vertices now, and nothing is left to refuse
    let whole = after(&before, vec![Edit::ImportGrids(repair.grids)]);
    for tier in [Tier::Street, Tier::Community, Tier::Grid] {
        assert_eq!(*whole.faults(tier), []);
    }
    let rebuilt = GridChangeKind::Repaired(ChangeKind::RingsRebuilt);
    let bow = repair.changes.iter().find(|change| change.kind == rebuilt);
    let bow = bow.expect("listed");
    assert_eq!(
        (bow.code.as_str(), bow.before_m2),
        ("990000000002G002", None)
    );
    assert!(bow.after_m2.is_some_and(|area_m2| area_m2 > 500_000.0));
}

#[test]
fn a_stored_tier_is_repaired_with_what_hangs_below_it() {
    let allowed = |rows| vec![Edit::ImportGrids(rows), Edit::WithFaults];
    let rows: Vec<Grid> = broken()[..3].iter().map(grid).collect();
    let mut last = broken().remove(3);
    last.draft = draft(
        "990000000002G002",
        Tier::Grid,
        None,
        &[(1000, 222), (2000, 571), (2000, 1000), (1000, 1000)],
    )
    .draft;
    let broken = after(&stored(), allowed([rows, vec![grid(&last)]].concat()));
    assert!(!broken.faults(Tier::Grid).is_empty());
    // a micro-grid that fills a grid which the repair changes
    let micro = GridDraft {
        code: code("990000000001G00101"),
        tier: Tier::Micro,
        parent: Some(code("990000000001G001")),
        ..GridDraft::of(broken.grids[&Tier::Grid].records().first().expect("a grid"))
    };
    let broken = after(&broken, allowed(vec![grid(&micro)]));
    let repair = repair_tier(&broken, Tier::Grid, &LIMITS).expect("not too wide");
    let micro = repair.grids.iter().find(|grid| grid.tier == Tier::Micro);
    assert!(micro.is_some(), "{:?}", repair.changes);
    let whole = after(&broken, vec![Edit::ImportGrids(repair.grids)]);
    for tier in Tier::ALL {
        assert_eq!(*whole.faults(tier), []);
        assert_eq!(
            repair_tier(&whole, tier, &LIMITS),
            Ok(super::GridRepair::default())
        );
    }
}

#[test]
fn what_vanishes_is_named_and_what_is_too_large_stays() {
    let before = stored();
    let within = |corners: &[(i32, i32)]| {
        let mut drafts = broken();
        drafts.truncate(1);
        drafts[0] = draft(
            "990000000001G001",
            Tier::Grid,
            Some(WEST),
            &[(0, 0), (1000, 0), (1000, 1000), (0, 1000)],
        );
        drafts.push(draft("990000000001G002", Tier::Grid, Some(WEST), corners));
        repair_drafts(&before, &drafts, &LIMITS).expect("not too wide")
    };
    let under = within(&[(100, 100), (200, 100), (200, 200), (100, 200)]);
    assert_eq!(under.lost, [code("990000000001G002")]);
    let flat = within(&[(100, 100), (200, 100), (100, 100)]);
    assert_eq!(flat.lost, [code("990000000001G002")]);
    for vanished in [under, flat] {
        let kind = GridChangeKind::Repaired(ChangeKind::Vanished);
        assert!(kinds(&vanished.changes).contains(&kind));
    }

    let small = draft(
        "990000000001G001",
        Tier::Grid,
        Some(WEST),
        &[(0, 0), (500, 0), (500, 1000), (0, 1000)],
    );
    let repair = repair_drafts(&before, &[small], &LIMITS).expect("not too wide");
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![Edit::ImportGrids(repair.grids)],
    };
    assert!(apply(&before, &changeset).is_err());
}
