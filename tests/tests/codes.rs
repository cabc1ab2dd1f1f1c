//! Real division codes.

use std::fs;

use hexward_engine::codes::{Division, TownKind, VillageKind};
use hexward_engine::io::identifies_person;
use hexward_engine::model::AreaCode;
use hexward_tests::shared::shared_data;

/// The residents' and villagers' committees of five cities, whose names say what they are.
#[test]
fn real_codes_say_what_their_places_are() {
    let Some(folder) = shared_data() else { return };
    let mut codes = 0;
    let mut towns = [0; 4];
    for city in ["huaian", "jinhua", "nanchang", "wuxi", "zhuzhou"] {
        let path = folder.join(format!("cn-divisions/{city}_villages.csv"));
        let text = fs::read_to_string(&path).expect("a list of villages");
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let (code, name, town) = (fields[0], fields[1], fields[2]);
            let division = Division::parse(code).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert!(
                AreaCode::new(code).is_ok() && code.starts_with(town),
                "{line}"
            );
            let harmless = |field: &&str| !identifies_person(field);
            assert!(fields.iter().all(harmless), "{line}");
            codes += 1;
            let kind = division.town_kind().expect("a town");
            towns[kind as usize] += 1;
            // the numbers tell towns and committees apart as the names do
            match division.village_kind().expect("a village") {
                VillageKind::Residents => assert!(!name.ends_with("村委会"), "{line}"),
                VillageKind::Villagers => assert!(name.contains('村'), "{line}"),
                _ => {}
            }
            let street = fields[3];
            match kind {
                TownKind::Street => assert!(!street.ends_with('镇'), "{line}"),
                TownKind::Town => assert!(!street.ends_with('乡'), "{line}"),
                _ => {}
            }
        }
    }
    assert_eq!(codes, 9818);
    assert_eq!(towns, [3173, 5519, 806, 320]);
}
