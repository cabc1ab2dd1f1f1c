//! Random edits that have a chance with the plan as it is.

use hexward_engine::edit::Edit;
use hexward_engine::geom::{Phase, Polygon, Position, Region, Ring};
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{
    Address, Checkpoint, CheckpointState, Grid, LayerName, Lock, Text, Tier,
};
use hexward_engine::snapshot::Snapshot;

use super::codes::{free_code, maybe_code};
use super::town::{ACROSS, SIDE, address, barrier, checkpoint, count, spot};
use crate::random::Sequence;

type Draw = fn(&Snapshot, &mut Sequence) -> Option<Edit>;

/// What is drawn, each as often as it is listed here times its number.
const DRAWS: [(usize, Draw); 23] = [
    (8, node_moved),
    (4, node_inserted),
    (3, node_deleted),
    (5, merged),
    (8, split),
    (8, ground_given),
    (4, drawn),
    (5, buildings_given),
    (3, renamed),
    (2, renumbered),
    (1, reparented),
    (3, locked),
    (2, placed),
    (2, checkpoint_moved),
    (2, checkpoint_set),
    (1, checkpoint_removed),
    (4, addresses_imported),
    (1, address_removed),
    (2, counted),
    (1, barred),
    (2, grids_imported),
    (1, described),
    (2, divided),
];

/// A random edit; `None` when the plan has no place for what was drawn.
pub fn draw(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let all: usize = DRAWS.iter().map(|(often, _)| often).sum();
    let mut number = random.below(all);
    for (often, draw) in DRAWS {
        if number < often {
            return draw(snapshot, random);
        }
        number -= often;
    }
    None
}

/// Half of them and one: a number around 0.
fn around(random: &mut Sequence, reach: i64) -> i64 {
    random.below(2 * reach as usize + 1) as i64 - reach
}

fn anywhere(random: &mut Sequence) -> Position {
    let side = (SIDE * ACROSS) as usize;
    spot(random.below(side) as i64, random.below(side) as i64)
}

fn shifted(place: Position, x: i64, y: i64) -> Position {
    Position::clamped(i64::from(place.lon()) + x, i64::from(place.lat()) + y)
}

fn tier(random: &mut Sequence) -> Tier {
    const TIERS: [Tier; 8] = [
        Tier::Grid,
        Tier::Grid,
        Tier::Grid,
        Tier::Grid,
        Tier::Grid,
        Tier::Micro,
        Tier::Community,
        Tier::Street,
    ];
    *random.one_of(&TIERS)
}

fn layer(snapshot: &Snapshot, tier: Tier) -> Option<&AreaLayer<Grid>> {
    snapshot.grids.get(&tier).map(AsRef::as_ref)
}

fn any_grid<'a>(
    snapshot: &'a Snapshot,
    random: &mut Sequence,
) -> Option<(&'a AreaLayer<Grid>, &'a Grid)> {
    let layer = layer(snapshot, tier(random))?;
    let rows = layer.records();
    Some((layer, rows.get(random.below(rows.len().max(1)))?))
}

fn edges(grid: &Grid) -> Vec<(Position, Position)> {
    grid.region.rings().flat_map(Ring::edges).collect()
}

/// Another grid with an edge of this one, and the edge.
fn neighbour<'a>(
    layer: &'a AreaLayer<Grid>,
    own: &Grid,
    random: &mut Sequence,
) -> Option<(&'a Grid, Position, Position)> {
    let all = edges(own);
    let (a, b) = *random.one_of(&all);
    let near = layer.meeting(own.region.bounds()).into_iter();
    let mut others = near.map(|index| &layer.records()[index]);
    let other = others.find(|other| other.code != own.code && edges(other).contains(&(b, a)))?;
    Some((other, a, b))
}

fn node_moved(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let own = any_grid(snapshot, random)?.1;
    let from = random.one_of(&edges(own)).0;
    let to = shifted(from, around(random, SIDE / 6), around(random, SIDE / 6));
    let tier = own.tier;
    Some(Edit::MoveNode { tier, from, to })
}

fn node_inserted(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let own = any_grid(snapshot, random)?.1;
    let (a, b) = *random.one_of(&edges(own));
    let middle = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
    let at = Position::clamped(
        middle(a.lon(), b.lon()) + around(random, SIDE / 20),
        middle(a.lat(), b.lat()) + around(random, SIDE / 20),
    );
    Some(Edit::InsertNode {
        tier: own.tier,
        edge: (a, b),
        at,
    })
}

