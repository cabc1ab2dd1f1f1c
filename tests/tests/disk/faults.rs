//! Effects that fail: the n-th one of a workload, for every n, once or from then on.

use hexward_tests::random::Sequence;

use crate::cuts::images;
use crate::shim::{Outcome, Run};
use crate::simulated::Disk;
use crate::sound::{Promise, violation, violation_in};
use crate::trace::Event;
use crate::workload::{Reference, Workload};

/// How the effects fail.
pub(crate) const KINDS: [&str; 7] = [
    "eio,once",
    "eio,always",
    "enospc,once",
    "enospc,always",
    "short,once",
    "torn,once",
    "torn,always",
];

/// What came of a number of runs.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) runs: usize,
    /// In how many an effect failed or was done by half.
    pub(crate) faults: usize,
    /// In how many the program was told so and said so.
    pub(crate) refusals: usize,
    pub(crate) violations: Vec<String>,
}

/// Lets every so many effects of a workload fail, beginning with one below the stride that depends on the kind.
pub(crate) fn advance(workload: Workload, reference: &Reference, stride: usize) -> Tally {
    let clean = Run::default().of(workload);
    let effects = clean
        .events
        .iter()
        .filter(|event| event.is_effect())
        .count();
    let mut tally = Tally::default();
    for (number, kind) in KINDS.iter().enumerate() {
        for at in (number % stride..effects).step_by(stride) {
            let fault = format!("{at},{kind}");
            let run = Run {
                fault: Some(fault.clone()),
                ..Run::default()
            };
            let outcome = run.of(workload);
            tally.runs += 1;
            tally.faults += usize::from(outcome.events.iter().any(|event| event.is_fault));
            tally.refusals += usize::from(refusal(&outcome.events).is_some());
            if let Err(what) = judge(&outcome, kind, reference) {
                tally
                    .violations
                    .push(format!("{workload:?}, fault {fault}: {what}"));
            }
            if tally.violations.len() >= 10 {
                return tally;
            }
        }
    }
    tally
}

/// The last refusal that was not made good.
fn refusal(events: &[Event]) -> Option<&str> {
    let lines = events.iter().filter_map(Event::said);
    lines
        .rev()
        .find(|line| line.contains("refused: ") || line.contains("not opened: "))
}

fn judge(outcome: &Outcome, kind: &str, reference: &Reference) -> Result<(), String> {
    let acknowledged = outcome.events.iter().rev().find_map(Event::acknowledges);
    let acknowledged = acknowledged.unwrap_or(reference.first);
    let refusal = refusal(&outcome.events);
    let is_unknown = refusal.is_some_and(|line| line.contains("refused: failed"));
    let promise = Promise {
        acknowledged,
        begun: acknowledged + u64::from(is_unknown),
        copied: outcome.events.iter().find_map(Event::copies),
    };
    let all = reference.commits.len() as u64;
    if acknowledged < all && !(refusal.is_some_and(|line| line.contains(": failed"))) {
        return Err(format!(
            "{promise:?}: stopped without a reason, last said: {refusal:?}"
        ));
    }
    if kind == "enospc,always" && acknowledged < all {
        return Err(format!(
            "{promise:?}: a full disk was not got over: {refusal:?}"
        ));
    }
    if let Some(what) = violation_in(outcome.folder.path(), promise, reference) {
        return Err(format!("{what}, after {refusal:?}"));
    }
    after_power_cuts(outcome, promise, reference)
}

/// The same run, and then the power is cut: what a failed sync was to make certain may be gone.
fn after_power_cuts(
    outcome: &Outcome,
    promise: Promise,
    reference: &Reference,
) -> Result<(), String> {
    let mut disk = Disk::holding(outcome.before.clone());
    outcome.events.iter().for_each(|event| disk.play(event));
    for image in images(&disk, &mut Sequence(1), 1) {
        if let Some(what) = violation(&image, promise, reference) {
            return Err(format!("after a power cut: {what}"));
        }
    }
    Ok(())
}
