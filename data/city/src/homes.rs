//! Buildings, stairwells, doors: the addresses of a city, with households and residents as counts.

use hexward_engine::geom::{Metres, Position};
use hexward_engine::model::Tier;

use crate::apportion::Running;
use crate::areas::Areas;
use crate::ground::plane;
use crate::ground::{Ground, Use};
use crate::names;
use crate::random::{Purpose, Stream};
use crate::sites::{Plot, Spacing};
use crate::size::Size;

/// How many addresses every atom has, in the order in which they are written: by code of the micro-grid.
#[derive(Debug)]
pub(crate) struct Homes {
    seed: u64,
    /// The atoms in order, each with the number of its first address (from 0) and how many it has.
    pub(crate) atoms: Vec<(u32, u64, u64)>,
    households: u64,
    weight: u64,
    residents: u64,
}

/// An address as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) position: Position,
    pub(crate) label: String,
    pub(crate) building: u64,
    /// Whether the position is exactly that of the building.
    pub(crate) at_building: bool,
    pub(crate) households: u64,
    pub(crate) residents: u64,
}

/// A kind of building: how many storeys, stairwells, and doors on a floor of a stairwell.
#[derive(Debug, Clone, Copy)]
struct Kind {
    storeys: u64,
    units: u64,
    doors: u64,
}

impl Homes {
    /// Shares the addresses of a size out among atoms, and counts the households.
    pub(crate) fn new(ground: &Ground, areas: &Areas, size: &Size, seed: u64) -> Self {
        let order = areas.of(Tier::Micro).iter().flat_map(|area| &area.atoms);
        let total: u64 = ground.atoms.iter().map(|atom| atom.mass).sum();
        let mut running = Running::new(size.addresses(), total);
        let mut first = 0;
        let mut atoms = Vec::with_capacity(ground.atoms.len());
        for &atom in order {
            let count = running.next(ground.atoms[atom as usize].mass);
            atoms.push((atom, first, count));
            first += count;
        }
        let (mut households, mut weight) = (0, 0);
        for &(atom, _, count) in &atoms {
            for people in people(seed, atom, ground.usage(atom), count) {
                households += u64::from(people > 0);
                weight += people;
            }
        }
        Self {
            seed,
            atoms,
            households,
            weight,
            residents: size.residents(),
        }
    }

    /// How many households there are.
    pub(crate) fn households(&self) -> u64 {
        self.households
    }

    /// Gives every address to `write`, in order, until it fails.
    ///
    /// # Errors
    /// Those of `write`.
    pub(crate) fn each<E>(
        &self,
        ground: &Ground,
        mut write: impl FnMut(Home) -> Result<(), E>,
    ) -> Result<(), E> {
        // every household has a resident, when there are that many; the rest goes by size of household
        let certain = u64::from(self.residents >= self.households);
        let spread = self.residents - certain * self.households;
        let mut running = Running::new(spread, self.weight);
        let mut building = 0;
        for &(atom, _, count) in self.atoms.iter().filter(|atom| atom.2 > 0) {
            let people = people(self.seed, atom, ground.usage(atom), count);
            let homes = doors(self.seed, ground, atom, count, building);
            for (mut home, people) in homes.into_iter().zip(people) {
                building = home.building;
                home.households = u64::from(people > 0);
                home.residents = home.households * certain + running.next(people);
                write(home)?;
            }
        }
        Ok(())
    }
}

/// For each address of an atom how many people its household tends to have, 0 where there is no household.
fn people(seed: u64, atom: u32, usage: Use, count: u64) -> impl Iterator<Item = u64> {
    let mut stream = Stream::new(seed, Purpose::People, atom.into());
    let empty = if usage == Use::Works { 60 } else { 9 };
    (0..count).map(move |i| {
        let none = stream.chance(empty);
        let size = match stream.below(100) {
            0..=21 => 1,
            22..=50 => 2,
            51..=76 => 3,
            77..=90 => 4,
            91..=96 => 5,
            _ => 6,
        };
        if none && i > 0 { 0 } else { size }
    })
}

fn kind(usage: Use, stream: &mut Stream) -> Kind {
    match usage {
        Use::Estate(storeys) => Kind {
            storeys: storeys.into(),
            units: if storeys > 10 { 1 } else { 2 } + stream.below(3),
            doors: if storeys > 10 { 4 } else { 2 },
        },
        Use::Works => Kind {
            storeys: 2,
            units: 3,
            doors: 1,
        },
        Use::Village | Use::Field | Use::Park | Use::Water => Kind {
            storeys: 1,
            units: 1,
            doors: 1,
        },
    }
}