fn node_deleted(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let own = any_grid(snapshot, random)?.1;
    Some(Edit::DeleteNode {
        tier: own.tier,
        node: random.one_of(&edges(own)).0,
    })
}

fn merged(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let (layer, own) = any_grid(snapshot, random)?;
    // a town of few grids is left as it is
    if own.tier == Tier::Grid && layer.records().len() < 25 {
        return None;
    }
    let (other, ..) = neighbour(layer, own, random)?;
    Some(Edit::MergeGrids {
        keep: own.code.clone(),
        others: vec![other.code.clone()],
    })
}

/// A line through a grid from beyond it to beyond it, by a point near its middle.
fn across(grid: &Grid, random: &mut Sequence) -> Vec<Position> {
    let bounds = grid.region.bounds();
    let middle = shifted(
        bounds.center(),
        around(random, SIDE / 4),
        around(random, SIDE / 4),
    );
    let (x, y) = (around(random, 3 * SIDE), around(random, 3 * SIDE));
    let far = |sign: i64| shifted(middle, sign * x * 2, sign * y * 2);
    match random.below(3) {
        0 => vec![far(-1), middle, shifted(far(1), SIDE, -SIDE)],
        _ => vec![far(-1), far(1)],
    }
}

fn split(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let (layer, own) = any_grid(snapshot, random)?;
    if layer.records().len() > 60 || own.tier < Tier::Grid {
        return None;
    }
    let parent = own.parent.as_ref()?;
    let new = maybe_code(snapshot, parent, random);
    Some(Edit::SplitGrid {
        code: own.code.clone(),
        line: across(own, random),
        name: format!("part {new:?}"),
        new,
    })
}

fn ground_given(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let (layer, own) = any_grid(snapshot, random)?;
    let (other, a, b) = neighbour(layer, own, random)?;
    let middle = own.region.bounds().center();
    let inward =
        |a: i32, b: i32, to: i32| (4 * (i64::from(a) + i64::from(b)) + 2 * i64::from(to)) / 10;
    let inside = Position::clamped(
        inward(a.lon(), b.lon(), middle.lon()),
        inward(a.lat(), b.lat(), middle.lat()),
    );
    let line = match random.below(4) {
        0 => across(own, random),
        _ => vec![a, inside, b],
    };
    Some(Edit::TransferGround {
        from: own.code.clone(),
        to: other.code.clone(),
        line,
    })
}

fn drawn(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let parents = layer(snapshot, Tier::Community)?.records();
    let parent = &parents[random.below(parents.len())];
    let middle = anywhere(random);
    let corners: Vec<Position> = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        .into_iter()
        .map(|(x, y)| {
            let (more_x, more_y) = (around(random, SIDE / 4), around(random, SIDE / 4));
            shifted(middle, x * SIDE / 3 + more_x, y * SIDE / 3 + more_y)
        })
        .collect();
    let region = Region::single(Polygon::new(Ring::new(&corners).ok()?, Vec::new()).ok()?);
    let code = maybe_code(snapshot, &parent.code, random);
    Some(Edit::DrawGrid {
        parent: parent.code.clone(),
        name: format!("drawn {code:?}"),
        code,
        region,
    })
}

fn any_address(snapshot: &Snapshot, random: &mut Sequence) -> Option<Address> {
    let rows = snapshot.addresses.records();
    let place = random.below(rows.len().max(1));
    (place < rows.len()).then(|| rows.row(place))
}

fn buildings_given(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let row = any_address(snapshot, random)?;
    let layer = layer(snapshot, Tier::Grid)?;
    let own = &layer.records()[layer.locate(row.position)?];
    let (other, ..) = neighbour(layer, own, random)?;
    Some(Edit::TransferBuildings {
        from: own.code.clone(),
        to: other.code.clone(),
        buildings: vec![row.building.to_string()],
    })
}

fn renamed(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let own = any_grid(snapshot, random)?.1;
    Some(Edit::RenameGrid {
        code: own.code.clone(),
        name: format!("名 {}", random.below(1000)),
    })
}

fn renumbered(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let own = any_grid(snapshot, random)?.1;
    let parent = own.parent.as_ref().filter(|_| own.tier >= Tier::Grid)?;
    Some(Edit::RenumberGrid {
        code: own.code.clone(),
        to: free_code(snapshot, parent, random),
    })
}

