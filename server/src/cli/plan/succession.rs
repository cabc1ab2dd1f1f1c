//! Which grid goes on as which when a file brings the grids of a tier, found from the ground.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::compare::Comparison;
use hexward_engine::model::{AreaCode, Dataset, Grid, Tier};
use hexward_engine::snapshot::Snapshot;

/// What became of the codes that a file leaves out, and where its new ones come from.
pub(super) struct Succession {
    /// The new code of each grid that is renumbered.
    pub(super) renumbered: BTreeMap<AreaCode, AreaCode>,
    /// For each grid that goes, the grids of the file that get its ground, most of it first.
    pub(super) heirs: BTreeMap<AreaCode, Vec<AreaCode>>,
    /// For each new code, the stored grid that it takes most ground from.
    pub(super) from: BTreeMap<AreaCode, AreaCode>,
}

impl Succession {
    /// From the ground of both.
    pub(super) fn new(
        stored: &BTreeMap<&AreaCode, &Grid>,
        rows: &BTreeMap<AreaCode, Grid>,
        tier: Tier,
    ) -> Self {
        let alone = |grids: Vec<Grid>| {
            Snapshot::build(Dataset {
                grids,
                ..Dataset::default()
            })
        };
        let before = alone(stored.values().map(|&grid| grid.clone()).collect());
        let after = alone(rows.values().cloned().collect());
        let comparison = Comparison::of(&before, &before, &after, tier);
        let code_before = |index: u32| comparison.before.grid(index).code.clone();
        let code_after = |index: u32| comparison.after.grid(index).code.clone();
        let mut links: Vec<_> = comparison
            .links
            .iter()
            .filter_map(|link| Some((link.area_m2, code_before(link.from?), code_after(link.to?))))
            .collect();
        links.sort_by(|a, b| b.0.total_cmp(&a.0));
        let is_gone = |code: &AreaCode| !rows.contains_key(code);
        let is_new = |code: &AreaCode| !stored.contains_key(code);
        let mut succession = Self {
            renumbered: BTreeMap::new(),
            heirs: BTreeMap::new(),
            from: BTreeMap::new(),
        };
        for (index, _) in stored.iter().enumerate() {
            let index = index as u32;
            let (before, after) = (code_before(index), comparison.continues(index));
            if let Some(after) = after.map(code_after).filter(is_new)
                && is_gone(&before)
            {
                succession.renumbered.insert(before, after);
            }
        }
        let named: BTreeSet<AreaCode> = succession.renumbered.values().cloned().collect();
        for (_, from, to) in links {
            if is_gone(&from) && !succession.renumbered.contains_key(&from) {
                succession
                    .heirs
                    .entry(from.clone())
                    .or_default()
                    .push(to.clone());
            }
            if is_new(&to) && !named.contains(&to) {
                succession.from.entry(to).or_insert(from);
            }
        }
        for code in stored.keys().filter(|code| is_gone(code)) {
            if !succession.renumbered.contains_key(code) {
                succession.heirs.entry((*code).clone()).or_default();
            }
        }
        succession
    }
}
