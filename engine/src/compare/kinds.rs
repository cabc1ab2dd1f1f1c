//! What can happen to a grid.

use crate::model::Language;

/// What happened to a grid between two plans. A grid can have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Its code is new.
    New,
    /// Its code is no longer used.
    Retired,
    /// A new grid has most of its ground from it; or it is such a new grid.
    Split,
    /// A retired grid gave it most of its ground; or it is such a retired grid.
    Merged,
    /// It goes on under another code.
    Renumbered,
    /// It gave ground or got ground.
    Border,
    /// It belongs to another grid of a tier above.
    Reparented,
    /// It has another name.
    Renamed,
    /// It is locked otherwise.
    Lock,
    /// Other addresses belong to it, though it has the same ground: by their codes, or on its border.
    Addresses,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Retired,
        Self::Split,
        Self::Merged,
        Self::Renumbered,
        Self::Border,
        Self::Reparented,
        Self::Renamed,
        Self::Lock,
        Self::Addresses,
    ];

    /// The name used in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Retired => "retired",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Renumbered => "renumbered",
            Self::Border => "border",
            Self::Reparented => "reparented",
            Self::Renamed => "renamed",
            Self::Lock => "lock",
            Self::Addresses => "addresses",
        }
    }

    /// The name for people.
    pub fn title(self, language: Language) -> &'static str {
        let zh = match self {
            Self::New => "新设",
            Self::Retired => "撤销",
            Self::Split => "拆分",
            Self::Merged => "合并",
            Self::Renumbered => "重新编码",
            Self::Border => "边界调整",
            Self::Reparented => "变更上级",
            Self::Renamed => "更名",
            Self::Lock => "锁定变更",
            Self::Addresses => "地址调整",
        };
        language.pick(zh, self.name())
    }
}
