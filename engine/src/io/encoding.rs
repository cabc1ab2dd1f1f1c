//! Files whose characters are not UTF-8: what is said about them, and a reader that makes UTF-8 of them.
//!
//! The tables are those of the `encoding_rs` crate, which follow the WHATWG Encoding Standard.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::utf8::{ReadFault, count_of};
use crate::watch::Watch;

/// How many bytes are decoded at once.
const BLOCK_BYTES: usize = 1 << 16;

/// The characters of a file. A byte order mark of UTF-8 or UTF-16 at its beginning says it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// GB18030, and with it GBK and GB2312: what Chinese Windows calls ANSI.
    Gb18030,
    /// UTF-16 with the low byte first, as spreadsheets write "Unicode text".
    Utf16Le,
    /// UTF-16 with the high byte first.
    Utf16Be,
}

/// A name that is none of an encoding that is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an encoding that is read; expected utf-8, gb18030 (also for gbk and gb2312), utf-16le or utf-16be"
)]
pub struct EncodingError(pub String);

impl Encoding {
    /// The encoding of a name, in capital letters or not.
    ///
    /// # Errors
    /// [`EncodingError`] when it is none that is read.
    pub fn parse(name: &str) -> Result<Self, EncodingError> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Ok(Self::Gb18030),
            "utf-16le" => Ok(Self::Utf16Le),
            "utf-16be" => Ok(Self::Utf16Be),
            _ => Err(EncodingError(super::report::shown(name))),
        }
    }

    /// The name that [`Encoding::parse`] knows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// What the first bytes of a file say, and how many bytes that takes.
    pub(super) fn of_mark(head: &[u8]) -> Option<(Self, usize)> {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Some((Self::Utf8, 3)),
            [0xFF, 0xFE, ..] => Some((Self::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        };
        encoding.new_decoder_without_bom_handling()
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name().to_ascii_uppercase())
    }
}

/// Makes UTF-8 of another encoding and fails at the first bytes that are none.
pub(super) struct DecodingReader<R> {
    inner: R,
    encoding: Encoding,
    decoder: Decoder,
    limit: u64,
    watch: Arc<Watch>,
    block: Vec<u8>,
    /// What of the block is not decoded yet.
    from: usize,
    until: usize,
    ended: bool,
    finished: bool,
    /// Bytes decoded, those skipped before included.
    offset: u64,
    lines: u64,
    /// What is decoded, and how much of it was given away.
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> DecodingReader<R> {
    /// A reader whose first byte is the one after `skipped` others.
    pub(super) fn new(
        inner: R,
        encoding: Encoding,
        skipped: u64,
        limit: u64,
        watch: Arc<Watch>,
    ) -> Self {
        Self {
            inner,
            encoding,
            decoder: encoding.decoder(),
            limit,
            watch,
            block: vec![0; BLOCK_BYTES],
            from: 0,
            until: 0,
            ended: false,
            finished: false,
            offset: skipped,
            lines: 0,
            text: Vec::new(),
            given: 0,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.watch.is_stopped() {
            return Err(io::Error::other(ReadFault::Stopped));
        }
        self.from = 0;
        self.until = self.inner.read(&mut self.block)?;
        self.ended = self.until == 0;
        self.watch.pass_bytes(self.until as u64);
        let bytes = self.offset + self.until as u64;
        if bytes > self.limit {
            let limit = self.limit;
            return Err(io::Error::other(ReadFault::TooLarge { bytes, limit }));
        }
        Ok(())
    }
}

impl<R: Read> DecodingReader<R> {
    /// Decodes what is left of the block, until there is text or the end.
    fn decode(&mut self) -> io::Result<()> {
        self.given = 0;
        self.text.clear();
        // the decoder must not be asked again after its last word
        while !self.finished {
            if self.from == self.until && !self.ended {
                self.fill()?;
            }
            let rest = &self.block[self.from..self.until];
            self.text.resize(BLOCK_BYTES, 0);
            let (result, taken, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(rest, &mut self.text, self.ended);
            self.text.truncate(written);
            self.from += taken;
            self.offset += taken as u64;
            self.lines += count_of(b'\n', &self.text);
            if let DecoderResult::Malformed(length, after) = result {
                let wrong = ReadFault::NotEncoded {
                    encoding: self.encoding,
                    offset: self.offset - u64::from(length) - u64::from(after),
                    line: self.lines + 1,
                };
                return Err(io::Error::new(io::ErrorKind::InvalidData, wrong));
            }
            self.finished = self.ended && result == DecoderResult::InputEmpty;
            if written > 0 {
                break;
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() && !buffer.is_empty() {
            self.decode()?;
        }
        let rest = &self.text[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Whether all of some bytes can be read in an encoding, and some are a character beyond ASCII.
pub(super) fn can_be(encoding: Encoding, bytes: impl Read, limit: u64) -> bool {
    let mut reader = DecodingReader::new(bytes, encoding, 0, limit, Arc::default());
    let mut buffer = vec![0; BLOCK_BYTES];
    let mut beyond = false;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return beyond,
            Ok(count) => beyond |= !buffer[..count].is_ascii(),
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 编号 in GB18030, and 𠀀, which takes four bytes.
    const TEXT: &[u8] = b"\xB1\xE0\xBA\xC5\n\x95\x32\x82\x36x";

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

    fn decoded(bytes: &[u8], step: usize, limit: u64) -> Result<String, ReadFault> {
        let dripping = Dripping(bytes, step);
        let watch = Arc::default();
        let reader = DecodingReader::new(dripping, Encoding::Gb18030, 0, limit, watch);
        let mut text = String::new();
        let result = io::BufReader::new(reader).read_to_string(&mut text);
        let fault = |error: &io::Error| error.get_ref()?.downcast_ref::<ReadFault>().copied();
        result
            .map(|_| text)
            .map_err(|error| fault(&error).expect("our fault"))
    }

    #[test]
    fn every_way_to_cut_gives_the_same_answer() {
        let wrong = [TEXT, b"\n\xFFx"].concat();
        let cut = &TEXT[..TEXT.len() - 2];
        for step in 1..=12 {
            assert_eq!(decoded(TEXT, step, 100).as_deref(), Ok("编号\n𠀀x"));
            let at = |offset, line| ReadFault::NotEncoded {
                encoding: Encoding::Gb18030,
                offset,
                line,
            };
            assert_eq!(decoded(&wrong, step, 100), Err(at(11, 3)));
            assert_eq!(decoded(cut, step, 100), Err(at(5, 2)));
            assert!(matches!(
                decoded(&[b'a'; 50], step, 40),
                Err(ReadFault::TooLarge { limit: 40, .. })
            ));
        }
    }

    #[test]
    fn what_a_file_may_be() {
        assert!(can_be(Encoding::Gb18030, TEXT, 100));
        for other in [&b"plain"[..], b"\xFF\xFF", b"\xB1"] {
            assert!(!can_be(Encoding::Gb18030, other, 100));
        }
        for encoding in [
            Encoding::Utf8,
            Encoding::Gb18030,
            Encoding::Utf16Le,
            Encoding::Utf16Be,
        ] {
            assert_eq!(Encoding::parse(&encoding.to_string()), Ok(encoding));
        }
        assert!(Encoding::parse("latin-1").is_err());
    }
}
