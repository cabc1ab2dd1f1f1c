//! Operations on a nested plan: a community of four by four grids, each of two by two micro-grids.

mod any;
mod buildings;
mod drawn;
mod effects;
mod locks;
mod redrawn;
mod units;

use super::*;
use crate::geom::Region;
use crate::model::Lock;

const SIDE: i64 = 4;
/// Lattice steps between the finest nodes; a micro-grid has two of them a side.
const STEP: i64 = 100;
const COMMUNITY: &str = "990000000001";

fn square(x: i64, y: i64, steps: i64) -> Region {
    let mut chain = Vec::new();
    for i in 0..steps {
        chain.push((x + i, y));
    }
    for i in 0..steps {
        chain.push((x + steps, y + i));
    }
    for i in 0..steps {
        chain.push((x + steps - i, y + steps));
    }
    for i in 0..steps {
        chain.push((x, y + steps - i));
    }
    let place = |&(x, y): &(i64, i64)| Position::clamped(x * STEP, y * STEP);
    let chain: Vec<Position> = chain.iter().map(place).collect();
    let ring = Ring::new(&chain).expect("valid");
    Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
}

fn row(code: &str, tier: Tier, parent: Option<&str>, region: Region) -> Grid {
    let code_of = |text: &str| AreaCode::new(text).expect("valid");
    Grid {
        code: code_of(code),
        tier,
        parent: parent.map(code_of),
        name: code.to_owned(),
        region,
        lock: Lock::Open,
    }
}

fn plan() -> Snapshot {
    let mut rows = vec![row(
        COMMUNITY,
        Tier::Community,
        None,
        square(0, 0, 4 * SIDE),
    )];
    for n in 0..SIDE * SIDE {
        let (x, y) = (n % SIDE * 4, n / SIDE * 4);
        let code = format!("{COMMUNITY}G{:03}", n + 1);
        rows.push(row(&code, Tier::Grid, Some(COMMUNITY), square(x, y, 4)));
        for m in 0..4 {
            let micro = format!("{code}{:02}", m + 1);
            let region = square(x + m % 2 * 2, y + m / 2 * 2, 2);
            rows.push(row(&micro, Tier::Micro, Some(&code), region));
        }
    }
    let addresses = (0..400).map(|n: i64| {
        let place = Position::clamped(n * 7919 % (16 * STEP), n * 104_729 % (16 * STEP));
        Address {
            building: format!("B{:03}", n / 2).into(),
            ..address(&format!("A{n:03}"), place)
        }
    });
    let edits = vec![
        Edit::ImportGrids(rows),
        Edit::ImportAddresses(addresses.collect()),
    ];
    after(&empty(), edits).expect("a plan")
}

fn spot(x: i64, y: i64) -> Position {
    Position::clamped(x, y)
}

fn area(snapshot: &Snapshot, tier: Tier) -> i128 {
    let rows = snapshot.grids[&tier].records().iter();
    let polygons = rows.flat_map(|grid| grid.region.polygons());
    polygons.map(Polygon::doubled_area).sum()
}

fn code(number: i64) -> AreaCode {
    AreaCode::new(&format!("{COMMUNITY}G{number:03}")).expect("valid")
}

fn households(snapshot: &Snapshot, code: &AreaCode) -> u64 {
    let (layer, index) = snapshot.grid(code).expect("stored");
    let tier = layer.records()[index].tier;
    snapshot.assignment(tier).tallies[index].households
}