fn reparented(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let (own, other) = (any_grid(snapshot, random)?.1, any_grid(snapshot, random)?.1);
    Some(Edit::ReparentGrid {
        code: own.code.clone(),
        parent: (random.below(4) != 0).then(|| other.code.clone()),
    })
}

fn locked(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    // as many locks are taken off as are put on
    let all = snapshot.grids.values().flat_map(|layer| layer.records());
    let shut: Vec<&Grid> = all.filter(|grid| grid.lock != Lock::Open).collect();
    let (own, lock) = if !shut.is_empty() && random.below(2) == 0 {
        (*random.one_of(&shut), Lock::Open)
    } else {
        (any_grid(snapshot, random)?.1, *random.one_of(&Lock::ALL))
    };
    Some(Edit::LockGrids {
        codes: vec![own.code.clone()],
        lock,
    })
}

fn any_checkpoint(snapshot: &Snapshot, random: &mut Sequence) -> Option<Checkpoint> {
    let rows = snapshot.checkpoints.records();
    rows.get(random.below(rows.len().max(1))).cloned()
}

#[expect(clippy::unnecessary_wraps, reason = "all draws have one form")]
fn placed(_: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let row = checkpoint(random.below(60), anywhere(random));
    Some(match random.below(2) {
        0 => Edit::PlaceCheckpoint(row),
        _ => Edit::ImportCheckpoints(vec![row]),
    })
}

fn checkpoint_moved(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let id = any_checkpoint(snapshot, random)?.id;
    let to = anywhere(random);
    Some(Edit::MoveCheckpoint { id, to })
}

fn checkpoint_set(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let id = any_checkpoint(snapshot, random)?.id;
    let state = *random.one_of(&CheckpointState::ALL);
    Some(Edit::SetCheckpointState { id, state })
}

fn checkpoint_removed(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let id = any_checkpoint(snapshot, random)?.id;
    Some(Edit::RemoveCheckpoints(vec![id]))
}

#[expect(clippy::unnecessary_wraps, reason = "all draws have one form")]
fn addresses_imported(_: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let number = random.below(400);
    let place = anywhere(random);
    let rows = (0..=random.below(6)).map(|i| {
        let place = shifted(place, around(random, SIDE), around(random, SIDE));
        address(number + i, place, random.below(6) as u32)
    });
    Some(Edit::ImportAddresses(rows.collect()))
}

fn address_removed(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let id = any_address(snapshot, random)?.id;
    Some(Edit::RemoveAddresses(vec![id]))
}

fn counted(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let id = any_address(snapshot, random)?.id;
    let value = random.below(9) as u32;
    Some(Edit::ImportCounts(vec![count(&id, value)]))
}

fn barred(_: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let (from, to) = (anywhere(random), anywhere(random));
    (from != to).then(|| Edit::ImportBarriers(vec![barrier(random.below(5), from, to)]))
}

/// The rows of some grids once more, with other names, and now and then another ground.
fn grids_imported(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let mut rows = Vec::new();
    for number in 0..=random.below(3) {
        let mut row = any_grid(snapshot, random)?.1.clone();
        row.name = format!("import {number}");
        if random.below(6) == 0 {
            row.region = any_grid(snapshot, random)?.1.region.clone();
        }
        rows.push(row);
    }
    Some(Edit::ImportGrids(rows))
}

#[expect(clippy::unnecessary_wraps, reason = "all draws have one form")]
fn described(_: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let zh = format!("小城 {}", random.below(9));
    let name = Text { en: zh.clone(), zh };
    let note = Text::default();
    Some(Edit::Describe { name, note })
}

fn divided(snapshot: &Snapshot, random: &mut Sequence) -> Option<Edit> {
    let own = any_grid(snapshot, random)?.1;
    let parent = own.code.clone();
    Some(match random.below(4) {
        0 => Edit::PartitionByCheckpoints { parent },
        1 => Edit::DrawOutline {
            code: free_code(snapshot, &parent, random),
            name: "outline".to_owned(),
            tier: tier(random),
            margin_m: 5.0,
        },
        _ => Edit::Honeycomb {
            parent,
            name: LayerName::new(random.one_of::<&str>(&["h", "i"])).expect("a name"),
            phase: Phase::A,
            spacing_mm: 60_000 + 10_000 * random.below(5) as u32,
        },
    })
}
