//! Files with changed bytes: whatever comes of it, the parent gets an answer.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::bench::{ADDRESSES, Bench};
use crate::parquet;

/// A sequence of numbers that is the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Small sound files of each format.
fn seeds(bench: &Bench) -> Vec<PathBuf> {
    bench.write("a.geojson", ADDRESSES);
    let drawing = "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\ngates\n10\n5\n20\n6\n0\nENDSEC\n0\nEOF\n";
    let parquet = parquet::file("EPSG:4549");
    let mut seeds = vec![
        bench.write("a.dxf", drawing),
        bench.write("a.parquet", parquet),
    ];
    for (driver, file) in [
        ("GPKG", "a.gpkg"),
        ("FlatGeobuf", "a.fgb"),
        ("LIBKML", "a.kml"),
        ("XLSX", "a.xlsx"),
        ("ESRI Shapefile", "a.shp"),
    ] {
        if bench.ogr2ogr(&["-f", driver, file, "a.geojson"]) && file != "a.shp" {
            seeds.push(bench.path(file));
        }
    }
    let parts = ["shp", "shx", "dbf", "prj"].map(|part| format!("a.{part}"));
    let contents = parts.each_ref().map(|part| std::fs::read(bench.path(part)));
    if let [Ok(shp), Ok(shx), Ok(dbf), Ok(prj)] = &contents {
        let members: Vec<(&str, &[u8])> = parts
            .iter()
            .map(|part| &**part)
            .zip([&shp[..], shx, dbf, prj])
            .collect();
        // stored, so that changes reach the parts and not only the packing
        seeds.push(bench.zip("packed.zip", &members));
    }
    let pbf = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/osm-extracts/finland-suburb.osm.pbf");
    if pbf.exists() {
        seeds.push(pbf);
    } else {
        eprintln!("skipped: {} is not there", pbf.display());
    }
    seeds
}

/// The parts of a Shapefile inside `packed.zip` are changed, then packed again.
fn changed(bench: &Bench, seed: &PathBuf, numbers: &mut Numbers, number: usize) -> PathBuf {
    let name = seed
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let to = format!("{number}-{name}");
    if name == "packed.zip" && numbers.below(3) > 0 {
        let parts = ["a.shp", "a.shx", "a.dbf", "a.prj"];
        let which = numbers.below(parts.len());
        let contents = parts.map(|part| std::fs::read(bench.path(part)).expect("there"));
        let mut contents = contents.map(|content| content.clone());
        change(&mut contents[which], numbers);
        let members: Vec<(&str, &[u8])> = parts
            .iter()
            .copied()
            .zip(contents.iter().map(Vec::as_slice))
            .collect();
        return bench.zip(&to, &members);
    }
    let mut bytes = std::fs::read(seed).expect("there");
    change(&mut bytes, numbers);
    bench.write(&to, bytes)
}

fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(6) {
        // most of the structure stands at the beginning
        let reach = if numbers.below(2) == 0 {
            bytes.len().min(400)
        } else {
            bytes.len()
        };
        let at = numbers.below(reach);
        let end = (at + 1 + numbers.below(8)).min(bytes.len());
        match numbers.below(6) {
            0 => bytes[at..end].fill(0xFF),
            1 => bytes[at..end].fill(0),
            2 => bytes.truncate(at.max(16)),
            3 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => bytes[at] ^= 1 << numbers.below(8),
            _ => bytes[at] = numbers.next() as u8,
        }
    }
}

fn survive(count: usize, seed: u64) {
    let bench = Bench::new();
    let seeds = seeds(&bench);
    let (next, read) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let mut numbers = Numbers(seed.wrapping_mul(1_000_003) + number as u64);
            let path = changed(&bench, &seeds[number % seeds.len()], &mut numbers, number);
            match bench.convert_as(
                &path,
                path.extension()
                    .is_some_and(|ending| ending == "pbf")
                    .then_some("points"),
                None,
            ) {
                Ok(_) => {
                    read.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => assert!(error.is_users(), "{number}: {error}"),
            }
            std::fs::remove_file(path).expect("removed");
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    bench.assert_empty();
    let read = read.into_inner();
    eprintln!(
        "{count} changed files: {read} read, {} refused",
        count - read
    );
    assert!(read > 0 && read < count);
}

#[test]
fn five_hundred_changed_files() {
    survive(500, 1);
}

#[test]
#[ignore = "ten thousand processes; make torture runs it"]
fn ten_thousand_changed_files() {
    survive(10_000, 2);
}
