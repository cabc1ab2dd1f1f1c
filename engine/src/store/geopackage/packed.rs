//! Long deltas, packed.
//!
//! The rows of an import resemble their neighbours, so that LZ4 halves their delta and more, faster than a disk takes it in.
//! A packed delta is the byte [`PACKED`], which no version of the form has, the length of the delta in four bytes, the
//! lowest first, and one LZ4 block. The hash of the log is that of the delta itself.

use std::borrow::Cow;

use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

use crate::store::codec::{CodecError, fault};

const PACKED: u8 = 0xf4;
/// The byte and the length.
const HEAD_BYTES: usize = 5;
/// A delta longer than this is packed.
const LONG_BYTES: usize = 1 << 20;
/// Longer ones are more than a block of LZ4 holds.
const MOST_BYTES: usize = 0x7e00_0000;
/// No byte of a block stands for more.
const MOST_A_BYTE: usize = 255;

/// A delta in binary form as it is stored: packed if it is long and becomes shorter.
pub(super) fn pack(delta: Vec<u8>) -> Vec<u8> {
    if !(LONG_BYTES..=MOST_BYTES).contains(&delta.len()) {
        return delta;
    }
    let mut packed = vec![0; HEAD_BYTES + get_maximum_output_size(delta.len())];
    packed[0] = PACKED;
    packed[1..HEAD_BYTES].copy_from_slice(&(delta.len() as u32).to_le_bytes());
    match compress_into(&delta, &mut packed[HEAD_BYTES..]) {
        Ok(block) if HEAD_BYTES + block < delta.len() => {
            packed.truncate(HEAD_BYTES + block);
            packed
        }
        _ => delta,
    }
}

/// The delta in binary form of stored bytes.
///
/// # Errors
/// [`CodecError`] when packed bytes are not of a delta of their length.
pub(super) fn unpack(stored: &[u8]) -> Result<Cow<'_, [u8]>, CodecError> {
    let Some((&PACKED, rest)) = stored.split_first() else {
        return Ok(Cow::Borrowed(stored));
    };
    let (length, block) = rest
        .split_first_chunk()
        .ok_or_else(|| fault(1, "the packed delta ends early"))?;
    let length = u32::from_le_bytes(*length) as usize;
    // nothing is made room for that the block cannot fill
    if length / MOST_A_BYTE > block.len() {
        return Err(fault(1, "the packed delta is too short for its length"));
    }
    let mut delta = vec![0; length];
    let found = decompress_into(block, &mut delta);
    match found {
        Ok(found) if found == length => Ok(Cow::Owned(delta)),
        Ok(_) => Err(fault(1, "the packed delta has another length")),
        Err(error) => Err(fault(HEAD_BYTES, format!("the packed delta: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long() -> Vec<u8> {
        let rows =
            (0..60_000_u32).flat_map(|row| format!("A{row:09} 长江路{}号", row / 7).into_bytes());
        std::iter::once(4).chain(rows).collect()
    }

    #[test]
    fn long_deltas_come_back_and_short_ones_stay() {
        let delta = long();
        let packed = pack(delta.clone());
        assert!(
            packed.len() < delta.len() / 2,
            "{} {}",
            packed.len(),
            delta.len()
        );
        assert_eq!(unpack(&packed).expect("packed"), delta);
        let short = delta[..LONG_BYTES - 1].to_vec();
        assert_eq!(pack(short.clone()), short);
        assert_eq!(unpack(&short).expect("plain"), short);
        assert_eq!(unpack(&[]).expect("nothing"), Vec::<u8>::new());
        // what LZ4 cannot make shorter is left
        let mut state = 1_u64;
        let noise = (0..LONG_BYTES).map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        });
        let noise: Vec<u8> = noise.collect();
        assert_eq!(pack(noise.clone()), noise);
    }

    #[test]
    fn damaged_bytes_are_refused_and_never_panic() {
        let packed = pack(long());
        for length in (1..packed.len()).step_by(997).chain(1..40) {
            assert!(unpack(&packed[..length]).is_err());
        }
        for place in (0..packed.len()).step_by(1009).chain(0..40) {
            for value in [0, 1, 0x7f, 0xf4, 0xff] {
                let mut damaged = packed.clone();
                damaged[place] = value;
                let _ = unpack(&damaged);
            }
        }
        let claim = [&[PACKED, 0xff, 0xff, 0xff, 0x7f], &packed[5..900]].concat();
        let error = unpack(&claim).expect_err("too long").to_string();
        assert!(error.contains("too short for its length"), "{error}");
    }
}
