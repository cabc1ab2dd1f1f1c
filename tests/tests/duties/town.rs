//! A town of 36 square grids with addresses, and duties of all kinds drawn at random.

use std::collections::BTreeSet;

use hexward_engine::duties::Cover;
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Dataset, Duty, DutyId, Grid, Ground, Holder, Lock, Place, Role,
    RoleClass, RoleId, StaffId, Stated, Text, Tier,
};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::random::Sequence;

/// Numbers below limits of 64 bits.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        let mut sequence = Sequence(self.0);
        let number = sequence.below(limit as usize);
        self.0 = sequence.0;
        number as u64
    }
}

const SIDE: i64 = 20_000;
const WEST: i64 = 1_203_000_000;
const SOUTH: i64 = 315_000_000;

pub(crate) fn at(x: i64, y: i64) -> Position {
    Position::clamped(WEST + x, SOUTH + y)
}

pub(crate) fn square(x: i64, y: i64, width: i64, height: i64) -> Region {
    let corners = [
        at(x, y),
        at(x + width, y),
        at(x + width, y + height),
        at(x, y + height),
    ];
    let ring = Ring::new(&corners).expect("a square");
    Region::single(Polygon::new(ring, Vec::new()).expect("no holes"))
}

/// So many grids across and along, with a vertex at each corner of one.
fn noded(x: i64, across: i64, along: i64) -> Region {
    let mut corners = Vec::new();
    corners.extend((0..across).map(|i| at((x + i) * SIDE, 0)));
    corners.extend((0..along).map(|i| at((x + across) * SIDE, i * SIDE)));
    corners.extend((0..across).map(|i| at((x + across - i) * SIDE, along * SIDE)));
    corners.extend((0..along).map(|i| at(x * SIDE, (along - i) * SIDE)));
    let ring = Ring::new(&corners).expect("a rectangle");
    Region::single(Polygon::new(ring, Vec::new()).expect("no holes"))
}

pub(crate) fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("valid")
}

pub(crate) const STREET: &str = "320205001000";
pub(crate) const COMMUNITIES: [&str; 2] = ["320205001001", "320205001002"];

pub(crate) fn grid_code(number: i64) -> AreaCode {
    let community = COMMUNITIES[usize::from(number >= 18)];
    code(&format!("{community}G{:03}", number % 18 + 1))
}

fn area(code: AreaCode, tier: Tier, parent: Option<&str>, region: Region) -> Grid {
    Grid {
        code,
        tier,
        parent: parent.map(|text| AreaCode::new(text).expect("valid")),
        name: String::new(),
        region,
        lock: Lock::Open,
    }
}

pub(crate) fn grids() -> Vec<Grid> {
    let mut grids = vec![area(code(STREET), Tier::Street, None, noded(0, 6, 6))];
    for (half, community) in (0..).zip(COMMUNITIES) {
        let region = noded(half * 3, 3, 6);
        grids.push(area(code(community), Tier::Community, Some(STREET), region));
    }
    for number in 0..36 {
        let (x, y) = (number / 6, number % 6);
        let parent = COMMUNITIES[usize::from(number >= 18)];
        let region = square(x * SIDE, y * SIDE, SIDE, SIDE);
        grids.push(area(grid_code(number), Tier::Grid, Some(parent), region));
    }
    grids
}

fn stated(building: usize, door: i64) -> Stated {
    Stated {
        area: grid_code(building as i64 % 36),
        wins: door == 1,
    }
}

/// Three addresses a building, some metres apart, some of them outside the town; now and then one belongs to the grid
/// that it states.
pub(crate) fn addresses(random: &mut Random, buildings: usize) -> Vec<Address> {
    let mut addresses = Vec::new();
    for building in 0..buildings {
        let (x, y) = (
            random.below(6 * SIDE as u64 + 4_000),
            random.below(6 * SIDE as u64 + 4_000),
        );
        for door in 0..3 {
            let step = 300 * door;
            addresses.push(Address {
                id: AddressId::new(&format!("A{building:04}-{door}")).expect("valid"),
                position: at(x as i64 - 2_000 + step, y as i64 - 2_000),
                label: "".into(),
                building: format!("{building}号楼").as_str().into(),
                households: random.below(9) as u32,
                residents: 0,
                stated: (building % 7 == 3).then(|| stated(building, door).into()),
            });
        }
    }
    addresses
}

pub(crate) fn role(
    id: &str,
    class: RoleClass,
    tier: Option<Tier>,
    numbers: (u32, Option<u32>),
) -> Role {
    Role {
        id: RoleId::new(id).expect("valid"),
        title: Text::default(),
        class,
        tier,
        least: numbers.0,
        most: numbers.1,
    }
}

pub(crate) fn roles() -> Vec<Role> {
    vec![
        role(
            "doctor",
            RoleClass::Medical,
            Some(Tier::Community),
            (1, Some(1)),
        ),
        role(
            "head",
            RoleClass::Official,
            Some(Tier::Street),
            (1, Some(1)),
        ),
        role("volunteer", RoleClass::Volunteer, None, (0, None)),
        role("worker", RoleClass::Worker, Some(Tier::Grid), (1, None)),
    ]
}

