//! What it takes to say who answers for a city of the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-engine
//! --bench duties`, on a store into which the files of `hexward city wuxi` were imported. Each grid has a worker, each community a
//! doctor, each street a head; two more people answer for parts of each grid, address by address, as where grids cross. Then edits
//! of all kinds, each on the snapshot that the one before left; the last cover is held against one that is built anew.

use std::hint::black_box;
use std::time::Instant;

use hexward_engine::bounds::grids_beside;
use hexward_engine::duties::{Cover, absences, at_least, histogram, pair_absences, shortages};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::geom::Position;
use hexward_engine::layer::Threads;
use hexward_engine::model::{
    AddressId, AreaCode, Duty, DutyId, Ground, Holder, Note, Role, RoleClass, RoleId, Text, Tier,
};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const ASKED: usize = 20_000;
const EDITS: usize = 20;

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let mut store = GeoPackage::open_read_only(std::path::Path::new(&path)).expect("a store");
    let bare = Snapshot::build(store.load().expect("rows")).on_threads(Threads::new(2));
    let tiers = [Tier::Grid, Tier::Community, Tier::Street];
    let clock = Instant::now();
    for tier in tiers {
        bare.assignment(tier);
    }
    said("assignments, three tiers", clock);
    let duties = duties(&bare);
    println!("{} duties", duties.len());
    let delta = applied(
        &bare,
        vec![Edit::SetRoles(roles()), Edit::SetDuties(duties)],
    );
    let snapshot = bare.with(&delta).expect("fits");
    let clock = Instant::now();
    let cover = snapshot.cover(None);
    said("cover", clock);
    let clock = Instant::now();
    let all = histogram(&cover, None);
    for class in RoleClass::ALL {
        black_box(histogram(&cover, Some(class)));
    }
    said("histograms", clock);
    let clock = Instant::now();
    let found = absences(&cover, 2);
    said("absences of one", clock);
    let clock = Instant::now();
    black_box(pair_absences(&cover, 1000, 1));
    said("absences of 1,000 pairs", clock);
    let clock = Instant::now();
    println!("{} shortages", shortages(&cover).len());
    said("shortages", clock);
    println!(
        "{} sites; {} addresses, {} with two or more; {} people",
        cover.sites().count(),
        at_least(&all, 0).addresses,
        at_least(&all, 2).addresses,
        found.len()
    );
    asked(&snapshot);
    edited(snapshot);
}

fn said(what: &str, clock: Instant) {
    println!("{what:28} {:9.3} ms", clock.elapsed().as_secs_f64() * 1e3);
}

fn applied(snapshot: &Snapshot, edits: Vec<Edit>) -> hexward_engine::model::Delta {
    let note = Note::default();
    apply(snapshot, &Changeset { note, edits }).expect("fits")
}

fn asked(snapshot: &Snapshot) {
    let cover = snapshot.cover(None);
    let addresses = snapshot.addresses.records();
    let places: Vec<usize> = (0..ASKED).map(|i| i * 7919 % addresses.len()).collect();
    let clock = Instant::now();
    let answers: usize = places
        .iter()
        .map(|&place| cover.at_address(place).len())
        .sum();
    let each = clock.elapsed().as_secs_f64() / ASKED as f64;
    println!(
        "who is at an address         {:9.3} µs ({answers} answers)",
        each * 1e6
    );
    let positions: Vec<Position> = places.iter().map(|&p| addresses.position(p)).collect();
    asked_at(snapshot, "who is at a position", &positions);
    asked_at(snapshot, "the same again", &positions);
    let beside = positions.iter().zip(0..).map(|(position, number)| {
        let steps = |factor: i64| number * factor % 2001 - 1000;
        let (lon, lat) = (i64::from(position.lon()), i64::from(position.lat()));
        Position::clamped(lon + steps(7), lat + steps(11))
    });
    asked_at(
        snapshot,
        "up to 11 m beside it",
        &beside.collect::<Vec<_>>(),
    );
}

