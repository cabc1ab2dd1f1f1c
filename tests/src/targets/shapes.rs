//! Geometries as text and as bytes: whatever they are, their row is read or refused, and what was read is written and read again
//! as it was; a changed GeoParquet file is read, or refused, and what is read of it is JSON or cells.

use std::io::Write;
use std::sync::{Arc, OnceLock};

use hexward_engine::geom::Position;
use hexward_engine::io::{
    ColumnMap, Crs, ForeignError, Format, Layer, Outward, ParquetFile, Row, Source, Statement,
    Validity, addresses_layer, barriers_layer, counts_layer, read_addresses, read_barriers,
    read_cases, read_grids, write_layer_csv, write_layer_parquet,
};
use hexward_engine::model::{Address, AddressId, Barrier, BarrierId, Count, Measure, Tier, Unit};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::Target;

/// Well-known text in a cell.
pub(super) const WKT: Target = Target {
    name: "wkt",
    run: wkt,
    seeds: &[
        "POLYGON ((0 0,1 0,1 1,0 0),(0.2 0.1,0.3 0.1,0.3 0.2,0.2 0.1))",
        "MULTIPOLYGON Z (((0 0 1,1 0 1,1 1 1,0 0 1)),((5 5 1,6 5 1,6 6 1,5 5 1)))",
        "LINESTRING (120.1 31.2,120.2 31.3,-180 -90)",
        "MULTILINESTRING ((0 0,1 1),(2 2,3 3))",
        "POINT ZM (1 2 3 4)",
        "GEOMETRYCOLLECTION (POINT (1 2))",
    ],
    words: &[
        "(",
        ")",
        "((",
        "))",
        ",",
        " ",
        "EMPTY",
        "ZM",
        "POLYGON",
        "1e400",
        "-",
        "0.00000001",
        "NaN",
        "180.00000001",
        "(0 0,0 0)",
        "号",
        "\u{0}",
    ],
};

/// Changes of GeoParquet files, bytes of geometries in them, and what they say of themselves.
pub(super) const GEOPARQUET: Target = Target {
    name: "geoparquet",
    run: geoparquet,
    seeds: &[
        "00abcd",
        "01\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}",
        "02~~~~~~~~",
        "03................",
        "2\u{1}\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
        "2\u{1}\u{3}\u{0}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}",
        "3{\"version\":\"1.1.0\",\"primary_column\":\"geometry\",\"columns\":{\"geometry\":{\"encoding\":\"WKB\",\"geometry_types\":[\"Point\"],\"crs\":{\"id\":{\"authority\":\"EPSG\",\"code\":4490}}}}}",
    ],
    words: &[
        "\u{1}\u{6}\u{0}\u{0}\u{0}",
        "\u{1}\u{3}\u{0}\u{0}\u{0}",
        "\u{0}\u{0}\u{0}\u{0}\u{2}",
        "\u{7f}\u{7f}\u{7f}\u{7f}",
        "\"crs\":null",
        "\"edges\":\"spherical\"",
        "\"encoding\":\"point\"",
        "{",
        "}",
    ],
};

fn wkt(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // a file with the byte 0 is no text
    let cell = text.replace('"', "\"\"").replace('\0', " ");
    let plain = Statement::of(Crs::CRS84);
    let source = |head: &str, row: &str| {
        let text = format!("{head},geometry\n{row},\"{cell}\"\n");
        Source::bytes("x.csv", text.into_bytes())
    };
    let lines = read_barriers(&source("id,class", "b,street"), &plain);
    let lines = lines.expect("one row");
    assert_eq!(lines.rows.is_empty(), !lines.rejected.is_empty());
    let mut again = Vec::new();
    write_layer_csv(&mut again, barriers_layer(&lines.rows), &Outward::DEGREES).expect("memory");
    let again = read_barriers(&Source::bytes("x.csv", again), &plain).expect("ours");
    assert_eq!(again.rows, lines.rows);
    let areas = source("code,name", "990185400001G001,n");
    let areas = read_grids(&areas, &plain, Some(Tier::Grid)).expect("one row");
    assert_eq!(areas.rows.len() + areas.rejected.len(), 1);
    let layer =
        hexward_engine::io::grids_layer(areas.rows.iter().map(|grid| (grid, Validity::default())));
    let mut again = Vec::new();
    write_layer_csv(&mut again, layer, &Outward::DEGREES).expect("memory");
    let again = read_grids(&Source::bytes("x.csv", again), &plain, None).expect("ours");
    assert_eq!(again.rows, areas.rows);
}

