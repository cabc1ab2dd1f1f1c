//! The files that are shipped read without a bad row.

use std::path::PathBuf;

use super::super::*;
use super::degrees;

fn shipped(path: &str) -> Source<'static> {
    Source::path(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data")).join(path))
}

fn all_good<T: std::fmt::Debug>(import: Result<Import<T>, ImportError>) -> Vec<T> {
    let import = import.expect("readable");
    assert!(
        import.rejected.is_empty() && import.ignored_columns.is_empty(),
        "{:?}",
        import.rejected
    );
    import.rows
}

#[test]
fn soho() {
    let addresses = all_good(read_addresses(
        &shipped("soho-1854/addresses.csv"),
        &degrees(),
    ));
    let cases = all_good(read_cases(
        &shipped("soho-1854/cases.csv"),
        &ColumnMap::default(),
    ));
    let pumps = all_good(read_checkpoints(
        &shipped("soho-1854/checkpoints.csv"),
        &degrees(),
    ));
    let streets = all_good(read_barriers(
        &shipped("soho-1854/streets.geojson"),
        &degrees(),
    ));
    assert_eq!(
        (addresses.len(), cases.len(), pumps.len(), streets.len()),
        (324, 324, 13, 118)
    );
    assert_eq!(cases.iter().map(|count| count.value).sum::<u32>(), 392);
    let ids: std::collections::BTreeSet<_> = addresses.iter().map(|address| &address.id).collect();
    assert!(cases.iter().all(|count| ids.contains(&count.address)));
}

#[test]
fn templates() {
    assert_eq!(
        all_good(read_addresses(
            &shipped("templates/addresses.csv"),
            &degrees()
        ))
        .len(),
        1
    );
    assert_eq!(
        all_good(read_checkpoints(
            &shipped("templates/checkpoints.csv"),
            &degrees()
        ))
        .len(),
        1
    );
    assert_eq!(
        all_good(read_cases(
            &shipped("templates/cases.csv"),
            &ColumnMap::default()
        ))
        .len(),
        1
    );
    assert_eq!(
        all_good(read_grids(
            &shipped("templates/grids.geojson"),
            &degrees(),
            None
        ))
        .len(),
        1
    );
}

#[test]
fn the_template_of_units() {
    let units = shipped("templates/units.geojson");
    assert_eq!(all_good(read_units(&units, &degrees())).len(), 1);
}

#[test]
fn soho_with_its_axes_swapped_is_refused_beside_soho() {
    let text = std::fs::read_to_string(shipped_path("soho-1854/addresses.csv")).expect("readable");
    let swapped = text.replace("id,lon,lat", "id,lat,lon");
    let beside = super::stored([-0.1433, 51.5096], [-0.1311, 51.5176]);
    let error = read_addresses(&super::csv(&swapped), &beside)
        .expect_err("swapped")
        .to_string();
    let fit = "the coordinates fit CRS84,swapped (its two coordinates are exchanged) better than CRS84, \
        which was stated: 324 of 324 points lie in the stored data, as stated 0";
    assert!(
        error.starts_with(&format!("addresses.csv: {fit}")),
        "{error}"
    );
    assert_eq!(
        read_addresses(&super::csv(&text), &beside)
            .expect("fits")
            .rows
            .len(),
        324
    );
    let wuxi = super::stored([120.0, 31.4], [120.6, 31.8]);
    let error = read_addresses(&super::csv(&text), &wuxi)
        .expect_err("far")
        .to_string();
    assert!(
        error.contains(
            "0 of 324 points lie near the stored data (bounds 119.4000,31.0000,121.2000,32.2000)"
        ),
        "{error}"
    );
}

fn shipped_path(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data")).join(path)
}
