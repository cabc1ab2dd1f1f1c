//! What a commit costs at the size of Wuxi, step by step: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests --bench
//! commit`, on a copy of a store into which the files of `hexward city wuxi` were imported: it is written to.
//!
//! `apply` is from a changeset to its delta with the proof that the ground stays divided, `next` from the delta to the
//! next snapshot with all owners and tallies, `damage` which ground changed, `encode` the delta's binary form, `drop`
//! the end of the snapshot before, `disk` the durable commit. Medians and 99th percentiles over [`ROUNDS`] edits a
//! kind, each on the snapshot that the one before has left, one thread.

use std::collections::BTreeMap;
use std::time::Instant;

use hexward_engine::Engine;
use hexward_engine::damage::Damage;
use hexward_engine::edit::{self, Changeset, Edit};
use hexward_engine::geom::{Position, Ring};
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{Address, Checkpoint, Count, Delta, Grid, Note, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store, encode_delta};

/// Edits a kind, unless `HEXWARD_ROUNDS` says otherwise; `HEXWARD_KINDS` names some kinds, with commas between them.
const ROUNDS: usize = 100;
const STEPS: [&str; 7] = ["apply", "next", "damage", "encode", "drop", "all", "disk"];

type Kind = fn(&Snapshot, usize) -> Option<Edit>;

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let mut store = GeoPackage::create_or_open(std::path::Path::new(&path)).expect("a store");
    let mut snapshot = Snapshot::build(store.load().expect("rows"));
    for tier in Tier::ALL {
        snapshot.assignment(tier);
        let clock = Instant::now();
        let faults = snapshot.faults(tier).len();
        let seconds = clock.elapsed().as_secs_f64();
        println!("tier {tier}: {faults} faults, found in {seconds:.3} s");
    }
    snapshot.nearest_assignment();
    let kinds: [(&str, Kind); 7] = [
        ("node between two", node_moved),
        ("ground transferred", ground_given),
        ("grid renamed", renamed),
        ("checkpoint moved", checkpoint_moved),
        ("count", counted),
        ("address moved", address_moved),
        ("address new", address_new),
    ];
    let mut times: BTreeMap<&str, Vec<[f64; 7]>> = BTreeMap::new();
    let mut seed = 0;
    let named = std::env::var("HEXWARD_KINDS").ok();
    let kinds = kinds.into_iter().filter(|(name, _)| {
        let named = named.as_deref();
        named.is_none_or(|named| named.split(',').any(|one| one == *name))
    });
    let kinds: Vec<(&str, Kind)> = kinds.collect();
    let rounds = std::env::var("HEXWARD_ROUNDS").ok();
    let rounds = rounds.map_or(ROUNDS, |text| text.parse().expect("a number"));
    for round in 0..rounds {
        for &(name, kind) in &kinds {
            let took = loop {
                seed += 1;
                let place = (seed * 7919 + round * 104_729) % 1_000_003;
                if let Some(edit) = kind(&snapshot, place)
                    && let Some((next, took)) = committed(&mut store, &snapshot, edit)
                {
                    let clock = Instant::now();
                    snapshot = next;
                    let dropped = clock.elapsed().as_secs_f64();
                    let [apply, next, damage, encode, disk] = took;
                    let all = apply + next + damage + encode + dropped;
                    break [apply, next, damage, encode, dropped, all, disk];
                }
            };
            times.entry(name).or_default().push(took);
        }
    }
    report(&times);
    check(&snapshot);
    taken();
}

/// How long taking the newest snapshot takes.
fn taken() {
    const TIMES: u32 = 10_000_000;
    let folder = tempfile::tempdir().expect("a folder");
    let store = GeoPackage::create_or_open(folder.path().join("small.gpkg")).expect("a store");
    let engine = Engine::open(Box::new(store)).expect("empty");
    let clock = Instant::now();
    for _ in 0..TIMES {
        std::hint::black_box(engine.snapshot());
    }
    let each_ns = clock.elapsed().as_secs_f64() * 1e9 / f64::from(TIMES);
    println!("Engine::snapshot() {each_ns:.1} ns");
}

/// The next snapshot, and the seconds of apply, next, damage, encode and disk; `None` when the edit is refused.
fn committed(
    store: &mut GeoPackage,
    snapshot: &Snapshot,
    edit: Edit,
) -> Option<(Snapshot, [f64; 5])> {
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![edit],
    };
    let mut clock = Instant::now();
    let mut lap = || {
        let seconds = clock.elapsed().as_secs_f64();
        clock = Instant::now();
        seconds
    };
    let delta: Delta = edit::apply(snapshot, &changeset).ok()?;
    if delta.is_empty() {
        return None;
    }
    let apply = lap();
    let next = snapshot.with(&delta).expect("fits");
    let with = lap();
    let damage = Damage::of(&delta, snapshot, &next);
    let damaged = lap();
    let bytes = encode_delta(&delta);
    let encode = lap();
    store.commit(snapshot.revision, &delta).expect("durable");
    let disk = lap();
    assert!(!damage.boxes().is_empty() && !bytes.is_empty());
    Some((next, [apply, with, damaged, encode, disk]))
}