#[test]
fn a_moved_node_moves_for_all_that_share_it_and_stays_off_the_outline() {
    let start = plan();
    let node = spot(4 * STEP, 2 * STEP);
    let to = spot(4 * STEP + 60, 2 * STEP + 30);
    let (tier, from) = (Tier::Grid, node);
    let moved = after(&start, vec![Edit::MoveNode { tier, from, to }]).expect("moved");
    assert_eq!(area(&moved, Tier::Grid), area(&start, Tier::Grid));
    assert_eq!(
        moved.grids[&Tier::Micro].records()[0]
            .region
            .rings()
            .count(),
        1
    );
    let sharers = |snapshot: &Snapshot, at: Position| {
        let layers = snapshot.grids.values();
        let rows = layers.flat_map(|layer| layer.records());
        let holds = |grid: &&Grid| grid.region.rings().any(|r| r.vertices().contains(&at));
        rows.filter(holds).count()
    };
    // two grids and four micro-grids
    assert_eq!(
        (
            sharers(&start, node),
            sharers(&moved, to),
            sharers(&moved, node)
        ),
        (6, 6, 0)
    );
    let refused = |edit: Edit| after(&start, vec![edit]).expect_err("refused").to_string();
    let outline = refused(Edit::MoveNode {
        tier,
        from: spot(4 * STEP, 0),
        to: spot(4 * STEP, -50),
    });
    assert!(
        outline.contains(COMMUNITY) && outline.contains("tier community"),
        "{outline}"
    );
    let nothing = refused(Edit::MoveNode {
        tier,
        from: spot(1, 1),
        to,
    });
    assert!(nothing.contains("has a node at"), "{nothing}");
    let far = refused(Edit::MoveNode {
        tier,
        from,
        to: spot(9 * STEP, 2 * STEP),
    });
    assert!(
        far.contains("no valid area") || far.contains("divide the ground"),
        "{far}"
    );
    // a border of micro-grids inside a grid is no border of grids
    let inner = refused(Edit::MoveNode {
        tier,
        from: spot(2 * STEP, STEP),
        to,
    });
    assert!(inner.contains("tier grid has a node"), "{inner}");
}

#[test]
fn nodes_come_and_go_where_borders_only_pass() {
    let start = plan();
    let tier = Tier::Grid;
    let edge = (spot(4 * STEP, STEP), spot(4 * STEP, 2 * STEP));
    let at = spot(4 * STEP + 20, STEP + 50);
    let bent = after(&start, vec![Edit::InsertNode { tier, edge, at }]).expect("inserted");
    assert_eq!(area(&bent, Tier::Grid), area(&start, Tier::Grid));
    let back = after(&bent, vec![Edit::DeleteNode { tier, node: at }]).expect("deleted");
    assert_eq!(back.dataset().grids, start.dataset().grids);
    let refused = |edit: Edit| after(&start, vec![edit]).expect_err("refused").to_string();
    let junction = refused(Edit::DeleteNode {
        tier,
        node: spot(4 * STEP, 4 * STEP),
    });
    assert!(junction.contains("4 edges end"), "{junction}");
    let edge = (spot(0, 0), spot(STEP, 0));
    let outline = refused(Edit::InsertNode {
        tier,
        edge,
        at: spot(50, -9),
    });
    assert!(outline.contains("outline"), "{outline}");
    // on the outline's edge itself the node changes no ground, so the community takes it too
    let at = spot(50, 0);
    let noded = after(&start, vec![Edit::InsertNode { tier, edge, at }]).expect("inserted");
    let after_delete = after(&noded, vec![Edit::DeleteNode { tier, node: at }]);
    assert_eq!(
        after_delete.expect("deleted").dataset().grids,
        start.dataset().grids
    );
    let edge = (spot(0, 0), spot(7, 7));
    assert!(refused(Edit::InsertNode { tier, edge, at }).contains("has an edge"));
}

#[test]
fn merged_grids_hand_on_what_belonged_to_them() {
    let start = plan();
    let (keep, other) = (code(6), code(7));
    let sum = households(&start, &keep) + households(&start, &other);
    let others = vec![other.clone()];
    let merged = after(
        &start,
        vec![Edit::MergeGrids {
            keep: keep.clone(),
            others,
        }],
    );
    let merged = merged.expect("merged");
    assert_eq!(merged.grids[&Tier::Grid].records().len(), 15);
    assert_eq!(households(&merged, &keep), sum);
    let micros = merged.grids[&Tier::Micro].records().iter();
    assert_eq!(
        micros.filter(|m| m.parent.as_ref() == Some(&keep)).count(),
        8
    );
    let refused = |keep: AreaCode, others: Vec<AreaCode>| {
        let edit = Edit::MergeGrids { keep, others };
        after(&start, vec![edit]).expect_err("refused").to_string()
    };
    assert!(refused(code(1), vec![code(6)]).contains("along a border"));
    assert!(refused(code(1), vec![code(2), code(16)]).contains("along a border"));
    assert!(refused(code(1), vec![code(1)]).contains("twice"));
    assert!(refused(code(1), vec![code(99)]).contains("no grid"));
    let micro = AreaCode::new(&format!("{COMMUNITY}G00101")).expect("valid");
    assert!(refused(code(1), vec![micro]).contains("differ in tier"));
    // a honeycomb laid over a grid holds it
    let laid = after(&start, vec![honeycomb(other.as_str(), "h", 10_000)]).expect("laid");
    let edit = Edit::MergeGrids {
        keep,
        others: vec![other],
    };
    assert!(
        after(&laid, vec![edit])
            .expect_err("refused")
            .to_string()
            .contains("honeycomb")
    );
}

