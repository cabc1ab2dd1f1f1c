//! Files that are made to do harm.

use std::io::Write;

use hexward::apart::{ApartError, Upload, confinement, convert};
use hexward_engine::Watch;

use crate::bench::{ADDRESSES, Bench};

#[test]
fn the_child_is_locked_in() {
    let _bench = Bench::new();
    let confinement = confinement().expect("it answers");
    if let Some(gaps) = confinement.gaps() {
        eprintln!("skipped: this system lacks {gaps}");
    }
    assert!(confinement.limits);
}

#[test]
fn a_stopped_conversion_leaves_nothing() {
    let bench = Bench::new();
    let path = bench.write("a.dxf", "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n");
    let watch = Watch::default();
    watch.stop();
    let upload = Upload {
        path: &path,
        name: "a.dxf",
        layer: None,
        encoding: None,
    };
    let stopped = convert(&upload, &bench.rooms(), &watch);
    assert!(
        matches!(stopped, Err(ApartError::Stopped(_))),
        "{stopped:?}"
    );
    bench.assert_empty();
}

#[test]
fn files_that_point_at_others() {
    let bench = Bench::new();
    let secret = bench.write("secret.csv", "id,lon,lat\nSECRET,1,2\n");
    let secret = secret.display();
    let vrt = format!(
        "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>{secret}</SrcDataSource>\
         <GeometryType>wkbPoint</GeometryType></OGRVRTLayer></OGRVRTDataSource>"
    );
    assert!(
        bench
            .refusal(&bench.write("upload.geojson", &vrt))
            .contains("VRT")
    );
    let inside = bench.zip("upload.zip", &[("a.geojson", vrt.as_bytes())]);
    assert!(bench.refusal(&inside).contains("VRT"));
    let inside = bench.zip("upload.kmz", &[("doc.kml", vrt.as_bytes())]);
    assert!(bench.refusal(&inside).contains("VRT"));
    let entity = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY x SYSTEM \"file://{secret}\">]>\
         <kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>&x;</name>\
         <Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
    );
    for (name, content) in [
        ("x.kml", entity.as_str()),
        ("html.kml", "<html></html>"),
        ("x.zip", "plain"),
    ] {
        match bench.convert(&bench.write(name, content)) {
            Ok(text) => {
                let read = std::fs::read_to_string(&text.path).expect("readable");
                assert!(!read.contains("SECRET"), "{name}");
            }
            Err(error) => assert!(error.is_users(), "{error}"),
        }
    }
}

/// A zip with one member, `zeros.csv`, of these deflated bytes, whose headers claim a size.
fn zip_that_claims(deflated: &[u8], crc32: u32, claimed: u32) -> Vec<u8> {
    let name = b"zeros.csv";
    let mut common = Vec::new();
    // version 2.0, no flags, deflated, no time
    common.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
    for number in [crc32, deflated.len() as u32, claimed] {
        common.extend(number.to_le_bytes());
    }
    common.extend([name.len() as u8, 0, 0, 0]);
    let local = [&b"PK\x03\x04"[..], &common, name, deflated].concat();
    let mut central = [&b"PK\x01\x02\x14\0"[..], &common].concat();
    central.extend([0; 14]);
    central.extend(name);
    let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
    end.extend((central.len() as u32).to_le_bytes());
    end.extend((local.len() as u32).to_le_bytes());
    end.extend([0, 0]);
    [local, central, end].concat()
}

#[test]
fn archives_with_too_much() {
    let bench = Bench::new();
    // a gibibyte of zeros in a few mebibytes
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..1024).for_each(|_| packed.write_all(&zeros).expect("memory"));
    let packed = packed.finish().expect("memory");
    // behind a header of ten bytes, before a sum and a length of four each
    let (deflated, sums) = packed[10..].split_at(packed.len() - 18);
    let crc32 = u32::from_le_bytes([sums[0], sums[1], sums[2], sums[3]]);
    let honest = zip_that_claims(deflated, crc32, 1 << 30);
    let lying = zip_that_claims(deflated, crc32, 1000);
    for (name, content) in [("a.csv.gz", &packed), ("a.zip", &honest), ("b.zip", &lying)] {
        let reason = bench.refusal(&bench.write(name, content));
        assert!(reason.contains("unpack"), "{reason}");
        assert!(
            name == "b.zip" || reason.ends_with("to more than 512 MiB"),
            "{reason}"
        );
    }
    let small = [&b"id,lon\n"[..]; 40].concat();
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&small).expect("memory");
    let mut sum = flate2::Crc::new();
    sum.update(&small);
    let sound = zip_that_claims(
        &packed.finish().expect("memory"),
        sum.sum(),
        small.len() as u32,
    );
    assert!(
        bench.convert(&bench.write("c.zip", sound)).is_ok(),
        "the form of the test is right"
    );
}

