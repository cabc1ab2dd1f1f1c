use super::*;
use crate::geom::Bounds;

fn bounds(west: f64, south: f64, east: f64, north: f64) -> Bounds {
    let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
    Bounds::around([at(west, south), at(east, north)]).expect("two corners")
}

fn verdict(points: &[(f64, f64)], stated: &str, ground: Option<Bounds>, anywhere: bool) -> String {
    let mut sample = Sample::default();
    for &(x, y) in points {
        sample.meet(x, y, || None);
    }
    let expected = Expectation {
        anywhere,
        ..Expectation::default()
    };
    let ground = ground.as_ref().map(|bounds| bounds as &dyn Ground);
    let crs = Crs::parse(stated).expect("a statement");
    Trial::new(&sample, ground)
        .verdict(crs, None, &expected)
        .map_or_else(|fault| fault.to_string(), |_| "fits".to_owned())
}

const SOHO: (f64, f64) = (-0.137, 51.513);
const WUXI: (f64, f64) = (120.3, 31.5);

fn soho() -> Bounds {
    bounds(-0.144, 51.509, -0.131, 51.518)
}

#[test]
fn points_beside_the_ground() {
    let swapped = (51.513, -0.137);
    let check = |points: &[(f64, f64)], anywhere, part: &str| {
        let verdict = verdict(points, "CRS84", Some(soho()), anywhere);
        assert!(verdict.contains(part), "{points:?}: {verdict}");
    };
    check(&[SOHO, SOHO, swapped], false, "fits");
    check(
        &[swapped, swapped],
        true,
        "2 of 2 points lie in the stored data, as stated 0",
    );
    check(
        &[WUXI, WUXI],
        false,
        "0 of 2 points lie near the stored data (bounds -0.1570,51.4990",
    );
    check(&[WUXI, WUXI], true, "fits");
    check(&[], false, "fits");
}

#[test]
fn with_nothing_stored_the_range_of_coordinates_decides() {
    let check = |points: &[(f64, f64)], stated, part: &str| {
        let verdict = verdict(points, stated, None, false);
        assert!(verdict.contains(part), "{points:?} {stated}: {verdict}");
    };
    check(
        &[(31.5, 120.3), (31.4, 120.2)],
        "CRS84",
        "fit CRS84,swapped",
    );
    check(&[SOHO, (-0.1, 91.0)], "CRS84", "fits");
    check(&[(31.5, 120.3)], "CRS84", "fits");
    check(&[(31.5, 120.3), (31.4, 220.2)], "CRS84", "fits");
    let plain = [(528_513.25, 3_486_712.5); 6];
    let numbered = [(40_528_513.25, 3_486_712.5); 6];
    check(&plain, "EPSG:4549", "fits");
    check(
        &numbered,
        "EPSG:4549",
        "fit EPSG:4528 (the zone 40 stands before its eastings)",
    );
    check(
        &plain,
        "EPSG:4528",
        "fit EPSG:4549 (no zone stands before its eastings)",
    );
    check(&numbered, "EPSG:4326", "fit EPSG:4528");
    check(&[WUXI; 6], "EPSG:4549", "fit EPSG:4490");
    check(
        &plain.map(|(x, y)| (y, x)),
        "EPSG:4549",
        "fit EPSG:4549,swapped",
    );
}

#[test]
fn a_store_of_one_point_still_has_a_neighbourhood() {
    let one = Some(bounds(10.0, 50.0, 10.0, 50.0));
    assert_eq!(verdict(&[(10.009, 50.0)], "CRS84", one, false), "fits");
    assert!(verdict(&[(10.1, 50.0)], "CRS84", one, false).starts_with("0 of 1 points"));
}

#[test]
fn other_points_must_speak_clearly_for_another_system() {
    // stated: all of `both` and `stated`; other: all of `both` and `other`
    let fit = |both: usize, stated: usize, other: usize| {
        let flags = |a: bool, b: bool| {
            let parts = [(both, true), (stated, a), (other, b)];
            parts
                .into_iter()
                .flat_map(|(n, flag)| vec![flag; n])
                .collect()
        };
        let fit = |fits| Fit {
            crs: Crs::CRS84,
            fits,
        };
        explains_better(&fit(flags(false, true)), &fit(flags(true, false)))
    };
    assert!(fit(100, 0, 5) && !fit(100, 0, 4) && fit(0, 0, 4));
    assert!(fit(100, 2, 5) && !fit(100, 3, 6));
    assert!(fit(10_000, 0, 5) && fit(10_000, 1, 10) && !fit(10_000, 1, 9));
    assert!(fit(10_000, 5, 17) && !fit(10_000, 5, 15));
    assert!(!fit(0, 0, 0));
}

#[test]
fn a_zone_may_be_used_far_from_its_meridian() {
    // what PROJ makes of 102.49 E, 40.30 N in the zone around 120 E: west of the false easting
    let far = [(-990_843.0, 4_612_700.0); 6];
    let mut sample = Sample::default();
    for (x, y) in far {
        sample.meet(x, y, || None);
    }
    let around = bounds(102.3, 40.1, 102.7, 40.5);
    let zone = Crs::epsg(4549);
    let trial = Trial::new(&sample, Some(&around));
    let check = trial.verdict(zone, None, &Expectation::default());
    let check = check.expect("the points lie there");
    assert_eq!((check.scores[0].inside, check.scores.len()), (6, 1));
    assert!(trial.scores(None).iter().all(|score| score.inside == 0));
    let best = trial.scores(Some(zone))[0];
    assert_eq!((best.crs, best.inside), (zone, 6));
}

#[test]
fn what_a_file_says_of_itself_is_overruled_by_its_points() {
    let mut sample = Sample::default();
    for i in 0..20 {
        sample.meet(528_500.0 + f64::from(i), 3_486_700.0, || None);
    }
    let wuxi = bounds(120.29, 31.49, 120.31, 31.51);
    let written = "urn:ogc:def:crs:EPSG::4550";
    let verdict = |stated: u32, ground: Option<&dyn Ground>, trusted| {
        let expected = Expectation {
            trusted,
            ..Expectation::default()
        };
        Trial::new(&sample, ground).verdict(Crs::epsg(stated), Some(written), &expected)
    };
    let check = verdict(4549, Some(&wuxi), false).expect("the points are there");
    assert_eq!(check.overruled.as_deref(), Some(written));
    assert_eq!((check.scores[0].inside, check.scores[0].total), (20, 20));
    let check = verdict(4550, Some(&wuxi), true).expect("as it says");
    assert_eq!(check.overruled, None);
    // nothing to hold them against, or neither of the two
    for (stated, ground) in [(4549, None), (3857, Some(&wuxi as &dyn Ground))] {
        let fault = verdict(stated, ground, false).expect_err("not borne out");
        let said = fault.to_string();
        assert!(
            said.contains("EPSG::4550, but") || said.contains("fit EPSG:4549"),
            "{said}"
        );
    }
    let trusted = verdict(4548, None, true).expect("trusted");
    assert_eq!(trusted.overruled.as_deref(), Some(written));
}
