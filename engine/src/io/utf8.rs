//! A reader that lets only UTF-8 pass, up to a number of bytes.

use std::io::{self, Read};
use std::sync::Arc;

use super::encoding::Encoding;
use crate::watch::Watch;

/// Why no more bytes pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReadFault {
    /// The bytes are not UTF-8.
    #[error("not UTF-8 at byte {offset}, line {line}")]
    NotUtf8 {
        /// The first byte that is wrong, from 0.
        offset: u64,
        /// Its line, from 1.
        line: u64,
    },
    /// The bytes are not of the encoding that was stated.
    #[error("not {encoding} at byte {offset}, line {line}")]
    NotEncoded {
        /// The encoding.
        encoding: Encoding,
        /// The first byte that is wrong, from 0.
        offset: u64,
        /// Its line, from 1.
        line: u64,
    },
    /// More came than was promised.
    #[error("{bytes} bytes are more than {limit}")]
    TooLarge {
        /// How many there are at least.
        bytes: u64,
        /// How many may be.
        limit: u64,
    },
    /// Whoever waits has asked to break off.
    #[error("broken off")]
    Stopped,
}

/// Passes bytes on and fails at the first that is not UTF-8; a character may be cut between two reads.
pub(super) struct CheckedReader<R> {
    inner: R,
    limit: u64,
    /// Bytes passed, those skipped before included.
    offset: u64,
    lines: u64,
    /// The beginning of a character that goes on in the next read.
    begun: Vec<u8>,
    watch: Arc<Watch>,
}

impl<R: Read> CheckedReader<R> {
    /// A reader whose first byte is the one after `skipped` others.
    pub(super) fn new(inner: R, skipped: u64, limit: u64, watch: Arc<Watch>) -> Self {
        Self {
            inner,
            limit,
            offset: skipped,
            lines: 0,
            begun: Vec::with_capacity(4),
            watch,
        }
    }

    fn check(&mut self, bytes: &[u8]) -> Result<(), ReadFault> {
        let rest = self.finish_begun(bytes)?;
        let valid = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => {
                self.pass(&rest[..error.valid_up_to()]);
                return Err(self.fault());
            }
        };
        self.pass(&rest[..valid]);
        self.begun.extend_from_slice(&rest[valid..]);
        if self.offset > self.limit {
            return Err(ReadFault::TooLarge {
                bytes: self.offset,
                limit: self.limit,
            });
        }
        Ok(())
    }

    /// Completes the character that the last read began and returns what follows it.
    fn finish_begun<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], ReadFault> {
        let mut rest = bytes;
        while let (false, Some((&byte, after))) = (self.begun.is_empty(), rest.split_first()) {
            self.begun.push(byte);
            rest = after;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => {
                    self.offset += self.begun.len() as u64;
                    self.begun.clear();
                }
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(self.fault()),
            }
        }
        Ok(rest)
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        self.lines += count_of(b'\n', bytes);
    }

    fn fault(&self) -> ReadFault {
        ReadFault::NotUtf8 {
            offset: self.offset,
            line: self.lines + 1,
        }
    }
}

impl<R: Read> Read for CheckedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_stopped() {
            return Err(io::Error::other(ReadFault::Stopped));
        }
        let count = self.inner.read(buffer)?;
        self.watch.pass_bytes(count as u64);
        if count == 0 && !buffer.is_empty() && !self.begun.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, self.fault()));
        }
        match self.check(&buffer[..count]) {
            Ok(()) => Ok(count),
            Err(fault) => Err(io::Error::new(io::ErrorKind::InvalidData, fault)),
        }
    }
}

/// How often a byte occurs.
#[expect(
    clippy::naive_bytecount,
    reason = "the compiler makes it fast enough; no crate for one line"
)]
pub(super) fn count_of(wanted: u8, bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == wanted).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives `step` bytes a read.
    struct Dripping<'a>(&'a [u8], usize);

    impl Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len()).min(self.0.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(bytes: &[u8], step: usize, limit: u64) -> Result<Vec<u8>, ReadFault> {
        let mut out = Vec::new();
        let watch = Arc::default();
        let dripping = Dripping(bytes, step);
        let result = CheckedReader::new(dripping, 0, limit, watch).read_to_end(&mut out);
        let fault = |error: &io::Error| error.get_ref()?.downcast_ref::<ReadFault>().copied();
        result
            .map(|_| out)
            .map_err(|error| fault(&error).expect("our fault"))
    }

    #[test]
    fn every_way_to_cut_gives_the_same_answer() {
        let text = "a号\n😀b\né";
        let mut wrong = text.as_bytes().to_vec();
        wrong.extend([b'\n', 0xE5, 0x8F, b'x']);
        let cut = &text.as_bytes()[..text.len() - 1];
        for step in 1..=20 {
            assert_eq!(
                read(text.as_bytes(), step, 100),
                Ok(text.as_bytes().to_vec())
            );
            let not_utf8 = |offset, line| Err(ReadFault::NotUtf8 { offset, line });
            assert_eq!(read(&wrong, step, 100), not_utf8(text.len() as u64 + 1, 4));
            assert_eq!(read(cut, step, 100), not_utf8(cut.len() as u64 - 1, 3));
            assert!(matches!(
                read(&[b'a'; 50], step, 40),
                Err(ReadFault::TooLarge { limit: 40, .. })
            ));
        }
    }
}