impl Kind {
    fn capacity(self) -> u64 {
        self.storeys * self.units * self.doors
    }

    fn spacing(self) -> Spacing {
        if self.capacity() == 1 {
            return Spacing {
                east_m: 15.0,
                north_m: 19.0,
                loose_m: 3.5,
            };
        }
        Spacing {
            east_m: self.units as f64 * 15.0 + 9.0,
            north_m: 14.0 + 2.1 * self.storeys.min(18) as f64,
            loose_m: 0.0,
        }
    }
}

/// The doors of an atom, building by building; buildings are numbered from `building` + 1.
fn doors(seed: u64, ground: &Ground, atom: u32, count: u64, building: u64) -> Vec<Home> {
    let mut stream = Stream::new(seed, Purpose::Homes, atom.into());
    let usage = ground.usage(atom);
    let kind = kind(usage, &mut stream);
    let buildings = count.div_ceil(kind.capacity());
    let plot = Plot::new(ground, atom);
    let sites = plot.sites(buildings as usize, kind.spacing(), &mut stream);
    let texts = Texts::new(seed, ground, atom, usage);
    let mut homes = Vec::with_capacity(count as usize);
    let mut shares = Running::new(count, buildings);
    for b in 0..buildings {
        let site = sites[b as usize % sites.len()];
        let stairs = stairwells(&plot, site, kind, &mut stream);
        let share = shares.next(1);
        for door in 0..share {
            let unit = door * kind.units / share;
            let within = door - (unit * share).div_ceil(kind.units);
            homes.push(Home {
                position: stairs[unit as usize],
                label: texts.label(b, kind, unit, within),
                building: building + 1 + b,
                at_building: stairs[unit as usize] == site,
                households: 0,
                residents: 0,
            });
        }
    }
    homes
}

/// Where the doors of each stairwell are: before its entrance, or exactly at the building, which is so for three in
/// ten: those that are drawn, and one in ten whose entrance would lie off the parcel.
fn stairwells(plot: &Plot<'_>, site: Position, kind: Kind, stream: &mut Stream) -> Vec<Position> {
    let middle = plane::metres(site);
    let at = |unit: u64| {
        let plain = stream.chance(22);
        let from_middle = unit as f64 - (kind.units - 1) as f64 / 2.0;
        let entrance = plane::position(Metres {
            x: middle.x + from_middle * 14.0 + stream.between(-0.8, 0.8),
            y: middle.y - stream.between(3.0, 6.0),
        });
        if plain || !plot.holds(entrance) {
            site
        } else {
            entrance
        }
    };
    (0..kind.units).map(at).collect()
}

/// What the labels of an atom have in common.
struct Texts {
    start: String,
    usage: Use,
    first: u64,
}

impl Texts {
    fn new(seed: u64, ground: &Ground, atom: u32, usage: Use) -> Self {
        let number = ground.atoms[atom as usize].block;
        let block = &ground.blocks[number as usize];
        let mut stream = Stream::new(seed, Purpose::Names, (1 << 40) + u64::from(number));
        let road = block.road.map(|line| {
            let class = ground.network.lines()[line as usize].class;
            format!(
                "{}{}号",
                names::road(seed, line, class),
                1 + stream.below(480)
            )
        });
        let village = matches!(usage, Use::Village | Use::Field);
        let place = match usage {
            Use::Works => String::new(),
            _ => names::estate(seed, number, village),
        };
        let start = if village {
            place
        } else {
            format!("{}{place}", road.unwrap_or_default())
        };
        Self {
            start,
            usage,
            first: 1 + u64::from(atom % 7) * 12,
        }
    }

    fn label(&self, building: u64, kind: Kind, unit: u64, within: u64) -> String {
        let Self {
            start,
            usage,
            first,
        } = self;
        let number = first + building;
        match usage {
            Use::Estate(_) => {
                let (floor, door) = (1 + within / kind.doors, 1 + within % kind.doors);
                format!("{start}{number}幢{}单元{floor}{door:02}室", unit + 1)
            }
            Use::Works => format!("{start}{number}栋{}{:02}室", 1 + within, unit + 1),
            _ => format!("{start}{number}号"),
        }
    }
}
