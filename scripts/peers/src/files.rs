//! The files of the data: plain little-endian numbers, and well-known binary for the grids.
//!
//! | file | content |
//! |---|---|
//! | grids.wkb | for each grid its length in bytes (u32) and a MultiPolygon in degrees; the index is its place |
//! | points.f64, checkpoints.f64, ties.f64 | longitude and latitude in degrees |
//! | windows.f64 | west, south, east, north in degrees |
//! | lookups.u32 | places in points.f64 |
//! | owners.i32, nearest.i32 | our answers, -1 for none |
//! | windows.u64 | our answers: for each window how many points and the sum of their places |

use std::fs;
use std::path::Path;

use hexward_engine::geom::{Polygon, Position, Region};

pub fn write_f64(path: &Path, values: impl Iterator<Item = f64>) {
    write_bytes(path, values.flat_map(f64::to_le_bytes));
}

pub fn write_i32(path: &Path, values: impl Iterator<Item = i32>) {
    write_bytes(path, values.flat_map(i32::to_le_bytes));
}

pub fn write_u64(path: &Path, values: impl Iterator<Item = u64>) {
    write_bytes(path, values.flat_map(u64::to_le_bytes));
}

fn write_bytes(path: &Path, bytes: impl Iterator<Item = u8>) {
    fs::write(path, bytes.collect::<Vec<u8>>()).expect("the folder can be written");
}

pub fn read_f64(path: &Path) -> Vec<f64> {
    let bytes = fs::read(path).expect("`data` has made the files");
    let number = |b: &[u8]| f64::from_le_bytes(b.try_into().expect("eight bytes"));
    bytes.chunks_exact(8).map(number).collect()
}

pub fn read_i32(path: &Path) -> Vec<i32> {
    let bytes = fs::read(path).expect("`data` and `ours` have made the files");
    let number = |b: &[u8]| i32::from_le_bytes(b.try_into().expect("four bytes"));
    bytes.chunks_exact(4).map(number).collect()
}

pub fn read_u64(path: &Path) -> Vec<u64> {
    let bytes = fs::read(path).expect("`ours` has made the files");
    let number = |b: &[u8]| u64::from_le_bytes(b.try_into().expect("eight bytes"));
    bytes.chunks_exact(8).map(number).collect()
}

pub fn read_positions(path: &Path) -> Vec<Position> {
    let bytes = fs::read(path).expect("`data` has made the files");
    let number = |b: &[u8]| f64::from_le_bytes(b.try_into().expect("eight bytes"));
    let position =
        |b: &[u8]| Position::from_degrees(number(&b[..8]), number(&b[8..])).expect("on the globe");
    bytes.chunks_exact(16).map(position).collect()
}

/// Each polygon's rings as closed chains of degrees, grid by grid.
pub fn read_grids(path: &Path) -> Vec<Vec<Vec<Vec<[f64; 2]>>>> {
    let bytes = fs::read(path).expect("`data` has made the files");
    let mut at = 0;
    let mut grids = Vec::new();
    let u32_at = |at: &mut usize| {
        *at += 4;
        u32::from_le_bytes(bytes[*at - 4..*at].try_into().expect("four bytes")) as usize
    };
    while at < bytes.len() {
        let _length = u32_at(&mut at);
        at += 5;
        let polygons = u32_at(&mut at);
        let mut grid = Vec::with_capacity(polygons);
        for _ in 0..polygons {
            at += 5;
            let rings = u32_at(&mut at);
            let mut polygon = Vec::with_capacity(rings);
            for _ in 0..rings {
                let count = u32_at(&mut at);
                let number = |at: usize| {
                    f64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
                };
                let ring = (0..count).map(|i| [number(at + 16 * i), number(at + 16 * i + 8)]);
                polygon.push(ring.collect());
                at += 16 * count;
            }
            grid.push(polygon);
        }
        grids.push(grid);
    }
    grids
}

/// The regions of the grids.
pub fn read_regions(path: &Path) -> Vec<Region> {
    let position = |&[lon, lat]: &[f64; 2]| Position::from_degrees(lon, lat).expect("on the globe");
    let polygon = |rings: Vec<Vec<[f64; 2]>>| {
        let chains: Vec<Vec<Position>> = rings
            .iter()
            .map(|ring| ring.iter().map(position).collect())
            .collect();
        Polygon::from_closed_chains(&chains).expect("valid")
    };
    let grids = read_grids(path).into_iter();
    grids
        .map(|grid| Region::new(grid.into_iter().map(polygon).collect()).expect("valid"))
        .collect()
}

/// Writes the grids; every other one with its rings turned, as sloppy files have them.
pub fn write_grids(path: &Path, regions: &[Region]) {
    let mut all = Vec::new();
    for (index, region) in regions.iter().enumerate() {
        let wkb = wkb_of(region, index % 2 == 1);
        all.extend((wkb.len() as u32).to_le_bytes());
        all.extend(wkb);
    }
    fs::write(path, all).expect("the folder can be written");
}

fn wkb_of(region: &Region, is_turned: bool) -> Vec<u8> {
    let mut out = vec![1];
    out.extend(6_u32.to_le_bytes());
    out.extend((region.polygons().len() as u32).to_le_bytes());
    for polygon in region.polygons() {
        out.push(1);
        out.extend(3_u32.to_le_bytes());
        out.extend((1 + polygon.holes().len() as u32).to_le_bytes());
        for ring in polygon.rings() {
            let mut chain = ring.vertices().to_vec();
            if is_turned {
                chain.reverse();
            }
            chain.push(chain[0]);
            out.extend((chain.len() as u32).to_le_bytes());
            for p in chain {
                out.extend(p.lon_degrees().to_le_bytes());
                out.extend(p.lat_degrees().to_le_bytes());
            }
        }
    }
    out
}
