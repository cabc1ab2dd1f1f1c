//! Text written in another encoding than UTF-8.

use std::io::{self, Write};

use encoding_rs::{CoderResult, Encoder, GB18030};

use super::encoding::Encoding;

/// How much is encoded at once.
const BLOCK_BYTES: usize = 1 << 14;

/// Takes UTF-8 and hands it on in GB18030, which has all characters.
pub struct EncodingWriter<W> {
    out: W,
    encoder: Encoder,
    /// The first bytes of a character whose others have not come yet.
    rest: Vec<u8>,
}

impl<W: Write> EncodingWriter<W> {
    /// A writer of that encoding; `None` for those that are read but not written.
    pub fn gb18030(out: W, encoding: Encoding) -> Option<Self> {
        (encoding == Encoding::Gb18030).then(|| Self {
            out,
            encoder: GB18030.new_encoder(),
            rest: Vec::new(),
        })
    }

    fn encode(&mut self, mut text: &str) -> io::Result<()> {
        let mut block = [0; BLOCK_BYTES];
        loop {
            let (result, read, written, _) = self.encoder.encode_from_utf8(text, &mut block, false);
            self.out.write_all(&block[..written])?;
            text = &text[read..];
            if result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
    }
}

impl<W: Write> Write for EncodingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        let behind = self.rest.split_off(whole);
        let taken = std::mem::replace(&mut self.rest, behind);
        let text = String::from_utf8(taken).expect("it was looked at");
        self.encode(&text)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_may_come_in_pieces() {
        let text = "网格,𠮷,a\n";
        for step in 1..text.len() {
            let mut out = Vec::new();
            let writer = EncodingWriter::gb18030(&mut out, Encoding::Gb18030);
            let mut writer = writer.expect("it is written");
            for piece in text.as_bytes().chunks(step) {
                writer.write_all(piece).expect("memory takes it");
            }
            let (back, _, failed) = GB18030.decode(&out);
            assert!(back == text && !failed, "{step}");
        }
    }
}
