//! Persons stay out: neither stored nor repeated in a message.

use std::sync::Arc;

use super::super::*;
use super::{collection, csv, degrees, geojson};
use crate::geom::{Bounds, Position};
use crate::model::AreaCode;

#[test]
fn columns_about_persons_refuse_the_file() {
    for column in [
        "name",
        "姓名",
        "id_card",
        "身份证号",
        "phone",
        "联系电话",
        "车牌",
        "birth",
        "民族",
        "passport",
        "体温",
    ] {
        let text = format!("id,lon,lat,{column}\nA,120.1,31.2,x\n");
        let error = read_addresses(&csv(&text), &degrees())
            .expect_err(column)
            .to_string();
        assert!(
            error.contains(&format!(
                "column `{column}` reads like a field about persons"
            )),
            "{error}"
        );
        assert!(error.contains("remove the column"));
        let text =
            format!("address,measure,unit,cutoff,value,{column}\nA,cases,persons,2026-01-31,1,x\n");
        let error = read_cases(&csv(&text), &ColumnMap::default()).expect_err(column);
        assert!(
            matches!(error.fault, ImportFault::PersonalColumn { .. }),
            "{error}"
        );
    }
    let worker = r#"{"type":"Feature","properties":{"code":"999999001001","name":"n","网格员电话":""},"geometry":null}"#;
    let error = read_grids(&geojson(&collection(worker)), &degrees(), None).expect_err("refused");
    assert!(
        matches!(error.fault, ImportFault::PersonalColumn { .. }),
        "{error}"
    );
}

#[test]
fn columns_about_persons_are_dropped_where_places_have_columns_beside_them() {
    let gates = "id,lon,lat,name,kind,联系电话,remark\nP1,120.1,31.2,North gate,gate,x,y\n";
    let import = read_checkpoints(&csv(gates), &degrees()).expect("read");
    assert_eq!(import.rows.len(), 1);
    assert_eq!(import.ignored_columns, ["联系电话", "remark"]);
    assert_eq!(import.personal_columns, ["联系电话"]);
    let on_purpose = Statement {
        columns: ColumnMap::parse("联系电话=kind").expect("valid"),
        ..degrees()
    };
    let gates = "id,lon,lat,name,联系电话\nP1,120.1,31.2,North gate,x\n";
    let error = read_checkpoints(&csv(gates), &on_purpose).expect_err("refused");
    assert!(matches!(error.fault, ImportFault::PersonalColumn { .. }));
    let line = r#"{"type":"Feature","properties":{"id":"b","class":"wall","户主":"x"},
        "geometry":{"type":"LineString","coordinates":[[120.1,31.2],[120.2,31.2]]}}"#;
    let import = read_barriers(&geojson(&collection(line)), &degrees()).expect("read");
    assert_eq!(
        (import.rows.len(), import.personal_columns),
        (1, vec!["户主".to_owned()])
    );
}

#[test]
fn columns_of_names_are_refused_or_dropped() {
    let rows = |names: [&str; 4]| -> String {
        let row = |(i, name): (usize, &&str)| format!("A{i},120.1,31.2,{name}\n");
        names.iter().enumerate().map(row).collect()
    };
    let names = rows(["王小明", "李大伟", "欧阳静", "3号"]);
    let addresses = format!("id,lon,lat,label\n{names}");
    let error = read_addresses(&csv(&addresses), &degrees()).expect_err("refused");
    let (like, total) = (3, 4);
    let column = "label".to_owned();
    assert_eq!(
        error.fault,
        ImportFault::PersonalValues {
            column,
            like,
            total
        }
    );
    assert!(!error.to_string().contains("王小明"));
    let gates = format!("id,lon,lat,name,kind\n{}", names.replace('\n', ",gate\n"));
    let import = read_checkpoints(&csv(&gates), &degrees()).expect("read");
    assert!(
        import
            .rows
            .iter()
            .all(|gate| gate.name.is_empty() && gate.kind == "gate")
    );
    assert_eq!(import.personal_columns, ["name"]);
    let places = rows(["王庄", "李家村", "高桥", "黄山路"]);
    let places = format!("id,lon,lat,label\n{places}");
    assert_eq!(
        read_addresses(&csv(&places), &degrees())
            .expect("read")
            .rows
            .len(),
        4
    );
}

#[test]
fn a_code_of_fifteen_digits_is_one_below_its_parent() {
    // also an old identity number, as the codes of grids of townships may be
    let square = r#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#;
    let feature = |code: &str, parent: &str| {
        let properties =
            format!(r#"{{"code":"{code}","name":"","tier":"grid","parent":"{parent}"}}"#);
        let text = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{square}}}"#);
        read_grids(&geojson(&collection(&text)), &degrees(), None).expect("read")
    };
    let code = "320205350231123";
    assert_eq!(feature(code, "320205350231").rows.len(), 1);
    for parent in ["320205350232", ""] {
        let import = feature(code, parent);
        assert!(import.rows.is_empty() && !format!("{import:?}").contains(code));
    }
}

/// Ground in which one area is stored.
struct Township(AreaCode, Bounds);

impl Ground for Township {
    fn name(&self) -> String {
        "the township".to_owned()
    }

    fn bounds(&self) -> Bounds {
        self.1
    }

    fn knows(&self, area: &AreaCode) -> bool {
        *area == self.0
    }

    fn hold(&self, places: &[Placed]) -> Vec<bool> {
        vec![true; places.len()]
    }
}