fn asked_at(snapshot: &Snapshot, what: &str, positions: &[Position]) {
    let cover = snapshot.cover(None);
    black_box(cover.at_position(&snapshot.frame, positions[0]));
    let clock = Instant::now();
    let answers = positions.iter();
    let answers: usize = answers
        .map(|&position| cover.at_position(&snapshot.frame, position).len())
        .sum();
    let each = clock.elapsed().as_secs_f64() / positions.len() as f64;
    println!("{what:28} {:9.3} µs ({answers} answers)", each * 1e6);
}

/// What an edit changes.
#[derive(Clone, Copy)]
enum Kind {
    Holders,
    Ground,
    AddressMoved,
    AddressNew,
    AddressGone,
    Households,
    Border,
    Title,
    Class,
}

const KINDS: [(Kind, &str); 9] = [
    (Kind::Holders, "other holders"),
    (Kind::Ground, "other ground"),
    (Kind::AddressMoved, "address moved"),
    (Kind::AddressNew, "address new"),
    (Kind::AddressGone, "address gone"),
    (Kind::Households, "households of an address"),
    (Kind::Border, "building to a neighbour"),
    (Kind::Title, "role with another title"),
    (Kind::Class, "role with another class"),
];

/// Edits of all kinds in turn: the next cover with its histogram and all absences, beside the next snapshot.
fn edited(mut snapshot: Snapshot) {
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); KINDS.len()];
    let mut whole = seconds.clone();
    for number in 0..EDITS {
        for (place, &(kind, _)) in KINDS.iter().enumerate() {
            let Some(edit) = edit(&snapshot, kind, number) else {
                continue;
            };
            let delta = applied(&snapshot, vec![edit]);
            let clock = Instant::now();
            let next = snapshot.with(&delta).expect("fits");
            for tier in [Tier::Grid, Tier::Community, Tier::Street] {
                next.assignment(tier);
            }
            let cover_clock = Instant::now();
            let cover = next.cover(None);
            seconds[place].push(cover_clock.elapsed().as_secs_f64());
            black_box((histogram(&cover, None), absences(&cover, 2)));
            whole[place].push(clock.elapsed().as_secs_f64());
            snapshot = next;
        }
    }
    let clock = Instant::now();
    let fresh = Snapshot::build(snapshot.dataset()).cover(None);
    said("cover of all rows", clock);
    let people = |cover: &Cover| histogram(cover, None);
    assert_eq!(people(&snapshot.cover(None)), people(&fresh));
    println!(
        "after an edit: cover, median and worst; with the next snapshot, k-coverage and all absences"
    );
    for (place, (_, what)) in KINDS.iter().enumerate() {
        println!(
            "{what:28} {:9.3} {:9.3} ms; {:9.3} {:9.3} ms",
            median(&seconds[place]) * 1e3,
            worst(&seconds[place]) * 1e3,
            median(&whole[place]) * 1e3,
            worst(&whole[place]) * 1e3
        );
    }
}

fn edit(snapshot: &Snapshot, kind: Kind, number: usize) -> Option<Edit> {
    let duties = snapshot.duties.records();
    let mut duty = duties[number * 601 % duties.len()].clone();
    let addresses = snapshot.addresses.records();
    let mut address = addresses.row(number * 40_009 % addresses.len());
    let mut role = snapshot.duties.roles()[number % snapshot.duties.roles().len()].clone();
    match kind {
        Kind::Holders => duty.holders = vec![holder(&format!("N-{number}"))],
        Kind::Ground => duty.ground = Ground::Areas(vec![grid_code(snapshot, number * 97)]),
        Kind::AddressMoved => {
            let other = addresses.position(number * 70_001 % addresses.len());
            address.position = other;
        }
        Kind::AddressNew => address.id = AddressId::new(&format!("new-{number}")).expect("valid"),
        Kind::Households => address.households += 1,
        Kind::AddressGone => return Some(Edit::RemoveAddresses(vec![address.id])),
        Kind::Border => return handed_over(snapshot, number),
        Kind::Title => role.title.en = format!("title {number}"),
        Kind::Class => {
            let place = RoleClass::ALL.iter().position(|class| *class == role.class);
            let next = place.map_or(0, |place| (place + 1) % RoleClass::ALL.len());
            role.class = RoleClass::ALL[next];
        }
    }
    Some(match kind {
        Kind::Holders | Kind::Ground => Edit::SetDuties(vec![duty]),
        Kind::Title | Kind::Class => Edit::SetRoles(vec![role]),
        _ => Edit::ImportAddresses(vec![address]),
    })
}

