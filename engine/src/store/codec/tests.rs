//! Every value comes back, and no bytes do harm.

mod duties;
mod rows;

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::geom::{Position, Ring};
use crate::model::{
    Address, Barrier, Change, Checkpoint, CheckpointId, CheckpointState, Delta, Note, PlanId,
    PlanStep, Revision, Tier,
};

use rows::delta;

#[test]
fn steps_of_plans_do_not_nest() {
    let step = |delta: Delta| PlanStep {
        plan: PlanId::new("p").expect("well formed"),
        number: 1,
        delta: Arc::new(delta),
    };
    let delta = |step| Delta {
        plan_steps: vec![Change::make(step)],
        ..Delta::default()
    };
    let nested = delta(step(delta(step(Delta::default()))));
    let refused = decode_delta(&encode_delta(&nested)).expect_err("nested");
    assert!(
        refused
            .to_string()
            .contains("a step of a plan changes plans")
    );
}

/// Bytes that are read are those that are written, unless an earlier version wrote them; returns whether they were read.
fn is_refused_or_canonical(bytes: &[u8]) -> bool {
    match decode_delta(bytes) {
        Ok(delta) => {
            let again = encode_delta(&delta);
            if bytes[0] == again[0] {
                assert_eq!(again, bytes);
            }
            assert_eq!(decode_delta(&again), Ok(delta));
            true
        }
        Err(error) => {
            assert!(error.offset <= bytes.len() && !error.reason.is_empty());
            false
        }
    }
}

#[test]
fn what_was_written_before_there_were_duties_is_read() {
    let id = CheckpointId::new("c").expect("well formed");
    let gone = Change::remove(Checkpoint {
        id,
        position: Position::clamped(1, 2),
        name: "门".to_owned(),
        kind: "gate".to_owned(),
        state: CheckpointState::Closed,
    });
    let step = PlanStep {
        plan: PlanId::new("p").expect("well formed"),
        number: 1,
        delta: Arc::new(Delta {
            checkpoints: vec![gone.clone()],
            ..Delta::default()
        }),
    };
    // a delta without roles and duties ends with two lists of nothing, which form 3 had not
    let former = |bytes: &[u8]| [&[3], &bytes[1..bytes.len() - 2]].concat();
    let inner = encode_delta(&step.delta);
    assert_eq!(decode_step(&former(&inner)), Ok(Delta::clone(&step.delta)));
    let delta = Delta {
        checkpoints: vec![gone],
        plan_steps: vec![Change::make(step)],
        ..Delta::default()
    };
    let newest = encode_delta(&delta);
    let at = newest.len() - 2 - inner.len();
    let mut old = former(&newest);
    old.splice(
        at - 1..,
        [&[inner.len() as u8 - 2], &*former(&inner)].concat(),
    );
    assert_eq!(decode_delta(&old), Ok(delta));
    // a delta has one form: what it holds is of its own version
    let mixed = [&[3], &newest[1..newest.len() - 2]].concat();
    assert!(
        decode_delta(&mixed)
            .expect_err("mixed")
            .to_string()
            .contains("another form")
    );
}