/// Files to be changed: points, lines, counts without places.
fn bases() -> &'static [Vec<u8>; 3] {
    static BASES: OnceLock<[Vec<u8>; 3]> = OnceLock::new();
    BASES.get_or_init(|| {
        let at = |n: i64| Position::clamped(1_203_000_000 + n * 7, 315_000_000 - n * n);
        let address = |n: usize| Address {
            id: AddressId::new(&format!("号{n}")).expect("an id"),
            position: at(n as i64),
            label: format!("label {}", n % 3).into(),
            building: "".into(),
            households: n as u32,
            residents: 0,
            stated: None,
        };
        let barrier = |n: usize| {
            let id = BarrierId::new(&format!("b{n}")).expect("an id");
            let path = (0..3 + n as i64).map(at).collect();
            Barrier::new(id, "street".to_owned(), path).expect("a line")
        };
        let count = |n: usize| Count {
            address: AddressId::new(&format!("号{n}")).expect("an id"),
            measure: Measure::new("cases").expect("a measure"),
            unit: Unit::Persons,
            cutoff: Count::parse_date("2026-01-31").expect("a day"),
            value: n as u32,
        };
        let addresses: Vec<Address> = (0..40).map(address).collect();
        let barriers: Vec<Barrier> = (0..5).map(barrier).collect();
        let counts: Vec<Count> = (0..40).map(count).collect();
        [
            written(addresses_layer(&addresses)),
            written(barriers_layer(&barriers)),
            written(counts_layer(&counts)),
        ]
    })
}

fn written<'a>(layer: Layer<impl Iterator<Item = Row<'a>>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_layer_parquet(&mut bytes, layer, &Outward::DEGREES).expect("memory takes it");
    bytes
}

/// A file of one geometry, under these metadata.
fn file_of(geometry: &[u8], geo: &str) -> Vec<u8> {
    let schema = "message m { required binary geometry; required binary id (STRING); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties).expect("memory");
    let mut group = file.next_row_group().expect("memory");
    for value in [geometry, b"1"] {
        let mut column = group.next_column().expect("memory").expect("a column");
        let values = [ByteArray::from(value.to_vec())];
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&values, None, None).expect("memory");
        column.close().expect("memory");
    }
    group.close().expect("memory");
    file.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo.to_owned()));
    file.into_inner().expect("memory")
}

const GEO: &str = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}"#;

fn geoparquet(bytes: &[u8]) {
    let (mode, rest) = bytes
        .split_first()
        .map_or((b'0', bytes), |(first, rest)| (*first, rest));
    let file = match mode.wrapping_sub(b'0') % 4 {
        2 => file_of(rest, GEO),
        3 => file_of(&[1; 5], &String::from_utf8_lossy(rest)),
        _ => changed(rest),
    };
    let mut path = tempfile::NamedTempFile::new().expect("a file");
    path.write_all(&file).expect("written");
    let opened = match ParquetFile::open(path.path()) {
        Ok(opened) => opened,
        Err(error) => return check_refusal(&error),
    };
    let mut text = Vec::new();
    match opened.write_text(&mut text) {
        Ok(written) => check_text(text, written.format, opened.layer("x").features),
        Err(error) => check_refusal(&error),
    }
}

/// A file with some changes: which file, then a place from the end, what to do there, and with what.
fn changed(script: &[u8]) -> Vec<u8> {
    let Some((&which, script)) = script.split_first() else {
        return bases()[0].clone();
    };
    let mut file = bases()[usize::from(which.wrapping_sub(b'0')) % 3].clone();
    for change in script.chunks_exact(4).take(6) {
        let place = usize::from(u16::from_be_bytes([change[0], change[1]])) % file.len();
        let place = file.len() - 1 - place;
        match change[2] % 6 {
            0 => file[place] = change[3],
            1 => file[place] ^= 1 << (change[3] % 8),
            2 => file[place] = file[place].wrapping_add(1),
            3 => file.insert(place, change[3]),
            4 if file.len() > 1 => {
                file.remove(place);
            }
            _ => {
                let end = (place + usize::from(change[3] % 16)).min(file.len());
                let piece = file[place..end].to_vec();
                file.splice(place..place, piece);
            }
        }
    }
    file
}

fn check_refusal(error: &ForeignError) {
    let users = matches!(
        error,
        ForeignError::Open { .. }
            | ForeignError::Damaged { .. }
            | ForeignError::NotText { .. }
            | ForeignError::TooMany { .. }
    );
    assert!(users && !error.to_string().is_empty(), "{error}");
}

fn check_text(text: Vec<u8>, format: Format, features: Option<u64>) {
    let plain = Statement::of(Crs::CRS84);
    if format == Format::GeoJson {
        let json: serde_json::Value = serde_json::from_slice(&text).expect("json");
        let rows = json["features"].as_array().expect("features").len() as u64;
        assert_eq!(Some(rows), features);
    }
    let source = Source::bytes("x", text).with_format(format);
    for refusal in [
        read_addresses(&source, &plain).err(),
        read_barriers(&source, &plain).err(),
        read_grids(&source, &plain, None).err(),
        read_cases(&source, &ColumnMap::default()).err(),
    ] {
        assert!(refusal.is_none_or(|error| error.is_users()));
    }
}
