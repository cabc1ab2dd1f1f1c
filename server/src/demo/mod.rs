//! Demos: places to try it on, and how a store that holds one is told from any other.

mod soho;
mod staffing;

use hexward_city::Size;
use hexward_engine::model::Text;
use hexward_engine::snapshot::Snapshot;

pub use soho::{DemoError, soho};
pub use staffing::staffing;

/// Raised whenever the data of the historic place or the edits that load it change.
const SOHO_VERSION: u32 = 1;
/// Raised whenever the files of the synthetic cities or the edits that load them change.
const CITY_VERSION: u32 = 2;
/// Stands in place of a version while a city is being loaded.
const UNFINISHED: &str = "0";

/// The names of all demos.
pub const DEMOS: [&str; 4] = ["soho", "xihu", "zhuzhou", "wuxi"];

/// A place to try it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demo {
    /// London 1854: real, and small.
    Soho,
    /// A synthetic city of some size.
    City(Size),
}

/// What a store holds, as far as a demo is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing at all.
    Nothing,
    /// The demo, and whatever was done to it since.
    Whole,
    /// The demo, but loading it was broken off.
    Unfinished,
    /// The demo as another version of its data had it, and nothing was changed since.
    Older,
    /// Anything else: other data, or an older demo that was changed.
    Other,
}

impl Demo {
    /// The demo of this name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "soho" => Some(Self::Soho),
            city => Size::preset(city).ok().map(Self::City),
        }
    }

    /// Its name on the command line.
    pub fn id(&self) -> &str {
        match self {
            Self::Soho => "soho",
            Self::City(size) => size.name(),
        }
    }

    /// The name that its place has.
    pub fn name(&self) -> Text {
        let (zh, en) = match self {
            Self::Soho => ("苏豪 1854", "Soho 1854"),
            Self::City(size) => match size.name() {
                "xihu" => ("合成城市 · 西湖规模", "Synthetic city, size of Xihu"),
                "zhuzhou" => ("合成城市 · 株洲规模", "Synthetic city, size of Zhuzhou"),
                "wuxi" => ("合成城市 · 无锡规模", "Synthetic city, size of Wuxi"),
                _ => ("合成城市", "Synthetic city"),
            },
        };
        text(zh, en)
    }

    /// What its place says of where the data comes from, with the version of the data.
    pub fn note(&self) -> Text {
        self.noted(&self.version().to_string())
    }

    /// The same while it is being loaded.
    pub fn unfinished_note(&self) -> Text {
        self.noted(UNFINISHED)
    }

    /// What a store holds. What was done to a demo since it was loaded, such as further honeycombs, does not matter.
    pub fn found_in(&self, snapshot: &Snapshot) -> Found {
        let Some(place) = &snapshot.place else {
            return match snapshot.bounds() {
                None => Found::Nothing,
                Some(_) => Found::Other,
            };
        };
        let version = version_in(&place.note.zh, self.words().zh);
        match version.filter(|_| place.name == self.name()) {
            Some(_) if place.note == self.note() => Found::Whole,
            Some(UNFINISHED) => Found::Unfinished,
            Some(_) if snapshot.revision.0 == self.commits() => Found::Older,
            _ => Found::Other,
        }
    }

    /// With how many commits it is loaded.
    pub fn commits(&self) -> u64 {
        match self {
            Self::Soho => 1,
            // its description, a file of each kind, and what is laid over them
            Self::City(_) => 10,
        }
    }

    fn version(&self) -> u32 {
        match self {
            Self::Soho => SOHO_VERSION,
            Self::City(_) => CITY_VERSION,
        }
    }

    fn words(&self) -> Words {
        match self {
            Self::Soho => Words {
                zh: "历史数据（1854 年伦敦）：宽街霍乱疫情中各住址的死亡人数，卡口为公共水泵",
                en: "historic data (London 1854): cholera deaths by address around Broad Street; the checkpoints are \
                     public water pumps",
            },
            Self::City(_) => Words {
                zh: "合成数据：地形、道路、名称、代码、地址与计数均为虚构，不对应任何真实地点，仅总数取自公开数字",
                en: "synthetic data: ground, roads, names, codes, addresses and counts are invented and are of no real \
                     place; only totals are published figures",
            },
        }
    }

    fn noted(&self, version: &str) -> Text {
        let Words { zh, en } = self.words();
        text(
            &format!("{zh}{VERSION_BEGINS}{version}{VERSION_ENDS}"),
            &format!("{en} (data version {version})"),
        )
    }
}

