//! The trace that `tests/disk/shim.c` writes: what a program did to its disk, in order, and what it said.

use std::sync::Arc;

/// One record of the trace.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) what: What,
    /// The name of the file below the folder; empty for the folder itself.
    pub(crate) name: String,
    /// Whether it was refused.
    pub(crate) failed: bool,
    /// Whether the shim meddled: it was refused, or done by half.
    pub(crate) is_fault: bool,
}

/// What happened.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Create,
    Write {
        offset: usize,
        bytes: Arc<[u8]>,
    },
    Truncate {
        length: usize,
    },
    Sync,
    Rename {
        to: String,
    },
    Unlink,
    /// A line on standard output.
    Said(String),
}

impl Event {
    /// Whether it changes the disk, or would have.
    pub(crate) fn is_effect(&self) -> bool {
        !matches!(self.what, What::Said(_))
    }

    /// The line that was printed, when it is one.
    pub(crate) fn said(&self) -> Option<&str> {
        match &self.what {
            What::Said(line) => Some(line),
            _ => None,
        }
    }

    /// The revision that it acknowledges, when it is a line that does.
    pub(crate) fn acknowledges(&self) -> Option<u64> {
        self.said()?.rsplit_once("committed ")?.1.parse().ok()
    }

    /// The revision of the copy that it says was made.
    pub(crate) fn copies(&self) -> Option<u64> {
        self.said()?.rsplit_once("copied ")?.1.parse().ok()
    }
}

/// Size of a record's head: kind, outcome, length of the name, four unused bytes, offset, length of the bytes.
const HEAD: usize = 24;

/// The records of a trace. A last one that a killed program did not finish is left out.
pub(crate) fn parse(trace: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut rest = trace;
    while let Some((event, after)) = next(rest) {
        events.extend(event);
        rest = after;
    }
    events
}

fn next(trace: &[u8]) -> Option<(Vec<Event>, &[u8])> {
    let head = trace.get(..HEAD)?;
    let number = |from: usize| {
        let bytes = head[from..from + 8].try_into().expect("eight bytes");
        usize::try_from(u64::from_ne_bytes(bytes)).expect("fits")
    };
    let name_length = usize::from(u16::from_ne_bytes([head[2], head[3]]));
    let (offset, count) = (number(8), number(16));
    let name = trace.get(HEAD..HEAD + name_length)?;
    let start = HEAD + name_length;
    let bytes = trace.get(start..start + count)?;
    let what = match head[0] {
        1 => vec![What::Create],
        2 => vec![What::Write {
            offset,
            bytes: bytes.into(),
        }],
        3 => vec![What::Truncate { length: offset }],
        4 => vec![What::Sync],
        5 => vec![What::Rename { to: text(bytes) }],
        6 => vec![What::Unlink],
        7 => text(bytes)
            .lines()
            .map(|line| What::Said(line.to_owned()))
            .collect(),
        kind => unreachable!("the shim records no kind {kind}"),
    };
    let event = |what| Event {
        what,
        name: text(name),
        failed: head[1] == 1,
        is_fault: head[1] != 0,
    };
    Some((
        what.into_iter().map(event).collect(),
        &trace[start + count..],
    ))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
