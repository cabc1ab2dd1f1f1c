//! From first faces to parcels: faces are cut in two again and again, by main roads, streets, and walls inside blocks.

use std::collections::VecDeque;

use hexward_engine::geom::Metres;

use super::cutting::{Attempt, Shape, cut};
use super::density::Density;
use super::line::Class;
use super::network::Network;
use super::plane::{cross, direction};
use super::skeleton::Face;
use crate::random::{Purpose, Stream};

/// What the ground of a block is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// River or lake.
    Water,
    /// A park: nobody lives there.
    Park,
    /// Fields: almost nobody lives there.
    Field,
    /// Works and markets: few people, many doors without a household.
    Works,
    /// A village.
    Village,
    /// A housing estate of this many storeys.
    Estate(u8),
}

/// A block: the ground between streets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// What it is used for.
    pub(crate) usage: Use,
    /// The line that its addresses are named after, if a road borders it.
    pub(crate) road: Option<u32>,
}

/// A parcel: a face that is not cut further, in its block.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    /// Its ring, counter-clockwise, brought up to date with all splits.
    pub(crate) ring: Vec<u32>,
    /// The number of its block.
    pub(crate) block: u32,
}

/// What decides how far faces are cut.
pub(crate) struct Grain<'a> {
    pub(crate) seed: u64,
    pub(crate) density: &'a Density,
    /// The mass, in square metres at peak density, that a parcel should not exceed.
    pub(crate) parcel_mass_m2: f64,
    /// The largest face that may stay whole.
    pub(crate) largest_m2: f64,
}

struct Open {
    face: Face,
    block: Option<u32>,
}

/// Cuts all faces down to parcels.
pub(crate) fn parcels(
    network: &mut Network,
    faces: Vec<Face>,
    grain: &Grain<'_>,
) -> (Vec<Parcel>, Vec<Block>) {
    let (water, land): (Vec<Face>, Vec<Face>) = faces.into_iter().partition(|face| face.water);
    // water comes last, so that it is cut where roads reach the bank
    let in_order = land.into_iter().chain(water);
    let mut queue: VecDeque<Open> = in_order.map(|face| Open { face, block: None }).collect();
    let (mut parcels, mut blocks) = (Vec::new(), Vec::new());
    let mut serial = 0;
    while let Some(mut open) = queue.pop_front() {
        open.face.ring = network.refreshed(&open.face.ring);
        serial += 1;
        let mut stream = Stream::new(grain.seed, Purpose::Block, serial);
        let halves = cut_open(network, &mut open, grain, &mut stream, &mut blocks);
        match halves {
            Some(halves) => queue.extend(halves.map(|ring| Open {
                face: Face {
                    ring,
                    water: open.face.water,
                },
                block: open.block,
            })),
            None => parcels.push(Parcel {
                ring: open.face.ring,
                block: open.block.unwrap_or_default(),
            }),
        }
    }
    for parcel in &mut parcels {
        parcel.ring = network.refreshed(&parcel.ring);
    }
    (parcels, blocks)
}

/// Opens a block when the face is one, and cuts the face unless it is small enough.
fn cut_open(
    network: &mut Network,
    open: &mut Open,
    grain: &Grain<'_>,
    stream: &mut Stream,
    blocks: &mut Vec<Block>,
) -> Option<[Vec<u32>; 2]> {
    let corners: Vec<Metres> = open.face.ring.iter().map(|&v| network.metres(v)).collect();
    let shape = Shape::of(&corners);
    let mass_m2 = grain.density.mass_m2(&corners);
    let density = grain.density.at(shape.center);
    let class = next_class(&open.face, &shape, density, grain);
    if open.block.is_none() && matches!(class, Class::Wall | Class::Water) {
        let usage = usage(open.face.water, density, &shape, stream);
        let road = main_road(network, &open.face.ring);
        open.block = Some(blocks.len() as u32);
        blocks.push(Block { usage, road });
    }
    let large = shape.area_m2 > grain.largest_m2;
    let needed = match open.block.map(|block| blocks[block as usize].usage) {
        Some(Use::Water) => shape.spread_m > 130.0 && shape.area_m2 > 9_000.0,
        Some(Use::Park | Use::Field) => large,
        Some(Use::Works) => mass_m2 > 3.0 * grain.parcel_mass_m2 || large,
        Some(Use::Village | Use::Estate(_)) => mass_m2 > grain.parcel_mass_m2 || large,
        None => true,
    };
    if !needed || shape.area_m2 < 700.0 {
        return None;
    }
    attempts(&corners, &shape, stream)
        .iter()
        .find_map(|attempt| cut(network, &open.face.ring, attempt, class))
}