#[test]
fn a_code_of_fifteen_digits_is_one_where_its_grid_is_stored() {
    let code = "320205350231123";
    let corner = |degrees| Position::from_degrees(degrees, degrees).expect("in range");
    let around = Bounds::around([corner(1.0), corner(2.0)]).expect("two corners");
    let stored: Arc<dyn Ground> = Arc::new(Township(AreaCode::new(code).expect("valid"), around));
    let known = || Statement {
        expected: Expectation::within(Some(Arc::clone(&stored))),
        ..degrees()
    };
    let homes = format!("id,lon,lat,grid\nA,1.5,1.5,{code}\n");
    let import = read_addresses(&csv(&homes), &known()).expect("read");
    let stated = import.rows[0].stated.as_ref().expect("stated");
    assert_eq!(stated.area.as_str(), code);
    let import = read_addresses(&csv(&homes), &degrees()).expect("read");
    let rejected = &import.rejected[0];
    assert!(rejected.reason.contains("where its grid is stored"));
    assert_eq!(rejected.value, "[withheld]");
    // another one is none all the same
    let other = homes.replace("123\n", "124\n");
    let import = read_addresses(&csv(&other), &known()).expect("read");
    assert_eq!(import.rejected.len(), 1);
    let square = r#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#;
    let micro = |own: &str| {
        let properties =
            format!(r#"{{"code":"{own}","name":"","tier":"micro","parent":"{code}"}}"#);
        let text = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{square}}}"#);
        collection(&text)
    };
    let read = |text: &str, statement: &Statement| {
        let import = read_grids(&geojson(text), statement, None).expect("read");
        import.rows.len()
    };
    assert_eq!(read(&micro("32020535023112300001"), &degrees()), 1);
    let other = micro("320205350231G00001");
    assert_eq!((read(&other, &degrees()), read(&other, &known())), (0, 1));
}

#[test]
fn a_single_name_among_places_is_told_without_being_repeated() {
    let row = |i: u32| format!("A{i},120.1,31.2,示例路{i}号");
    let rows = (0..20).map(row).collect::<Vec<_>>().join("\n") + "\n";
    let text = format!("id,lon,lat,label\n{rows}B,120.1,31.2,王小明\nC,120.1,31.2,李大伟\n");
    let import = read_addresses(&csv(&text), &degrees()).expect("read");
    assert_eq!(import.rows.len(), 22);
    let told = &import.like_names;
    let (field, values, first) = ("label".to_owned(), 2, 22);
    assert_eq!(
        *told,
        [LikeNames {
            field,
            values,
            first
        }]
    );
    let places = format!("id,lon,lat,label\n{rows}");
    assert!(
        read_addresses(&csv(&places), &degrees())
            .expect("read")
            .like_names
            .is_empty()
    );
}

#[test]
fn names_of_places_are_welcome() {
    let gates = "id,lon,lat,name,kind\nP1,120.1,31.2,North gate,gate\n";
    assert_eq!(
        read_checkpoints(&csv(gates), &degrees())
            .expect("fine")
            .rows[0]
            .name,
        "North gate"
    );
    let mapped = Statement {
        columns: ColumnMap::parse("name=label").expect("valid"),
        ..degrees()
    };
    let named = "id,lon,lat,name\nA,120.1,31.2,1 Example Road\n";
    let read = read_addresses(&csv(named), &mapped).expect("mapped on purpose");
    assert_eq!(&*read.rows[0].label, "1 Example Road");
    let hidden = Statement {
        columns: ColumnMap::parse("手机=label").expect("valid"),
        ..degrees()
    };
    assert!(read_addresses(&csv("id,lon,lat,手机\nA,120.1,31.2,x\n"), &hidden).is_err());
    let other = "id,lon,lat,remark,floor\nA,120.1,31.2,x,3\n";
    assert_eq!(
        read_addresses(&csv(other), &degrees())
            .expect("fine")
            .ignored_columns,
        ["remark", "floor"]
    );
}

#[test]
fn values_that_identify_are_never_repeated() {
    let secrets = [
        "苏B·12345",
        "320205350231123",
        "a.b@example.org",
        "电话 020 7946 0018",
        "户主王小明",
        "13800000000",
        "990205195001010011",
        "99020519500101002X",
        "138 0000 0000",
    ];
    for secret in secrets {
        for row in [
            format!("{secret},120.1,31.2,,,1"),
            format!("A,120.1,31.2,call {secret},,1"),
            format!("A,120.1,31.2,,{secret},1"),
            format!("A,{secret},31.2,,,1"),
            format!("A,x{secret},31.2,,,1"),
            format!("A,120.1,31.2,,,{secret}x"),
            format!("A,120.1,31.2,,,1,{secret}"),
        ] {
            let text = format!("id,lon,lat,label,building,households\n{row}\n");
            let import = read_addresses(&csv(&text), &degrees()).expect("readable");
            assert!(
                import.rows.is_empty() && !format!("{import:?}").contains(secret),
                "{import:?}"
            );
        }
        let header = format!("A001,120.3,31.5,{secret}\nA002,120.3,31.5,{secret}\n");
        let error = read_addresses(&csv(&header), &degrees()).expect_err("no header");
        assert!(!format!("{error} {error:?}").contains(secret), "{error}");
        let json = format!(r#"{{"type":"{secret}","features":[]}}"#);
        let wrong_type = format!(r#"{{"type":"FeatureCollection","features":["{secret}"]}}"#);
        for text in [json, wrong_type] {
            let error = read_grids(&geojson(&text), &degrees(), None).expect_err("refused");
            assert!(!format!("{error} {error:?}").contains(secret), "{error}");
        }
    }
    let text = format!("id,lon,lat,name,kind\nP1,120.1,31.2,{},gate\n", secrets[0]);
    let rejected = &read_checkpoints(&csv(&text), &degrees())
        .expect("readable")
        .rejected[0];
    assert_eq!(
        (rejected.field.as_str(), rejected.value.as_str()),
        ("name", "[withheld]")
    );
}
