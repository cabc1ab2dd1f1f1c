//! Texts that are much like the one before, in few bytes.
//!
//! Of each text only what it does not share with the start of the text before is kept, behind two numbers: how many bytes at
//! the end of that one go, and how many come. Both are mostly small, and then share a byte. Every sixteenth text stands
//! whole, so that reading one reads fifteen others at most, and sorted texts are found among the whole ones where they lie.

use std::cmp::Ordering;

/// So many texts are read one after the other; the first of them stands whole.
const GROUP: usize = 16;

/// A list of texts.
#[derive(Debug)]
pub(super) struct Texts {
    bytes: Box<[u8]>,
    /// Where each group begins.
    heads: Box<[u32]>,
    count: usize,
}

impl Texts {
    /// These texts, which are shorter than 4 GB together. Cost: O(bytes).
    pub(super) fn of<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let count = texts.len();
        let (mut bytes, mut heads) = (Vec::new(), Vec::with_capacity(count.div_ceil(GROUP)));
        let mut before = "";
        for (place, text) in texts.enumerate() {
            if place % GROUP == 0 {
                heads.push(bytes.len() as u32);
                before = "";
            }
            let pairs = before.bytes().zip(text.bytes());
            let shared = pairs.take_while(|(a, b)| a == b).count();
            put_numbers(&mut bytes, before.len() - shared, text.len() - shared);
            bytes.extend_from_slice(&text.as_bytes()[shared..]);
            before = text;
        }
        Self {
            bytes: bytes.into(),
            heads: heads.into(),
            count,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// One of the texts that stand whole.
    fn head(&self, group: usize) -> &[u8] {
        let mut place = self.heads[group] as usize;
        let (_, come) = numbers(&self.bytes, &mut place);
        &self.bytes[place..place + come]
    }

    /// Whether the first text is not behind another one. Lists without texts have none.
    pub(super) fn starts_at_or_before(&self, text: &str) -> bool {
        self.count > 0 && self.head(0) <= text.as_bytes()
    }

    /// Reads them.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            texts: self,
            at: None,
            next: 0,
            text: Vec::new(),
        }
    }
}

/// Reads texts, fastest one after the other.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    texts: &'a Texts,
    /// Which text was read last, if any was.
    at: Option<usize>,
    /// Where the next one begins.
    next: usize,
    text: Vec<u8>,
}

