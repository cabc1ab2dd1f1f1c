//! What identifies a person, planted in every field of every import: it is nowhere afterwards.

use std::fs;

use serde_json::{Value, json};

use crate::program::{Desk, Run};

/// Names make a column of names only where nothing else is in it, so they are planted by themselves.
pub(crate) const NAMES: [&str; 3] = ["王小明", "李大伟", "欧阳静"];
pub(crate) const OTHERS: [&str; 17] = [
    "13800000000",
    "+86 139 0000 0001",
    "138-0000-0002",
    "990205195001010011",
    "99020519500101002X",
    "320205195002310118",
    // as a spreadsheet leaves it that keeps 15 digits
    "320205195002310000",
    "320205350231123",
    "苏B12345",
    "苏BD12345",
    "苏B·1234学",
    "a.b@example.org",
    "c@example.org",
    "１３８００００００００",
    "联系人王小明",
    "户主：李大伟",
    "电话0510-85012345",
];

pub(crate) fn secrets() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(OTHERS)
}

/// Asserts that nothing that was planted stands in a text.
fn assert_clean(text: &str, when: &str) {
    for secret in secrets() {
        assert!(!text.contains(secret), "{when}: {secret} in {text}");
    }
}

fn assert_run_clean(run: &Run, when: &str) {
    assert_clean(&run.out, when);
    assert_clean(&run.err, when);
}

/// A kind, its header, its n-th good row.
pub(crate) type Table = (&'static str, &'static str, fn(usize) -> String);

/// Kinds that come as lines, their columns, and the n-th good row of each.
pub(crate) fn tables() -> [Table; 3] {
    [
        (
            "addresses",
            "id,lon,lat,label,building,households,residents,grid,winner,remark",
            |n| format!("A{n},120.3,31.5,路{n}号,楼{n},1,2,320205001002,point,r"),
        ),
        ("checkpoints", "id,lon,lat,name,kind,state,remark", |n| {
            format!("P{n},120.3,31.5,门{n},gate,open,r")
        }),
        ("cases", "address,measure,unit,cutoff,value,remark", |n| {
            format!("A{n},cases,persons,2026-01-31,{n},r")
        }),
    ]
}

/// Kinds that come as features: their properties and geometry.
pub(crate) fn features() -> [(&'static str, Value, Value); 5] {
    let square = json!({ "type": "Polygon", "coordinates": [[[120.3, 31.5], [120.31, 31.5], [120.31, 31.51], [120.3, 31.5]]] });
    let line = json!({ "type": "LineString", "coordinates": [[120.3, 31.5], [120.31, 31.5]] });
    let point = json!({ "type": "Point", "coordinates": [120.3, 31.5] });
    [
        (
            "grids",
            json!({ "code": "320205001002", "name": "n", "tier": "community", "parent": null, "lock": "open", "remark": "r" }),
            square.clone(),
        ),
        (
            "units",
            json!({ "id": "u", "kind": "block", "name": "n", "remark": "r" }),
            square,
        ),
        (
            "barriers",
            json!({ "id": "b", "class": "wall", "remark": "r" }),
            line,
        ),
        (
            "addresses",
            json!({ "id": "F", "label": "l", "building": "b", "households": 1, "residents": 1, "grid": "", "winner": "" }),
            point.clone(),
        ),
        (
            "checkpoints",
            json!({ "id": "Q", "name": "n", "kind": "k", "state": "open" }),
            point,
        ),
    ]
}

fn import(desk: &Desk, kind: &str, file: &str) -> Run {
    let crs = ["--crs", "EPSG:4326", "--anywhere"];
    let crs = if kind == "cases" { &[][..] } else { &crs[..] };
    desk.run(&[&["import", kind, file], crs].concat())
}

fn plant_in_tables(desk: &Desk) {
    for (kind, header, row) in tables() {
        let good: Vec<String> = (0..OTHERS.len()).map(row).collect();
        let good = good.join("\n");
        let file = desk.write("good.csv", format!("{header}\n{good}\n"));
        import(desk, kind, &file).ended(0);
        for column in 0..header.split(',').count() {
            let put = |line: &str, secret: &str| {
                let mut cells: Vec<&str> = line.split(',').collect();
                cells[column] = secret;
                cells.join(",")
            };
            let planted = |all: &[&str]| {
                let lines = (0..).zip(all).map(|(n, secret)| put(&row(n), secret));
                format!("{header}\n{}\n", lines.collect::<Vec<_>>().join("\n"))
            };
            // as the name of a column too
            let named = |secret| format!("{}\n{good}\n", put(header, secret));
            let texts = [
                planted(&NAMES),
                planted(&OTHERS),
                named(NAMES[0]),
                named(OTHERS[column]),
            ];
            for text in texts {
                let file = desk.write("planted.csv", text);
                assert_run_clean(
                    &import(desk, kind, &file),
                    &format!("{kind}, column {column}"),
                );
            }
        }
    }
}

fn plant_in_features(desk: &Desk) {
    for (kind, properties, geometry) in features() {
        let names = properties.as_object().expect("an object").keys().cloned();
        for name in names.collect::<Vec<String>>() {
            let feature = |secret: &str, as_name: bool| {
                let mut own = properties.clone();
                if as_name {
                    own[secret] = own[&name].take();
                } else {
                    own[&name] = secret.into();
                }
                json!({ "type": "Feature", "properties": own, "geometry": geometry })
            };
            let planted = |all: &[&str], as_name: bool| {
                let features: Vec<Value> = all.iter().map(|s| feature(s, as_name)).collect();
                json!({ "type": "FeatureCollection", "name": all[0], "features": features })
            };
            for file in [
                planted(&NAMES, false),
                planted(&OTHERS, false),
                planted(&OTHERS, true),
            ] {
                let file = desk.write("planted.geojson", file.to_string());
                assert_run_clean(&import(desk, kind, &file), &format!("{kind}, {name}"));
            }
        }
    }
}

#[test]
fn what_identifies_persons_is_nowhere_afterwards() {
    let desk = Desk::empty();
    plant_in_tables(&desk);
    plant_in_features(&desk);
    for secret in secrets() {
        let file = desk.write(&format!("{secret}.csv"), "id,lon\nA,x\n");
        let run = import(&desk, "addresses", &file);
        assert_run_clean(&run, "the name of a file");
        fs::remove_file(file).expect("removed");
    }
    for layer in [
        "grids",
        "addresses",
        "checkpoints",
        "barriers",
        "units",
        "counts",
    ] {
        let run = desk.run(&["export", layer, "--format", "geojson"]).ended(0);
        assert_run_clean(&run, layer);
    }
    for suffix in ["", "-wal"] {
        let Ok(bytes) = fs::read(format!("{}{suffix}", desk.store())) else {
            continue;
        };
        for secret in secrets() {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in the store{suffix}");
        }
    }
}
