//! Changes a certificate at random, many times, and looks at what the verifier says.

use std::collections::BTreeMap;
use std::fmt;

use hexward::verify::verify;
use hexward_tests::random::Sequence;

use super::kinds::KINDS;
use super::sheet::{Sheet, sealed};

/// A changed certificate.
pub(crate) struct Change {
    /// All its lines without the hash.
    pub(crate) lines: Vec<String>,
    /// What the verifier may name: a code, an id, a part of the form. One of these must stand in a fault.
    pub(crate) names: Vec<String>,
}

/// How many changes of each kind were refused.
#[derive(Default)]
pub(crate) struct Verdicts(BTreeMap<&'static str, usize>);

impl Verdicts {
    /// How many kinds there were.
    pub(crate) fn kinds(&self) -> usize {
        self.0.len()
    }

    fn count(&mut self, kind: &'static str) {
        *self.0.entry(kind).or_default() += 1;
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: usize = self.0.values().sum();
        write!(f, "{total} changes refused with their place:")?;
        self.0
            .iter()
            .try_for_each(|(kind, count)| write!(f, " {count} {kind},"))
    }
}

/// Makes so many changes, each kind in turn, seals them, and fails when one is accepted or its place is not named.
pub(crate) fn refuse_changes(original: &Sheet, count: usize, seed: u64) -> Verdicts {
    let mut random = Sequence(seed);
    let mut verdicts = Verdicts::default();
    let (mut made, mut tried) = (0, 0);
    while made < count {
        let (kind, change) = KINDS[tried % KINDS.len()];
        tried += 1;
        assert!(tried < 50 * count + 1000, "most changes cannot be made");
        let Some(changed) = change(original, &mut random) else {
            continue;
        };
        made += 1;
        let verdict = verify(&sealed(&changed.lines));
        let names = &changed.names;
        assert!(
            verdict.is_err(),
            "accepted: {kind}, change {tried} of {names:?}: {verdict:?}"
        );
        let faults = verdict.err().unwrap_or_default();
        let says: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let named = |name: &String| says.iter().any(|text| text.contains(name.as_str()));
        let first = &says[..says.len().min(8)];
        assert!(
            names.iter().any(named),
            "{kind}: {names:?} not in {} faults: {first:#?}",
            says.len()
        );
        let placed = faults
            .iter()
            .all(|fault| !fault.place.is_empty() && !fault.reason.is_empty());
        assert!(placed, "{kind}: {first:#?}");
        verdicts.count(kind);
    }
    verdicts
}

/// Changes bytes of a certificate without sealing it anew: flips, cuts, insertions. All must be refused.
pub(crate) fn refuse_unsealed(
    certificate: &[u8],
    count: usize,
    random: &mut Sequence,
    verdicts: &mut Verdicts,
) {
    for round in 0..count {
        let at = random.below(certificate.len());
        let (kind, bytes) = match round % 4 {
            0 => ("truncated", certificate[..at].to_vec()),
            1 => {
                let mut longer = certificate.to_vec();
                longer.insert(at, *random.one_of(b"0123456789\t \n-A"));
                // the same byte beside its like gives the same file
                if longer[..certificate.len()] == *certificate {
                    continue;
                }
                ("byte inserted", longer)
            }
            2 => {
                let mut shorter = certificate.to_vec();
                shorter.remove(at);
                ("byte removed", shorter)
            }
            _ => {
                let mut flipped = certificate.to_vec();
                flipped[at] ^= 1 << random.below(8);
                ("bit flipped", flipped)
            }
        };
        let faults = verify(&bytes).expect_err(kind);
        assert!(!faults[0].place.is_empty(), "{kind} at {at}");
        verdicts.count(kind);
    }
}
