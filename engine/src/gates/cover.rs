//! Minimum set cover: the fewest columns such that each row has one of its own; with a lower bound.

use std::collections::BTreeSet;

/// After so many branches the best cover so far is taken.
const BRANCHES_MAX: usize = 20_000;
/// How often the dual prices are balanced.
const ROUNDS: usize = 200;

/// A cover and how few columns any cover has at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// The chosen columns, ascending.
    pub(super) columns: Vec<u32>,
    /// No cover has fewer columns.
    pub(super) bound: usize,
}

/// The fewest of some columns such that each row has one; rows are not empty. Exact unless the search is broken off after
/// [`BRANCHES_MAX`] branches: then a good cover, and a bound by prices of rows (the dual of the relaxed problem).
pub(super) fn cover(rows: &[Vec<u32>]) -> Cover {
    let rows = essential(rows);
    let columns = 1 + rows.iter().flatten().max().map_or(0, |&most| most as usize);
    let mut search = Search {
        best: greedy(&rows, columns),
        banned: vec![false; columns],
        chosen: Vec::new(),
        branches: 0,
        rows,
    };
    let all: Vec<u32> = (0..search.rows.len() as u32).collect();
    let bound = search.bound(&all).max(priced(&search.rows, columns));
    if search.best.len() > bound {
        search.branch(&all);
    }
    let proved = search.branches < BRANCHES_MAX;
    let mut columns = search.best;
    columns.sort_unstable();
    Cover {
        bound: if proved { columns.len() } else { bound },
        columns,
    }
}

/// The rows, each once, without those that hold when another one does.
pub(super) fn essential(rows: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut rows: Vec<Vec<u32>> = rows
        .iter()
        .map(|row| row.iter().copied().collect::<BTreeSet<u32>>())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|row| row.into_iter().collect())
        .collect();
    rows.sort_by_key(Vec::len);
    let mut kept: Vec<Vec<u32>> = Vec::new();
    for row in rows {
        let holds = |other: &Vec<u32>| other.iter().all(|column| row.binary_search(column).is_ok());
        if !kept.iter().any(holds) {
            kept.push(row);
        }
    }
    kept
}

/// The column that the most rows without one have, again and again; then what is not needed goes.
fn greedy(rows: &[Vec<u32>], columns: usize) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::new();
    loop {
        let mut gains = vec![0_usize; columns];
        let open = |row: &&Vec<u32>| !row.iter().any(|column| chosen.contains(column));
        rows.iter()
            .filter(open)
            .flatten()
            .for_each(|&column| gains[column as usize] += 1);
        let best = (0..columns).max_by_key(|&column| (gains[column], std::cmp::Reverse(column)));
        match best.filter(|&column| gains[column] > 0) {
            Some(column) => chosen.push(column as u32),
            None => break,
        }
    }
    for k in (0..chosen.len()).rev() {
        let mut fewer = chosen.clone();
        fewer.remove(k);
        if rows
            .iter()
            .all(|row| row.iter().any(|column| fewer.contains(column)))
        {
            chosen = fewer;
        }
    }
    chosen
}

/// A bound by prices: where no column's rows cost more than 1 together, all rows together cost at most what any cover has
/// columns. Prices start equal and move from dear columns' rows to others; then they are scaled until they are allowed.
fn priced(rows: &[Vec<u32>], columns: usize) -> usize {
    let mut prices: Vec<f64> = rows.iter().map(|row| 1.0 / row.len() as f64).collect();
    let mut best = 0.0_f64;
    for round in 0..ROUNDS {
        let mut loads = vec![0.0_f64; columns];
        for (row, price) in rows.iter().zip(&prices) {
            for &column in row {
                loads[column as usize] += price;
            }
        }
        let most = loads.iter().copied().fold(0.0, f64::max);
        if most > 0.0 {
            best = best.max(prices.iter().sum::<f64>() / most);
        }
        let step = 2.0 / (2.0 + round as f64);
        for (row, price) in rows.iter().zip(&mut prices) {
            let load = row
                .iter()
                .map(|&column| loads[column as usize])
                .fold(0.0, f64::max);
            if load > 0.0 {
                *price *= 1.0 + step * (1.0 / load - 1.0);
            }
        }
    }
    // a bound that rounding has lifted over a whole number is none
    (best - 1e-6).ceil().max(0.0) as usize
}