impl Reader<'_> {
    /// The text at a place. Cost: O(bytes of a group at most).
    pub(super) fn read(&mut self, place: usize) -> &str {
        str::from_utf8(self.bytes(place)).expect("made from text")
    }

    /// The bytes of the same.
    pub(super) fn bytes(&mut self, place: usize) -> &[u8] {
        let group = place / GROUP;
        let mut at = match self.at {
            Some(at) if at <= place && at / GROUP == group => at,
            _ => {
                self.next = self.texts.heads[group] as usize;
                self.text.clear();
                self.step();
                group * GROUP
            }
        };
        while at < place {
            self.step();
            at += 1;
        }
        self.at = Some(at);
        &self.text
    }

    /// Whether the group of the text that was read last is the one in which a sorted text stands, if it is there, and not
    /// before the one read last. Not known of the last group.
    pub(super) fn leads_to(&self, text: &str) -> bool {
        self.at.is_some_and(|at| {
            let next = at / GROUP + 1;
            let ends_here =
                || next < self.texts.heads.len() && text.as_bytes() < self.texts.head(next);
            *self.text <= *text.as_bytes() && ends_here()
        })
    }

    /// The place of a text among sorted ones. Cost: O(log groups + bytes of a group).
    ///
    /// # Errors
    /// The place where it would stand.
    pub(super) fn find(&mut self, text: &str) -> Result<usize, usize> {
        let wanted = text.as_bytes();
        // most are asked for in order
        let at = self.at.filter(|_| *self.text <= *wanted);
        let group = self.group_of(wanted, at.map_or(0, |at| at / GROUP));
        let is_on = |at: &usize| at / GROUP == group;
        let start = at.filter(is_on).unwrap_or(group * GROUP);
        let end = self.texts.len().min((group + 1) * GROUP);
        for place in start..end {
            match self.bytes(place).cmp(wanted) {
                Ordering::Less => {}
                Ordering::Equal => return Ok(place),
                Ordering::Greater => return Err(place),
            }
        }
        Err(end)
    }

    /// The last group whose first text is not behind another one, if that is one from a group on, else that one.
    fn group_of(&self, wanted: &[u8], from: usize) -> usize {
        let groups = self.texts.heads.len();
        let is_before = |group: usize| group < groups && self.texts.head(group) <= wanted;
        let (mut low, mut step) = (from, 1);
        while is_before(low + step) {
            low += step;
            step *= 2;
        }
        let mut high = low + step;
        while high - low > 1 {
            let middle = low.midpoint(high);
            if is_before(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Reads the next text.
    fn step(&mut self) {
        let bytes = &self.texts.bytes;
        let (go, come) = numbers(bytes, &mut self.next);
        self.text.truncate(self.text.len() - go);
        self.text
            .extend_from_slice(&bytes[self.next..self.next + come]);
        self.next += come;
    }
}

/// A byte that stands for two numbers in groups of bits behind it.
const LARGE: u8 = u8::MAX;

/// Writes two numbers, small ones as the halves of a byte.
fn put_numbers(bytes: &mut Vec<u8>, go: usize, come: usize) {
    if go < 16 && come < 15 {
        bytes.push((go << 4 | come) as u8);
    } else {
        bytes.push(LARGE);
        put_number(bytes, go);
        put_number(bytes, come);
    }
}

/// Reads two numbers, and moves behind them.
fn numbers(bytes: &[u8], place: &mut usize) -> (usize, usize) {
    let both = bytes[*place];
    *place += 1;
    if both == LARGE {
        (number(bytes, place), number(bytes, place))
    } else {
        (usize::from(both >> 4), usize::from(both & 15))
    }
}

/// Writes a number in groups of seven bits, the lowest first.
fn put_number(bytes: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Reads a number, and moves behind it.
fn number(bytes: &[u8], place: &mut usize) -> usize {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = bytes[*place];
        *place += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return number;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of all lengths, some of them alike, some that begin within a character of the one before.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new(), "号".repeat(3000), "号".to_owned()];
        all.extend((0..200).map(|i| format!("路{}号{}室", i / 40, i % 7)));
        all.extend(
            (0x4e00..0x4e60)
                .filter_map(char::from_u32)
                .map(String::from),
        );
        all.extend((0..40).map(|i| "x".repeat(i * 10)));
        all
    }

    #[test]
    fn texts_come_back_in_every_order() {
        let texts = texts();
        for count in [0, 1, 15, 16, 17, texts.len()] {
            let own = &texts[..count];
            let packed = Texts::of(own.iter().map(String::as_str));
            assert_eq!(packed.len(), count);
            let mut reader = packed.reader();
            assert!((0..count).all(|place| reader.read(place) == own[place]));
            assert!(
                (0..count)
                    .rev()
                    .all(|place| reader.read(place) == own[place])
            );
            let far = (0..count).map(|place| place * 7 % count);
            assert!(
                far.into_iter()
                    .all(|place| reader.read(place) == own[place])
            );
        }
    }

    #[test]
    fn sorted_texts_are_found() {
        let mut texts = texts();
        texts.sort_unstable();
        texts.dedup();
        for step in [1, 2, 3] {
            let own: Vec<&str> = texts.iter().step_by(step).map(String::as_str).collect();
            let packed = Texts::of(own.iter().copied());
            let mut reader = packed.reader();
            let there_and_back = texts.iter().chain(texts.iter().rev());
            for text in there_and_back {
                assert_eq!(reader.find(text), own.binary_search(&&**text), "{text}");
            }
        }
        let nothing = Texts::of([].into_iter());
        assert_eq!(nothing.reader().find("a"), Err(0));
        assert!(!nothing.starts_at_or_before("a"));
    }
}
