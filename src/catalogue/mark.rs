//! What puts an article into groups, in a fixed length: every run asks it of every record, and packed facts take long to unpack. It
//! stands in the index entry beside the facts that it was made from; its topics, which are of any number, begin those facts.

use super::{Facts, Moment};
use crate::text::digest;

/// What puts the article of a record into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Whether there is an article to publish; else only `has_rare` says anything.
    pub is_selected: bool,
    /// The fingerprint of its id.
    pub id: u64,
    /// What orders it; the earliest of all where nothing does.
    pub moment: Moment,
    /// The language of the site that it is in, by its position.
    pub site_language: Option<u16>,
    /// Whether it has audio or video that can be played.
    pub has_media: bool,
    /// Whether there are facts about the record that few have.
    pub has_rare: bool,
}

impl Mark {
    /// How many numbers of 64 bits it is.
    pub(super) const NUMBERS: usize = 3;

    /// The mark of these facts.
    pub(super) fn of(facts: &Facts<'_>) -> Mark {
        let has_rare = facts.rare.is_some();
        let Some(selection) = &facts.selection else { return Mark { has_rare, ..Mark::default() } };
        Mark {
            is_selected: true,
            id: digest(selection.id.as_bytes()),
            moment: selection.moment().unwrap_or(Moment::EARLIEST),
            site_language: selection.site_language,
            has_media: selection.has_media,
            has_rare,
        }
    }

    /// The mark as numbers.
    pub(super) fn numbers(self) -> [u64; Mark::NUMBERS] {
        let Mark { is_selected, id, moment: Moment { seconds, nanoseconds }, site_language, .. } = self;
        let flags = [is_selected, site_language.is_some(), self.has_media, self.has_rare];
        let flags = (0..).zip(flags).map(|(bit, flag)| u64::from(flag) << bit).sum::<u64>();
        let rest = u64::from(nanoseconds) << 32 | u64::from(site_language.unwrap_or_default()) << 16 | flags;
        [id, seconds.cast_unsigned(), rest]
    }

    /// The mark that the numbers are.
    #[inline]
    pub(super) fn of_numbers([id, seconds, rest]: [u64; Mark::NUMBERS]) -> Mark {
        let has = |bit: u32| rest >> bit & 1 == 1;
        let language = u16::try_from(rest >> 16 & 0xffff).ok().filter(|_| has(1));
        let nanoseconds = u32::try_from(rest >> 32).unwrap_or_default();
        let moment = Moment { seconds: seconds.cast_signed(), nanoseconds };
        Mark { is_selected: has(0), id, moment, site_language: language, has_media: has(2), has_rare: has(3) }
    }
}

/// The names of the topics in packed facts, of which nothing else is unpacked; none where they have no selection. Packed facts begin
/// with a byte that says whether there is one, and that with the number of its topics; a text is its length and its bytes.
pub(crate) fn topics(packed: &[u8]) -> impl Iterator<Item = &str> {
    let of_selection = packed.strip_prefix(&[1]).and_then(number).unwrap_or_default();
    let (count, mut rest) = of_selection;
    (0..count).map_while(move |_| {
        let (length, after) = number(rest)?;
        let (name, after) = after.split_at_checked(length)?;
        rest = after;
        std::str::from_utf8(name).ok()
    })
}

/// The number at the beginning, of seven bits in each byte, the lowest first, and what follows.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (mut number, mut shift, mut rest) = (0_usize, 0, bytes);
    loop {
        let (byte, after) = rest.split_first()?;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((number, after));
        }
        (shift, rest) = (shift.saturating_add(7), after);
    }
}
