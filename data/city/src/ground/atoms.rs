//! Atoms: parcels with their neighbours and masses, of which all areas are made.

use std::collections::HashMap;

use hexward_engine::geom::{Metres, Position, Ring};

use super::blocks::{Block, Parcel, Use};
use super::cutting::Shape;
use super::density::Density;
use super::line::Class;
use super::network::Network;
use super::rough::Course;
use crate::error::CityError;
use crate::random::{Purpose, Stream};

/// An atom: a parcel that is never divided between areas.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    /// Its ring of vertices, counter-clockwise.
    pub(crate) ring: Vec<u32>,
    /// The number of its block.
    pub(crate) block: u32,
    /// Its centre of gravity.
    pub(crate) center: Metres,
    /// Its share of the addresses.
    pub(crate) mass: u64,
}

/// The whole ground of a city.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) network: Network,
    pub(crate) course: Course,
    pub(crate) blocks: Vec<Block>,
    pub(crate) atoms: Vec<Atom>,
    across: HashMap<(u32, u32), u32>,
    neighbours: Vec<Vec<u32>>,
}

impl Ground {
    /// The ground made of parcels; every edge has a parcel on both sides or is on the outline.
    ///
    /// # Errors
    /// [`CityError`] names an edge that lacks a side, or a ring that is not simple even with straight edges.
    pub(crate) fn new(
        seed: u64,
        network: Network,
        parcels: Vec<Parcel>,
        blocks: Vec<Block>,
        density: &Density,
    ) -> Result<Self, CityError> {
        let atoms: Vec<Atom> = parcels
            .into_iter()
            .map(|parcel| atom(seed, parcel, &network, &blocks, density))
            .collect();
        let mut across = HashMap::new();
        for (number, atom) in atoms.iter().enumerate() {
            for (a, b) in edges(&atom.ring) {
                if across.insert((a, b), number as u32).is_some() {
                    return Err(CityError::Open(network.position(a)));
                }
            }
        }
        let mut ground = Self {
            course: Course::new(seed),
            network,
            blocks,
            neighbours: Vec::new(),
            atoms,
            across,
        };
        ground.neighbours = ground.adjacency()?;
        ground.straighten()?;
        Ok(ground)
    }

    /// The atom to the left of the edge from `a` to `b`.
    pub(crate) fn left(&self, a: u32, b: u32) -> Option<u32> {
        self.across.get(&(a, b)).copied()
    }

    /// The neighbours of an atom.
    pub(crate) fn neighbours(&self, atom: u32) -> &[u32] {
        &self.neighbours[atom as usize]
    }

    /// What an atom is used for.
    pub(crate) fn usage(&self, atom: u32) -> Use {
        self.blocks[self.atoms[atom as usize].block as usize].usage
    }

    /// The border of an atom on the lattice.
    pub(crate) fn border(&self, atom: u32) -> Vec<Position> {
        let ring = &self.atoms[atom as usize].ring;
        self.course.ring(&self.network, ring)
    }

    fn adjacency(&self) -> Result<Vec<Vec<u32>>, CityError> {
        let beside = |atom: &Atom| {
            let mut found: Vec<u32> = Vec::with_capacity(atom.ring.len());
            for (a, b) in edges(&atom.ring) {
                match self.left(b, a) {
                    Some(other) => found.push(other),
                    None if self.network.class(a, b) == Class::Outline => {}
                    None => return Err(CityError::Open(self.network.position(a))),
                }
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        };
        self.atoms.iter().map(beside).collect()
    }

    /// Straightens the edges of atoms whose swaying ring is not simple, until all are.
    fn straighten(&mut self) -> Result<(), CityError> {
        let mut open: Vec<u32> = (0..self.atoms.len() as u32).collect();
        while !open.is_empty() {
            let mut again = Vec::new();
            for &number in &open {
                let border = self.border(number);
                let Err(fault) = simple(&border) else {
                    continue;
                };
                let mut swayed = false;
                for (a, b) in edges(&self.atoms[number as usize].ring) {
                    swayed |= self.course.straighten(a, b);
                    again.extend(self.left(b, a));
                }
                if !swayed {
                    return Err(CityError::Ring(fault));
                }
                again.push(number);
            }
            again.sort_unstable();
            again.dedup();
            open = again;
        }
        Ok(())
    }
}

/// The directed edges of a ring.
pub(crate) fn edges(ring: &[u32]) -> impl Iterator<Item = (u32, u32)> + '_ {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().cycle().skip(1))
}

/// Whether a chain is a simple ring that runs counter-clockwise.
fn simple(border: &[Position]) -> Result<(), String> {
    let ring = Ring::new(border).map_err(|error| error.to_string())?;
    if ring.vertices() == border {
        Ok(())
    } else {
        Err(format!("ring at {} runs clockwise", border[0]))
    }
}

fn atom(seed: u64, parcel: Parcel, network: &Network, blocks: &[Block], density: &Density) -> Atom {
    let corners: Vec<Metres> = parcel.ring.iter().map(|&v| network.metres(v)).collect();
    let shape = Shape::of(&corners);
    let mut stream = Stream::new(seed, Purpose::Estate, parcel.block.into());
    let usage = blocks[parcel.block as usize].usage;
    let percent = match usage {
        Use::Water | Use::Park => 0,
        Use::Field => 2,
        Use::Works => 12 + stream.below(30),
        Use::Village => 180 + stream.below(240),
        Use::Estate(storeys) => 60 + stream.below(70) + 3 * u64::from(storeys),
    };
    Atom {
        mass: (density.mass_m2(&corners) * 10.0) as u64 * percent,
        center: shape.center,
        ring: parcel.ring,
        block: parcel.block,
    }
}
