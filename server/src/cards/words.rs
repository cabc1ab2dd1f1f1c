//! The words on a card in a language.

use hexward_engine::bounds::Side;
use hexward_engine::model::{CheckpointState, Language, Text, Tier};

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) language: Language,
}

impl Words {
    pub(super) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        self.language.pick(zh, en)
    }

    pub(super) fn of(self, text: &Text) -> &str {
        self.pick(&text.zh, &text.en)
    }

    pub(super) fn tier(self, tier: Tier) -> &'static str {
        match tier {
            Tier::Street => self.pick("街道", "street"),
            Tier::Community => self.pick("社区", "community"),
            Tier::Grid => self.pick("网格", "grid"),
            Tier::Micro => self.pick("微网格", "micro-grid"),
        }
    }

    /// The tier that lies below one, in the plural.
    pub(super) fn below(self, tier: Tier) -> &'static str {
        match tier {
            Tier::Street => self.pick("下辖社区", "communities"),
            Tier::Community => self.pick("下辖网格", "grids"),
            Tier::Grid | Tier::Micro => self.pick("下辖微网格", "micro-grids"),
        }
    }

    pub(super) fn side(self, side: Side) -> String {
        let word = side.word();
        match self.language {
            Language::Zh => word.zh,
            Language::En => {
                let mut letters = word.en.chars();
                let first = letters.next().map(|c| c.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
        }
    }

    pub(super) fn kind(self, kind: &str) -> &str {
        match kind {
            "gate" => self.pick("卡口", "gate"),
            "sampling-site" => self.pick("采样点", "sampling site"),
            "pump" => self.pick("水泵", "pump"),
            "clinic" => self.pick("卫生站", "clinic"),
            other => other,
        }
    }

    pub(super) fn state(self, state: CheckpointState) -> &'static str {
        match state {
            CheckpointState::Open => self.pick("开放", "open"),
            CheckpointState::Closed => self.pick("封闭", "closed"),
        }
    }

    pub(super) fn turned(self, degrees: f64) -> Option<String> {
        let way = if degrees > 0.0 {
            self.pick("逆时针", "counter-clockwise")
        } else {
            self.pick("顺时针", "clockwise")
        };
        let degrees = degrees.abs().round();
        (degrees > 0.0).then(|| match self.language {
            Language::Zh => format!("方位随街道走向{way}转 {degrees}°"),
            Language::En => format!("directions turned {degrees}° {way} with the streets"),
        })
    }
}

/// A number with its thousands apart.
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut said = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}