fn report(times: &BTreeMap<&str, Vec<[f64; 7]>>) {
    println!("ms, median / 99th percentile");
    for (name, laps) in times {
        print!("{name:20}");
        for (step, label) in STEPS.iter().enumerate() {
            let mut ms: Vec<f64> = laps.iter().map(|lap| lap[step] * 1e3).collect();
            ms.sort_by(f64::total_cmp);
            let (middle, high) = (ms[ms.len() / 2], ms[ms.len() * 99 / 100]);
            print!(" {label} {middle:7.3} /{high:8.3}");
        }
        println!();
    }
}

/// What was carried over all the edits is what a fresh start finds.
fn check(snapshot: &Snapshot) {
    let fresh = Snapshot::build(snapshot.dataset());
    for tier in Tier::ALL {
        assert_eq!(snapshot.assignment(tier), fresh.assignment(tier));
        assert_eq!(snapshot.faults(tier), fresh.faults(tier));
    }
    assert_eq!(snapshot.nearest_assignment(), fresh.nearest_assignment());
    println!("carried over is as found anew");
}

fn grid(snapshot: &Snapshot, place: usize) -> (&AreaLayer<Grid>, &Grid) {
    let layer = &snapshot.grids[&Tier::Grid];
    (layer, &layer.records()[place % layer.records().len()])
}

/// A neighbour with a border between the two alone: the grid and two ends of an edge.
fn neighbour(layer: &AreaLayer<Grid>, own: &Grid) -> Option<(Grid, Position, Position)> {
    let mut near = layer.meeting(own.region.bounds()).into_iter();
    near.find_map(|index| {
        let other = &layer.records()[index];
        if other.code == own.code || other.parent != own.parent {
            return None;
        }
        let theirs = |p: Position| {
            let mut rings = other.region.rings();
            rings.any(|ring| ring.vertices().contains(&p))
        };
        let mut edges = own.region.rings().flat_map(Ring::edges);
        let (a, b) = edges.find(|&(a, b)| theirs(a) && theirs(b))?;
        Some((other.clone(), a, b))
    })
}

fn node_moved(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let (layer, own) = grid(snapshot, place);
    let (_, from, _) = neighbour(layer, own)?;
    let at = |v: i32, by: usize| i64::from(v) + (place % by) as i64 - by as i64 / 2;
    let sharers = layer.meeting(hexward_engine::geom::Bounds::around([from])?);
    let has = |index: &&usize| {
        let mut rings = layer.records()[**index].region.rings();
        rings.any(|ring| ring.vertices().contains(&from))
    };
    (sharers.iter().filter(has).count() == 2).then_some(Edit::MoveNode {
        tier: Tier::Grid,
        from,
        to: Position::clamped(at(from.lon(), 401), at(from.lat(), 307)),
    })
}

fn ground_given(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let (layer, own) = grid(snapshot, place);
    let (other, a, b) = neighbour(layer, own)?;
    let middle = own.region.bounds().center();
    let inward =
        |a: i32, b: i32, to: i32| (4 * (i64::from(a) + i64::from(b)) + 2 * i64::from(to)) / 10;
    let inside = Position::clamped(
        inward(a.lon(), b.lon(), middle.lon()),
        inward(a.lat(), b.lat(), middle.lat()),
    );
    Some(Edit::TransferGround {
        from: own.code.clone(),
        to: other.code,
        line: vec![a, inside, b],
    })
}

#[expect(clippy::unnecessary_wraps, reason = "all kinds have one form")]
fn renamed(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let own = grid(snapshot, place).1;
    Some(Edit::RenameGrid {
        code: own.code.clone(),
        name: format!("{} {place}", own.code),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "all kinds have one form")]
fn checkpoint_moved(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let rows = snapshot.checkpoints.records();
    let before = &rows[place % rows.len()];
    let at = before.position;
    Some(Edit::ImportCheckpoints(vec![Checkpoint {
        position: Position::clamped(i64::from(at.lon()) + 1900, i64::from(at.lat()) - 2100),
        ..before.clone()
    }]))
}

#[expect(clippy::unnecessary_wraps, reason = "all kinds have one form")]
fn counted(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let rows = snapshot.addresses.records();
    let address = rows.row(place * 2 % rows.len());
    let stored = snapshot
        .counts
        .measures()
        .first()
        .expect("a store with counts");
    Some(Edit::ImportCounts(vec![Count {
        address: address.id,
        measure: stored.measure.clone(),
        unit: stored.unit,
        cutoff: stored.cutoff,
        value: 1 + place as u32 % 7,
    }]))
}

#[expect(clippy::unnecessary_wraps, reason = "all kinds have one form")]
fn address_moved(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let rows = snapshot.addresses.records();
    let before = rows.row(place * 2 % rows.len());
    let at = before.position;
    Some(Edit::ImportAddresses(vec![Address {
        position: Position::clamped(i64::from(at.lon()) + 900, i64::from(at.lat()) + 800),
        residents: before.residents + 1,
        ..before.clone()
    }]))
}

fn address_new(snapshot: &Snapshot, place: usize) -> Option<Edit> {
    let rows = snapshot.addresses.records();
    let before = rows.row(place * 2 % rows.len());
    Some(Edit::ImportAddresses(vec![Address {
        id: hexward_engine::model::AddressId::new(&format!("{}-{place}", before.id)).ok()?,
        ..before.clone()
    }]))
}
