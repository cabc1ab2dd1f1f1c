//! C0: the form of a certificate.

use sha2::{Digest, Sha256};

use super::cover::{Cover, Duty, Held};
use super::{Address, Assigned, Certificate, Edge, Fault, Grid, Point, Proved, Tier};

const TIERS: [&str; 4] = ["street", "community", "grid", "micro"];

/// Lines with their numbers.
struct Lines<'a> {
    rest: std::iter::Peekable<std::iter::Enumerate<std::str::Split<'a, char>>>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault {
            check: "C0",
            place: format!("line {}", self.number),
            reason: reason.into(),
        }
    }

    /// The fields after the word that the next line must begin with.
    fn expect<const N: usize>(&mut self, word: &str) -> Result<[&'a str; N], Fault> {
        let line = self.rest.next();
        self.number = line.map_or(self.number + 1, |(index, _)| index + 1);
        let fields: Vec<&str> = line
            .map(|(_, text)| text.split('\t').collect())
            .unwrap_or_default();
        match fields.split_first() {
            Some((first, rest)) if *first == word => {
                <[&str; N]>::try_from(rest).map_err(|_others| {
                    self.fault(format!("`{word}` has {} fields, not {N}", rest.len()))
                })
            }
            _ => Err(self.fault(format!("`{word}` is expected here"))),
        }
    }

    fn next_is(&mut self, word: &str) -> bool {
        self.rest
            .peek()
            .is_some_and(|(_, line)| line.split('\t').next() == Some(word))
    }

    fn number(&self, text: &str) -> Result<u64, Fault> {
        let value = is_plain(text).then(|| text.parse().ok()).flatten();
        value.ok_or_else(|| self.fault(format!("`{text}` is not a number")))
    }

    fn coordinate(&self, text: Option<&str>, most: i64) -> Result<i64, Fault> {
        let plain = |text: &&str| match text.strip_prefix('-') {
            Some(digits) => digits != "0" && is_plain(digits),
            None => is_plain(text),
        };
        let value = text.filter(plain).and_then(|text| text.parse::<i64>().ok());
        let value = value.filter(|v| v.abs() <= most);
        value
            .ok_or_else(|| self.fault("a position is not two integers of 1e-7 degree on the globe"))
    }

    fn point<'t>(&self, words: &mut impl Iterator<Item = &'t str>) -> Result<Point, Fault> {
        let lon = self.coordinate(words.next(), 1_800_000_000)?;
        Ok((lon, self.coordinate(words.next(), 900_000_000)?))
    }
}

/// Whether these are digits as numbers are written: without sign, without leading zeros.
fn is_plain(text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits && (text == "0" || !text.starts_with('0'))
}

pub(super) fn read(bytes: &[u8]) -> Result<Certificate<'_>, Fault> {
    let whole = |reason: &str| Fault {
        check: "C0",
        place: "file".to_owned(),
        reason: reason.to_owned(),
    };
    let text = std::str::from_utf8(bytes).map_err(|_place| whole("it is not UTF-8"))?;
    let text = text
        .strip_suffix('\n')
        .ok_or_else(|| whole("it does not end with a line feed"))?;
    let mut lines = Lines {
        rest: text.split('\n').enumerate().peekable(),
        number: 0,
    };
    let version = head(&mut lines)?;
    let tiers = tiers(&mut lines)?;
    let assigned = if lines.next_is("addresses") {
        Some(assigned(&mut lines)?)
    } else {
        None
    };
    let cover = match version {
        Version::WithCover => Some(cover(&mut lines)?),
        Version::Plain => None,
    };
    let total = total(&mut lines)?;
    let [hash] = lines.expect("sha256")?;
    if lines.rest.next().is_some() {
        return Err(lines.fault("there is more after `sha256`"));
    }
    let hashed = text.rfind('\n').map_or(&[][..], |end| &bytes[..=end]);
    if format!("{:x}", Sha256::digest(hashed)) != hash {
        return Err(lines.fault("the text before is not the one that was hashed"));
    }
    Ok(Certificate {
        tiers,
        assigned,
        cover,
        total,
    })
}

