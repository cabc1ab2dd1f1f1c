//! `hexward duties` and `hexward responsible`: roles and duties in, questions, out again, certified.

use serde_json::Value;

use crate::program::{Desk, Run};

const ROLES: &str = "id,title_zh,title_en,class,tier,least,most\n\
    doctor,医生,Doctor,medical,grid,1,1\nwarden,楼长,Warden,volunteer,,0,\n";

/// A pump's grid with two doctors, one with none, a street with a width, some households.
const DUTIES: &str = "id,role,kind,ground,holders,name,valid_from,valid_until,width_m,geometry\n\
    d1,doctor,areas,990185400001G007; 990185400001G001,M-1; M-2 deputy,,,,,\n\
    d2,doctor,areas,990185400001G007,M-3 50%,,1854-09-01,1854-09-30,,\n\
    w1,warden,line,,W-1,Broad Street,,,30,\"LINESTRING (-0.1380 51.5131,-0.1350 51.5137)\"\n\
    w2,warden,addresses,A001; A002,,,,,,\n";

fn duties(desk: &Desk, action: &str, rest: &[&str]) -> Run {
    let store = desk.store();
    desk.run_plain(
        &[&["duties", action, "--store", &store], rest].concat(),
        b"",
    )
}

fn desk() -> Desk {
    let desk = Desk::soho();
    let roles = desk.write("roles.csv", ROLES);
    let file = desk.write("duties.csv", DUTIES);
    duties(&desk, "import", &["--roles", &roles]).ended(0);
    duties(&desk, "import", &[&file]).ended(0);
    desk
}

#[test]
fn what_comes_in_goes_out_the_same() {
    let desk = desk();
    let csv = duties(&desk, "export", &[]).ended(0).out;
    let geojson = duties(&desk, "export", &["--geojson"]).ended(0).out;
    let roles = duties(&desk, "export", &["--roles"]).ended(0).out;
    assert!(
        roles.contains("doctor,医生,Doctor,medical,grid,1,1"),
        "{roles}"
    );
    for (file, text) in [("again.csv", &csv), ("again.geojson", &geojson)] {
        let file = desk.write(file, text);
        let run = duties(&desk, "import", &[&file, "--json"]).ended(0);
        let done: Value = serde_json::from_str(&run.out).expect("json");
        assert_eq!(done["changed_rows"], 0, "{file}\n{text}");
    }
    assert!(
        csv.contains("M-1; M-2 deputy") && csv.contains("M-3 50%"),
        "{csv}"
    );
}

#[test]
fn every_bad_row_is_named_and_nothing_is_written() {
    let desk = desk();
    let hash = desk.content_hash();
    let bad = desk.write(
        "bad.csv",
        "id,role,kind,ground,holders,width_m,geometry\n\
        b1,doctor,areas,12,M-1,,\nb2,doctor,areas,990185400001G007,王小明,,\n\
        b3,warden,households,990185400001G007: 7: 9-3,,,\nb4,doctor,ocean,,,,\n\
        b5,warden,line,,,0,\"LINESTRING (-0.1380 51.5131,-0.1350 51.5137)\"\nb6,doctor,areas,990185400001G007,M 1,,\n",
    );
    let run = duties(&desk, "import", &[&bad]).ended(1);
    for line in 2..=7 {
        assert!(
            run.err.contains(&format!("line {line}")),
            "{line}: {}",
            run.err
        );
    }
    assert!(
        run.err.contains("6 rows are bad") && !run.err.contains("小明"),
        "{}",
        run.err
    );
    let unknown = desk.write(
        "unknown.csv",
        "id,role,kind,ground\nx,nurse,areas,990185400001G007\n",
    );
    let run = duties(&desk, "import", &[&unknown]);
    assert!(
        run.code != 0 && run.err.contains("there is no role nurse"),
        "{}",
        run.err
    );
    assert_eq!(desk.content_hash(), hash);
}

