//! Where the records of a file of many are, in as little memory as they take: there may be millions of them, and each run holds
//! those of the run before beside its own. Of the rows of a database two numbers tell all.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Paths;
use crate::files::FileStat;
use crate::model::Position;

/// A record in a file of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataItem<'n> {
    /// Its name in the file.
    pub name: &'n str,
    /// Where it is, and what it holds.
    pub place: DataPlace,
}

/// Where a record of many is in its file, and the fingerprint of what it holds. States hold its numbers in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DataPlace {
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// The line that it begins on, from 1.
    pub line: u32,
    /// How many lines it is on.
    pub lines: u32,
    /// The column that it begins in, from 1, in characters.
    pub column: u32,
    /// The fingerprint of what is read of it.
    pub content: u64,
}

impl DataPlace {
    /// The place of a row of a database, which is in no file.
    pub fn of_row(columns: u32, length: u64, content: u64) -> DataPlace {
        DataPlace { offset: 0, length, line: 1, lines: columns, column: 1, content }
    }

    /// Its bytes in the file.
    pub fn range(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.length)
    }

    /// Its lines in the file.
    pub fn lines(&self) -> Range<usize> {
        let wide = |line: u32| usize::try_from(line).unwrap_or(usize::MAX);
        wide(self.line)..wide(self.line.saturating_add(self.lines))
    }

    /// What stands for what the file system says of a file: the same where the content is the same, whenever that was written
    /// and wherever it is in the file.
    pub fn stat(&self) -> FileStat {
        FileStat { size: self.length, modified: self.content.cast_signed(), changed: 1, inode: 0 }
    }

    /// The position in the file of a position in the record.
    pub fn position(&self, position: Option<Position>) -> Position {
        let wide = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let Position { line, column } = position.unwrap_or(Position { line: 1, column: 1 });
        // What ends too early is noticed behind its end.
        let (line, column) = if line > wide(self.lines) { (wide(self.lines), 1) } else { (line, column) };
        let before = if line <= 1 { wide(self.column).saturating_sub(1) } else { 0 };
        let above = wide(self.line).saturating_sub(1);
        Position { line: line.saturating_add(above), column: column.saturating_add(before) }
    }
}

/// The records of a file of many. Those that are found by name are sorted by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataItems {
    names: Paths,
    places: Places,
}

/// Where records are. The places alone decide the form, so that what is equal has the same.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Places {
    /// Rows of a database, all of as many columns: of each its length and its content.
    Rows { columns: u32, lengths: Vec<u32>, contents: Vec<u64> },
    /// Any.
    Any(Vec<DataPlace>),
}

impl Default for Places {
    fn default() -> Places {
        Places::Rows { columns: 0, lengths: Vec::new(), contents: Vec::new() }
    }
}

impl Places {
    fn get(&self, position: usize) -> Option<DataPlace> {
        match self {
            Places::Rows { columns, lengths, contents } => {
                let length = u64::from(*lengths.get(position)?);
                Some(DataPlace::of_row(*columns, length, *contents.get(position)?))
            }
            Places::Any(places) => places.get(position).copied(),
        }
    }

    fn push(&mut self, place: DataPlace) {
        if let Places::Rows { columns, lengths, contents } = self {
            if contents.is_empty() {
                *columns = place.lines;
            }
            let length = u32::try_from(place.length).unwrap_or_default();
            if place == DataPlace::of_row(*columns, u64::from(length), place.content) {
                lengths.push(length);
                contents.push(place.content);
                return;
            }
            *self = Places::Any((0..contents.len()).filter_map(|position| self.get(position)).collect());
        }
        if let Places::Any(places) = self {
            places.push(place);
        }
    }

    fn reserve(&mut self, count: usize) {
        // Where there is not so much room they grow.
        if let Places::Rows { lengths, contents, .. } = self {
            let _ = lengths.try_reserve_exact(count).and_then(|()| contents.try_reserve_exact(count));
        }
    }

    fn shrink_to_fit(&mut self) {
        match self {
            Places::Rows { lengths, contents, .. } => {
                lengths.shrink_to_fit();
                contents.shrink_to_fit();
            }
            Places::Any(places) => places.shrink_to_fit(),
        }
    }
}

