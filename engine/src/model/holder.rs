//! Who holds a post.

use std::fmt;

use super::{IdError, StaffId};

/// Somebody who holds a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The post or staff number, never a person's name.
    pub staff: StaffId,
    /// How much of a full working time it takes, 1 to 100.
    pub share_percent: u8,
    /// Whether it is only for when the others are away.
    pub is_deputy: bool,
}

/// A text that is not a holder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolderError {
    /// The staff number is none.
    #[error(transparent)]
    Staff(#[from] IdError),
    /// Something else follows it.
    #[error("`{0}` is neither a share such as 50% nor `deputy`")]
    Word(String),
}

impl Holder {
    /// The holder of a text: a staff number, then, if it is not 100, the share with `%`, then `deputy` if it is one.
    ///
    /// # Errors
    /// [`HolderError`] says what of it is not understood.
    pub fn parse(text: &str) -> Result<Self, HolderError> {
        let mut words = text.split_whitespace();
        let mut holder = Self {
            staff: StaffId::new(words.next().unwrap_or_default())?,
            share_percent: 100,
            is_deputy: false,
        };
        for word in words {
            let share = word.strip_suffix('%').and_then(|share| share.parse().ok());
            match share {
                Some(share) => holder.share_percent = share,
                None if word == "deputy" => holder.is_deputy = true,
                None => return Err(HolderError::Word(word.to_owned())),
            }
        }
        Ok(holder)
    }

    /// The holders of a text, separated by semicolons; none when it is empty.
    ///
    /// # Errors
    /// As [`Holder::parse`].
    pub fn parse_list(text: &str) -> Result<Vec<Self>, HolderError> {
        let parts = text.split(';').map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(Self::parse)
            .collect()
    }

    /// Holders as one text, which [`Holder::parse_list`] reads.
    pub fn list_text(holders: &[Self]) -> String {
        let texts: Vec<String> = holders.iter().map(Self::to_string).collect();
        texts.join("; ")
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.staff)?;
        if self.share_percent != 100 {
            write!(f, " {}%", self.share_percent)?;
        }
        if self.is_deputy {
            f.write_str(" deputy")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_come_back_from_their_text() {
        let text = "W-0014; 网格员-2 50%; 320205/3 1% deputy";
        let holders = Holder::parse_list(text).expect("valid");
        assert_eq!(holders.len(), 3);
        assert_eq!(Holder::list_text(&holders), text);
        assert_eq!(Holder::parse_list(" ;"), Ok(Vec::new()));
        for wrong in ["W 1", "W 50", "W 300%", "W,1", "W:1"] {
            assert!(Holder::parse_list(wrong).is_err(), "{wrong}");
        }
    }
}
