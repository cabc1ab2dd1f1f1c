//! The same addresses in every coordinate reference system: declared right they are imported where they are, declared wrong
//! they are refused with the system that fits.

#[path = "coordinates/forms.rs"]
mod forms;
#[path = "coordinates/street.rs"]
mod street;

use std::sync::Arc;

use forms::{FORMS, Form, areas, table};
use hexward_engine::io::{
    Crs, Expectation, Ground, Import, ImportFault, Source, Statement, read_addresses, read_grids,
    survey,
};
use hexward_engine::model::Address;
use street::{Home, Street};

/// How far an address may be from where it is, in metres.
fn tolerance_m(form: &Form) -> f64 {
    match form.crs {
        "GCJ-02" | "BD-09" => 0.5,
        _ => 0.02,
    }
}

fn read(
    text: &str,
    form: &Form,
    declared: &str,
    ground: &Arc<dyn Ground>,
) -> Result<Import<Address>, ImportFault> {
    let statement = Statement {
        expected: Expectation::within(Some(Arc::clone(ground))),
        ..Statement::of(Crs::parse(declared).expect("a statement"))
    };
    let name = if form.is_geojson {
        "a.geojson"
    } else {
        "a.csv"
    };
    let source = Source::bytes(name, text.as_bytes());
    read_addresses(&source, &statement).map_err(|error| error.fault)
}

/// Reads each form under the name of every other.
fn matrix(homes: &[Home], ground: &Arc<dyn Ground>, with_codes: bool) {
    for form in FORMS {
        let text = table(form, homes, with_codes);
        for declared in FORMS {
            let case = format!("{} declared as {}", form.name, declared.name);
            let read = read(&text, form, declared.crs, ground);
            if form.crs == declared.crs {
                let import = read.expect(&case);
                assert_eq!((import.rows.len(), import.rejected.len()), (homes.len(), 0));
                for (row, home) in import.rows.iter().zip(homes) {
                    let off_m = home.distance_m(row.position);
                    assert!(off_m < tolerance_m(form), "{case}: {off_m} m");
                }
                continue;
            }
            let fault = read.expect_err(&case);
            assert!(matches!(fault, ImportFault::Doubtful(_)), "{case}: {fault}");
            let ImportFault::Doubtful(doubt) = &fault else {
                continue;
            };
            assert_eq!(doubt.best.crs.to_string(), form.crs, "{case}: {doubt}");
            assert_eq!(doubt.stated.crs.to_string(), declared.crs, "{case}");
            assert!(
                doubt.best.inside * 100 >= doubt.best.total * 99,
                "{case}: {doubt}"
            );
            let message = doubt.to_string();
            assert!(
                message.contains(&format!("state --crs {}", form.crs)),
                "{message}"
            );
        }
    }
}

#[test]
fn every_form_declared_as_every_other_with_stated_grids() {
    let street = Street::of_49_grids();
    matrix(&street.homes(1000), &street.ground(None), true);
}

#[test]
fn every_form_declared_as_every_other_without_stated_grids() {
    let street = Street::of_49_grids();
    matrix(&street.homes(1000), &street.ground(None), false);
}

#[test]
fn a_part_of_the_street_is_caught_when_its_grid_is_declared() {
    let street = Street::of_49_grids();
    let middle = street.grid(24).clone();
    let homes: Vec<Home> = street.homes(3000);
    let homes: Vec<Home> = homes
        .into_iter()
        .filter(|home| home.code == middle)
        .collect();
    let text = table(&FORMS[0], &homes, false);
    // in the middle of the street half a kilometre leads nowhere outside: nothing can be seen
    assert!(read(&text, &FORMS[0], "GCJ-02", &street.ground(None)).is_ok());
    let fault = read(&text, &FORMS[0], "GCJ-02", &street.ground(Some(&middle)));
    let fault = fault
        .expect_err("half a kilometre beside the grid")
        .to_string();
    assert!(
        fault.contains("fit EPSG:4490") && fault.contains(middle.as_str()),
        "{fault}"
    );
}

