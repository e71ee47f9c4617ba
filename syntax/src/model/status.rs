//! What becomes of a file: one status from `normalise` to the report. A row gives its byte in the state and its word in
//! reports, `list` and the summary line.

/// The enum, its bytes and its words, all of the same rows.
macro_rules! statuses {
    ($($(#[$attribute:meta])* $name:ident = $byte:literal, $word:literal;)*) => {
        /// What becomes of a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        #[repr(u8)]
        pub enum Status {
            $($(#[$attribute])* $name = $byte,)*
        }

        impl Status {
            /// Every status, in the order of the summary line.
            pub const ALL: &[Status] = &[$(Status::$name,)*];

            /// The word in reports and messages.
            pub fn word(self) -> &'static str {
                match self {
                    $(Status::$name => $word,)*
                }
            }

            /// The status with this byte in the state.
            pub fn from_byte(byte: u8) -> Option<Status> {
                match byte {
                    $($byte => Some(Status::$name),)*
                    _ => None,
                }
            }
        }
    };
}

statuses! {
    /// It is an article that feeds may hold.
    Published = 1, "published";
    /// It is held back until its date of publication.
    Scheduled = 2, "scheduled";
    /// A word of its front matter or of its path withdraws it.
    Withdrawn = 3, "withdrawn";
    /// It has no date.
    Undated = 4, "undated";
    /// It is skipped for a fault that a finding names.
    #[default]
    Faulty = 0, "faulty";
    /// Another file has the same id and is published in its place.
    Duplicate = 6, "duplicate";
    /// It does not pass the filters of the configuration.
    Filtered = 7, "filtered";
    /// The date on which it leaves the feeds is gone by.
    Expired = 8, "expired";
    /// It is the page of a section and no article.
    Page = 9, "page";
    /// It has no front matter and is not a record.
    NoFrontMatter = 5, "no-front-matter";
}

impl Status {
    /// The byte in the state.
    pub fn byte(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_known_by_its_byte() {
        for &status in Status::ALL {
            assert_eq!(Status::from_byte(status.byte()), Some(status));
        }
        assert_eq!(Status::from_byte(u8::MAX), None);
    }
}