fn ground(random: &mut Random) -> Ground {
    let grid = |random: &mut Random| grid_code(random.below(36) as i64);
    let somewhere = |random: &mut Random| {
        at(
            random.below(6 * SIDE as u64) as i64,
            random.below(6 * SIDE as u64) as i64,
        )
    };
    let building = |random: &mut Random| format!("{}号楼", random.below(60));
    match random.below(8) {
        0 => Ground::Areas(vec![code(COMMUNITIES[random.below(2) as usize])]),
        1 => Ground::Areas(vec![code(STREET)]),
        2 => Ground::Line {
            path: vec![somewhere(random), somewhere(random), somewhere(random)],
            width_mm: 40_000 + random.below(200_000) as u32,
        },
        3 => {
            let (x, y) = (random.below(100_000) as i64, random.below(100_000) as i64);
            Ground::Region(square(x, y, 25_000, 31_000))
        }
        4 => {
            let ids: BTreeSet<String> = (0..5)
                .map(|_| format!("A{:04}-{}", random.below(60), random.below(3)))
                .collect();
            let ids = ids.iter().map(|id| AddressId::new(id).expect("valid"));
            Ground::Addresses(ids.collect())
        }
        5 => Ground::Buildings {
            area: if random.below(2) == 0 {
                code(STREET)
            } else {
                grid_code(28)
            },
            names: vec![building(random)],
        },
        6 => Ground::Households {
            area: code(COMMUNITIES[random.below(2) as usize]),
            building: building(random),
            first: 1 + random.below(6) as u32,
            last: 6 + random.below(6) as u32,
        },
        _ => {
            let codes: BTreeSet<AreaCode> = (0..2).map(|_| grid(random)).collect();
            Ground::Areas(codes.into_iter().collect())
        }
    }
}

pub(crate) fn holder(text: &str) -> Holder {
    Holder::parse(text).expect("valid")
}

pub(crate) fn duty(random: &mut Random, number: usize) -> Duty {
    let people: BTreeSet<u64> = (0..random.below(3)).map(|_| random.below(25)).collect();
    let roles = ["doctor", "head", "volunteer", "worker"];
    Duty {
        id: DutyId::new(&format!("D{number:04}")).expect("valid"),
        role: RoleId::new(roles[random.below(4) as usize]).expect("valid"),
        name: String::new(),
        ground: ground(random),
        holders: people
            .iter()
            .map(|person| holder(&format!("W-{person}")))
            .collect(),
        from: None,
        until: None,
    }
}

pub(crate) fn town(random: &mut Random, duties: usize) -> Dataset {
    let place = Place {
        name: Text::default(),
        note: Text::default(),
        anchor: at(3 * SIDE, 3 * SIDE),
    };
    Dataset {
        place: vec![place],
        grids: grids(),
        addresses: addresses(random, 60),
        roles: roles(),
        duties: (0..duties).map(|number| duty(random, number)).collect(),
        ..Dataset::default()
    }
}

/// The duties of each address, by looking at each duty for each address.
pub(crate) fn scanned(snapshot: &Snapshot) -> Vec<BTreeSet<String>> {
    let addresses = snapshot.addresses.records();
    (0..addresses.len())
        .map(|index| {
            let duties = snapshot.duties.records().iter();
            let here = duties.filter(|duty| is_about(snapshot, &duty.ground, index));
            here.map(|duty| duty.id.to_string()).collect()
        })
        .collect()
}

fn is_about(snapshot: &Snapshot, ground: &Ground, index: usize) -> bool {
    let addresses = snapshot.addresses.records();
    let address = addresses.row(index);
    let counted = addresses.position(snapshot.standing().counts_at(index as u32) as usize);
    let belongs = |code: &AreaCode, index: usize| {
        let Some((layer, area)) = snapshot.grid(code) else {
            return false;
        };
        let tier = layer.records()[area].tier;
        snapshot.assignment(tier).owners.get(index) == Some(area as u32)
    };
    match ground {
        Ground::Areas(codes) => codes.iter().any(|code| belongs(code, index)),
        Ground::Cells { .. } => false,
        Ground::Region(region) => region.covers(counted),
        Ground::Addresses(ids) => ids.contains(&address.id),
        Ground::Buildings { area, names } => {
            belongs(area, index) && names.iter().any(|name| **name == *address.building)
        }
        Ground::Households {
            area,
            building,
            first,
            last,
        } => {
            let inside =
                |index: &usize| belongs(area, *index) && addresses.building(*index) == **building;
            let before = (0..index)
                .filter(inside)
                .map(|i| addresses.spot(i).households)
                .sum::<u32>();
            let own = before + 1..=before + address.households;
            inside(&index)
                && own
                    .into_iter()
                    .any(|number| (*first..=*last).contains(&number))
        }
        Ground::Line { path, width_mm } => {
            let p = snapshot.frame.to_metres(counted);
            path.windows(2).any(|ends| {
                let [a, b] = [ends[0], ends[1]].map(|end| snapshot.frame.to_metres(end));
                let (dx, dy) = (b.x - a.x, b.y - a.y);
                let t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
                let t = t.clamp(0.0, 1.0);
                (p.x - a.x - t * dx).hypot(p.y - a.y - t * dy) * 2000.0 <= f64::from(*width_mm)
            })
        }
    }
}

/// The duties of each address as a cover has them.
pub(crate) fn covered(cover: &Cover, addresses: usize) -> Vec<BTreeSet<String>> {
    let ids = |index: usize| {
        let answers = cover.at_address(index).into_iter();
        answers.map(|answer| answer.duty.id.to_string()).collect()
    };
    (0..addresses).map(ids).collect()
}

/// The people of each address as a cover has them.
pub(crate) fn people(cover: &Cover, addresses: usize) -> Vec<BTreeSet<StaffId>> {
    let people = |index: usize| {
        let site = cover.site_of(index).expect("an address");
        let people = site.people.iter();
        people
            .map(|&(person, _)| cover.staff(person).clone())
            .collect()
    };
    (0..addresses).map(people).collect()
}
