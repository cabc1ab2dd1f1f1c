//! Every fixture, from nothing and from grids of today.

use hexward_engine::Watch;
use hexward_engine::balance::solve;
use hexward_tests::graphs::fixtures::all;

use crate::sound::check;

#[test]
fn every_fixture_is_divided_in_one_piece_and_in_the_band_where_that_can_be() {
    for fixture in all() {
        let kind = if fixture.problem.task().today.is_some() {
            "from today"
        } else {
            "from nothing"
        };
        let name = format!("{}, {kind}", fixture.name);
        let outcome = solve(&fixture.problem, &Watch::default());
        check(&name, &fixture.problem, &outcome);
        if fixture.can_meet {
            assert!(
                outcome.diagnosis.is_feasible(),
                "{name}: {:?}",
                outcome.diagnosis.causes
            );
            let grids: Vec<u64> = outcome.after.grids.iter().map(|grid| grid.work).collect();
            assert_eq!(outcome.after.violation, 0, "{name}: {grids:?}");
        } else {
            assert!(
                !outcome.diagnosis.is_feasible(),
                "{name}: nothing is said against it"
            );
        }
    }
}