#[test]
fn archives_of_the_wrong_content() {
    let bench = Bench::new();
    let nested = bench.zip(
        "a.zip",
        &[("a.csv", b"id\n"), ("more/b.ZIP", b"PK\x03\x04")],
    );
    assert!(
        bench
            .refusal(&nested)
            .contains("it holds an archive, `more/b.ZIP`")
    );
    let hidden = bench.zip(
        "a.zip",
        &[("a.csv", b"PK\x03\x04 an archive by another name")],
    );
    assert!(
        bench
            .refusal(&hidden)
            .contains("an archive within an archive")
    );
    let names: Vec<String> = (0..1001).map(|i| format!("{i}.csv")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b"x"[..])).collect();
    assert!(
        bench
            .refusal(&bench.zip("a.zip", &members))
            .contains("1001 members")
    );
    let two = bench.zip("a.zip", &[("a.csv", b"id\n"), ("b.csv", b"id\n")]);
    assert!(
        bench
            .refusal(&two)
            .contains("several files: `a.csv`, `b.csv`")
    );
    assert!(
        bench
            .refusal(&bench.zip("a.zip", &[("readme.md", b"x")]))
            .contains("no file of a kind")
    );
    assert!(
        bench
            .refusal(&bench.zip("a.zip", &[]))
            .contains("no file of a kind")
    );
    let two = bench.zip("a.zip", &[("a.shp", b"x"), ("b.shp", b"x")]);
    assert!(
        bench
            .refusal(&two)
            .contains("the layers `a`, `b`; name one of them")
    );
    let lone = bench.zip(
        "a.zip",
        &[("a.shp", b"x"), ("b.dbf", b"x"), ("a.shx", b"x")],
    );
    assert!(bench.refusal(&lone).contains("`a` lacks the .dbf"));
}

#[test]
fn archives_that_lead_elsewhere() {
    let bench = Bench::new();
    for name in [
        "../a.csv",
        "/etc/a.csv",
        "b/../../a.csv",
        "C:a.csv",
        "b\\..\\a.csv",
    ] {
        // written under a harmless name of the same length, then changed: writers refuse such names
        let plain = "x".repeat(name.len());
        let path = bench.zip("a.zip", &[(&plain, b"id\n")]);
        let mut bytes = std::fs::read(&path).expect("there");
        let places: Vec<usize> = (0..bytes.len() - plain.len())
            .filter(|&i| bytes[i..].starts_with(plain.as_bytes()))
            .collect();
        for i in places {
            bytes[i..i + name.len()].copy_from_slice(name.as_bytes());
        }
        assert!(
            bench
                .refusal(&bench.write("a.zip", bytes))
                .contains("leads out of it"),
            "{name}"
        );
    }
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive
        .add_symlink("a.csv", "/etc/passwd", options)
        .expect("added");
    let link = archive.finish().expect("finished").into_inner();
    assert!(
        bench
            .refusal(&bench.write("a.zip", link))
            .contains("`a.csv` is a link")
    );
    // the general purpose flag of encryption, in both headers
    let path = bench.zip("a.zip", &[("a.csv", b"id\n")]);
    let mut bytes = std::fs::read(&path).expect("there");
    let central = (0..bytes.len())
        .find(|&i| bytes[i..].starts_with(b"PK\x01\x02"))
        .expect("there");
    bytes[6] |= 1;
    bytes[central + 8] |= 1;
    assert!(
        bench
            .refusal(&bench.write("a.zip", bytes))
            .contains("is encrypted")
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", bench.path("zero.gpkg")).expect("a link");
        assert!(
            bench
                .refusal(&bench.path("zero.gpkg"))
                .contains("not a regular file")
        );
    }
}

