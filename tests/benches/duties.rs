//! What it takes to say who answers for a city of the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests
//! --bench duties`, on a store into which the files of `hexward city wuxi` were imported. Each grid has a worker, each community a
//! doctor, each street a head; two more people answer for parts of each grid, address by address, as where grids cross.

use std::hint::black_box;
use std::time::Instant;

use hexward_engine::duties::{absences, at_least, histogram, pair_absences, shortages};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::layer::Threads;
use hexward_engine::model::{
    AddressId, AreaCode, Duty, DutyId, Ground, Holder, Note, Role, RoleClass, RoleId, Text, Tier,
};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const ASKED: usize = 20_000;
const EDITS: usize = 50;

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
    let somewhere = addresses[0].position;
    black_box(cover.at_position(&snapshot.frame, somewhere));
    let clock = Instant::now();
    let answers: usize = places
        .iter()
        .map(|&place| {
            cover
                .at_position(&snapshot.frame, addresses[place].position)
                .len()
        })
        .sum();
    let each = clock.elapsed().as_secs_f64() / ASKED as f64;
    println!(
        "who is at a position         {:9.3} µs ({answers} answers)",
        each * 1e6
    );
}

/// Other holders, other ground, a building handed over: the next snapshot and its cover with all absences.
fn edited(mut snapshot: Snapshot) {
    let (mut held, mut moved) = (Vec::new(), Vec::new());
    for number in 0..EDITS {
        let rows = snapshot.duties.records();
        let mut duty = rows[number * 601 % rows.len()].clone();
        let moves = number % 2 == 1;
        if moves {
            let code = grid_code(&snapshot, number * 97);
            duty.ground = Ground::Areas(vec![code]);
        } else {
            duty.holders = vec![holder(&format!("N-{number}"))];
        }
        let delta = applied(&snapshot, vec![Edit::SetDuties(vec![duty])]);
        let clock = Instant::now();
        let next = snapshot.with(&delta).expect("fits");
        let cover = next.cover(None);
        black_box((histogram(&cover, None), absences(&cover, 2)));
        let seconds = clock.elapsed().as_secs_f64();
        if moves { &mut moved } else { &mut held }.push(seconds);
        snapshot = next;
    }
    println!("other holders                {:9.3} ms", median(held) * 1e3);
    println!(
        "other ground                 {:9.3} ms",
        median(moved) * 1e3
    );
}

fn median(mut seconds: Vec<f64>) -> f64 {
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
    let addresses = snapshot.addresses.records().iter().zip(owners.iter());
    for (number, (address, owner)) in addresses.enumerate() {
        if let Some(grid) = owner {
            for part in [number / 40 % 3, 3 + number / 60 % 3] {
                parts[grid as usize * 6 + part].push(address.id.clone());
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
