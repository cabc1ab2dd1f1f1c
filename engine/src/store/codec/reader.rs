//! Reading bytes without trusting them.

use std::fmt::Display;

use super::CodecError;

/// Which form the records of some bytes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Addresses end with their residents.
    WithoutStated,
    /// No plans, no units; notes, grids and checkpoints have fewer fields.
    WithoutPlans,
    /// No roles, no duties; barriers have no name.
    WithoutDuties,
    /// The one that is written.
    Newest,
}

/// Bytes and how many of them have been read.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
    form: Form,
    refuses_steps: bool,
}

impl<'a> Reader<'a> {
    /// A reader at the first of some bytes.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            offset: 0,
            form: Form::Newest,
            refuses_steps: false,
        }
    }

    /// Takes a step of a plan for a fault from now on.
    pub(crate) fn refuse_steps(&mut self) {
        self.refuses_steps = true;
    }

    /// Whether a step of a plan is a fault here.
    pub(crate) fn refuses_steps(&self) -> bool {
        self.refuses_steps
    }

    /// Reads what follows as records of a form.
    pub(crate) fn set_form(&mut self, form: Form) {
        self.form = form;
    }

    /// The form that records have.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    /// How many bytes have been read.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// How many bytes are left.
    pub(crate) fn remaining(&self) -> usize {
        self.bytes.len() - self.offset
    }

    /// The next `length` bytes.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], CodecError> {
        if length > self.remaining() {
            let reason = format!("{length} bytes are expected, {} remain", self.remaining());
            return Err(CodecError {
                offset: self.offset,
                reason,
            });
        }
        let start = self.offset;
        self.offset += length;
        Ok(&self.bytes[start..self.offset])
    }

    /// The next bytes as an array.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("as many bytes as were asked for"))
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> Result<u8, CodecError> {
        self.array().map(|[byte]| byte)
    }

    /// The next varint, which must be written as short as it can be.
    pub(crate) fn unsigned(&mut self) -> Result<u64, CodecError> {
        let offset = self.offset;
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if (bits << shift) >> shift != bits {
                return Err(fault(offset, "the number has more than 64 bits"));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let padded = byte == 0 && shift > 0;
                return if padded {
                    Err(fault(offset, "the number has leading zeros"))
                } else {
                    Ok(value)
                };
            }
        }
        Err(fault(offset, "the number has more than 64 bits"))
    }

    /// The next signed varint.
    pub(crate) fn signed(&mut self) -> Result<i64, CodecError> {
        let folded = self.unsigned()?;
        Ok((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }

    /// A number of things that follow, each of at least one byte.
    pub(crate) fn count(&mut self) -> Result<usize, CodecError> {
        let offset = self.offset;
        let count = self.unsigned()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.remaining() => Ok(count),
            _ => Err(fault(
                offset,
                format!(
                    "a count of {count} is more than the {} bytes left",
                    self.remaining()
                ),
            )),
        }
    }

    /// The next text.
    pub(crate) fn text(&mut self) -> Result<&'a str, CodecError> {
        let length = self.count()?;
        let offset = self.offset;
        std::str::from_utf8(self.take(length)?)
            .map_err(|error| fault(offset, format!("text: {error}")))
    }

    /// Asserts that all bytes have been read.
    pub(crate) fn finish(self) -> Result<(), CodecError> {
        match self.remaining() {
            0 => Ok(()),
            rest => Err(fault(self.offset, format!("{rest} bytes follow the end"))),
        }
    }
}

/// An error at a place.
pub(crate) fn fault(offset: usize, reason: impl Display) -> CodecError {
    CodecError {
        offset,
        reason: format!("{reason}"),
    }
}

/// Appends a varint.
pub(crate) fn put_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed varint.
pub(crate) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_unsigned(out, ((value << 1) ^ (value >> 63)).cast_unsigned());
}