/// Files whose headers claim four gibibytes and more.
#[test]
fn claims_of_what_is_not_there() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    if !bench.ogr2ogr(&[
        "-f",
        "ESRI Shapefile",
        "a.shp",
        "a.geojson",
        "-lco",
        "ENCODING=UTF-8",
    ]) {
        return;
    }
    bench.ogr2ogr(&["-f", "FlatGeobuf", "a.fgb", "a.geojson"]);
    bench.ogr2ogr(&["-f", "GPKG", "a.gpkg", "a.geojson"]);
    let read = |name: &str| std::fs::read(bench.path(name)).expect("there");
    let [shp, shx, dbf, fgb, gpkg] = ["a.shp", "a.shx", "a.dbf", "a.fgb", "a.gpkg"].map(read);
    let set = |bytes: &[u8], at: usize, value: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    let most = [0xFF; 4];
    let shapefile = |shp: &[u8], shx: &[u8], dbf: &[u8]| {
        bench.zip("a.zip", &[("a.shp", shp), ("a.shx", shx), ("a.dbf", dbf)])
    };
    let files = [
        shapefile(&shp, &shx, &set(&dbf, 4, &most)),
        shapefile(&shp, &shx, &set(&dbf, 8, &most)),
        shapefile(&set(&shp, 24, &most), &shx, &dbf),
        shapefile(&set(&shp, 104, &most), &shx, &dbf),
        shapefile(&shp, &set(&shx, 24, &[0x7F, 0xFF, 0xFF, 0xFF]), &dbf),
        shapefile(&shp, &set(&shx, 100, &most), &dbf),
        bench.write("header.fgb", set(&fgb, 8, &[0xFF, 0xFF, 0xFF, 0x7F])),
        bench.write("cut.fgb", &fgb[..fgb.len() - 40]),
        bench.write("pages.gpkg", set(&gpkg, 28, &most)),
        bench.write("blob.gpkg", claimed_blob(&gpkg)),
    ];
    for (number, path) in files.iter().enumerate() {
        match bench.convert(path) {
            Ok(text) => assert!(std::fs::metadata(&text.path).expect("there").len() < 10_000),
            Err(error) => assert!(error.is_users(), "{number}: {error}"),
        }
        bench.assert_empty();
    }
    assert!(bench.refusal(&bench.path("cut.fgb")).contains("cut.fgb: "));
}

/// The first geometry says that it has as many points as there are numbers.
fn claimed_blob(gpkg: &[u8]) -> Vec<u8> {
    let mut bytes = gpkg.to_vec();
    let point = [1_u8, 1, 0, 0, 0];
    let at = (0..bytes.len()).find(|&i| bytes[i..].starts_with(b"GP") && bytes[i + 2] == 0);
    let at = at.expect("a geometry");
    let from = (at..bytes.len())
        .find(|&i| bytes[i..].starts_with(&point))
        .expect("a point");
    // a line of four billion points instead
    bytes[from + 1] = 2;
    bytes[from + 5..from + 9].copy_from_slice(&[0xFF; 4]);
    bytes
}

#[test]
#[ignore = "two minutes of computing; make torture runs it"]
fn computing_without_end() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    if !bench.ogr2ogr(&["-f", "GPKG", "a.gpkg", "a.geojson", "-nln", "a"]) {
        return;
    }
    let file = rusqlite::Connection::open(bench.path("a.gpkg")).expect("opened");
    let endless = "CREATE VIEW v AS WITH RECURSIVE n(fid) AS \
                   (SELECT 1 UNION ALL SELECT fid + 1 FROM n) SELECT fid FROM n WHERE fid < 0; \
                   INSERT INTO gpkg_contents (table_name, data_type, identifier) \
                   VALUES ('v', 'attributes', 'v')";
    file.execute_batch(endless).expect("a view");
    drop(file);
    let error = bench.convert_as(&bench.path("a.gpkg"), Some("v"), None);
    let error = error.expect_err("ended").to_string();
    assert!(error.contains("120 s of computing"), "{error}");
    bench.assert_empty();
}

/// A GeoPackage may hold code of SQL: views and triggers that call what they like.
#[test]
fn geopackages_that_compute() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    if !bench.ogr2ogr(&["-f", "GPKG", "a.gpkg", "a.geojson", "-nln", "a"]) {
        return;
    }
    let secret = bench.write("secret.csv", "id,lon,lat\nSECRET,1,2\n");
    let secret = secret.display();
    let statements = [
        "CREATE VIEW v AS SELECT 1 AS fid, load_extension('x') AS y".to_owned(),
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END".to_owned(),
        format!("CREATE VIEW v AS SELECT 1 AS fid, ogr_geocode('x') AS y, '{secret}' AS z"),
    ];
    for statement in &statements {
        std::fs::copy(bench.path("a.gpkg"), bench.path("b.gpkg")).expect("copied");
        let file = rusqlite::Connection::open(bench.path("b.gpkg")).expect("opened");
        file.execute_batch(statement).expect("a statement");
        let list = "INSERT INTO gpkg_contents (table_name, data_type, identifier) \
                    VALUES ('v', 'attributes', 'v')";
        file.execute_batch(list).expect("listed");
        drop(file);
        for layer in ["a", "v"] {
            match bench.convert_as(&bench.path("b.gpkg"), Some(layer), None) {
                Ok(text) => {
                    let read = std::fs::read_to_string(&text.path).expect("readable");
                    assert!(!read.contains("SECRET"));
                }
                Err(error) => assert!(error.is_users(), "{error}"),
            }
        }
    }
}
