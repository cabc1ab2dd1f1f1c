//! The encoding of a Shapefile's texts.

use std::fs;
use std::path::Path;

/// The place of the code page in the header of a `.dbf`, and where the header says how long it is.
const CODE_PAGE_AT: usize = 29;
const HEADER_LENGTH_AT: usize = 8;

/// An encoding in the words of GDAL, by the words of people and of `.cpg` files; `None` for one that is not known here.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match plain.as_str() {
        "UTF8" | "65001" => Some("UTF-8"),
        // each holds those before it
        "GB2312" | "EUCCN" | "GBK" | "936" | "CP936" | "ANSI936" | "GB18030" | "54936" => {
            Some("GB18030")
        }
        _ => None,
    }
}

/// The encoding that a `.dbf` is read in: what is stated, else what its `.cpg` or its header says, else UTF-8 where all of
/// it is. `None` leaves another one that the file names to GDAL.
///
/// # Errors
/// A text when nothing says the encoding, or what says GB18030 is surely wrong: nobody would see it before the map.
pub(super) fn encoding(
    dbf: &Path,
    cpg: Option<&Path>,
    stated: Option<&str>,
) -> Result<Option<&'static str>, String> {
    let bytes = fs::read(dbf).map_err(|error| format!("its .dbf cannot be read: {error}"))?;
    let texts = Texts::of(&bytes);
    let (said, by) = match (stated, cpg.and_then(|path| fs::read_to_string(path).ok())) {
        (Some(stated), _) => {
            let known = known(stated).ok_or("encodings are gb18030 and utf-8")?;
            (Some(known), "--encoding")
        }
        (None, Some(page)) => (known(&page), "its .cpg"),
        (None, None) => match bytes.get(CODE_PAGE_AT) {
            Some(0x4D) => (Some("GB18030"), "its .dbf"),
            // none, and that of the machine that wrote it
            Some(0x00 | 0x57) if texts.are_utf8() => return Ok(Some("UTF-8")),
            Some(0x00 | 0x57) => {
                let text =
                    "its .dbf does not say in which encoding its texts are; say --encoding gb18030";
                return Err(text.to_owned());
            }
            _ => (None, "its .dbf"),
        },
    };
    if said == Some("GB18030") && texts.are_surely_utf8() {
        return Err(format!(
            "{by} says gb18030, but its texts are UTF-8; say --encoding utf-8"
        ));
    }
    Ok(said)
}

/// The bytes of a `.dbf` that are texts.
struct Texts<'a> {
    names: Vec<u8>,
    rows: &'a [u8],
}

impl<'a> Texts<'a> {
    fn of(dbf: &'a [u8]) -> Self {
        let length = dbf.get(HEADER_LENGTH_AT..HEADER_LENGTH_AT + 2);
        let length = length.map_or(0, |pair| {
            usize::from(u16::from_le_bytes([pair[0], pair[1]]))
        });
        let fields = dbf.get(32..length).unwrap_or_default().chunks(32);
        let names = fields.flat_map(|field| &field[..field.len().min(11)]);
        Self {
            names: names.copied().collect(),
            rows: dbf.get(length..).unwrap_or_default(),
        }
    }

    fn are_utf8(&self) -> bool {
        std::str::from_utf8(self.rows).is_ok() && std::str::from_utf8(&self.names).is_ok()
    }

    /// Whether they are UTF-8 and long enough that no other encoding looks like that by chance.
    fn are_surely_utf8(&self) -> bool {
        const ENOUGH: usize = 8;
        let rows = std::str::from_utf8(self.rows).unwrap_or_default();
        self.are_utf8()
            && rows
                .chars()
                .filter(|c| !c.is_ascii())
                .nth(ENOUGH - 1)
                .is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dbf(page: u8, name: &[u8], row: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 65];
        bytes[CODE_PAGE_AT] = page;
        bytes[HEADER_LENGTH_AT] = 65;
        bytes[32..32 + name.len()].copy_from_slice(name);
        bytes[64] = 0x0D;
        bytes.extend_from_slice(row);
        bytes
    }

    #[test]
    fn where_the_encoding_stands() {
        let folder = tempfile::tempdir().expect("a folder");
        let (table, page) = (folder.path().join("a.dbf"), folder.path().join("a.cpg"));
        let gbk = [0xBA, 0xC5];
        for (code, name, row, expected) in [
            (0, &b"name"[..], &b" plain"[..], Ok(Some("UTF-8"))),
            (0, b"name", " 号".as_bytes(), Ok(Some("UTF-8"))),
            (0, b"name", &gbk, Err(())),
            (0x57, &gbk, b" plain", Err(())),
            (0x4D, b"name", &gbk, Ok(Some("GB18030"))),
            (0x03, b"name", &gbk, Ok(None)),
        ] {
            fs::write(&table, dbf(code, name, row)).expect("written");
            assert_eq!(encoding(&table, None, None).map_err(drop), expected);
            assert_eq!(encoding(&table, None, Some("gbk")), Ok(Some("GB18030")));
            assert!(encoding(&table, None, Some("latin1")).is_err());
        }
        for (text, expected) in [
            ("GBK\r\n", Some("GB18030")),
            ("UTF-8", Some("UTF-8")),
            ("1252", None),
        ] {
            fs::write(&page, text).expect("written");
            assert_eq!(encoding(&table, Some(&page), None), Ok(expected));
        }
    }
}