/// What the lines of a certificate are about.
enum Version {
    /// Grids and addresses.
    Plain,
    /// Duties, too.
    WithCover,
}

fn head(lines: &mut Lines<'_>) -> Result<Version, Fault> {
    let [version] = lines.expect("hexward-certificate")?;
    let version = match version {
        "2" => Version::Plain,
        "3" => Version::WithCover,
        other => {
            let reason = format!(
                "the certificate is of version {other}, only versions 2 and 3 are understood"
            );
            return Err(lines.fault(reason));
        }
    };
    let [_name] = lines.expect("place")?;
    let [revision] = lines.expect("revision")?;
    lines.number(revision).map(|_revision| version)
}

fn tiers<'a>(lines: &mut Lines<'a>) -> Result<Vec<Tier<'a>>, Fault> {
    let rank = |name: &str| TIERS.iter().position(|known| *known == name);
    let mut tiers: Vec<Tier> = Vec::new();
    while lines.next_is("tier") {
        let tier = tier(lines)?;
        if tiers
            .last()
            .is_some_and(|last| rank(last.name) >= rank(tier.name))
        {
            return Err(lines.fault("tiers are not in order from large to small"));
        }
        tiers.push(tier);
    }
    Ok(tiers)
}

fn cover<'a>(lines: &mut Lines<'a>) -> Result<Cover<'a>, Fault> {
    let [least, count] = lines.expect("cover")?;
    let least = lines.number(least)?;
    let mut duties: Vec<Duty<'_>> = Vec::new();
    for _ in 0..lines.number(count)? {
        let [id, staff, kind, held] = lines.expect("duty")?;
        let of = match kind {
            "areas" => Held::Areas(ordered(lines, held)?),
            "addresses" => Held::Addresses(places(lines, held)?),
            other => return Err(lines.fault(format!("`{other}` is neither areas nor addresses"))),
        };
        if duties.last().is_some_and(|last| last.id >= id) {
            return Err(lines.fault(format!("duty {id} is not in order")));
        }
        let staff = ordered(lines, staff)?;
        duties.push(Duty { id, staff, of });
    }
    let mut covered = Vec::new();
    while lines.next_is("covered") {
        let [people, addresses, households] = lines.expect("covered")?;
        if lines.number(people)? != covered.len() as u64 {
            return Err(lines.fault("numbers of people are not 0, 1, 2 and so on"));
        }
        covered.push([lines.number(addresses)?, lines.number(households)?]);
    }
    let mut absent: Vec<(&str, [u64; 3])> = Vec::new();
    while lines.next_is("absent") {
        let [staff, all, below, alone] = lines.expect("absent")?;
        if absent.last().is_some_and(|last| last.0 >= staff) {
            return Err(lines.fault(format!("{staff} is not in order")));
        }
        let numbers = [
            lines.number(all)?,
            lines.number(below)?,
            lines.number(alone)?,
        ];
        absent.push((staff, numbers));
    }
    Ok(Cover {
        least,
        duties,
        covered,
        absent,
    })
}

/// Words in order, each once; a dash is none.
fn ordered<'a>(lines: &Lines<'a>, field: &'a str) -> Result<Vec<&'a str>, Fault> {
    let words: Vec<&str> = named(field)
        .into_iter()
        .flat_map(|text| text.split(' '))
        .collect();
    if words.iter().any(|word| word.is_empty()) || !words.is_sorted_by(|a, b| a < b) {
        return Err(lines.fault(format!("`{field}` is not in order")));
    }
    Ok(words)
}

/// Places of addresses, ascending; a dash is none.
fn places(lines: &Lines<'_>, field: &str) -> Result<Vec<usize>, Fault> {
    let words = named(field).into_iter().flat_map(|text| text.split(' '));
    let place = |word| Ok(usize::try_from(lines.number(word)?).unwrap_or(usize::MAX));
    let places = words.map(place).collect::<Result<Vec<usize>, Fault>>()?;
    if !places.is_sorted_by(|a, b| a < b) {
        return Err(lines.fault("places of addresses are not ascending"));
    }
    Ok(places)
}

