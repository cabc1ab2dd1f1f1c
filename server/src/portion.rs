//! Portions of lists that are sorted by key: what comes behind a key, at most so many rows.

use std::borrow::Borrow;
use std::ops::Range;

use crate::config::{Config, LIST_MAX};
use crate::error::ApiError;
use crate::request::{count_within, percent_encoded};
use crate::view::Asked;

/// Which portion of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Portion<K> {
    /// The key that the portion comes behind; from the first row when it is not given.
    after: Option<K>,
    /// At most so many rows.
    limit: usize,
    /// The parameter of the view, with an `&` behind it.
    view: String,
}

impl<K: Ord> Portion<K> {
    /// The portion that the parameters `limit` and `after` of a request say.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for a limit that is none and for a text that is no key.
    pub(crate) fn parse<E: std::fmt::Display>(
        limit: Option<&str>,
        after: Option<&str>,
        default: usize,
        key: impl FnOnce(&str) -> Result<K, E>,
    ) -> Result<Self, ApiError> {
        let malformed = |error: E| ApiError::Malformed {
            pointer: "/query/after",
            detail: error.to_string(),
        };
        Ok(Self {
            after: after.map(key).transpose().map_err(malformed)?,
            limit: limit.map_or(Ok(default), |text| {
                count_within("/query/limit", text, 1..=LIST_MAX)
            })?,
            view: String::new(),
        })
    }

    /// The same portion of a list of a view.
    #[must_use]
    pub(crate) fn of(self, asked: &Asked) -> Self {
        let view = asked
            .parameter()
            .map_or_else(String::new, |view| view + "&");
        Self { view, ..self }
    }

    /// How many rows the portion has at most.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The key that the portion comes behind.
    pub(crate) fn after(&self) -> Option<&K> {
        self.after.as_ref()
    }

    /// The rows of the portion. O(log rows).
    pub(crate) fn range<'k, T>(&self, rows: &'k [T], key: impl Fn(&'k T) -> &'k K) -> Range<usize>
    where
        K: 'k,
    {
        self.places(rows.len(), |place| key(&rows[place]))
    }

    /// The places of the portion in a list of so many rows, of which only the keys are known. O(log rows).
    pub(crate) fn places<B: Borrow<K>>(
        &self,
        rows: usize,
        key: impl Fn(usize) -> B,
    ) -> Range<usize> {
        let (mut start, mut end) = (0, rows);
        while let Some(after) = self.after.as_ref().filter(|_| start < end) {
            let middle = usize::midpoint(start, end);
            if key(middle).borrow() <= after {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start..rows.min(start + self.limit)
    }

    /// Where the portion behind the row with this key is: a URL as [`Config::public_url`] says, else a path. `filter`
    /// has the other parameters, with an `&` behind each.
    pub(crate) fn next(&self, config: &Config, path: &str, filter: &str, last: &str) -> String {
        let base = config.public_url.as_ref().map_or("", |url| url.as_str());
        let (view, limit, after) = (&self.view, self.limit, percent_encoded(last));
        format!("{base}{path}?{view}{filter}limit={limit}&after={after}")
    }
}
