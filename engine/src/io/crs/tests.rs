use super::*;

#[test]
fn statements() {
    for good in [
        "EPSG:4326",
        "epsg:4490",
        "CRS84",
        "OGC:CRS84",
        "EPSG:4549",
        "EPSG:32767",
        "GCJ-02",
        "bd09",
        "EPSG:4549,swapped",
        "crs84,SWAPPED",
        "BD-09,swapped",
        "EPSG:2437,towgs84=15.8/-154.4/-82.3",
        "epsg:4610,TOWGS84=1/2/3/0.1/0.2/0.3/-4.5,swapped",
    ] {
        let crs = Crs::parse(good).expect(good);
        assert_eq!(Crs::parse(&crs.to_string()), Ok(crs));
    }
    for (bad, part) in [
        ("", "it is empty"),
        ("WGS-84", "another form"),
        ("4326", "another form"),
        ("EPSG:", "not a number"),
        ("EPSG:abc", "not a number"),
        ("EPSG:+4326", "not a number"),
        ("EPSG:999999", "1024 to 32767"),
        ("EPSG:99999999999999999999", "1024 to 32767"),
        ("EPSG:0", "1024 to 32767"),
        ("EPSG:4549,yx", "not a number"),
        ("EPSG:4549,swapped,swapped", "not a number"),
        (",swapped", "another form"),
        ("EPSG:2437,towgs84=1/2", "its shift is not"),
        ("EPSG:4490,towgs84=1/2/3", "needs no shift"),
        ("GCJ-02,towgs84=1/2/3", "needs no shift"),
    ] {
        let message = Crs::parse(bad).expect_err(bad).to_string();
        let names = message.contains(&format!("`{bad}`")) && message.contains("expected EPSG:4326");
        assert!(names && message.contains(part), "{message}");
    }
}

#[test]
fn frames() {
    let engine = ["CRS84", "EPSG:4326", "EPSG:4490"].map(|text| Crs::parse(text).expect("valid"));
    assert!(
        engine
            .iter()
            .all(|crs| crs.is_engine_frame() && crs.agrees_with(Crs::CRS84))
    );
    let zone = Crs::parse("EPSG:4549").expect("valid");
    assert!(!zone.is_engine_frame() && zone.agrees_with(zone) && !zone.agrees_with(Crs::CRS84));
    assert_eq!(Crs::from_urn("urn:ogc:def:crs:EPSG::4549"), Some(zone));
    assert_eq!(
        Crs::from_urn("urn:ogc:def:crs:OGC:1.3:CRS84"),
        Some(Crs::CRS84)
    );
    assert_eq!(Crs::from_urn("urn:x"), None);
    assert!(zone.may_be_called(zone));
    let other = zone.swapped();
    assert!(zone.agrees_with(other) && !zone.equals(other) && zone.equals(other.swapped()));
    assert!(!Crs::epsg(4528).agrees_with(zone) && !Crs::GCJ02.agrees_with(Crs::BD09));
    assert!(Crs::GCJ02.may_be_called(Crs::CRS84) && Crs::BD09.may_be_called(Crs::CGCS2000));
    assert!(!Crs::GCJ02.may_be_called(zone) && !Crs::CRS84.may_be_called(Crs::GCJ02));
    assert!(!Crs::epsg(4510).agrees_with(zone) && Crs::epsg(4510).agrees_with(Crs::epsg(4550)));
}
