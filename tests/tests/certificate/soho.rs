//! The certificate of the demo.

use hexward::verify::verify;
use hexward_engine::certify::write_certificate;
use hexward_engine::edit::apply;
use hexward_engine::model::{Dataset, Note};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::random::Sequence;

use super::changes::{Verdicts, refuse_changes, refuse_unsealed};
use super::sheet::Sheet;

/// The demo.
pub(super) fn snapshot() -> Snapshot {
    let empty = Snapshot::build(Dataset::default());
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    empty
        .with(&apply(&empty, &demo).expect("the demo"))
        .expect("fits")
}

fn soho() -> Vec<u8> {
    let mut certificate = Vec::new();
    write_certificate(&snapshot(), &mut certificate).expect("a certificate");
    certificate
}

#[test]
fn the_demo_is_certified() {
    let proved = verify(&soho()).expect("it holds");
    assert_eq!(
        (proved.grids, proved.addresses, proved.located),
        (14, 324, 324)
    );
}

#[test]
fn a_thousand_changes_are_refused_with_their_place() {
    let verdicts = refuse_changes(&Sheet::of(&soho()), 1000, 1854);
    // one community, no address on a border, no tier without children and addresses below
    assert!(verdicts.kinds() > 15, "{verdicts}");
    println!("the demo: {verdicts}");
}

#[test]
fn an_unsealed_change_is_refused() {
    let mut verdicts = Verdicts::default();
    refuse_unsealed(&soho(), 400, &mut Sequence(7), &mut verdicts);
}