/// A building of a grid given to a neighbour, where that can be.
fn handed_over(snapshot: &Snapshot, number: usize) -> Option<Edit> {
    let layer = &snapshot.grids[&Tier::Grid];
    let from = &layer.records()[number * 131 % layer.records().len()];
    let to = grids_beside(snapshot, from).into_iter();
    let to = to
        .map(|beside| beside.grid)
        .find(|grid| grid.parent == from.parent)?;
    let owners = &snapshot.assignment(Tier::Grid).owners;
    let place = layer.index_of(&from.code)? as u32;
    let mut own = (0..owners.len()).filter(|&address| owners.get(address) == Some(place));
    let building = snapshot.addresses.records().building(own.next()?);
    let edit = Edit::TransferBuildings {
        from: from.code.clone(),
        to: to.code.clone(),
        buildings: vec![building],
    };
    let note = Note::default();
    let edits = vec![edit.clone()];
    apply(snapshot, &Changeset { note, edits })
        .ok()
        .map(|_| edit)
}

fn worst(seconds: &[f64]) -> f64 {
    seconds.iter().copied().fold(f64::NAN, f64::max)
}

fn median(seconds: &[f64]) -> f64 {
    let mut seconds = seconds.to_vec();
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}

fn grid_code(snapshot: &Snapshot, number: usize) -> AreaCode {
    let grids = snapshot.grids[&Tier::Grid].records();
    grids[number % grids.len()].code.clone()
}

fn holder(staff: &str) -> Holder {
    Holder::parse(staff).expect("a staff number")
}

fn roles() -> Vec<Role> {
    let role = |id: &str, class, tier, least| Role {
        id: RoleId::new(id).expect("valid"),
        title: Text::default(),
        class,
        tier,
        least,
        most: None,
    };
    vec![
        role("beside", RoleClass::Volunteer, None, 0),
        role("doctor", RoleClass::Medical, Some(Tier::Community), 1),
        role("head", RoleClass::Official, Some(Tier::Street), 1),
        role("worker", RoleClass::Worker, Some(Tier::Grid), 1),
    ]
}

fn duties(snapshot: &Snapshot) -> Vec<Duty> {
    let duty = |id: String, role: &str, ground: Ground, staff: String| Duty {
        id: DutyId::new(&id).expect("valid"),
        role: RoleId::new(role).expect("valid"),
        name: String::new(),
        ground,
        holders: vec![holder(&staff)],
        from: None,
        until: None,
    };
    let mut duties = Vec::new();
    for (tier, role) in [
        (Tier::Grid, "worker"),
        (Tier::Community, "doctor"),
        (Tier::Street, "head"),
    ] {
        let grids = snapshot.grids.get(&tier);
        for grid in grids.into_iter().flat_map(|layer| layer.records()) {
            let ground = Ground::Areas(vec![grid.code.clone()]);
            duties.push(duty(
                format!("{role}/{}", grid.code),
                role,
                ground,
                format!("{role}-{}", grid.code),
            ));
        }
    }
    // every address is in two of six parts of its grid, held by workers of other grids
    let grids = snapshot.grids[&Tier::Grid].records().len();
    let mut parts: Vec<Vec<AddressId>> = vec![Vec::new(); grids * 6];
    let owners = &snapshot.assignment(Tier::Grid).owners;
    let addresses = snapshot.addresses.records().ids().zip(owners.iter());
    for (number, (id, owner)) in addresses.enumerate() {
        if let Some(grid) = owner {
            for part in [number / 40 % 3, 3 + number / 60 % 3] {
                parts[grid as usize * 6 + part].push(id.clone());
            }
        }
    }
    for (number, ids) in parts
        .into_iter()
        .enumerate()
        .filter(|(_, ids)| !ids.is_empty())
    {
        let other = grid_code(snapshot, number / 6 + 1 + number % 6);
        let ground = Ground::Addresses(ids);
        duties.push(duty(
            format!("part-{number:06}"),
            "beside",
            ground,
            format!("worker-{other}"),
        ));
    }
    duties
}
