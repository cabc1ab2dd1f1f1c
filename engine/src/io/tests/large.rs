//! A city's worth of rows; run with `--ignored --nocapture` in release mode to see the rates.

use std::fmt::Write;
use std::time::Instant;

use super::super::*;
use super::degrees;

const ROWS: u32 = 3_000_000;

fn timed<T>(
    what: &str,
    bytes: usize,
    read: impl FnOnce() -> Result<Import<T>, ImportError>,
) -> Import<T> {
    let start = Instant::now();
    let import = read().expect("readable");
    let seconds = start.elapsed().as_secs_f64();
    let rate = (import.rows.len() + import.rejected.len()) as f64 / seconds;
    println!("{what}: {bytes} bytes in {seconds:.2} s, {rate:.0} rows/s");
    import
}

fn place(i: u32) -> (f64, f64) {
    (
        120.0 + f64::from(i % 1000) * 1e-4,
        31.0 + f64::from(i / 1000) * 1e-4,
    )
}

#[test]
#[ignore = "long"]
fn three_million_addresses_from_a_file() {
    let mut text = String::from("id,lon,lat,label,building,households,residents\n");
    for i in 0..ROWS {
        let (lon, lat) = place(i);
        let building = i / 12;
        writeln!(
            text,
            "A{i:07},{lon:.7},{lat:.7},人民路{building}号{i}室,B{building:06},{},{}",
            i % 3,
            i % 7
        )
        .expect("memory");
    }
    let file = tempfile::NamedTempFile::with_suffix(".csv").expect("a file");
    std::fs::write(file.path(), &text).expect("written");
    let import = timed("addresses, csv, degrees", text.len(), || {
        read_addresses(&Source::path(file.path()), &degrees())
    });
    assert_eq!(
        (import.rows.len(), import.rejected.len()),
        (ROWS as usize, 0)
    );
    let twice = text.clone()
        + &text[text.find('\n').map_or(0, |end| end + 1)..]
            .lines()
            .take(1000)
            .fold(String::new(), |all, line| all + line + "\n");
    let import = read_addresses(&super::csv(&twice), &degrees()).expect("readable");
    assert_eq!(import.rejected.len(), 1000);
    let mut out = Vec::new();
    let start = Instant::now();
    write_addresses_csv(&mut out, &import.rows).expect("memory");
    println!(
        "addresses, csv, written: {} bytes in {:.2} s",
        out.len(),
        start.elapsed().as_secs_f64()
    );
    let rows = &import.rows[..2_000_000];
    let mut out = Vec::new();
    let start = Instant::now();
    write_addresses_geojson(&mut out, rows).expect("memory");
    println!(
        "addresses, geojson, written: {} bytes in {:.2} s",
        out.len(),
        start.elapsed().as_secs_f64()
    );
    let again = timed("addresses, geojson", out.len(), || {
        read_addresses(&Source::bytes("a.json", &out), &degrees())
    });
    assert!(again.rows == rows);
}

#[test]
#[ignore = "long"]
fn three_million_counts() {
    let mut text = String::from("address,measure,unit,cutoff,value\n");
    for i in 0..ROWS {
        writeln!(text, "A{i:07},cases,persons,2026-01-31,{}", i % 5).expect("memory");
    }
    let columns = ColumnMap::default();
    let import = timed("cases, csv", text.len(), || {
        read_cases(&Source::bytes("c.csv", text.as_bytes()), &columns)
    });
    assert_eq!(
        (import.rows.len(), import.rejected.len()),
        (ROWS as usize, 0)
    );
}

#[test]
#[ignore = "long"]
fn a_million_projected_addresses() {
    let Ok(crs) = Crs::parse("EPSG:4549") else {
        panic!("a code")
    };
    let mut text = String::from("id,x,y\n");
    for i in 0..1_000_000 {
        writeln!(
            text,
            "A{i:07},{}.25,{}.5",
            500_000 + i % 1000 * 10,
            3_480_000 + i / 1000 * 10
        )
        .expect("memory");
    }
    let statement = Statement::of(crs);
    let read = || read_addresses(&Source::bytes("a.csv", text.as_bytes()), &statement);
    if let Err(error) = read() {
        assert!(error.to_string().contains("this build"), "{error}");
        return;
    }
    let import = timed("addresses, csv, EPSG:4549", text.len(), read);
    assert_eq!((import.rows.len(), import.rejected.len()), (1_000_000, 0));
}