/// What the next cut of a face is: by its size, blocks being larger where fewer people live.
fn next_class(face: &Face, shape: &Shape, density: f64, grain: &Grain<'_>) -> Class {
    let block_m2 = if density > 0.3 {
        24_000.0
    } else {
        24_000.0 + 9_000.0 * (0.3 - density) / 0.06
    };
    let block_m2 = if density < 0.06 {
        grain.largest_m2.min(230_000.0)
    } else {
        block_m2
    };
    match shape.area_m2 {
        _ if face.water => Class::Water,
        area if area > 2_400_000.0 => Class::Arterial,
        area if area > (block_m2 * 6.0).max(190_000.0) => Class::Collector,
        area if area > block_m2 => Class::Street,
        _ => Class::Wall,
    }
}

fn usage(water: bool, density: f64, shape: &Shape, stream: &mut Stream) -> Use {
    let roll = stream.below(100);
    if water {
        return Use::Water;
    }
    if density < 0.06 {
        return match roll {
            0..=27 => Use::Village,
            28..=35 => Use::Works,
            36..=43 => Use::Park,
            _ => Use::Field,
        };
    }
    if roll < 5 && shape.area_m2 > 12_000.0 {
        return Use::Park;
    }
    if roll < if density < 0.2 { 22 } else { 10 } {
        return Use::Works;
    }
    let tall = if density > 0.45 { 55 } else { 35 };
    if stream.chance(tall) {
        Use::Estate(11 + stream.below(23) as u8)
    } else {
        Use::Estate(4 + stream.below(4) as u8)
    }
}

/// The strongest road around a ring, the longest among equals.
fn main_road(network: &Network, ring: &[u32]) -> Option<u32> {
    let edge = |(i, &a): (usize, &u32)| {
        let b = ring[(i + 1) % ring.len()];
        let line = network.line(a, b)?;
        let class = network.class(a, b);
        let length_cm = (network.metres(a).distance_m(network.metres(b)) * 100.0) as u64;
        class.is_road().then_some((class, length_cm, line))
    };
    ring.iter()
        .enumerate()
        .filter_map(edge)
        .max()
        .map(|(_, _, line)| line)
}

/// Cuts to try, the best first: across the longest direction, parallel to a side, near the middle.
fn attempts(corners: &[Metres], shape: &Shape, stream: &mut Stream) -> Vec<Attempt> {
    let across = Metres {
        x: -shape.axis.y,
        y: shape.axis.x,
    };
    let parallel = parallel_side(corners, across).unwrap_or(across);
    let size_m = libm::sqrt(shape.area_m2);
    let snap_m = (0.16 * size_m).clamp(3.0, 45.0);
    let shift = stream.between(-0.35, 0.35);
    let tries = [
        (shift, parallel, snap_m, 0.28, 0.5),
        (-shift * 0.6, parallel, snap_m, 0.22, 0.4),
        (0.1, parallel, snap_m * 0.3, 0.22, 0.35),
        (shift, across, snap_m * 0.3, 0.2, 0.3),
        (-0.45, across, snap_m * 0.3, 0.12, 0.25),
        (0.5, across, snap_m * 0.3, 0.12, 0.25),
        (0.0, shape.axis, snap_m * 0.3, 0.12, 0.25),
        (0.0, across, 0.5, 0.1, 0.2),
    ];
    let attempt = |(part, toward, snap_m, least_part, least_sine): (f64, Metres, f64, f64, f64)| {
        let away_m = part * shape.spread_m;
        Attempt {
            through: Metres {
                x: shape.center.x + shape.axis.x * away_m,
                y: shape.center.y + shape.axis.y * away_m,
            },
            toward,
            snap_m,
            least_part,
            least_sine,
        }
    };
    tries.into_iter().map(attempt).collect()
}

/// The direction of the longest side that runs within 17 degrees of a direction.
fn parallel_side(corners: &[Metres], wanted: Metres) -> Option<Metres> {
    let sides = corners.iter().enumerate().filter_map(|(i, &a)| {
        let b = corners[(i + 1) % corners.len()];
        let side = direction(a, b)?;
        (cross(side, wanted).abs() < 0.3).then_some((a.distance_m(b), side))
    });
    sides
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, side)| side)
}