/// What is said of the data in both languages, without the version.
struct Words {
    zh: &'static str,
    en: &'static str,
}

const VERSION_BEGINS: &str = "（数据版本 ";
const VERSION_ENDS: &str = "）";

/// The version that a Chinese note names behind these words.
fn version_in<'a>(note: &'a str, words: &str) -> Option<&'a str> {
    note.strip_prefix(words)?
        .strip_prefix(VERSION_BEGINS)?
        .strip_suffix(VERSION_ENDS)
}

fn text(zh: &str, en: &str) -> Text {
    Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexward_engine::edit::{Changeset, Edit, apply};
    use hexward_engine::geom::Phase;
    use hexward_engine::model::{AreaCode, Dataset, LayerName, Note};

    fn after(snapshot: &Snapshot, edits: Vec<Edit>) -> Snapshot {
        let note = Note::default();
        let delta = apply(snapshot, &Changeset { note, edits }).expect("fine");
        snapshot.with(&delta).expect("fits")
    }

    fn described(demo: &Demo, note: Text) -> Vec<Edit> {
        let name = demo.name();
        vec![Edit::Describe { name, note }]
    }

    #[test]
    fn a_place_of_the_same_name_is_not_the_demo() {
        let empty = Snapshot::build(Dataset::default());
        let demo = after(&empty, soho(Note::default()).expect("the demo").edits);
        assert_eq!(Demo::Soho.found_in(&empty), Found::Nothing);
        assert_eq!(Demo::Soho.found_in(&demo), Found::Whole);
        let comb = Edit::Honeycomb {
            parent: AreaCode::new("990185400001").expect("valid"),
            name: LayerName::new("more").expect("valid"),
            phase: Phase::B,
            spacing_mm: 60_000,
        };
        assert_eq!(Demo::Soho.found_in(&after(&demo, vec![comb])), Found::Whole);
        let foreign = described(&Demo::Soho, Text::default());
        assert_eq!(Demo::Soho.found_in(&after(&demo, foreign)), Found::Other);
        let city = Demo::named("xihu").expect("a demo");
        assert_eq!(city.found_in(&demo), Found::Other);
    }

    #[test]
    fn an_older_demo_is_known_and_a_changed_one_is_left_alone() {
        let empty = Snapshot::build(Dataset::default());
        let older = after(&empty, described(&Demo::Soho, Demo::Soho.noted("77")));
        assert_eq!(Demo::Soho.found_in(&older), Found::Older);
        let changed = after(&older, described(&Demo::Soho, Demo::Soho.noted("78")));
        assert_eq!(Demo::Soho.found_in(&changed), Found::Other);
    }

    #[test]
    fn a_city_that_is_not_whole_is_told_by_its_note() {
        let empty = Snapshot::build(Dataset::default());
        for name in &DEMOS[1..] {
            let city = Demo::named(name).expect("a demo");
            let half = after(&empty, described(&city, city.unfinished_note()));
            assert_eq!(city.found_in(&half), Found::Unfinished);
            let whole = after(&half, described(&city, city.note()));
            assert_eq!(city.found_in(&whole), Found::Whole);
            assert_eq!(city.id(), *name);
        }
        assert_eq!(Demo::named("atlantis"), None);
    }
}
