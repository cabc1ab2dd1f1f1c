//! The power is cut at every point of a workload, and every image of the disk that is possible then is looked at.

use std::collections::HashSet;

use hexward_tests::random::Sequence;
use sha2::{Digest, Sha256};

use crate::cuts::images;
use crate::shim::{Outcome, Run};
use crate::simulated::{Disk, Image};
use crate::sound::{Promise, violation};
use crate::workload::{Reference, Workload};

/// How thoroughly to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Every so many points of the workload.
    pub(crate) stride: usize,
    /// Random choices of what survives, at each point.
    pub(crate) choices: usize,
    pub(crate) seed: u64,
}

/// What was looked at.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) points: usize,
    pub(crate) images: usize,
    pub(crate) violations: Vec<String>,
}

/// Cuts the power at the points of a run.
pub(crate) fn cut(run: &Run, workload: Workload, reference: &Reference, effort: Effort) -> Tally {
    let outcome = run.of(workload);
    let mut tally = Tally::default();
    cut_everywhere(&outcome, reference, effort, &mut tally);
    tally
}

fn cut_everywhere(outcome: &Outcome, reference: &Reference, effort: Effort, tally: &mut Tally) {
    let mut disk = Disk::holding(outcome.before.clone());
    let mut random = Sequence(effort.seed);
    let mut seen = HashSet::new();
    let mut acknowledged = reference.first;
    let mut copied = None;
    for (number, event) in outcome.events.iter().enumerate() {
        disk.play(event);
        acknowledged = event.acknowledges().unwrap_or(acknowledged);
        copied = event.copies().or(copied);
        // what is acknowledged must be there from that moment on
        let is_promise = event.acknowledges().or(event.copies()).is_some();
        if !is_promise && !number.is_multiple_of(effort.stride) {
            continue;
        }
        let promise = Promise {
            acknowledged,
            begun: acknowledged + 1,
            copied,
        };
        tally.points += 1;
        for image in images(&disk, &mut random, effort.choices) {
            if !seen.insert((digest(&image), acknowledged, copied)) {
                continue;
            }
            tally.images += 1;
            if let Some(what) = violation(&image, promise, reference) {
                tally
                    .violations
                    .push(format!("after event {number}, {event:?}: {what}"));
            }
        }
        if tally.violations.len() >= 10 {
            return;
        }
    }
}

fn digest(image: &Image) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (name, bytes) in image {
        hash.update(name.as_bytes());
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize().into()
}
