//! Persons stay out: neither stored nor repeated in a message.

use super::super::*;
use super::{collection, csv, degrees, geojson};

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
