//! What a vector tile says: the names and values of its fields as text, numbers too.

use std::fmt::Write;

/// A message of protocol buffers: the number of each field with its value.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Part<'_>)> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let part = match key & 7 {
            0 => Part::Number(varint(&mut bytes)),
            1 => Part::Double(f64::from_bits(u64::from_le_bytes(
                take(&mut bytes, 8).try_into().expect("eight"),
            ))),
            2 => {
                let length = varint(&mut bytes) as usize;
                Part::Bytes(take(&mut bytes, length))
            }
            5 => Part::Double(f64::from(f32::from_bits(u32::from_le_bytes(
                take(&mut bytes, 4).try_into().expect("four"),
            )))),
            other => unreachable!("wire type {other}"),
        };
        all.push((key >> 3, part));
    }
    all
}

enum Part<'a> {
    Number(u64),
    Double(f64),
    Bytes(&'a [u8]),
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (own, rest) = bytes.split_at(length);
    *bytes = rest;
    own
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(bytes, 1)[0];
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

/// All texts and numbers of a tile that are no coordinates: names of layers, keys, values, ids of features.
pub(super) fn said(tile: &[u8]) -> String {
    let mut text = String::new();
    let mut say = |part: &Part<'_>| {
        let _infallible = match part {
            Part::Number(number) => writeln!(text, "{number}"),
            Part::Double(number) => writeln!(text, "{number}"),
            Part::Bytes(bytes) => writeln!(text, "{}", String::from_utf8_lossy(bytes)),
        };
    };
    for (_, layer) in fields(tile) {
        let Part::Bytes(layer) = layer else { continue };
        for (number, part) in fields(layer) {
            match (number, &part) {
                // the ids of features, and what values are
                (2, Part::Bytes(feature)) => {
                    let ids = fields(feature)
                        .into_iter()
                        .filter(|(number, _)| *number == 1);
                    for (_, id) in ids {
                        say(&id);
                    }
                }
                (4, Part::Bytes(value)) => {
                    for (_, part) in fields(value) {
                        say(&part);
                    }
                }
                _ => say(&part),
            }
        }
    }
    text
}
