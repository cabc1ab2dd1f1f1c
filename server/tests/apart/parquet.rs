//! GeoParquet, which the child reads without GDAL.

use hexward::apart::{Upload, inspect};
use hexward_engine::Watch;
use hexward_engine::io::{Crs, Format, Outward, addresses_layer, write_layer_parquet};

use crate::bench::{Bench, addresses, expected};

/// The addresses of the bench, as the program exports them.
pub(crate) fn file(crs: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let crs = Crs::parse(crs).expect("known");
    let outward = Outward::to(crs).expect("a way");
    let rows = expected();
    write_layer_parquet(&mut bytes, addresses_layer(&rows), &outward).expect("memory");
    bytes
}

#[test]
fn points_in_their_systems() {
    let bench = Bench::new();
    for (crs, named) in [
        ("CRS84", Some("OGC:CRS84")),
        ("EPSG:4490", Some("EPSG:4490")),
        ("EPSG:4549", Some("EPSG:4549")),
        ("GCJ-02", None),
    ] {
        let path = bench.write("addresses.parquet", file(crs));
        let text = bench.convert(&path).expect("converted");
        assert_eq!((text.format, text.crs.as_deref()), (Format::GeoJson, named));
        assert_eq!(text.layer, "addresses");
        assert_eq!(addresses(&text, crs), expected(), "{crs}: to the lattice");
    }
    let path = bench.path("addresses.parquet");
    let upload = Upload {
        path: &path,
        name: "一.geoparquet",
        layer: None,
        encoding: None,
    };
    let listed = inspect(&upload, &bench.rooms(), &Watch::default()).expect("listed");
    assert_eq!(listed.format, "Parquet");
    assert_eq!(
        (&*listed.layers[0].name, listed.layers[0].features),
        ("一", Some(3))
    );
    assert_eq!(listed.layers[0].geometry.as_deref(), Some("Point"));
    // in an archive, and under another name
    let zip = bench.zip("a.zip", &[("a/b.parquet", &file("CRS84")[..])]);
    let text = bench.convert(&zip).expect("unpacked");
    assert_eq!((addresses(&text, "CRS84"), &*text.layer), (expected(), "b"));
    let misnamed = bench.write("a.csv", file("CRS84"));
    assert!(bench.convert(&misnamed).is_ok());
    drop(text);
    bench.assert_empty();
}

#[test]
fn what_is_no_parquet_or_no_longer() {
    let bench = Bench::new();
    let sound = file("CRS84");
    for (name, bytes, part) in [
        (
            "cut.parquet",
            &sound[..sound.len() - 9],
            "its metadata are damaged",
        ),
        ("head.parquet", &b"PAR1"[..], "its metadata are damaged"),
        (
            "locked.parquet",
            &b"PARE1234"[..],
            "it is an encrypted Parquet file",
        ),
        (
            "text.parquet",
            &b"id,lon,lat\n"[..],
            "its content is of another kind",
        ),
    ] {
        let refusal = bench.refusal(&bench.write(name, bytes));
        assert!(refusal.contains(part), "{name}: {refusal}");
    }
    // a footer that claims more than four thousand million bytes of metadata
    let mut claim = sound.clone();
    let at = claim.len() - 8;
    claim[at..at + 4].fill(0xFF);
    let refusal = bench.refusal(&bench.write("claim.parquet", claim));
    assert!(refusal.contains("its metadata are damaged"), "{refusal}");
}