/// Grids speak by points inside them, those of a street that is stored by the street.
#[test]
fn grids_are_held_against_their_parent_or_themselves() {
    let street = Street::of_49_grids();
    for form in FORMS.iter().filter(|form| !form.is_geojson) {
        for with_parent in [true, false] {
            let text = areas(form, &street, with_parent);
            for declared in FORMS {
                let statement = Statement {
                    expected: Expectation::within(Some(street.ground(None))),
                    ..Statement::of(Crs::parse(declared.crs).expect("a statement"))
                };
                let source = Source::bytes("a.geojson", text.as_bytes());
                let read = read_grids(&source, &statement, None).map_err(|error| error.fault);
                match read {
                    Ok(import) if form.crs == declared.crs => assert_eq!(import.rows.len(), 49),
                    Err(ImportFault::Doubtful(doubt)) if form.crs != declared.crs => {
                        assert_eq!(doubt.best.crs.to_string(), form.crs, "{doubt}");
                    }
                    other => panic!("{} as {}: {other:?}", form.name, declared.name),
                }
            }
        }
    }
}

#[test]
fn who_knows_better_may_say_so() {
    let street = Street::of_49_grids();
    let homes = street.homes(200);
    let text = table(&FORMS[0], &homes, true);
    let statement = Statement {
        expected: Expectation {
            trusted: true,
            ..Expectation::within(Some(street.ground(None)))
        },
        ..Statement::of(Crs::parse("GCJ-02").expect("a statement"))
    };
    let source = Source::bytes("a.csv", text.as_bytes());
    let import = read_addresses(&source, &statement).expect("trusted");
    let check = import.check.expect("points");
    assert_eq!(check.against.as_deref(), Some("the stored streets"));
    assert!(
        check.scores[0].inside < 100 && check.scores.len() == 1,
        "{check:?}"
    );
}

#[test]
fn nothing_is_chosen_for_a_file_that_states_nothing() {
    let street = Street::of_49_grids();
    let homes = street.homes(1000);
    for form in FORMS {
        let text = table(form, &homes, true);
        let name = if form.is_geojson {
            "a.geojson"
        } else {
            "a.csv"
        };
        let source = Source::bytes(name, text.as_bytes());
        let kind = hexward_engine::io::RecordKind::Addresses;
        let found = survey(&source, Some(kind), Some(&street.ground(None))).expect("readable");
        assert_eq!(found.scores[0].crs.to_string(), form.crs, "{}", form.name);
        let second = &found.scores[1];
        assert!(
            second.inside * 2 < second.total,
            "{}: {second:?}",
            form.name
        );
        assert_eq!(found.rows, 1000);
    }
}

/// A street with noise: some addresses lie outside, some in another grid than they state. That is no reason for doubt.
#[test]
fn noise_is_no_doubt() {
    let street = Street::of_49_grids();
    let mut homes = street.homes(1000);
    for (i, home) in homes.iter_mut().enumerate() {
        if i % 20 == 0 {
            home.lon += 0.06 * (i % 3) as f64 - 0.06;
            home.lat += 0.05 * (i % 5) as f64 - 0.1;
        }
    }
    for with_codes in [true, false] {
        let text = table(&FORMS[0], &homes, with_codes);
        let import = read(&text, &FORMS[0], "EPSG:4490", &street.ground(None));
        let import = import.unwrap_or_else(|fault| panic!("{with_codes}: {fault}"));
        assert_eq!(import.rows.len(), 1000);
        let text = table(&FORMS[6], &homes, with_codes);
        let fault = read(&text, &FORMS[6], "EPSG:4490", &street.ground(None));
        assert!(
            matches!(fault, Err(ImportFault::Doubtful(_))),
            "{with_codes}"
        );
    }
}
