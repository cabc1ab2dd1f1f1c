//! Codes: what is read is written the same, what is numbered is read back; texts that identify persons stay unrepeated.

use hexward_engine::codes::{Division, Profile};
use hexward_engine::io::{file_name, identifies_person, shown};
use hexward_engine::model::AreaCode;

use super::Target;

/// Codes, names of profiles and values, a line each.
pub(super) const CODES: Target = Target {
    name: "codes",
    run: read,
    seeds: &[
        "320205001002\n320205001002G014\n320205001002G01407\n320205001002014\n32020500100214",
        "01030132020500100214\nhexward\nhexward:K\nbeijing15\nunit14\ncj349-20:010301",
        "苏B12345\n联系人：李四\ntel: +44 20 7946 0018\na.b@example.org\n138-0000-0000\n320205350231123",
        "人民路138号3单元\nK12+300\n业主委员会\n１３８００００００００\n车牌苏B·1234学.csv",
    ],
    words: &[
        "000",
        "999",
        "G",
        "cj349-20:",
        "苏B",
        "户主",
        "电话",
        "@",
        "+",
        ".",
        "：",
        "\n",
    ],
};

fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for line in text.split('\n') {
        if let Ok(code) = AreaCode::new(line) {
            read_code(line, &code);
        }
        if let Ok(division) = Division::parse(line) {
            let groups = [
                division.province(),
                division.prefecture(),
                division.county(),
            ];
            let groups = groups.concat() + division.town() + division.village();
            assert_eq!((groups.as_str(), division.as_str()), (line, line));
            assert!(AreaCode::new(line).is_ok(), "{line}");
            assert!(
                division.village_kind().is_none() || division.town_kind().is_some(),
                "{line}"
            );
        }
        if let Ok(profile) = Profile::parse(line) {
            assert_eq!(Profile::parse(&profile.to_string()), Ok(profile), "{line}");
        }
        let repeated = [shown(line), file_name(line).into_owned()];
        let short = line.chars().count() <= 80;
        for repeated in repeated.iter().filter(|_| short && identifies_person(line)) {
            assert!(!identifies_person(repeated), "{line}: {repeated}");
        }
    }
}

fn read_code(line: &str, code: &AreaCode) {
    assert_eq!((code.as_str(), code.to_string().as_str()), (line, line));
    let division = AreaCode::new(code.division());
    let division = division.expect("a code begins with a division");
    if let Some((profile, ordinal)) = Profile::of(&division, code) {
        assert_eq!(
            profile.code(&division, ordinal).as_ref(),
            Ok(code),
            "{line}"
        );
    }
    for profile in [Profile::default(), Profile::Beijing15, Profile::Unit14] {
        for ordinal in [0, 1, 99, 100, 999, 1000] {
            if let Ok(below) = profile.code(code, ordinal) {
                assert_eq!(
                    Profile::of(code, &below),
                    Some((profile, ordinal)),
                    "{line}"
                );
            }
        }
    }
}