impl DataItems {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at this position.
    pub fn get(&self, position: usize) -> Option<DataItem<'_>> {
        Some(DataItem { name: self.names.get(position)?, place: self.places.get(position)? })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = DataItem<'_>> {
        (0..self.len()).filter_map(|position| self.get(position))
    }

    /// The name of the record at this position.
    pub fn name(&self, position: usize) -> Option<&str> {
        self.names.get(position)
    }

    /// The names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter()
    }

    /// The position of the record with a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.position(name)
    }

    /// Makes room for so many, since lists that grow take more memory than they need.
    fn with_room_for(count: usize) -> DataItems {
        let mut items = DataItems::default();
        items.names.reserve(count);
        items.places.reserve(count);
        items
    }

    fn push(&mut self, item: DataItem<'_>) {
        self.names.push(item.name);
        self.places.push(item.place);
    }

    fn shrink_to_fit(&mut self) {
        self.names.shrink_to_fit();
        self.places.shrink_to_fit();
    }
}

impl<'n> FromIterator<DataItem<'n>> for DataItems {
    fn from_iter<I: IntoIterator<Item = DataItem<'n>>>(items: I) -> DataItems {
        let items = items.into_iter();
        let mut all = DataItems::with_room_for(items.size_hint().0);
        items.for_each(|item| all.push(item));
        all.shrink_to_fit();
        all
    }
}

/// A record as the state has it.
#[derive(Serialize, Deserialize)]
struct Stored<'n> {
    #[serde(borrow)]
    name: Cow<'n, str>,
    place: DataPlace,
}

impl Serialize for DataItems {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.len()))?;
        for DataItem { name, place } in self.iter() {
            list.serialize_element(&Stored { name: name.into(), place })?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for DataItems {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<DataItems, D::Error> {
        struct Items;

        impl<'de> Visitor<'de> for Items {
            type Value = DataItems;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("records")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<DataItems, A::Error> {
                let mut items = DataItems::with_room_for(from.size_hint().unwrap_or_default());
                while let Some(Stored { name, place }) = from.next_element::<Stored<'de>>()? {
                    items.push(DataItem { name: &name, place });
                }
                items.shrink_to_fit();
                Ok(items)
            }
        }

        from.deserialize_seq(Items)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    /// A record as states have held it all the time.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Before {
        name: Arc<str>,
        offset: u64,
        length: u64,
        line: u32,
        lines: u32,
        column: u32,
        content: u64,
    }

    fn place() -> impl Strategy<Value = DataPlace> {
        let row = (3..5_u32, 0..70_000_u64, any::<u64>());
        let row = row.prop_map(|(columns, length, content)| DataPlace::of_row(columns, length, content));
        let long = Just(DataPlace::of_row(3, u64::from(u32::MAX) + 7, 1));
        let other = (any::<[u64; 3]>(), any::<[u32; 3]>()).prop_map(
            |([offset, length, content], [line, lines, column])| DataPlace {
                offset,
                length,
                line,
                lines,
                column,
                content,
            },
        );
        prop_oneof![200 => row, 1 => long, 1 => other]
    }

    proptest! {
        #[test]
        fn what_is_held_is_given_back_and_kept_in_the_same_bytes_as_ever(
            places in prop::collection::vec(place(), 0..60),
            name in "[a-zé]{0,3}",
        ) {
            let names: Vec<String> = (0..places.len()).map(|number| format!("{number:03}{name}")).collect();
            let own = || names.iter().zip(&places).map(|(name, place)| DataItem { name, place: *place });
            let items: DataItems = own().collect();
            prop_assert!(items.iter().eq(own()));
            prop_assert!(names.iter().enumerate().all(|(at, name)| items.position(name) == Some(at)));
            prop_assert_eq!(items.position("none"), None);
            let before: Vec<Before> = own()
                .map(|DataItem { name, place: DataPlace { offset, length, line, lines, column, content } }| Before {
                    name: name.into(), offset, length, line, lines, column, content,
                })
                .collect();
            let bytes = postcard::to_allocvec(&items).unwrap();
            prop_assert_eq!(&bytes, &postcard::to_allocvec(&before).unwrap());
            prop_assert_eq!(postcard::from_bytes::<DataItems>(&bytes).unwrap(), items);
        }
    }

    #[test]
    fn a_record_is_stored_as_its_name_and_six_numbers_in_their_order() {
        let place = DataPlace { offset: 1, length: 2, line: 3, lines: 4, column: 5, content: 300 };
        let items: DataItems = [DataItem { name: "ab", place }].into_iter().collect();
        let bytes = [1, 2, b'a', b'b', 1, 2, 3, 4, 5, 0b1010_1100, 2];
        assert_eq!(postcard::to_allocvec(&items).unwrap(), bytes);
    }

    #[test]
    fn a_list_that_says_to_be_endless_takes_no_memory_for_it() {
        let bytes = postcard::to_allocvec(&u64::MAX).unwrap();
        assert!(postcard::from_bytes::<DataItems>(&bytes).is_err());
    }
}