#[test]
fn a_line_splits_a_grid_and_the_micro_grids_that_it_crosses() {
    let start = plan();
    let new = code(17);
    let line = vec![
        spot(3 * STEP, 3 * STEP),
        spot(6 * STEP + 3, 6 * STEP),
        spot(7 * STEP, 10 * STEP),
    ];
    let split = |line: Vec<Position>| {
        let edit = Edit::SplitGrid {
            code: code(6),
            line,
            new: Some(new.clone()),
            name: "new".to_owned(),
        };
        after(&start, vec![edit])
    };
    let done = split(line).expect("split");
    assert_eq!(done.grids[&Tier::Grid].records().len(), 17);
    assert!(done.grids[&Tier::Micro].records().len() > 64);
    for tier in [Tier::Grid, Tier::Micro] {
        assert_eq!(area(&done, tier), area(&start, tier), "{tier}");
    }
    let sum = households(&done, &code(6)) + households(&done, &new);
    assert_eq!(sum, households(&start, &code(6)));
    let message = |line| split(line).expect_err("refused").to_string();
    assert!(message(vec![spot(0, 0), spot(STEP, STEP)]).contains("into 0 parts"));
    assert!(message(vec![spot(0, 0)]).contains("parts"));
    let zigzag = [(3, 5), (9, 5), (9, 6), (3, 6)].map(|(x, y)| spot(x * STEP, y * STEP));
    assert!(message(zigzag.to_vec()).contains("into 3 parts"));
}

#[test]
fn ground_cut_off_goes_to_the_neighbour() {
    let start = plan();
    let line = vec![
        spot(4 * STEP, 3 * STEP),
        spot(5 * STEP + 50, 5 * STEP),
        spot(4 * STEP, 7 * STEP),
    ];
    let transfer = |from: i64, to: i64, line: &[Position]| {
        let edit = Edit::TransferGround {
            from: code(from),
            to: code(to),
            line: line.to_vec(),
        };
        after(&start, vec![edit])
    };
    let done = transfer(6, 5, &line).expect("given");
    let before = households(&start, &code(5)) + households(&start, &code(6));
    assert_eq!(
        households(&done, &code(5)) + households(&done, &code(6)),
        before
    );
    assert!(households(&done, &code(5)) > households(&start, &code(5)));
    assert_eq!(done.grids[&Tier::Grid].records().len(), 16);
    assert!(
        transfer(6, 7, &line)
            .expect_err("refused")
            .to_string()
            .contains("along a border")
    );
    assert!(transfer(6, 6, &line).is_err() && transfer(99, 6, &line).is_err());
}

#[test]
fn names_codes_and_rows_change_without_the_ground() {
    let start = plan();
    let (old, new) = (code(3), code(30));
    let edits = vec![
        Edit::RenameGrid {
            code: old.clone(),
            name: "x".to_owned(),
        },
        Edit::RenumberGrid {
            code: old.clone(),
            to: new.clone(),
        },
        Edit::RemoveAddresses(vec![AddressId::new("A007").expect("valid")]),
    ];
    let done = after(&start, edits).expect("done");
    assert!(done.grid(&old).is_none());
    let micros = done.grids[&Tier::Micro].records().iter();
    assert_eq!(
        micros.filter(|m| m.parent.as_ref() == Some(&new)).count(),
        4
    );
    assert_eq!(done.addresses.records().len(), 399);
    let refused = |edit: Edit| after(&start, vec![edit]).expect_err("refused").to_string();
    let (code, to) = (old, code(4));
    assert!(
        refused(Edit::RenumberGrid {
            code: code.clone(),
            to: to.clone()
        })
        .contains("taken")
    );
    let parent = Some(to);
    assert!(refused(Edit::ReparentGrid { code, parent }).contains("cannot belong"));
    let gone = AddressId::new("B").expect("valid");
    assert!(refused(Edit::RemoveAddresses(vec![gone])).contains("no address B"));
}