proptest! {
    #[test]
    fn every_delta_comes_back(delta in delta()) {
        prop_assert_eq!(decode_delta(&encode_delta(&delta)), Ok(delta));
    }

    #[test]
    fn mutated_bytes_are_refused_or_canonical(
        delta in delta(),
        edits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = encode_delta(&delta);
        prop_assert!(!is_refused_or_canonical(&bytes[..cut.index(bytes.len())]));
        let mut bytes = bytes;
        for (place, value) in edits {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        is_refused_or_canonical(&bytes);
    }

    #[test]
    fn random_bytes_are_refused_or_canonical(tail in vec(any::<u8>(), 0..300)) {
        is_refused_or_canonical(&tail);
        for version in [1, 2, 3, 4] {
            is_refused_or_canonical(&[&[version, 0, 0, 0], tail.as_slice()].concat());
        }
    }

    #[test]
    fn integers_come_back(unsigned: u64, signed: i64) {
        let mut bytes = Vec::new();
        put_unsigned(&mut bytes, unsigned);
        reader::put_signed(&mut bytes, signed);
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!((reader.unsigned(), reader.signed()), (Ok(unsigned), Ok(signed)));
        prop_assert_eq!(reader.finish(), Ok(()));
    }
}

fn refusal<T: Canonical + std::fmt::Debug>(bytes: &[u8]) -> String {
    T::read(&mut Reader::new(bytes))
        .expect_err("not canonical")
        .to_string()
}

#[test]
fn other_forms_of_a_value_are_refused() {
    assert!(refusal::<u32>(&[0x80, 0x00]).contains("leading zeros"));
    assert!(refusal::<u32>(&[0xff; 11]).contains("64 bits"));
    assert!(refusal::<u32>(&[0xff, 0xff, 0xff, 0xff, 0x7f]).contains("out of range"));
    assert!(refusal::<String>(&[0xff, 0xff, 0xff, 0xff, 0x0f, b'a']).contains("1 bytes left"));
    assert!(refusal::<String>(&[2, 0xff, 0xff]).contains("utf-8"));
    assert!(refusal::<Option<u8>>(&[2, 0]).contains("whether"));
    assert!(refusal::<Tier>(&[9]).contains("no Tier"));
    // a clockwise triangle: (0, 0), (0, 1), (1, 0)
    assert!(refusal::<Ring>(&[3, 0, 0, 0, 2, 2, 1]).contains("counter-clockwise"));
    assert!(refusal::<Position>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0]).contains("globe"));
    assert!(refusal::<Barrier>(&[1, b'a', 0, 3, 0, 0, 0, 0, 2, 2, 0]).contains("twice"));
    let replaced = [
        3, 1, b'a', 0, 0, 0, 0, 0, 0, 0, 1, b'b', 0, 0, 0, 0, 0, 0, 0,
    ];
    assert!(refusal::<Change<Address>>(&replaced).contains("another key"));
    assert!(
        decode_delta(&[5])
            .expect_err("another version")
            .to_string()
            .contains("version 5")
    );
}

#[test]
fn deltas_of_the_versions_before_lack_what_was_not_there() {
    let address = b"\x01\x01A\x02\x04\x00\x01b\x03\x05";
    let old = [&[1, 0, 0, 0, 0, 0, 0, 0, 1][..], address, &[0, 0, 0]].concat();
    let delta = decode_delta(&old).expect("read");
    let row = delta.addresses[0].after().expect("made");
    assert_eq!(
        (&*row.building, row.residents, &row.stated),
        ("b", 5, &None)
    );
    let new = [&[4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1][..], address, &[0; 9]].concat();
    assert_eq!(encode_delta(&delta), new);
    let middle = [&[2, 0, 0, 0, 0, 0, 0, 0, 1][..], address, &[0, 0, 0, 0]].concat();
    assert_eq!(decode_delta(&middle), Ok(delta));
}

#[test]
fn the_form_of_a_known_delta_never_changes() {
    let id = CheckpointId::new("k1").expect("valid");
    let (position, name, kind) = (
        Position::clamped(-1, 64),
        "门".to_owned(),
        "gate".to_owned(),
    );
    let checkpoints = vec![Change::make(Checkpoint {
        id,
        position,
        name,
        kind,
        state: CheckpointState::Closed,
    })];
    let note = Note {
        author: "a".to_owned(),
        reason: String::new(),
        at: "t".to_owned(),
        undoes: Some(Revision(5)),
        ..Note::default()
    };
    let expected = b"\x04\x01a\x00\x01t\x00\x01\x05\x00\x00\x00\x00\x00\x00\x01\x01\x02k1\x01\x80\x01\x03\xe9\x97\xa8\x04gate\x01\x00\x00\x00\x00\x00\x00\x00";
    assert_eq!(
        encode_delta(&Delta {
            note,
            checkpoints,
            ..Delta::default()
        }),
        expected
    );
}
