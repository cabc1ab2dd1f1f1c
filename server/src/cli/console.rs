//! Where commands write.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::failure::Failure;

/// Results on standard output, buffered; messages on standard error.
pub(super) struct Console {
    out: BufWriter<io::Stdout>,
}

impl Console {
    /// The streams of the process.
    pub(super) fn standard() -> Self {
        Self {
            out: BufWriter::new(io::stdout()),
        }
    }

    /// A line of the result.
    pub(super) fn line(&mut self, text: impl Display) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// A value of the result as one line of JSON.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).expect("wire types have a JSON form");
        self.line(text)
    }

    /// The result as bytes.
    pub(super) fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Whether the result is shown to a person.
    pub(super) fn is_terminal(&self) -> bool {
        self.out.get_ref().is_terminal()
    }

    /// Why the command failed.
    pub(super) fn complain(&mut self, failure: &Failure) {
        let _ = self.out.flush();
        let text = failure.to_string();
        if !text.is_empty() {
            note(format_args!("hexward: {text}"));
        }
    }

    /// Sends what is still buffered.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }
}

/// A message beside the result. Nothing can be done when standard error is gone.
pub(super) fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// What a long command is doing; only for a person who watches.
pub(super) fn progress(text: impl Display) {
    if io::stderr().is_terminal() {
        note(text);
    }
}