struct Search {
    rows: Vec<Vec<u32>>,
    best: Vec<u32>,
    chosen: Vec<u32>,
    banned: Vec<bool>,
    branches: usize,
}

impl Search {
    /// How many columns these rows need at least: rows that have no column in common need one each.
    fn bound(&self, open: &[u32]) -> usize {
        let mut touched = vec![false; self.banned.len()];
        let mut apart = 0;
        for row in open {
            let free = |&&column: &&u32| !self.banned[column as usize];
            let own = &self.rows[*row as usize];
            if !own
                .iter()
                .filter(free)
                .any(|&column| touched[column as usize])
            {
                apart += 1;
                own.iter()
                    .filter(free)
                    .for_each(|&column| touched[column as usize] = true);
            }
        }
        apart
    }

    fn branch(&mut self, open: &[u32]) {
        if open.is_empty() {
            if self.chosen.len() < self.best.len() {
                self.best.clone_from(&self.chosen);
            }
            return;
        }
        self.branches += 1;
        if self.branches >= BRANCHES_MAX || self.chosen.len() + self.bound(open) >= self.best.len()
        {
            return;
        }
        let free = |row: &u32| -> Vec<u32> {
            let own = self.rows[*row as usize].iter().copied();
            own.filter(|&column| !self.banned[column as usize])
                .collect()
        };
        let tight = open.iter().map(free).min_by_key(Vec::len);
        let mut tried = tight.unwrap_or_default();
        let has = |row: &u32, column: u32| self.rows[*row as usize].binary_search(&column).is_ok();
        let gain = |column: u32| open.iter().filter(|row| has(row, column)).count();
        tried.sort_by_key(|&column| (std::cmp::Reverse(gain(column)), column));
        for &column in &tried {
            let rest = open.iter().copied();
            let rest: Vec<u32> = rest
                .filter(|row| self.rows[*row as usize].binary_search(&column).is_err())
                .collect();
            self.chosen.push(column);
            self.branch(&rest);
            self.chosen.pop();
            // covers with this column are done
            self.banned[column as usize] = true;
        }
        for column in tried {
            self.banned[column as usize] = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fewest columns by trying all sets.
    fn by_force(rows: &[Vec<u32>], columns: u32) -> usize {
        let has = |set: u32, row: &Vec<u32>| row.iter().any(|&column| set >> column & 1 == 1);
        let sets = (0..1_u32 << columns).filter(|&set| rows.iter().all(|row| has(set, row)));
        sets.map(|set| set.count_ones() as usize).min().unwrap_or(0)
    }

    #[test]
    fn as_few_as_trying_all_sets_finds() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut harder = 0;
        for _ in 0..300 {
            let columns = 6 + random(7) as u32;
            let rows: Vec<Vec<u32>> = (0..4 + random(24))
                .map(|_| {
                    (0..2 + random(3))
                        .map(|_| random(columns.into()) as u32)
                        .collect()
                })
                .collect();
            let found = cover(&rows);
            let least = by_force(&rows, columns);
            assert_eq!(
                (found.columns.len(), found.bound),
                (least, least),
                "{rows:?}"
            );
            assert!(
                priced(&essential(&rows), columns as usize) <= least,
                "{rows:?}"
            );
            assert!(
                rows.iter()
                    .all(|row| row.iter().any(|c| found.columns.contains(c)))
            );
            harder += usize::from(greedy(&essential(&rows), columns as usize).len() > least);
        }
        assert!(
            harder > 3,
            "the first guess is not always the answer: {harder}"
        );
    }

    #[test]
    fn nothing_needs_nothing() {
        assert_eq!(cover(&[]).columns, Vec::<u32>::new());
        assert_eq!(cover(&[]).bound, 0);
    }
}