fn total(lines: &mut Lines<'_>) -> Result<Proved, Fault> {
    let fields: [&str; 5] = lines.expect("total")?;
    let mut numbers = [0; 5];
    for (number, field) in numbers.iter_mut().zip(fields) {
        *number = lines.number(field)?;
    }
    let [grids, addresses, located, households, residents] = numbers;
    Ok(Proved {
        grids,
        addresses,
        located,
        households,
        residents,
    })
}

fn tier<'a>(lines: &mut Lines<'a>) -> Result<Tier<'a>, Fault> {
    let [name, count] = lines.expect("tier")?;
    if !TIERS.contains(&name) {
        return Err(lines.fault(format!("there is no tier `{name}`")));
    }
    let mut grids: Vec<Grid> = Vec::new();
    for _ in 0..lines.number(count)? {
        let grid = grid(lines)?;
        if grids.last().is_some_and(|last| last.code >= grid.code) {
            return Err(lines.fault(format!("grid {} is not in order", grid.code)));
        }
        grids.push(grid);
    }
    Ok(Tier { name, grids })
}

fn grid<'a>(lines: &mut Lines<'a>) -> Result<Grid<'a>, Fault> {
    let [code, parent, rings] = lines.expect("grid")?;
    let mut edges: Vec<Edge> = Vec::new();
    for _ in 0..lines.number(rings)? {
        let [count, positions] = lines.expect("ring")?;
        let mut words = positions.split(' ');
        let mut ring: Vec<Point> = Vec::new();
        for _ in 0..lines.number(count)? {
            ring.push(lines.point(&mut words)?);
        }
        if words.next().is_some() || ring.len() < 3 {
            return Err(lines
                .fault("a ring does not have the number of vertices that it states, or under 3"));
        }
        let next = ring.iter().cycle().skip(1);
        edges.extend(ring.iter().copied().zip(next.copied()));
    }
    if edges.is_empty() {
        return Err(lines.fault(format!("grid {code} has no ring")));
    }
    Ok(Grid {
        code,
        parent: named(parent),
        edges,
    })
}

/// What a field names; a dash is nothing.
fn named(field: &str) -> Option<&str> {
    (field != "-").then_some(field)
}

/// A stated area and whether it wins.
fn stated_area<'a>(lines: &Lines<'a>, text: &'a str) -> Result<(&'a str, bool), Fault> {
    match text.split_once(' ') {
        Some((code, "code")) => Ok((code, true)),
        Some((code, "point")) => Ok((code, false)),
        _ => Err(lines.fault(format!(
            "`{text}` is not a code and what wins, point or code"
        ))),
    }
}

fn assigned<'a>(lines: &mut Lines<'a>) -> Result<Assigned<'a>, Fault> {
    let [tier, count] = lines.expect("addresses")?;
    let mut addresses: Vec<Address> = Vec::new();
    for _ in 0..lines.number(count)? {
        let fields: [&str; 9] = lines.expect("address")?;
        let [
            id,
            at,
            building,
            counts_at,
            stated,
            code,
            witness,
            households,
            residents,
        ] = fields;
        let mut words = at.split(' ');
        let at = lines.point(&mut words)?;
        if words.next().is_some() {
            return Err(lines.fault("a position has more than two numbers"));
        }
        let (households, residents) = (lines.number(households)?, lines.number(residents)?);
        if addresses.last().is_some_and(|last| last.id >= id) {
            return Err(lines.fault(format!("address {id} is not in order")));
        }
        let [building, counts_at, code] = [building, counts_at, code].map(named);
        let stated = named(stated).map(|text| stated_area(lines, text));
        addresses.push(Address {
            id,
            at,
            building,
            counts_at,
            stated: stated.transpose()?,
            code,
            witness,
            households,
            residents,
        });
    }
    let mut tallies = Vec::new();
    while lines.next_is("tally") {
        let [code, addresses, households, residents] = lines.expect("tally")?;
        let mut sums = [0; 3];
        for (sum, field) in sums.iter_mut().zip([addresses, households, residents]) {
            *sum = lines.number(field)?;
        }
        tallies.push((code, sums));
    }
    Ok(Assigned {
        tier,
        addresses,
        tallies,
    })
}