#[test]
fn questions_are_answered() {
    let desk = desk();
    let run = desk
        .run(&["responsible", "-0.1367486,51.513338", "--json"])
        .ended(0);
    let found: Value = serde_json::from_str(&run.out).expect("json");
    let answers = found["answers"].as_array().expect("a list").iter();
    let ids: Vec<&str> = answers
        .map(|answer| answer["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, ["w1", "d1", "d2"]);
    assert_eq!(found["people"], 4);
    assert_eq!(found["answers"][1]["area"], "990185400001G007");
    let late = [
        "responsible",
        "-0.1367486,51.513338",
        "--day",
        "1854-10-01",
        "--json",
    ];
    let late: Value = serde_json::from_str(&desk.run(&late).ended(0).out).expect("json");
    assert_eq!(late["people"], 3);
    let run = desk.run(&["responsible", "--address", "A001"]).ended(0);
    assert!(
        run.out
            .contains("楼长 Warden : nobody (addresses, duty w2)"),
        "{}",
        run.out
    );
    desk.run(&["responsible", "--address", "none"]).ended(2);
}

#[test]
fn shortages_cover_and_people_are_listed() {
    let desk = desk();
    // of thirteen grids one has a doctor, one two; the others none
    let run = duties(&desk, "shortages", &[]).ended(1);
    assert_eq!(run.out.lines().count(), 12, "{}", run.out);
    assert!(
        run.out
            .contains("990185400001G007 doctor: 2 instead of 1 to 1"),
        "{}",
        run.out
    );
    let run = duties(&desk, "report", &["--json"]).ended(0);
    let report: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(
        (&report["addresses"], &report["people"]),
        (&324.into(), &4.into())
    );
    let counted = report["histogram"].as_array().expect("a list").iter();
    let counted: u64 = counted
        .map(|row| row["addresses"].as_u64().expect("a number"))
        .sum();
    assert_eq!(counted, 324);
    assert_eq!(
        (&report["missing"], &report["surplus"]),
        (&11.into(), &1.into())
    );
    duties(&desk, "report", &[]).ended(0);
    let people = duties(&desk, "people", &[]).ended(0).out;
    assert_eq!(people.lines().count(), 4, "{people}");
    let within = ["--within", "990185400001", "--json"];
    let reach: Value =
        serde_json::from_str(&duties(&desk, "reach", &within).ended(0).out).expect("json");
    assert_eq!(reach["groups"], 1);
    let buildings = duties(&desk, "buildings", &[]).ended(0).out;
    assert!(buildings.starts_with("grid,building,kind"), "{buildings}");
    assert!(buildings.contains("990185400001G007") && buildings.contains("M-2,yes"));
}

#[test]
fn a_certificate_says_who_answers_and_is_refused_when_it_lies() {
    let desk = desk();
    let path = desk.path("plan.txt").display().to_string();
    desk.run(&["certify", "-o", &path]).ended(0);
    let text = std::fs::read_to_string(&path).expect("written");
    assert!(text.starts_with("hexward-certificate\t3\n"));
    assert!(text.contains("\nduty\td1\tM-1 M-2\tareas\t990185400001G001 990185400001G007\n"));
    assert!(text.contains("\nduty\tw1\tW-1\taddresses\t"));
    desk.run_plain(&["verify", &path], b"").ended(0);
    let lies = text.replace("\nduty\td1\tM-1 M-2\t", "\nduty\td1\tM-1\t");
    std::fs::write(&path, lies).expect("written");
    desk.run_plain(&["verify", &path], b"").ended(1);
}

#[test]
fn the_posts_of_towns_can_be_taken_over() {
    let desk = Desk::soho();
    duties(&desk, "preset", &["xihu", "--dry-run"]).ended(0);
    duties(&desk, "preset", &["xihu"]).ended(0);
    duties(&desk, "preset", &["dongcheng"]).ended(0);
    let roles = duties(&desk, "export", &["--roles"]).ended(0).out;
    assert_eq!(roles.lines().count(), 15, "{roles}");
    duties(&desk, "preset", &["nowhere"]).ended(2);
}
