//! The sites of each duty.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cover::Cover;
use super::growing::Growing;
use super::site::Site;

/// At which sites each duty answers. The duties of a site stay, so this holds until sites are settled anew.
#[derive(Debug, Default)]
pub(super) struct SitesOf {
    /// Where the sites of each duty begin, by its place, and where the last ones end.
    starts: Vec<u32>,
    sites: Vec<u32>,
}

impl SitesOf {
    /// Of all sites. Cost: O(sites × duties of a site).
    fn of(sites: &Growing<Site>) -> Self {
        let duties = || sites.iter().flat_map(|site| site.duties.iter());
        let count = duties().max().map_or(0, |&last| last as usize + 1);
        let mut starts = vec![0_u32; count + 1];
        for &duty in duties() {
            starts[duty as usize + 1] += 1;
        }
        for duty in 0..count {
            starts[duty + 1] += starts[duty];
        }
        let mut ends = starts.clone();
        let mut all = vec![0; duties().count()];
        for (number, site) in (0_u32..).zip(sites.iter()) {
            for &duty in &*site.duties {
                let end = &mut ends[duty as usize];
                all[*end as usize] = number;
                *end += 1;
            }
        }
        Self { starts, sites: all }
    }

    fn at(&self, duty: u32) -> &[u32] {
        let duty = duty as usize;
        match self.starts.get(duty..duty + 2) {
            Some(&[start, end]) => &self.sites[start as usize..end as usize],
            _ => &[],
        }
    }
}

impl Cover {
    /// Has covers that come out of this one share all its sites.
    pub(super) fn settle_sites(&mut self) {
        self.sites.settle();
        self.sites_of = Arc::new(SitesOf::of(&self.sites));
    }

    /// The sites at which one of some duties answers, each once, in order. Cost: O(what it finds + sites since they were settled).
    pub(super) fn sites_with(&self, duties: impl Iterator<Item = u32>) -> Vec<u32> {
        let duties: BTreeSet<u32> = duties.collect();
        if duties.is_empty() {
            return Vec::new();
        }
        let settled = duties.iter().flat_map(|&duty| self.sites_of.at(duty));
        let mut found: Vec<u32> = settled.copied().collect();
        let answers = |site: &Site| site.duties.iter().any(|duty| duties.contains(duty));
        let since = self.sites.since().filter(|(_, site)| answers(site));
        found.extend(since.map(|(number, _)| number as u32));
        found.sort_unstable();
        found.dedup();
        found
    }
}
