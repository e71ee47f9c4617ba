//! Sets of bytes, and how far a text has none of a set, or nothing else: looked up in a table, a few at a time, because places of
//! interest in marked-up texts are near each other.

/// A set of bytes.
#[derive(Debug)]
pub struct ByteSet([bool; 256]);

impl ByteSet {
    /// These bytes.
    pub const fn of(bytes: &[u8]) -> ByteSet {
        ByteSet([false; 256]).with(bytes)
    }

    /// The set with these bytes as well.
    pub const fn with(mut self, bytes: &[u8]) -> ByteSet {
        let (mut table, mut byte): (&mut [bool], u8) = (&mut self.0, 0);
        while let [is_in, after @ ..] = table {
            *is_in = *is_in || contains(bytes, byte);
            (table, byte) = (after, byte.wrapping_add(1));
        }
        self
    }

    /// Whether the byte is in the set.
    #[inline]
    pub fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }

    /// How many bytes at the beginning are not in the set.
    #[inline]
    pub fn length_without(&self, bytes: &[u8]) -> usize {
        super::plain_length(bytes, |byte| self.has(byte))
    }

    /// How many bytes at the beginning are in the set.
    #[inline]
    pub fn length_within(&self, bytes: &[u8]) -> usize {
        bytes.iter().position(|&byte| !self.has(byte)).unwrap_or(bytes.len())
    }
}

const fn contains(bytes: &[u8], wanted: u8) -> bool {
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        if *byte == wanted {
            return true;
        }
        rest = after;
    }
    false
}

/// What follows the ASCII character that the text begins with. It stands where it is called, as `str::strip_prefix` does not.
#[inline]
pub fn after_byte(text: &str, first: u8) -> Option<&str> {
    if text.as_bytes().first() == Some(&first) { text.get(1..) } else { None }
}

/// Whether `holds` is true of what follows each place of the byte, the byte itself included. Eight bytes are looked at together.
#[inline]
pub fn all_places(wanted: u8, bytes: &[u8], mut holds: impl FnMut(&[u8]) -> bool) -> bool {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let pattern = u64::from_ne_bytes([wanted; 8]);
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let differing = u64::from_le_bytes(*chunk) ^ pattern;
        // The highest bit of each byte that is the wanted one, and no other bit.
        let mut found = !((differing & LOW).wrapping_add(LOW) | differing | LOW);
        while found != 0 {
            let place = usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
            if !holds(rest.get(place..).unwrap_or_default()) {
                return false;
            }
            found &= found.wrapping_sub(1);
        }
        rest = after;
    }
    let mut places = rest.iter().enumerate().filter(|(_, byte)| **byte == wanted).map(|(place, _)| place);
    places.all(|place| holds(rest.get(place..).unwrap_or_default()))
}

/// Where the first byte is that follows `before` at once and is one of the two. Few of the bytes `before` are followed by these.
pub fn find_behind(before: u8, [one, other]: [u8; 2], bytes: &[u8]) -> Option<usize> {
    const AT_ONCE: usize = 64;
    let is_wanted = |(byte, next): (&u8, &u8)| (*byte == before) & ((*next == one) | (*next == other));
    let behind = bytes.get(1..)?;
    // Without an early end, so that it goes over many bytes at once.
    let is_any = |(own, next): &(&[u8; AT_ONCE], &[u8; AT_ONCE])| {
        own.iter().zip(next.iter()).fold(false, |any, pair| any | is_wanted(pair))
    };
    let (chunks, chunks_behind) = (bytes.as_chunks::<AT_ONCE>().0, behind.as_chunks::<AT_ONCE>().0);
    let passed =
        chunks.iter().zip(chunks_behind).take_while(|pair| !is_any(pair)).count().saturating_mul(AT_ONCE);
    let mut left = bytes.get(passed..)?.iter().zip(behind.get(passed..)?);
    left.position(is_wanted).map(|place| passed.saturating_add(place).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_set_has_its_bytes_and_no_other() {
        let set = ByteSet::of(b"a\0").with(b"\xff");
        for byte in 0..=u8::MAX {
            assert_eq!(set.has(byte), [b'a', 0, 0xff].contains(&byte), "{byte}");
        }
    }

    proptest! {
        #[test]
        fn a_pair_is_found_where_it_first_stands(
            bytes in prop::collection::vec(prop::sample::select(b"aaaaaaaaaaaaaaaaaaaa\n-.".to_vec()), 0..300),
        ) {
            let is_pair = |pair: &[u8]| pair[0] == b'\n' && b"-.".contains(&pair[1]);
            let first = bytes.windows(2).position(is_pair).map(|place| place + 1);
            prop_assert_eq!(find_behind(b'\n', *b"-.", &bytes), first);
        }

        #[test]
        fn lengths_and_places_are_those_of_single_bytes(
            bytes in prop::collection::vec(prop::sample::select(b"&&a%'\xa6\x26z".to_vec()), 0..70),
            refused in 0..40_usize,
        ) {
            let set = ByteSet::of(b"&%");
            let first = |wanted: bool| {
                bytes.iter().position(|byte| b"&%".contains(byte) == wanted).unwrap_or(bytes.len())
            };
            prop_assert_eq!(set.length_without(&bytes), first(true));
            prop_assert_eq!(set.length_within(&bytes), first(false));
            let places: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place] == b'&').collect();
            let mut seen = Vec::new();
            let all = all_places(b'&', &bytes, |rest| {
                seen.push(bytes.len() - rest.len());
                seen.len() <= refused
            });
            prop_assert_eq!(all, places.len() <= refused);
            prop_assert_eq!(seen, &places[..places.len().min(refused + 1)]);
        }
    }
}
