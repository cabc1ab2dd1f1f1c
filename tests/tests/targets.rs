//! The targets of `tests/src/targets`, each on its seeds, on changes of them and on random bytes.

use hexward_tests::random::Sequence;
use hexward_tests::targets::TARGETS;
use proptest::prelude::*;

#[test]
fn seeds_and_their_changes_keep_the_promises() {
    for target in TARGETS {
        for seed in target.seeds {
            (target.run)(seed.as_bytes());
        }
        for number in 0..300 {
            (target.run)(&target.input(&mut Sequence(number)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_bytes_keep_the_promises(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for target in TARGETS {
            (target.run)(&bytes);
        }
    }

    #[test]
    fn any_digits_keep_the_promises(text in "[0-9]{0,80}") {
        for target in TARGETS {
            (target.run)(text.as_bytes());
        }
    }
}
