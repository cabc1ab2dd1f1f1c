//! Fields that no column of a file says: filled from a text of the mapping.

use super::super::*;
use super::{collection, csv, degrees, geojson};

fn mapped(pairs: &str) -> Statement {
    Statement {
        columns: ColumnMap::parse(pairs).expect("a mapping"),
        ..degrees()
    }
}

#[test]
fn lines_are_filled_with_texts_numbers_and_columns() {
    let text = "station,lon,lat,line\nNorth,120.1,31.2,red\nSouth,120.2,31.2,\n";
    let statement = mapped("=S-{##}=id,station=name,={line} line=kind");
    let import = read_checkpoints(&csv(text), &statement).expect("read");
    let gates = import.rows.iter();
    let told: Vec<_> = gates
        .map(|gate| (gate.id.as_str(), &*gate.name, &*gate.kind))
        .collect();
    // where the column is empty, so is the field
    assert_eq!(told, [("S-01", "North", "red line"), ("S-02", "South", "")]);
    assert!(import.ignored_columns.is_empty());
    let again = read_checkpoints(&csv(text), &statement).expect("read");
    assert_eq!(again, import);
}

#[test]
fn features_are_filled_too() {
    let square = r#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#;
    let feature = |fips: &str| {
        format!(r#"{{"type":"Feature","properties":{{"FIPS":{fips},"x":1}},"geometry":{square}}}"#)
    };
    let text = collection(&[feature("\"37009\""), feature("37005")].join(","));
    let statement = mapped("=9900000{FIPS}=code,=County {#}=name,=street=tier");
    let import = read_grids(&geojson(&text), &statement, None).expect("read");
    let grids = import.rows.iter();
    let told: Vec<_> = grids
        .map(|grid| (grid.code.as_str(), &*grid.name))
        .collect();
    assert_eq!(
        told,
        [("990000037009", "County 1"), ("990000037005", "County 2")]
    );
    assert_eq!(import.ignored_columns, ["x"]);
    let text = collection(&feature("null"));
    let import = read_grids(&geojson(&text), &statement, None).expect("read");
    assert_eq!(import.rejected[0].reason, "is empty");
}

#[test]
fn counts_are_properties_of_features_too() {
    let point = |count: u32| {
        format!(
            r#"{{"type":"Feature","properties":{{"Count":{count}}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}"#
        )
    };
    let text = collection(&[point(3), point(5)].join(","));
    let pairs = "=D{#}=address,=deaths=measure,=persons=unit,=1854-09-30=cutoff,Count=value";
    let import = read_cases(&geojson(&text), &mapped(pairs).columns).expect("read");
    let counts = import.rows.iter();
    let told: Vec<_> = counts
        .map(|count| (count.address.as_str(), count.value))
        .collect();
    assert_eq!(told, [("D1", 3), ("D2", 5)]);
    assert_eq!((import.kind, import.check), (RowKind::Feature, None));
}

#[test]
fn one_property_may_be_several_fields() {
    let gate = collection(
        r#"{"type":"Feature","properties":{"name":"North"},"geometry":{"type":"Point","coordinates":[1,2]}}"#,
    );
    let import = read_checkpoints(&geojson(&gate), &mapped("name=id,=gate=kind")).expect("read");
    let gate = &import.rows[0];
    assert_eq!((gate.id.as_str(), &*gate.name), ("North", "North"));
}

#[test]
fn what_cannot_be_filled_is_named() {
    let text = "id,lon,lat,name,手机\nA,120.1,31.2,n,x\n";
    for (pairs, part) in [
        ("={none}=kind", "column `none` is missing"),
        (
            "={手机}=kind",
            "column `手机` reads like a field about persons",
        ),
        ("=x=colour", "checkpoints have no such field"),
    ] {
        let error = read_checkpoints(&csv(text), &mapped(pairs)).expect_err(pairs);
        assert!(error.to_string().contains(part), "{error}");
    }
    let gate = collection(
        r#"{"type":"Feature","properties":{"id":"A","name":"n"},"geometry":{"type":"Point","coordinates":[1,2]}}"#,
    );
    let error = read_checkpoints(&geojson(&gate), &mapped("={none}=kind")).expect_err("refused");
    assert!(
        error.to_string().contains("column `none` is missing"),
        "{error}"
    );
    for wrong in ["=a{=kind", "={}=kind"] {
        let error = ColumnMap::parse(wrong).expect_err(wrong);
        assert!(error.to_string().contains("brace") || error.to_string().contains("nothing"));
    }
    // a text is looked at like any value of a file
    let number = mapped("=13800000000=kind");
    let import = read_checkpoints(&csv("id,lon,lat,name\nA,120.1,31.2,n\n"), &number);
    let rejected = &import.expect("read").rejected[0];
    assert_eq!(
        (rejected.field.as_str(), rejected.value.as_str()),
        ("kind", "[withheld]")
    );
}
